import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { start } from "../command.ts";
import { now, say } from "../timing.ts";
import { type Judgement, judgeOf } from "./judge.ts";
import { classify, type Ended, type Finished, isLie, lineOf, type Reading, reportOf } from "./outcomes.ts";
import { kindOf, type Problem, randomProblem } from "./randomProblems.ts";

export interface AnyOptions {
  /** Problems, counted from number `from` on; those of other kinds are passed over. */
  readonly problems: number;
  readonly from: number;
  readonly seeds: number;
  readonly readout: Reading;
  readonly kinds: readonly string[];
  /** Added to every command. */
  readonly extra: readonly string[];
  /** Processes at a time, and threads of each. */
  readonly jobs: number;
  readonly workers: number;
  /** Seconds after which a run is killed. */
  readonly limit: number;
  /** Keeps a line for each finished run; runs that it holds are not made again. */
  readonly out: string | undefined;
}

interface Job {
  readonly problem: Problem;
  readonly seed: number;
  readonly args: readonly string[];
  /** What the run is called in the file. */
  readonly command: string;
}

/** Whether the command line tells the truth on random Hamiltonians, under its defaults. Ends in the report, and the number of lies. */
export async function anyHamiltonian(options: AnyOptions): Promise<{ lines: string[]; lies: number }> {
  const jobs = plan(options);
  const known = options.out === undefined ? new Map<string, Finished>() : stored(options.out);
  const open = jobs.filter(({ command }) => !known.has(command));
  if (open.length < jobs.length) say(`${jobs.length - open.length} of ${jobs.length} runs are in ${options.out} already`);
  const judged = new Map<number, Judgement>();
  const queue = open.values();
  let count = 0;
  const work = async () => {
    for (const job of queue) {
      const finished = await finish(job, options, judged);
      known.set(job.command, finished);
      if (options.out !== undefined) appendFileSync(options.out, `${JSON.stringify(finished)}\n`);
      say(`[${++count}/${open.length}] ${lineOf(finished)}`);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const runs = jobs.flatMap(({ command }) => known.get(command) ?? []);
  return { lines: reportOf(runs), lies: runs.filter(isLie).length };
}

function plan({ problems, from, kinds, seeds, readout, extra }: AnyOptions): Job[] {
  const indices: number[] = [];
  for (let index = from; indices.length < problems; index++) if (kinds.includes(kindOf(index))) indices.push(index);
  return indices.flatMap((index) => {
    const problem = randomProblem(index);
    return Array.from({ length: seeds }, (_, at) => {
      const seed = at + 1;
      const reading = readout === "born" ? [] : ["--readout", readout];
      const args = ["run", ...problem.args, ...reading, "--seed", `${seed}`, ...extra];
      return { problem, seed, args, command: ["nqs", ...args].map(quoted).join(" ") };
    });
  });
}

async function finish({ problem, seed, args, command }: Job, options: AnyOptions, judged: Map<number, Judgement>): Promise<Finished> {
  const { readout, workers, limit } = options;
  const ended = await runOf([...args, "--json", "--workers", `${workers}`], limit);
  const judgement = judged.get(problem.index) ?? judgeOf(problem.sites, problem.judge);
  judged.set(problem.index, judgement);
  const { energy: exact, levels, diagonalMinimum } = judgement;
  const { index, kind, name } = problem;
  const found = classify(ended, judgement, readout);
  return { command, index, kind, name, seed, readout, exact, levels, diagonalMinimum, ...found, seconds: ended.seconds };
}

async function runOf(args: readonly string[], limit: number): Promise<Ended> {
  const begun = now();
  const child = start(args, ["ignore", "pipe", "pipe"]);
  if (!child.stdout || !child.stderr) throw new Error("nqs run: no pipes");
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    child.kill("SIGKILL");
  }, limit * 1000);
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("exit", resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  clearTimeout(timer);
  return { code, stdout, stderr, over: over && code === null, seconds: Math.round((now() - begun) * 1000) / 1000 };
}

/** The runs that a file holds, by command. A last line that was cut short is mended by a new one. */
function stored(file: string): Map<string, Finished> {
  const runs = new Map<string, Finished>();
  if (!existsSync(file)) return runs;
  const all = readFileSync(file, "utf8");
  if (all !== "" && !all.endsWith("\n")) appendFileSync(file, "\n");
  for (const line of all.split("\n")) {
    try {
      const run = JSON.parse(line) as Finished;
      runs.set(run.command, run);
    } catch {
      // Cut short: made again.
    }
  }
  return runs;
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word}'`;
}
