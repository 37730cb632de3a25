// `nqs compare`: trains one network under each reading and prints the tables side by side.
import { join } from "node:path";
import type { Command } from "commander";
import { parameterNames } from "../../files/problem.ts";
import { weightsFile } from "../../files/run/names.ts";
import {
  type CompareOptions,
  type Comparison,
  compareReadouts,
  type Measurement,
  type ReadoutName,
  readoutNames,
  readoutOf,
  type Step,
  type StopSignal,
  version,
} from "../../index.ts";
import { given, refuse } from "../../internal.ts";
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
import { bold, print, printJson } from "../terminal/output.ts";
import { attemptLabel, progressOn } from "../terminal/progress.ts";
import { exitCodeOf, frameOf, measured, parameterCount, type References, referencesOf, secondsSince, trained } from "../terminal/result.ts";
import { hiddenModesLine, type Matrix, matrixTable, type Row, readingTable, referenceLines } from "../terminal/table.ts";
import { basisLine, COLUMNS_LINE, meaningLine, sentenceOf, unfinishedLine } from "../terminal/words.ts";
import { compareFeed, FED_SITES } from "./compareFeed.ts";

/**
 * Compared where no model is named, with what they have unless told otherwise: a ground state without signs; one whose signs a rotation would remove, left as they are;
 * one with phases that no rotation removes.
 */
const defaultProblems = [{ model: "ising" }, { model: "heisenberg", sites: 8, rotate: "none" }, { model: "dm", sites: 8 }] as const;
const defaultModels = defaultProblems.map(({ model }) => model);

