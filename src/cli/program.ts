// Loads the command that was asked for and turns mistakes into one line and an exit code.
import { createRequire } from "node:module";
import { Command } from "commander";
import { endQuietlyOnBrokenPipe } from "./terminal/output.ts";
import { DEFAULT_WIDTH } from "./terminal/wrap.ts";

interface CommandModule {
  define(command: Command): void;
}

/** A command's module is loaded when the command is used: `nqs --version` needs none. */
const commands: readonly (readonly [name: string, summary: string, load: () => Promise<CommandModule>])[] = [
  ["run", "train a network under one reading", () => import("./commands/run.ts")],
  ["compare", "train the same network under several readings and compare", () => import("./commands/compare.ts")],
  ["learn", "teach a network a state: amplitudes, probabilities or measured configurations", () => import("./commands/learn.ts")],
  ["exact", "the exact ground-state energy", () => import("./commands/exact.ts")],
  ["evaluate", "measure a stored network, or a published one", () => import("./commands/evaluate.ts")],
  ["sample", "measure every spin of a stored network, row by row", () => import("./commands/sample.ts")],
  ["models", "the trained networks that come with the package", () => import("./commands/models.ts")],
  ["benchmark", "train the rows of the accuracy table and print it", () => import("./commands/benchmark.ts")],
  ["paper", "the statements of the paper, each as a calculation with a verdict", () => import("./commands/paper.ts")],
  ["lab", "the page on which a network is trained and watched, in a browser tab", () => import("./commands/lab.ts")],
  ["convert", "turn a published network into a weights file, and back", () => import("./commands/convert.ts")],
];

/** Help on a subject: `nqs help models`. A subject goes before the command of that name, whose help is `nqs models --help`. */
const subjects: Readonly<Record<string, (width: number) => Promise<string>>> = {
  observables: async (width) => (await import("./help/observableHelp.ts")).observablesHelp(width),
  models: async (width) => (await import("./help/presetHelp.ts")).presetHelp(width),
};

const examples = `
Examples:
  $ nqs compare
  $ nqs run --model ising --sites 20 --field 1 --out runs/ising
  $ nqs evaluate runs/ising/weights.safetensors --samples 100000
  $ nqs exact --model heisenberg --sites 20 --json

nqs <command> --help says more.
nqs help models lists the Hamiltonians: formulas, signs, units, defaults.
nqs help observables lists what can be measured.`;

async function programFor(wanted: string | undefined): Promise<Command> {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  const program = new Command("nqs").description("Neural-network quantum states: one complex network, read as quantum or as classical");
  program
    .version(version)
    .exitOverride()
    .configureHelp({ minWidthToWrap: NARROWEST_HELP })
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", examples);
  for (const [name, summary, load] of commands) {
    const command = program.command(name).description(summary);
    if (name !== wanted) continue;
    (await load()).define(command);
    (await import("./command.ts")).refuseRepeats(command);
  }
  return program;
}

/** Texts of flags are wrapped down to this width. */
const NARROWEST_HELP = 16;

/** Runs the command that the arguments ask for; the exit code is that of the process. */
export async function runProgram(args: readonly string[]): Promise<void> {
  endQuietlyOnBrokenPipe();
  const subject = args.length === 2 && args[0] === "help" && Object.hasOwn(subjects, args[1]) ? subjects[args[1]] : undefined;
  const [wanted] = args.filter((arg) => arg !== "help" && !arg.startsWith("-"));
  const program = await programFor(wanted);
  try {
    const unknown = !subject && wanted !== undefined && !program.commands.some((command) => command.name() === wanted);
    if (unknown) program.error(`unknown command '${wanted}'`, { code: "commander.unknownCommand" });
    if (subject) process.stdout.write(`${await subject(process.stdout.columns ?? DEFAULT_WIDTH)}\n`);
    else await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    const { reportMistake } = await import("./terminal/mistakes.ts");
    process.exitCode = reportMistake(error, program, wanted);
  }
}
