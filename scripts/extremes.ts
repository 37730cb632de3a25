// Tries every flag of every command with extreme values, and sizes in pairs, and says which runs neither refuse nor end nor work: npx tsx scripts/extremes.ts [every which] [words of the cases, or together …]
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { randomStream } from "../src/core/random.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

/** A call of the program, and what is tried in it. */
export interface Case {
  readonly args: readonly string[];
  /** Seconds of the processor after which a run that works is interrupted. */
  readonly limit: number;
}

/** What became of a case. */
export interface Found {
  readonly end: "refused" | "ended" | "working";
  /** Of the processor. */
  readonly seconds: number;
  readonly megabytes: number;
  /** `null` for one that is as it should be. */
  readonly wrong: string | null;
  readonly line: string;
}

/** What each command is asked for beside the flag that is tried, so that valid extremes end soon. */
const bases: Readonly<Record<string, readonly (readonly string[])[]>> = {
  run: [
    ["--model", "ising"],
    ["--sites", "6"],
    ["--iterations", "2"],
    ["--samples", "32"],
    ["--final-samples", "64"],
    ["--workers", "1"],
  ],
  compare: [
    ["--model", "ising"],
    ["--sites", "6"],
    ["--iterations", "2"],
    ["--samples", "32"],
    ["--final-samples", "64"],
    ["--workers", "1"],
  ],
  learn: [
    ["--feed", "amplitudes"],
    ["--target", "ground"],
    ["--model", "ising"],
    ["--sites", "4"],
    ["--iterations", "2"],
    ["--starts", "1"],
    ["--workers", "1"],
  ],
  exact: [
    ["--model", "ising"],
    ["--sites", "6"],
  ],
  evaluate: [
    ["--samples", "64"],
    ["--workers", "1"],
  ],
  sample: [["--count", "4"]],
  convert: [],
  models: [],
  paper: [["--list"]],
  benchmark: [["--workers", "1"]],
  lab: [["--no-open"], ["--port", "0"]],
};

/** A small network, that commands which need one are given; made once. */
const WEIGHTS = "WEIGHTS";
/** A place in the folder of a case. */
const PLACE = "PLACE";
const operands: Readonly<Record<string, readonly string[]>> = {
  evaluate: [WEIGHTS],
  sample: [WEIGHTS],
  convert: [WEIGHTS, `${PLACE}/out.safetensors`],
  benchmark: ["ising-40-h1-a1"],
};

const LONG_TEXT = "x".repeat(100_000);
const TEXTS = ["", " ", LONG_TEXT, "ångström ٣\u202e", "-1", "NaN"];
const NUMBERS = ["0", "-1", "-0", "1", "2", "1e-300", "1e9", "2147483647", "2147483648", "9007199254740992", "1e300", "1e3"];
const NO_NUMBERS = ["NaN", "Infinity", "1e400", "٣", "0x10", "1_000", "1,2"];

/** Values for what a flag takes, as its help calls it. */
const values: Readonly<Record<string, readonly string[]>> = {
  "<count>": [...NUMBERS, ...NO_NUMBERS, ...TEXTS],
  "<number>": [...NUMBERS, ...NO_NUMBERS, ...TEXTS, "1/0", "sqrt(-1)", "2^1024"],
  "<integer>": [...NUMBERS, ...NO_NUMBERS, ...TEXTS],
  "<seconds>": [...NUMBERS, ...NO_NUMBERS, ...TEXTS],
  "<part>": [...NUMBERS, ...NO_NUMBERS, ...TEXTS],
  "<counts>": [...TEXTS, "0", "4096,4096", "4096,4096,4096,4096,4096,4096,4096,4096", "1e300", "1,1,1,1,1,1,1,1,1", ",", "٣"],
  "<size>": [...TEXTS, "1x1", "64x64", "4096x1", "1e9x1e9", "0x0", "-1x-1", "3x", "3x3x3"],
  "<pairs>": [...TEXTS, "0-0", "0-1,0-1", "0-4095", "0-1e9", "1-"],
  "<name=value>": [...TEXTS, "h=1e300", "h=NaN", "=1", "h=", "h=1e-300"],
  "<name=formula>": [...TEXTS, "a=Z(0)", "a=1e300*Z(0)", "a=Z(99)", `a=${"(".repeat(10_000)}`, "zz=Z(0)"],
  "<formula>": [...TEXTS, "sum(Z(i))^99999", "1e300*X(0)", `${"X(0)+".repeat(9000)}X(0)`, `${"(".repeat(10_000)}`, "0*Z(0)"],
  "<seeds>": [...TEXTS, "1,1e300", ",", "0,-1", "NaN,1"],
};

