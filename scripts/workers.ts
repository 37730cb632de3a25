// Loses worker threads of commands at random instants and looks what becomes of their numbers: npx tsx scripts/workers.ts 50 1
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { randomStream } from "../src/core/random.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

const DRAWN = ["--no-full-sum", "--samples", "256", "--chains", "16"];

/** Commands of some seconds, by the stage that takes most of their time; all print JSON. */
export const stages: Readonly<Record<string, readonly string[]>> = {
  training: ["run", "--sites", "16", ...DRAWN, "--iterations", "300", "--final-samples", "4096"],
  "starts under exchanges": ["run", "--model", "heisenberg", "--sites", "9", ...DRAWN, "--starts", "3", "--iterations", "240"],
  growth: ["run", "--model", "j1j2", "--sites", "8", "--j2", "0.4", "--no-full-sum", "--samples", "512", "--iterations", "200"],
  "final measurement": ["run", "--sites", "16", ...DRAWN, "--iterations", "20", "--final-samples", "300000"],
  annealing: ["run", "--sites", "100", "--iterations", "3", "--final-samples", "1024"],
  evaluate: ["evaluate", "models/heisenberg-40", "--samples", "40000"],
  "evaluate, observables": ["evaluate", "models/ising-40-h1", "--samples", "20000", "--observables", "correlations,renyi2"],
  learn: ["learn", "--feed", "amplitudes", "--target", "ground", "--sites", "8", "--iterations", "60"],
  compare: ["compare", "--model", "ising", "--sites", "8", ...DRAWN, "--iterations", "60", "--final-samples", "20000"],
  benchmark: ["benchmark", "ising-20-h1-a1"],
  paper: ["paper", "switch", "--quick"],
};

/** How a thread is lost: it is ended between two kernels, says inside one that it failed, throws before it serves, or serves never. */
export const losses = ["ended", "failed", "throws", "silent"] as const;
export type Loss = (typeof losses)[number];

/**
 * What is loaded before the command: in its thread the worker that is started as number `which` is lost, at once or after some milliseconds. A thread of its own tells a
 * failure, as the leader may be in a kernel then.
 */
function preload(loss: Loss, which: number, milliseconds: number): string {
  return `
    import { isMainThread, workerData } from "node:worker_threads";
    if (!isMainThread && workerData instanceof Int32Array) {
      const threads = process.getBuiltinModule("node:worker_threads");
      const { Worker } = threads;
      let started = 0;
      threads.Worker = class extends Worker {
        constructor(source, options) {
          const chosen = options.eval && started++ === ${which};
          const at = "exports.teamServe(number, threads)";
          if (chosen && ${loss === "throws"}) source = source.replace(at, "(() => { throw new Error('lost on purpose'); })()");
          if (chosen && ${loss === "silent"}) source = source.replace(at, "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)");
          super(source, options);
          if (chosen && ${loss === "ended"}) setTimeout(() => this.terminate(), ${milliseconds}).unref();
          if (chosen && ${loss === "failed"}) {
            const { memory, failure } = options.workerData;
            const code = "const { workerData: d } = require('node:worker_threads'); setTimeout(() => Atomics.store(new Int32Array(d.memory.buffer), d.failure / 4, 1), d.after);";
            new Worker(code, { eval: true, workerData: { memory, failure, after: ${milliseconds} } }).unref();
          }
        }
      };
    }`;
}

/** No honest command of these takes so long, with the seconds in which a silent thread is noticed. */
const HANG_MS = 120_000;