export function define(command: Command): void {
  addWorkers(addJson(addOut(addConfig(command), "config, log, all weights and the result")));
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
interface Prepared {
  readonly problem: Problem;
  readonly options: CompareOptions;
  readonly readouts: readonly ReadoutName[];
  readonly recorder: Recorder;
  readonly seed: number;
  readonly config: object;
}

async function compare(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(compareShape, flags, flags.config);
  if (flags["feed"] === true) return await compareFeed(await problemsOf(smallByDefault(values), where), values, where, flags);
  const problems = await problemsOf(values, where);
  const pathOf = (problem: Problem) => (flags.out !== undefined && problems.length > 1 ? join(flags.out, labelOf(problem)) : flags.out);
  const workers = workersOf(flags);
  const prepared: Prepared[] = [];
  for (const problem of problems) prepared.push(await prepare(problem, values, where, pathOf(problem), flags.force === true));
  const [{ readouts }] = prepared;
  if (!flags.json) print(`${meaningLine(readouts)}\n`);
  const interrupt = catchInterrupt();
  const results: object[] = [];
  const codes: number[] = [];
  try {
    for (const entry of prepared) {
      if (interrupt.signal.aborted) break;
      const { result, exitCode, text } = await compareOne(entry, workers, interrupt.signal);
      results.push(result);
      codes.push(exitCode);
      if (!flags.json) print(text);
    }
  } finally {
    interrupt.dispose();
    for (const { recorder } of prepared) recorder.close();
  }
  if (flags.json) printJson(prepared.length === 1 ? results[0] : { problems: results });
  else print(COLUMNS_LINE);
  process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : Math.max(...codes);
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

async function prepare(
  problem: Problem,
  values: CompareSettings,
  where: Where,
  path: string | undefined,
  force: boolean,
): Promise<Prepared> {
  const hamiltonian = await hamiltonianOf(problem);
  // Where none are named, those that the network does not allow are left out.
  const readouts = values.readouts && [...new Set(values.readouts.map((name) => readoutOf(name).name))];
  const training = trainingOf(values, problem, where, hamiltonian, readouts ?? readoutNames);
  const config = { ...problem, ...networkConfig(values), ...given({ readouts }), ...training };
  const { seed } = training;
  const recorder = recorderFor({ path, force, config, problem, seed, command: "compare" });
  const options = { hamiltonian, ansatz: ansatzOf(values, where), rotate: rotationOf(problem), ...given({ readouts }), ...training };
  return { problem, options, readouts: readouts ?? readoutNames, recorder, seed, config };
}

async function compareOne({ problem, options, recorder, seed, config }: Prepared, workers: number, signal: StopSignal) {
  const { hamiltonian } = options;
  const references = referencesOf(hamiltonian);
  const { exact } = references;
  const full = { ...options, workers, signal, exactEnergy: exact?.energy ?? null };
  const { comparison, seconds, total, last } = await train(full, labelOf(problem), recorder);
  const outcomes = outcomesOf(comparison);
  for (const [name, outcome] of outcomes) recorder.network(outcome, name, name);
  const readings = Object.fromEntries(
    outcomes.map(([name, outcome]) => {
      const parameters = parameterCount(outcome.network, hamiltonian);
      return [name, trained(outcome, exact, parameters, seconds.get(name) ?? null, seed)];
    }),
  );
  const matrix = mapMatrix(comparison.matrix, (measurement) => measured(measurement, exact));
  const { skipped } = comparison;
  const result = { references, readings, matrix, skipped, seconds: total, seed, version, config };
  recorder.result(result);
  const [trainedAny] = outcomes;
  const basis = trainedAny ? basisLine(hamiltonian, frameOf(trainedAny[1].network)) : null;
  const unfinished = outcomes
    .filter(([, { final }]) => final === null)
    .map(([name]) => `${name}: ${unfinishedLine(last.get(name) ?? null, recorder.path && join(recorder.path, weightsFile(name)))}`);
  const heading = [bold(problemText(problem)), ...formulaLines(problem), ...(basis === null ? [] : [basis])];
  const text = [reportText(heading, references, comparison, seconds), ...unfinished].join("\n");
  return { result, text, exitCode: exitCodeOf(outcomes.map(([, outcome]) => outcome).filter(({ verdict }) => verdict.name !== "at rest")) };
}

async function train(options: CompareOptions, label: string, recorder: Recorder) {
  const progress = progressOn();
  const clock = creditClock();
  const cells = (options.readouts ?? readoutNames).length ** 2;
  let cell = 0;
  const last = new Map<ReadoutName, Step>();
  try {
    const comparison = await drain(compareReadouts(options), (step) => {
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
    return { comparison, seconds: clock.seconds, total: clock.total(), last };
  } finally {
    progress.stop();
  }
}

/** Shares time out between the readings. Readings follow each other, and each ends with a measurement before the next one's first step. */
function creditClock() {
  const begun = performance.now();
  const seconds = new Map<string, number>();
  let last = 0;
  let owner: string | null | undefined;
  const credit = (name: string | null) => {
    const payer = owner === undefined ? name : owner;
    const now = secondsSince(begun);
    if (payer !== null) seconds.set(payer, Math.round(1000 * ((seconds.get(payer) ?? 0) + now - last)) / 1000);
    last = now;
    owner = name;
  };
  return { credit, seconds, total: () => secondsSince(begun) };
}

function outcomesOf({ outcomes }: Comparison) {
  return readoutNames.flatMap((name) => {
    const outcome = outcomes[name];
    return outcome ? [[name, outcome] as const] : [];
  });
}

function mapMatrix<T>(matrix: Matrix<Measurement>, then: (measurement: Measurement) => T): Matrix<T> {
  const rows = Object.entries(matrix).map(([trainedAs, row]) => [
    trainedAs,
    Object.fromEntries(Object.entries(row).map(([readAs, measurement]) => [readAs, then(measurement)])),
  ]);
  return Object.fromEntries(rows) as Matrix<T>;
}

function reportText(
  heading: readonly string[],
  references: References,
  comparison: Comparison,
  seconds: ReadonlyMap<string, number>,
): string {
  const outcomes = outcomesOf(comparison);
  const rows: Row[] = outcomes.map(([name, { final, stopped }]) => {
    return { name, measurement: final, stopped, seconds: seconds.get(name) ?? Number.NaN };
  });
  const names: ReadoutName[] = outcomes.map(([name]) => name);
  const readings = rows.map(({ name, measurement, stopped }) => ({ name, energyPerSite: measurement?.energyPerSite ?? null, stopped }));
  const finishedAny = rows.some(({ measurement }) => measurement !== null);
  const measuredAny = Object.keys(comparison.matrix).length > 0;
  return [
    ...heading,
    referenceLines(references),
    ...(finishedAny ? [readingTable(rows, references.exact, process.stdout.columns)] : []),
    ...comparison.skipped.filter(({ trained }) => trained === null).map(({ read, reason }) => `${read} is left out: ${reason}`),
    ...outcomes.flatMap(([name, { verdict }]) => (verdict.converged ? [] : [`${name}: ${verdict.text}`])),
    sentenceOf(readings, references),
    ...(finishedAny ? [hiddenModesLine(rows)] : []),
    ...(measuredAny ? ["", "The same weights under every reading:", matrixTable(names, comparison.matrix, process.stdout.columns)] : []),
    "",
  ].join("\n");
}