/** Values that a flag is given twice with, whatever it takes. */
const twice = (flag: string, value: string) => [flag, value, flag, value];

/** Flags of a command as commander knows them. */
async function flagsOf(name: string): Promise<{ readonly long: string; readonly argument: string | null; readonly help: string }[]> {
  const { define } = (await import(`../src/cli/commands/${name}.ts`)) as { define(command: Command): void };
  const command = new Command(name);
  define(command);
  return command.options.map(({ long, flags, description }) => ({
    long: long ?? flags,
    argument: /<[^>]+>/.exec(flags)?.[0] ?? null,
    help: description,
  }));
}

/** The arguments of a command, with its base but for what is tried. */
function withBase(name: string, tried: readonly string[]): string[] {
  const kept = (bases[name] ?? []).filter(([flag]) => !tried.includes(flag) && !(flag === "--list" && tried.includes("--all")));
  return [name, ...(operands[name] ?? []), ...kept.flat(), ...tried];
}

const LIMIT = 4;
const PAIRED_LIMIT = 8;

/** Sizes that are harmless alone, together; and what was once held without end. */
const together: readonly (readonly string[])[] = [
  ["run", "--samples", "1e8"],
  ["run", "--chains", "65536", "--samples", "65536"],
  ["run", "--chains", "65536", "--samples", "1000000", "--sites", "4096", "--model", "ising", "--density", "0.01", "--no-symmetric"],
  ["run", "--sites", "4096"],
  ["run", "--sites", "4096", "--ansatz", "product"],
  ["run", "--sites", "4096", "--density", "256"],
  ["run", "--sites", "1000", "--density", "4", "--no-symmetric"],
  ["run", "--sites", "12", "--full-sum", "--density", "256", "--no-symmetric"],
  ["run", "--sites", "16", "--full-sum", "--density", "8", "--starts", "64", "--optimizer", "rgn"],
  ["run", "--ansatz", "jastrow", "--no-symmetric", "--sites", "4096"],
  ["run", "--ansatz", "jastrow", "--no-symmetric", "--sites", "2000", "--samples", "16", "--chains", "4"],
  ["run", "--ansatz", "jastrow", "--parity", "odd", "--no-symmetric", "--biases"],
  ["run", "--ansatz", "mlp", "--widths", "4096,4096"],
  ["run", "--ansatz", "mlp", "--widths", "4096,4096,4096,4096,4096,4096,4096,4096"],
  ["run", "--ansatz", "mlp", "--widths", "4096,900", "--sites", "40", "--samples", "2", "--chains", "1"],
  ["run", "--ansatz", "mlp", "--symmetric", "--parity", "even", "--sites", "64", "--widths", "512"],
  ["run", "--lattice", "square", "--size", "64x64", "--density", "0.1", "--no-symmetric", "--point-group"],
  ["run", "--starts", "64", "--samples", "1000000"],
  ["run", "--workers", "256", "--samples", "2"],
  ["run", "--workers", "256", "--sites", "400", "--no-symmetric", "--density", "4"],
  ["run", "--iterations", "1000000", "--accuracy", "1e-300"],
  ["run", "--final-samples", "1000000000"],
  ["run", "--no-full-sum", "--samples", "32", "--final-samples", "1000000000", "--observables", "correlations,renyi2"],
  ["run", "--no-full-sum", "--chains", "65536", "--samples", "65536", "--observables", "correlations", "--sites", "64"],
  ["run", "--readout", "branches", "--samples", "1000000", "--sites", "400", "--density", "4"],
  ["run", "--readout", "branches", "--samples", "32", "--chains", "8", "--sites", "20", "--density", "2", "--final-samples", "1000000000"],
  ["run", "--readout", "branches", "--full-sum", "--sites", "16", "--observables", "renyi2", "--final-samples", "1000000000"],
  ["compare", "--samples", "1e8"],
  ["compare", "--chains", "65536", "--samples", "65536"],
  ["compare", "--sites", "1000", "--samples", "64", "--chains", "4"],
  ["evaluate", "--samples", "1000000000"],
  ["evaluate", "--samples", "1000000000", "--chains", "65536", "--observables", "correlations"],
  ["evaluate", "--samples", "1000000000", "--readout", "classical", "--observables", "renyi2"],
  ["evaluate", "--samples", "64", "--tolerance", "1e-300"],
  ["sample", "--count", "10000000"],
  ["sample", "--count", "10000000", "--basis", "X"],
  ["learn", "--sites", "12", "--density", "256"],
  ["learn", "--sites", "16", "--density", "8"],
  ["learn", "--sites", "12", "--ansatz", "mlp", "--widths", "2048"],
  ["learn", "--sites", "16", "--iterations", "1000000", "--starts", "64"],
  ["exact", "--sites", "4096", "--model", "heisenberg"],
  ["exact", "--sites", "4096"],
  ["exact", "--sites", "20", "--model", "j1j2", "--j2", "0.4", "--boundary", "open"],
  ["exact", "--sites", "16", "--observables", "density,entropy,correlations"],
  ["paper", "--all", "--quick"],
  ["benchmark", "--seeds", "1"],
];

