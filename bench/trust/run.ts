import { parseArgs } from "node:util";
import { InputError } from "../../src/index.ts";
import { refuse, refuseUnknown } from "../../src/internal.ts";
import { say } from "../timing.ts";
import { type AnyOptions, anyHamiltonian } from "./anyHamiltonian.ts";
import { badStarts } from "./badStarts.ts";
import { errorBars } from "./errorBars.ts";
import { hiddenModes } from "./hiddenModes.ts";
import { observables } from "./observables.ts";
import { readings } from "./outcomes.ts";
import { kindNames } from "./randomProblems.ts";

/** Minutes; they run where none is named. */
const checks = { "bad-starts": badStarts, "error-bars": errorBars, "hidden-modes": hiddenModes, observables } as const;
/** Hours; it runs where it is named. */
const ANY = "any-hamiltonian";

const usage = `npm run trust -- [check ...] [options of ${ANY}]
Checks: ${[...Object.keys(checks), ANY].join(", ")}. Without a name: all but ${ANY}.
  --problems N      random Hamiltonians (200)
  --from N          the number of the first (0)
  --seeds N         seeds of each, from 1 on (3)
  --kinds a,b       only these: ${kindNames.join(", ")}
  --readout NAME    ${readings.join(", ")} (born)
  --extra "..."     arguments added to every nqs run
  --jobs N          processes at a time (2)
  --workers N       threads of each (1)
  --limit N         seconds after which a run is killed (120)
  --out FILE        keep a line of JSON for each finished run; the runs it holds already are not made again`;

interface Arguments extends AnyOptions {
  readonly names: readonly string[];
  readonly help: boolean;
}

function readArguments(): Arguments {
  const options = {
    help: { type: "boolean", short: "h", default: false },
    problems: { type: "string", default: "200" },
    from: { type: "string", default: "0" },
    seeds: { type: "string", default: "3" },
    kinds: { type: "string", default: kindNames.join(",") },
    readout: { type: "string", default: "born" },
    extra: { type: "string", default: "" },
    jobs: { type: "string", default: "2" },
    workers: { type: "string", default: "1" },
    limit: { type: "string", default: "120" },
    out: { type: "string" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: joined(process.argv.slice(2)), options, allowPositionals: true });
    const kinds = values.kinds.split(",");
    for (const kind of kinds) if (!kindNames.includes(kind)) refuseUnknown("--kinds", kind, kindNames);
    const readout = readings.find((name) => name === values.readout) ?? refuseUnknown("--readout", values.readout, readings);
    return {
      names: positionals,
      help: values.help,
      problems: count("problems", values.problems),
      from: count("from", values.from, 0),
      seeds: count("seeds", values.seeds),
      kinds,
      readout,
      extra: values.extra.split(/\s+/).filter((word) => word !== ""),
      jobs: count("jobs", values.jobs),
      workers: count("workers", values.workers),
      limit: count("limit", values.limit),
      out: values.out,
    };
  } catch (error) {
    if (error instanceof TypeError) throw new InputError(`npm run trust: ${error.message.split(". ")[0]}`);
    throw error;
  }
}

/** `--extra "--density 2"` as one word: parseArgs takes no value that begins with a dash. */
function joined(args: readonly string[]): string[] {
  const at = args.indexOf("--extra");
  return at < 0 || at === args.length - 1 ? [...args] : args.toSpliced(at, 2, `--extra=${args[at + 1]}`);
}

function count(name: string, given: string, least = 1): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isInteger(value) || value < least) refuse(`--${name}`, `an integer >= ${least}`, given);
  return value;
}

async function main(): Promise<void> {
  const { names, help, ...options } = readArguments();
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  if (help) return print(usage);
  const known = [...Object.keys(checks), ANY];
  for (const name of names) if (!known.includes(name)) refuseUnknown("npm run trust: check", name, known);
  for (const [name, check] of Object.entries(checks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const line of await check()) print(line);
  }
  if (!names.includes(ANY)) return;
  const { lines, lies } = await anyHamiltonian(options);
  for (const line of lines) print(line);
  if (lies > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(error.message);
  process.exitCode = 2;
}
