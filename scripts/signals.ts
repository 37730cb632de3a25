// Sends every signal into every phase of a command and looks how it ends: npx tsx scripts/signals.ts [phases] [--signals SIGINT,SIGTERM]
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { damagedIn, leftIn } from "./kills.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

/** A phase: the command that is in it, from when on. */
export interface Phase {
  readonly args: readonly string[];
  /** What the command says when it is near. */
  readonly says?: RegExp;
  /** And milliseconds after that, or after the start. */
  readonly later: number;
  /** Whether it keeps what it does in a folder. */
  readonly kept?: boolean;
}

const LONG = ["--iterations", "100000", "--accuracy", "1e-12"];
const SHORT = ["--iterations", "1", "--starts", "1"];

/** By name. */
export const phases: Readonly<Record<string, Phase>> = {
  loading: { args: ["run", "--sites", "20", ...LONG], later: 150, kept: true },
  "exact reference, N = 20": { args: ["run", "--model", "j1j2", "--sites", "20", "--j2", "0.3", ...LONG], later: 1500, kept: true },
  "starts, N = 14": {
    args: ["run", "--model", "j1j2", "--sites", "14", "--j2", "0.5", "--starts", "4", ...LONG],
    says: /start \d of/,
    later: 300,
    kept: true,
  },
  "annealing, N = 400": { args: ["run", "--sites", "400", ...LONG], later: 2500, kept: true },
  "annealing, N = 1000": { args: ["run", "--sites", "1000", ...LONG], later: 5000, kept: true },
  "training, N = 20": { args: ["run", "--sites", "20", ...LONG], says: /E\/N/, later: 400, kept: true },
  "training, N = 400": { args: ["run", "--sites", "400", ...LONG], says: /E\/N/, later: 700, kept: true },
  "training, N = 1000": { args: ["run", "--sites", "1000", ...LONG], says: /E\/N/, later: 2000, kept: true },
  "growth, N = 12": {
    args: ["run", "--model", "j1j2", "--sites", "12", "--j2", "0.4", "--no-full-sum", "--starts", "1", ...LONG],
    says: /E\/N/,
    later: 5000,
    kept: true,
  },
  "measuring, N = 20": {
    args: ["run", "--sites", "20", "--no-full-sum", ...SHORT, "--final-samples", "9000000"],
    says: /1\/1/,
    later: 2500,
    kept: true,
  },
  "measuring, N = 400": { args: ["run", "--sites", "400", ...SHORT, "--final-samples", "1000000"], says: /1\/1/, later: 4000, kept: true },
  "hidden modes, N = 400": { args: ["run", "--sites", "400", ...SHORT, "--final-samples", "64"], says: /1\/1/, later: 5500, kept: true },
  learning: {
    args: ["learn", "--feed", "amplitudes", "--target", "ground", "--model", "heisenberg", "--sites", "12", "--density", "4"],
    says: /learn/,
    later: 500,
    kept: true,
  },
  comparing: { args: ["compare", "--sites", "16", "--no-full-sum", ...LONG], says: /E\/N/, later: 500, kept: true },
  paper: { args: ["paper", "switch"], says: /switch/, later: 1500 },
  evaluate: { args: ["evaluate", "models/heisenberg-40", "--samples", "9000000"], says: /measure/, later: 500 },
  benchmark: { args: ["benchmark", "ising-80-h1-a4"], says: /E\/N/, later: 500 },
  sample: { args: ["sample", "models/ising-40-h1", "--count", "10000000"], later: 2000 },
  exact: { args: ["exact", "--model", "xyz", "--jx", "0.3", "--sites", "20", "--boundary", "open"], later: 1500 },
};