/** All cases. Of a flag that an earlier command has with the same words only every third value is tried again. */
export async function cases(): Promise<Case[]> {
  const all: Case[] = [];
  const seen = new Set<string>();
  for (const name of Object.keys(bases)) {
    for (const { long, argument, help } of await flagsOf(name)) {
      const add = (tried: readonly string[]) => all.push({ args: withBase(name, tried), limit: LIMIT });
      if (argument === null) {
        add([long]);
        continue;
      }
      const list = values[argument] ?? TEXTS;
      const known = seen.has(`${long} ${argument} ${help}`);
      seen.add(`${long} ${argument} ${help}`);
      for (const [n, value] of list.entries()) if (!known || n % 3 === seen.size % 3) add([long, value]);
      if (!known) add(twice(long, list[0]));
    }
  }
  return [...all, ...together.map(([name, ...tried]) => ({ args: withBase(name, tried), limit: PAIRED_LIMIT }))];
}

/** Memory that no run may take, in MB; seconds of the processor in which one is refused; and seconds in which one ends that is interrupted twice. */
const MOST_MEGABYTES = 4500;
const REFUSED_WITHIN = 2;
const INTERRUPTED_WITHIN = 30;
/** Seconds for each of the processor that a case may take where others work too. */
const BUSY = 12;
/** Clock ticks of a second, as Linux counts them in /proc. */
const TICKS = 100;

/** Seconds of the processor that a process has taken; 0 where it is gone. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Bytes that a process and its children hold. */
function held(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.reduce((total, child) => total + held(child), own);
  } catch {
    return 0;
  }
}