interface Ended {
  /** `null` where it had to be killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

function command(args: readonly string[], preloaded?: string): Promise<Ended> {
  const before = preloaded === undefined ? [] : ["--import", pathToFileURL(preloaded).href];
  const begun = performance.now();
  const child = spawn(process.execPath, [...before, program, ...args, "--json", "--workers", "2"], { cwd: root });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk) => out.push(String(chunk)));
  child.stderr.on("data", (chunk) => err.push(String(chunk)));
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  return new Promise((done) =>
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code, stdout: out.join(""), stderr: err.join(""), milliseconds: performance.now() - begun });
    }),
  );
}

/** Of a result, without times and without words that tell of the loss. */
function numbersOf(json: string): string {
  const untold = ["seconds", "time", "workers", "verdict", "stopped", "recovered"];
  return JSON.stringify(JSON.parse(json, (key, value: unknown) => (untold.includes(key) ? undefined : value)));
}

/** What became of a command that lost a thread. */
export type Fate = "recovered" | "one line" | "hang" | "stack trace" | "other numbers";

function fateOf({ code, stdout, stderr }: Ended, undisturbed: string): Fate {
  if (code === null) return "hang";
  if (/^\s+at .+:\d+/m.test(stderr)) return "stack trace";
  if (stdout.trim() !== "") return numbersOf(stdout) === undisturbed ? "recovered" : "other numbers";
  const lines = stderr.split("\n").filter((line) => line.startsWith("nqs: "));
  return code === 1 && lines.length === 1 ? "one line" : "hang";
}

export interface Try {
  readonly stage: string;
  readonly loss: Loss;
  readonly fate: Fate;
  readonly seconds: number;
  readonly stderr: string;
}

/** Loses so many threads, stage after stage, in each way in turn. @param names stages, all of them if left out */
export async function loseWorkers(
  count: number,
  seed: number,
  names: readonly string[] = Object.keys(stages),
  tell: (line: string) => void = () => {},
): Promise<Try[]> {
  const folder = mkdtempSync(join(tmpdir(), "nqs-workers-"));
  const stream = randomStream(seed, "workers");
  const known = new Map<string, { readonly numbers: string; readonly milliseconds: number }>();
  const tries: Try[] = [];
  try {
    for (let n = 0; n < count; n++) {
      const stage = names[n % names.length];
      const loss = losses[n % losses.length];
      const alone = known.get(stage) ?? (await undisturbed(stages[stage]));
      known.set(stage, alone);
      const file = join(folder, `lose-${n}.mjs`);
      const which = stream.uniform() < 0.7 ? 0 : 1;
      writeFileSync(file, preload(loss, which, Math.round(stream.uniform() * alone.milliseconds)));
      const ended = await command(stages[stage], file);
      const fate = fateOf(ended, alone.numbers);
      tries.push({ stage, loss, fate, seconds: ended.milliseconds / 1000, stderr: ended.stderr });
      tell(`${n + 1} of ${count}: ${stage}, worker ${which} ${loss}: ${fate}, ${(ended.milliseconds / 1000).toFixed(1)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tries;
}

async function undisturbed(args: readonly string[]) {
  const { stdout, stderr, milliseconds } = await command(args);
  if (stdout.trim() === "") throw new Error(`${args.join(" ")}: ${stderr}`);
  return { numbers: numbersOf(stdout), milliseconds };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [count = 50, seed = 1] = process.argv.slice(2).map(Number);
  const tries = await loseWorkers(count, seed, undefined, (line) => process.stderr.write(`${line}\n`));
  const bad = tries.filter(({ fate }) => fate !== "recovered" && fate !== "one line");
  for (const { stage, loss, fate, stderr } of bad) process.stdout.write(`${stage}, ${loss}: ${fate}\n${stderr}\n`);
  process.stdout.write(`| stage | ${losses.join(" | ")} |\n|---|${losses.map(() => "---|").join("")}\n`);
  for (const stage of Object.keys(stages)) {
    const cells = losses.map((loss) => {
      const own = tries.filter((one) => one.stage === stage && one.loss === loss);
      const fates = [...new Set(own.map(({ fate }) => fate))];
      return fates.map((fate) => `${own.filter((one) => one.fate === fate).length} ${fate}`).join(", ") || "–";
    });
    process.stdout.write(`| ${stage} | ${cells.join(" | ")} |\n`);
  }
  const slowest = tries.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  process.stdout.write(`${tries.length} threads lost: ${bad.length} badly; slowest command ${slowest.toFixed(0)} s\n`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}
