// `nqs compare`: trains one network under each reading and prints the tables side by side.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { parameterNames } from "../../files/problem.ts";
import { CONFIG_FILE, weightsFile } from "../../files/run/names.ts";
import {
  type CompareOptions,
  type CompareState,
  compareReadouts,
  type ReadoutName,
  readoutNames,
  readoutOf,
  type Step,
  type StopSignal,
  version,
} from "../../index.ts";
import { checkComparison, given, refuse } from "../../internal.ts";
import { addConfig, addExamples, addJson, addNote, addOut, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import {
  formulaLines,
  hamiltonianOf,
  labelOf,
  ownersOf,
  type Problem,
  problemOf,
  problemText,
  rotationOf,
  trainingOf,
} from "../settings/problem.ts";
import { type Recorder, recorderFor } from "../settings/record.ts";
import { type CompareSettings, compareShape } from "../settings/schema.ts";
import { readSettings, type Where } from "../settings/settings.ts";
import { creditClock, mapMatrix, outcomesOf, reportText } from "../terminal/compared.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { attemptLabel, progressOn } from "../terminal/progress.ts";
import { exitCodeOf, frameOf, measured, parameterCount, referencesOf, type TrainedResult, trained } from "../terminal/result.ts";
import { basisLine, COLUMNS_LINE, meaningLine, unfinishedLine } from "../terminal/words.ts";
import { compareFeed, FED_SITES } from "./compareFeed.ts";
import { type Asked, askedFor, type Finished, type Resumable } from "./resume.ts";
import { addResume, saveEvery, savingInto } from "./saving.ts";

/**
 * Compared where no model is named, with what they have unless told otherwise: a ground state without signs; one whose signs a rotation would remove, left as they are;
 * one with phases that no rotation removes.
 */
const defaultProblems = [{ model: "ising" }, { model: "heisenberg", sites: 8, rotate: "none" }, { model: "dm", sites: 8 }] as const;
const defaultModels = defaultProblems.map(({ model }) => model);

export function define(command: Command): void {
  addResume(addWorkers(addJson(addOut(addConfig(command), "config, log, checkpoints, all weights and the result"))));
  command.option(
    "--feed",
    "teach the exact ground state instead of minimising: fed amplitudes or probabilities, read quantum or classical",
  );
  addSettings(command, compareShape).action(compare);
  addNote(
    command,
    "Without --model three problems are compared one after the other: ising of 20 sites, heisenberg of 8 without a rotation, dm of 8.",
  );
  addExamples(command, [
    "nqs compare",
    "nqs compare --model ising --sites 20 --field 0.5 --readouts born,classical",
    "nqs compare --model heisenberg --sites 20 --rotate none --out runs/heisenberg --json",
    "nqs compare --feed --model heisenberg --rotate none",
  ]);
}

/** One problem, ready to be compared: everything that can be wrong was checked. */
type Settled = Awaited<ReturnType<typeof settle>>;

async function compare(flags: CommandFlags): Promise<void> {
  const every = saveEvery(flags);
  const workers = workersOf(flags);
  if (flags["feed"] === true) {
    if (flags["resume"] !== undefined) refuse("--resume", "none beside --feed", flags["resume"], "leave one of them out");
    const { values, where } = await readSettings(compareShape, flags, flags.config);
    return await compareFeed(await problemsOf(smallByDefault(values), where), values, where, flags);
  }
  const entries = flags["resume"] === undefined ? await begun(flags) : await kept(String(flags["resume"]), flags);
  const [first] = entries.flatMap((entry) => ("finished" in entry ? [] : [entry.prepared]));
  if (first && !flags.json) printText(`${meaningLine(first.readouts)}\n`);
  const interrupt = catchInterrupt();
  const results: object[] = [];
  const codes: number[] = [];
  try {
    for (const entry of entries) {
      if (interrupt.signal.aborted) break;
      const { result, exitCode, text } =
        "finished" in entry
          ? { ...entry.finished, text: entry.finished.line }
          : await compareOne(entry, { workers, every }, interrupt.signal);
      results.push(result);
      codes.push(exitCode);
      if (!flags.json) printText(text);
    }
  } finally {
    interrupt.dispose();
    for (const entry of entries) if (!("finished" in entry)) entry.recorder.close();
  }
  if (flags.json) printJson(entries.length === 1 ? results[0] : { problems: results });
  else if (first) printText(COLUMNS_LINE);
  process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : Math.max(...codes);
}

async function begun(flags: CommandFlags): Promise<Asked<Settled>[]> {
  const { values, where } = await readSettings(compareShape, flags, flags.config);
  const problems = await problemsOf(values, where);
  const pathOf = (problem: Problem) => (flags.out !== undefined && problems.length > 1 ? join(flags.out, labelOf(problem)) : flags.out);
  const entries: Asked<Settled>[] = [];
  for (const problem of problems) {
    const prepared = await settle(problem, values, where);
    const recorder = recorderFor({ path: pathOf(problem), force: flags.force === true, ...prepared, command: "compare" });
    entries.push({ prepared, recorder, state: undefined });
  }
  return entries;
}

/** What is kept in a folder: one comparison, or one for each of the problems that are compared where none is named. */
async function kept(path: string, flags: CommandFlags): Promise<(Asked<Settled> | Finished)[]> {
  const parts = defaultModels.map((model) => join(path, model)).filter((part) => existsSync(join(part, CONFIG_FILE)));
  const entries: (Asked<Settled> | Finished)[] = [];
  for (const part of parts.length > 0 ? parts : [path]) entries.push(await askedFor(resumable, { ...flags, resume: part }));
  return entries;
}

const resumable: Resumable<typeof compareShape, Settled> = {
  command: "compare",
  shape: compareShape,
  prepare: async ({ values, where }) => settle((await problemsOf(values, where))[0], values, where),
  endOf: ({ readings, interrupted }: Partial<KeptResult>) => {
    if (!readings) throw new Error("no result");
    const all = Object.entries(readings);
    return {
      verdict: all.map(([name, { verdict }]) => `${name} ${verdict}`).join("; "),
      good: all.every(([, { converged, verdictName }]) => converged || verdictName === "at rest"),
      reason: interrupted ? "interrupted" : "",
      iterations: 0,
    };
  },
};

/** What is read of a result that is kept. */
interface KeptResult {
  readonly readings: Readonly<Record<string, Pick<TrainedResult, "verdict" | "verdictName" | "converged">>>;
  readonly interrupted: boolean;
}

/** A chain of a few sites where nobody chose: what is fed has to be listed. */
function smallByDefault(values: CompareSettings): CompareSettings {
  const chosen = [values.lattice, values.size, values.edges, values.sites, values.hamiltonian, values.hamiltonianFile];
  return chosen.some((own) => own !== undefined) ? values : { ...values, sites: FED_SITES };
}

/** The problem that was named, or the default ones; those have the parameters that all know. */
async function problemsOf(values: CompareSettings, where: Where): Promise<Problem[]> {
  if ([values.model, values.hamiltonian, values.hamiltonianFile].some((own) => own !== undefined)) return [await problemOf(values, where)];
  for (const key of parameterNames) {
    const owners = ownersOf(key);
    if (values[key] === undefined || defaultModels.every((model) => owners.includes(model))) continue;
    refuse(where(key), "a model beside it", values[key], `add --model ${owners[0]}`);
  }
  if (values.set) refuse(where("set"), "a model beside it", Object.keys(values.set)[0], "add --model or --hamiltonian");
  const problems: Problem[] = [];
  for (const problem of defaultProblems) problems.push(await problemOf({ ...problem, ...given(values) }, where));
  return problems;
}

async function settle(problem: Problem, values: CompareSettings, where: Where) {
  const hamiltonian = await hamiltonianOf(problem);
  // Where none are named, those that the network does not allow are left out.
  const readouts = values.readouts && [...new Set(values.readouts.map((name) => readoutOf(name).name))];
  const training = trainingOf(values, problem, where, hamiltonian, readouts ?? readoutNames);
  const config = { ...problem, ...networkConfig(values), ...given({ readouts }), ...training };
  const { seed } = training;
  const options = { hamiltonian, ansatz: ansatzOf(values, where), rotate: rotationOf(problem), ...given({ readouts }), ...training };
  checkComparison(options);
  return { problem, options, readouts: readouts ?? readoutNames, seed, config };
}

/** Threads, and seconds between two checkpoints. */
interface Working {
  readonly workers: number;
  readonly every: number | null;
}

async function compareOne({ prepared, recorder, state }: Asked<Settled>, { workers, every }: Working, signal: StopSignal) {
  const { problem, options, seed, config } = prepared;
  const { hamiltonian } = options;
  const references = referencesOf(hamiltonian);
  const { exact } = references;
  const exactEnergy = exact?.energy ?? null;
  const full = { ...options, workers, signal, exactEnergy, ...given({ state: state as CompareState | undefined }) };
  const { comparison, seconds, last } = await train(full, labelOf(problem), recorder, every);
  const outcomes = outcomesOf(comparison);
  if (!signal.aborted) recorder.finish();
  for (const [name, outcome] of outcomes) recorder.network(outcome, name, name);
  const readings = Object.fromEntries(
    outcomes.map(([name, outcome]) => {
      const parameters = parameterCount(outcome.network, hamiltonian);
      return [name, trained(outcome, exact, parameters, seconds.get(name) ?? null, seed)];
    }),
  );
  const matrix = mapMatrix(comparison.matrix, (measurement) => measured(measurement, exact));
  const { skipped } = comparison;
  const interrupted = given({ interrupted: signal.aborted || undefined });
  const found = { references, readings, matrix, skipped, seconds: recorder.seconds(), seed, version, config, ...interrupted };
  const result = recorder.result(found);
  const [trainedAny] = outcomes;
  const basis = trainedAny ? basisLine(hamiltonian, frameOf(trainedAny[1].network)) : null;
  const unfinished = outcomes
    .filter(([, { final }]) => final === null)
    .map(([name]) => `${name}: ${unfinishedLine(last.get(name) ?? null, recorder.path && join(recorder.path, weightsFile(name)))}`);
  const heading = [bold(problemText(problem)), ...formulaLines(problem), ...(basis === null ? [] : [basis])];
  const text = [reportText(heading, references, comparison, seconds), ...unfinished].join("\n");
  const judged = exitCodeOf(outcomes.map(([, outcome]) => outcome).filter(({ verdict }) => verdict.name !== "at rest"));
  return { result, text, exitCode: recorder.exitCode(judged) };
}

async function train(options: CompareOptions & { readonly signal: StopSignal }, label: string, recorder: Recorder, every: number | null) {
  const progress = progressOn();
  const clock = creditClock();
  const cells = (options.readouts ?? readoutNames).length ** 2;
  let cell = 0;
  const last = new Map<ReadoutName, Step>();
  const checkpoint = savingInto(recorder, "", every, options.signal);
  recorder.tellBy(progress.note);
  try {
    const comparison = await drain(compareReadouts({ ...options, checkpoint }), (step) => {
      if (!("iteration" in step)) {
        clock.credit(null);
        progress.update(`${label} every network under every reading`, ++cell, cells);
        return;
      }
      clock.credit(step.readout);
      last.set(step.readout, step);
      recorder.log(step);
      progress.update(attemptLabel(`${label} ${step.readout}`, step), step.iteration + 1, step.iterations, step.energyPerSite);
    });
    clock.credit(null);
    return { comparison, seconds: clock.seconds, last };
  } finally {
    progress.stop();
  }
}