/** Tries a case. */
export async function tryCase({ args, limit }: Case, weights: string): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "nqs-extremes-"));
  const own = args.map((arg) => arg.replace(WEIGHTS, weights).replace(PLACE, folder));
  const begun = performance.now();
  const child: ChildProcess = spawn(process.execPath, [program, ...own], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err, outBytes] = ["", "", 0];
  child.stdout?.on("data", (chunk: Buffer) => {
    outBytes += chunk.length;
    if (out.length < 1 << 20) out += String(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    if (err.length < 1 << 20) err += String(chunk);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  let [most, seconds] = [0, 0];
  const spent = new Promise<null>((resolve) => {
    const watch = setInterval(() => {
      most = Math.max(most, held(child.pid ?? 0));
      if (most > MOST_MEGABYTES * 1e6) child.kill("SIGKILL");
      seconds = Math.max(seconds, processorTime(child.pid ?? 0));
      if (seconds > limit || performance.now() - begun > 1000 * BUSY * limit) resolve(null);
    }, 50);
    child.on("close", () => clearInterval(watch));
  });
  const first = await Promise.race([ended, spent]);
  const interrupted = first === null;
  if (interrupted) {
    child.kill("SIGINT");
    const again = [setTimeout(() => child.kill("SIGINT"), 2000), setTimeout(() => child.kill("SIGKILL"), 1000 * INTERRUPTED_WITHIN)];
    child.on("close", () => again.forEach(clearTimeout));
  }
  const { code, signal } = first ?? (await ended);
  rmSync(folder, { recursive: true, force: true });
  const lines = err.split("\n").filter((line) => line.trim() !== "");
  const megabytes = Math.round(most / 1e6);
  const line = (lines.at(-1) ?? out.split("\n").filter(Boolean).at(-1) ?? "").slice(0, 160);
  const end = interrupted ? "working" : code === 2 ? "refused" : "ended";
  const complaints = [
    megabytes > MOST_MEGABYTES ? `takes ${megabytes} MB` : null,
    /^\s+at .*:\d+:\d+\)?$/m.test(err) || /RuntimeError|RangeError|TypeError|heap out of memory/.test(err) ? "a stack trace" : null,
    /out of memory/.test(err) ? "out of memory" : null,
    // A server that is told to end has done what it is there for.
    end === "working" && !(code === 130 || signal === "SIGINT" || (code === 0 && args[0] === "lab"))
      ? `ends with ${code ?? signal} on SIGINT`
      : null,
    end === "ended" && code !== 0 && code !== 1 ? `ends with ${code ?? signal}` : null,
    end === "ended" && outBytes === 0 && err === "" ? "ends without a word" : null,
    end === "refused" && lines.length !== 1 ? `is refused in ${lines.length} lines` : null,
    end === "refused" && outBytes > 0 ? "is refused after output" : null,
    end === "refused" && seconds > REFUSED_WITHIN ? `is refused after ${seconds.toFixed(1)} s` : null,
  ];
  return { end, seconds, megabytes, wrong: complaints.filter((complaint) => complaint !== null).join(", ") || null, line };
}

/** A small trained network. */
export async function trainedIn(folder: string): Promise<string> {
  if (!existsSync(program)) throw new Error("extremes: expected a build, got none; run npx tsc -p tsconfig.build.json");
  const args = ["run", "--model", "ising", "--sites", "6", "--iterations", "20", "--final-samples", "256", "--out", "trained"];
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: "ignore" });
  await new Promise((resolve) => child.on("close", resolve));
  return join(folder, "trained", "weights.safetensors");
}

/** As a shell would be told, long arguments cut. */
export function commandLine(args: readonly string[]): string {
  const shown = args.map((arg) => (arg.length > 40 ? `${arg.slice(0, 30)}… (${arg.length} characters)` : arg));
  return shown.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`)).join(" ");
}

/** Some of the cases, drawn by a seed. */
export function drawnCases(all: readonly Case[], count: number, seed: number): Case[] {
  const stream = randomStream(seed, "extremes");
  return Array.from({ length: count }, () => all[Math.floor(stream.uniform() * all.length)]);
}

async function main(words: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nqs-extremes-"));
  try {
    const weights = await trainedIn(folder);
    const [every, named] = /^\d+$/.test(words[0] ?? "") ? [Math.max(1, Number(words[0])), words.slice(1)] : [1, words];
    const asked = (await cases()).filter(({ args, limit }) =>
      named.every((word) => args.includes(word) || (word === "together" && limit === PAIRED_LIMIT)),
    );
    const left = asked.filter((_, n) => n % every === 0);
    const count = left.length;
    console.log(`${count} of ${asked.length} cases`);
    const tally = new Map<string, { cases: number; longest: number; most: number; wrong: number }>();
    const begun = performance.now();
    let bad = 0;
    const work = async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const found = await tryCase(next, weights);
        const key = `${next.args[0]} ${found.end}`;
        const { cases: seen, longest, most, wrong } = tally.get(key) ?? { cases: 0, longest: 0, most: 0, wrong: 0 };
        const failed = found.wrong === null ? 0 : 1;
        tally.set(key, {
          cases: seen + 1,
          longest: Math.max(longest, found.seconds),
          most: Math.max(most, found.megabytes),
          wrong: wrong + failed,
        });
        bad += failed;
        if (failed) console.log(`WRONG nqs ${commandLine(next.args)}\n  ${found.wrong}: ${found.line}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
    console.table(
      Object.fromEntries(
        [...tally.entries()]
          .sort()
          .map(([key, { longest, ...row }]) => [key, { ...row, longest: `${longest.toFixed(1)} s`, most: `${row.most} MB` }]),
      ),
    );
    console.log(`${count - bad} of ${count} as they should be, in ${Math.round((performance.now() - begun) / 1000)} s`);
    process.exitCode = bad > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
