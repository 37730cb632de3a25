// `nqs paper`: the statements of the paper, each as a calculation with a verdict.
import type { Command } from "commander";
import { type Experiment, experiments, Interrupted, runExperiment } from "../../experiments/index.ts";
import { InputError, type StopSignal } from "../../index.ts";
import { refuseUnknown } from "../../internal.ts";
import type { PaperResult } from "../../report/paper/result.ts";
import { addExamples, addJson, addNote, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt } from "../process/interrupt.ts";
import { trainingShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { print, printJson } from "../terminal/output.ts";
import { resultText, statementsText, verdictLine } from "../terminal/paper.ts";
import { type Progress, progressOn } from "../terminal/progress.ts";
import { secondsSince } from "../terminal/result.ts";
import { openReport, type ReportDirectory, recordOf } from "./paperReport.ts";

const known = experiments.map(({ name }) => name);

export function define(command: Command): void {
  command.argument("[names...]", "statements, by the names that --list tells");
  command
    .option("--list", "names and statements, and nothing is computed")
    .option("--all", "every statement")
    .option("--quick", "smaller sizes: seconds instead of a minute for each")
    .option("--seed <count>", "all randomness follows from it (default: 1)")
    .option("--report <dir>", "keep a page, index.html, and the numbers there; what is there already is not computed again")
    .option("--force", "replace what --report holds of another version, seed or size")
    .option("--plot", "draw the curves");
  addWorkers(addJson(command)).action(paper);
  addNote(
    command,
    "The statements of arXiv:2206.00005. A verdict, holds, fails or holds only if, is computed from the numbers; one that fails is a result, not an error.",
  );
  addExamples(command, ["nqs paper --list", "nqs paper switch --quick", "nqs paper --all --report paper"]);
}

async function paper(names: readonly string[], flags: CommandFlags): Promise<void> {
  const chosen = chosenBy(names, flags);
  if (flags["list"] === true) return list(flags);
  const { values } = await readSettings({ seed: trainingShape.seed }, { seed: flags["seed"] });
  const wanted = { seed: values.seed ?? 1, quick: flags["quick"] === true };
  const workers = workersOf(flags);
  const progress = progressOn();
  const path = flags["report"] === undefined ? null : String(flags["report"]);
  const chosenNames = chosen.map(({ name }) => name);
  const report = path === null ? null : openReport(path, chosenNames, wanted, flags.force === true, progress.note);
  const all = flags["all"] === true;
  const tell = (result: PaperResult) => {
    if (flags.json) return;
    print(all ? verdictLine(result, known) : `${resultText(result, flags.plot === true)}\n`);
  };
  const interrupt = catchInterrupt();
  const results: PaperResult[] = [];
  try {
    for await (const result of resultsOf(chosen, { ...wanted, workers, signal: interrupt.signal }, report, progress)) {
      results.push(result);
      tell(result);
    }
  } finally {
    progress.stop();
    if (report !== null && path !== null) {
      await report.writePage();
      const left = report.notKept;
      const again = "; mend that, and the same command computes what is missing";
      process.stderr.write(left.length === 0 ? `kept in ${path}\n` : `${path}: not kept: ${left.join("; ")}${again}\n`);
      if (left.length > 0) process.exitCode = exitCodes.trouble;
    }
    // Not before: the page is what an interrupt is to leave.
    interrupt.dispose();
  }
  if (flags.json && (all || chosen.length > 1)) printJson({ experiments: results.map(recordOf) });
  else if (flags.json && results.length === 1) printJson(recordOf(results[0]));
  else if (all && results.length > 0) print("nqs paper NAME tells the numbers of a verdict.");
  if (results.length < chosen.length) process.exitCode = exitCodes.interrupted;
}

/** One after the other, kept ones as they are; ends early where it was interrupted. */
async function* resultsOf(chosen: readonly Experiment[], options: Running, report: ReportDirectory | null, progress: Progress) {
  for (const [n, experiment] of chosen.entries()) {
    const { name } = experiment;
    const kept = report?.kept(name);
    if (kept) {
      progress.note(`${name}: kept from ${report?.path}`);
      yield kept;
      continue;
    }
    const label = chosen.length === 1 ? name : `${name}, ${n + 1} of ${chosen.length}`;
    const result = await finished(experiment, options, progress, label);
    if (result === null) return;
    await report?.write(result);
    yield result;
  }
}

/** @throws InputError unless one of names, --all and --list is given */
function chosenBy(names: readonly string[], { all, list: listed }: CommandFlags): readonly Experiment[] {
  for (const name of names) if (!known.includes(name)) refuseUnknown("nqs paper: [names...]", name, known);
  const given = [names.length > 0, all === true, listed === true].filter(Boolean).length;
  if (given === 0)
    throw new InputError("nqs paper: expected the name of a statement, or --all, got nothing; nqs paper --list tells the names");
  if (given > 1) throw new InputError("nqs paper: expected one of names, --all and --list, got more than one; leave the others out");
  return all === true ? experiments : experiments.filter(({ name }) => names.includes(name));
}

function list({ json }: CommandFlags): void {
  if (json) printJson({ experiments: experiments.map(({ name, claim, section }) => ({ name, claim, section })) });
  else print(statementsText(experiments));
}

interface Running {
  readonly seed: number;
  readonly quick: boolean;
  readonly workers: number;
  readonly signal: StopSignal;
}

/** Runs one to its verdict. @returns `null` where it was interrupted */
async function finished(experiment: Experiment, options: Running, progress: Progress, label: string): Promise<PaperResult | null> {
  if (options.signal.aborted) return null;
  const begun = performance.now();
  try {
    const onProgress = (done: number, doing: string) => progress.update(label, Math.round(PERCENT * done), PERCENT, doing);
    const result = await runExperiment(experiment, { ...options, onProgress });
    return { ...result, seconds: secondsSince(begun) };
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  } finally {
    progress.stop();
  }
}

const PERCENT = 100;