const codes = { SIGINT: 130, "SIGINT twice": 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
export type Sent = keyof typeof codes;
export const sent = Object.keys(codes) as Sent[];

/** Between the two of a double one: closer ones are one key press. */
const TWICE_MS = 700;
/** Seconds that an end may take; those that send the last three are told of ten seconds. */
const MOST_SECONDS: Readonly<Record<Sent, number>> = { SIGINT: 10, "SIGINT twice": 2, SIGTERM: 12, SIGHUP: 12, SIGQUIT: 12 };
const GIVEN_UP_MS = 120_000;

interface Process {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  stderr: string;
  /** Fulfilled when it has said something, or has ended. */
  said(what: RegExp): Promise<void>;
}

function start(args: readonly string[]): Process {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const end = new Promise<Awaited<Process["end"]>>((done) => child.on("close", (code, signal) => done({ code, signal })));
  const started: Process = {
    child,
    end,
    stderr: "",
    said: (what) =>
      Promise.race([
        end.then(() => {}),
        new Promise<void>((heard) => {
          const look = () => what.test(started.stderr) && heard();
          look();
          child.stderr?.on("data", look);
        }),
      ]),
  };
  child.stderr?.on("data", (chunk) => {
    started.stderr += chunk;
  });
  return started;
}

const after = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

/** How a command ended. */
export interface Answer {
  readonly seconds: number;
  readonly code: number | null;
  /** What is wrong with it, in words. */
  readonly wrong: readonly string[];
}

/** Sends a signal into a phase; `null` where the command had come to its end before. */
export async function answer(phase: Phase, name: Sent): Promise<Answer | null> {
  const folder = mkdtempSync(join(tmpdir(), "nqs-signal-"));
  const out = join(folder, "run");
  try {
    const run = start([...phase.args, ...(phase.kept ? ["--out", out] : [])]);
    if (phase.says) await run.said(phase.says);
    await after(phase.later);
    if (run.child.exitCode !== null) return null;
    const signal = name === "SIGINT twice" ? "SIGINT" : name;
    let begun = performance.now();
    run.child.kill(signal);
    if (name === "SIGINT twice") {
      await Promise.race([run.end, after(TWICE_MS)]);
      if (run.child.exitCode === null) {
        begun = performance.now();
        run.child.kill(signal);
      }
    }
    const timer = setTimeout(() => run.child.kill("SIGKILL"), GIVEN_UP_MS);
    const ended = await run.end;
    clearTimeout(timer);
    const seconds = (performance.now() - begun) / 1000;
    const code = ended.code ?? (ended.signal === signal ? codes[name] : null);
    const wrong = [
      ...(code === codes[name] ? [] : [`code ${code}`]),
      ...(seconds <= MOST_SECONDS[name] ? [] : ["slow"]),
      ...(/^\s+at .+:\d+/m.test(run.stderr) ? ["stack trace"] : []),
      ...(phase.kept ? await keptBadly(phase.args[0], out) : []),
    ];
    return { seconds, code, wrong };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with a folder: files that are not whole, files of a moment that nobody sweeps, or that it cannot be gone on with. */
async function keptBadly(command: string, out: string): Promise<string[]> {
  if (!existsSync(out)) return [];
  const damaged = damagedIn(out).map((file) => `damaged ${file}`);
  if (!existsSync(join(out, "config.yaml"))) return damaged;
  const resumed = start([command, "--resume", out]);
  await Promise.race([resumed.said(/going on|begins again/), after(GIVEN_UP_MS)]);
  const goesOn = /going on|begins again/.test(resumed.stderr);
  // Who goes on has swept what a dead process left, but for its own.
  const left = goesOn ? leftIn(out).filter((file) => file !== "run.lock" && !file.endsWith(`.${resumed.child.pid}.tmp`)) : [];
  resumed.child.kill("SIGKILL");
  await resumed.end;
  return [...damaged, ...left.map((file) => `left ${file}`), ...(goesOn ? [] : [`not resumed: ${resumed.stderr.slice(0, 200)}`])];
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { signals: { type: "string" } } });
  const chosen = Object.keys(phases).filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
  const asked = sent.filter((name) => values.signals === undefined || values.signals.split(",").includes(name));
  process.stdout.write(`| phase | ${asked.join(" | ")} |\n|---|${asked.map(() => "---|").join("")}\n`);
  let bad = 0;
  for (const name of chosen) {
    const cells: string[] = [];
    for (const signal of asked) {
      const found = await answer(phases[name], signal);
      if (found === null || found.wrong.length > 0) bad++;
      cells.push(found === null ? "ended before" : `${found.seconds.toFixed(1)} s${found.wrong.map((what) => `, ${what}`).join("")}`);
    }
    process.stdout.write(`| ${name} | ${cells.join(" | ")} |\n`);
  }
  process.stdout.write(`${chosen.length * asked.length} signals: ${bad} answered badly\n`);
  process.exitCode = bad === 0 ? 0 : 1;
}
