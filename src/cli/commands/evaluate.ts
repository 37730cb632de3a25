// `nqs evaluate`: measures a stored network, on its own problem or on another operator.
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { isUnfinished } from "../../files/run/names.ts";
import { shippedOr } from "../../files/shipped.ts";
import {
  InputError,
  judgeMeasurement,
  type Measurement,
  type MeasureOptions,
  type MeasureState,
  measure,
  type ReadoutName,
  readoutOf,
  version,
} from "../../index.ts";
import { given, refuse, resolveTraining } from "../../internal.ts";
import {
  addConfig,
  addExamples,
  addJson,
  addNote,
  addOut,
  addPlot,
  addSettings,
  addWorkers,
  type CommandFlags,
  workersOf,
} from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { observablesOf } from "../settings/observables.ts";
import { checkFullSum, formulaLines, problemText } from "../settings/problem.ts";
import type { Recorder } from "../settings/record.ts";
import { evaluateShape, measuredShape } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { overrideOf, readStored, type StoredNetwork } from "../settings/stored.ts";
import { besideCard, deviationLine } from "../terminal/card.ts";
import { expectationTable } from "../terminal/expectation.ts";
import { scientific } from "../terminal/numbers.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { degeneracyLine, exitCodeOf, measured, parameterCount, referencesOf } from "../terminal/result.ts";
import { measurementTable, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf } from "../terminal/words.ts";
import { askedFor, type Resumable, tellFinished } from "./resume.ts";
import { addResume, saveEvery, savingInto } from "./saving.ts";

export function define(command: Command): void {
  command.argument(
    "[weights]",
    "a weights.safetensors file, the folder of a run, a network of `nqs models`, or a .wf file of Carleo and Troyer, whose name tells its problem",
  );
  addNote(
    command,
    "Without problem flags the energy of the problem it was trained on is measured; with them that of another operator, in the same state.",
  );
  addPlot(addResume(addWorkers(addJson(addOut(addConfig(command), "config, checkpoints, tables (CSV), curves (SVG) and the result")))));
  addSettings(command, evaluateShape).action(evaluate);
  addExamples(command, [
    "nqs evaluate runs/ising40/weights.safetensors --samples 1000000 --seed 2",
    "nqs evaluate runs/ising40/weights.safetensors --readout classical --json",
    "nqs evaluate models/heisenberg-40 --samples 1000000",
    'nqs evaluate models/heisenberg-40 --hamiltonian "Z(0)*Z(1)"',
    "nqs evaluate models/ising-40-h1 --observables correlations,renyi2 --plot",
    'nqs evaluate models/heisenberg-40 --observe "far=Z(0)*Z(20)" --tolerance 1e-4',
    "nqs evaluate Heisenberg1d_40_1_1.wf --samples 100000",
    "nqs evaluate mine.wf --model ising --field 0.5",
    "nqs evaluate models/ising-40-h1 --samples 100000000 --out measured",
    "nqs evaluate --resume measured",
  ]);
}

/** Everything that can be wrong is checked. */
async function prepare({ values, where }: Settings<typeof measuredShape>) {
  const { weights: path } = values;
  if (path === undefined) throw new InputError("nqs evaluate: expected <weights>, got nothing; see nqs evaluate --help");
  const file = shippedOr(path);
  const stored = await readStored(file, overrideOf(values, where));
  const { network, trainedAs } = stored;
  const unfinished = isUnfinished(dirname(file));
  const { problem, hamiltonian } = stored.asked;
  const readout = readoutOf(values.readout ?? trainedAs).name;
  const { samples, chains, fullSum, tolerance, seed = resolveTraining({}).seed } = values;
  checkFullSum(fullSum, problem.sites, where);
  const wanted = await observablesOf(values, problem, hamiltonian, where);
  const chosen = given({ samples, tolerance, chains, fullSum, seed });
  const options: MeasureOptions = { hamiltonian, network, readout, ...chosen, ...wanted };
  return { named: path, file, stored, unfinished, readout, chosen, options, values, config: values, seed };
}

const resumable: Resumable<typeof measuredShape, Awaited<ReturnType<typeof prepare>>> = {
  command: "evaluate",
  shape: measuredShape,
  prepare,
  endOf: ({ verdict, converged, finished }: { readonly verdict?: string; readonly converged?: boolean; readonly finished?: boolean }) => {
    if (!verdict || converged === undefined || finished === undefined) throw new Error("no result");
    return { verdict, good: converged, reason: finished ? "iterations" : "interrupted", iterations: 0 };
  },
};

async function evaluate(weights: string | undefined, flags: CommandFlags): Promise<void> {
  const every = saveEvery(flags);
  if (weights !== undefined && flags["resume"] !== undefined)
    refuse("--resume", "alone", weights, "the folder knows its weights; leave them out");
  if (weights !== undefined && flags.out !== undefined) refuseOwnFolder(shippedOr(weights), flags.out);
  const asked = await askedFor(resumable, { ...flags, ...given({ weights }) });
  if ("finished" in asked) return tellFinished(asked, flags.json === true);
  const { prepared, recorder } = asked;
  try {
    await measureAndTell(prepared, { recorder, every, state: asked.state as MeasureState | undefined }, flags);
  } finally {
    recorder.close();
  }
}

/** @throws InputError where a measurement would take the place of the weights that it measures */
function refuseOwnFolder(file: string, out: string): void {
  if (resolve(dirname(file)) === resolve(out)) refuse("--out", "a folder of its own", out, "that of the weights is kept as it is");
}

/** Where a measurement is kept, how often, and where it goes on. */
interface Keeping {
  readonly recorder: Recorder;
  readonly every: number | null;
  readonly state: MeasureState | undefined;
}

async function measureAndTell(prepared: Awaited<ReturnType<typeof prepare>>, keeping: Keeping, flags: CommandFlags): Promise<void> {
  const { named: path, file, stored, unfinished, readout, chosen, options, values, seed } = prepared;
  const { network, trainedAs, time } = stored;
  const { problem, hamiltonian } = stored.asked;
  const { tolerance, observables, observe, pairs } = values;
  const { recorder } = keeping;
  const { measurement, interrupted } = await measureLong({ ...options, workers: workersOf(flags) }, readout, keeping);
  const seconds = recorder.seconds();
  const { sameProblem } = measurement;
  const references = sameProblem ? referencesOf(hamiltonian) : null;
  const exact = references?.exact ?? null;
  const parameters = parameterCount(network, hamiltonian);
  const config = {
    weights: path,
    trainedAs,
    readout,
    ...chosen,
    ...given({ observables, observe, pairs }),
    ...problem,
    ...given({ time }),
    ansatz: network.ansatz,
  };
  // A state after a quench, or under another reading than it was trained for, is not meant to reach the lowest energy, though the problem is its own.
  const judged = time === undefined && readout === trainedAs ? measurement : { ...measurement, sameProblem: false };
  const { trouble, verdict } = judgeMeasurement(hamiltonian, network, judged, exact?.energy ?? null);
  const stopped = trouble ?? FINE;
  const beside = judged.sameProblem ? besideCard(measurement.energy, stored.energy) : null;
  const trainedOn = { problem: stored.trainedOn.problem, ...network.problem };
  const found = {
    readout,
    ...measured(measurement, exact),
    converged: verdict.converged,
    verdict: verdict.text,
    parameters,
    seconds,
    seed,
    version,
    stopped,
    finished: !interrupted,
    sameProblem,
    card: beside,
    trainedOn,
    ...given({ unfinished: unfinished || undefined }),
    config,
  };
  const sheets = sheetsOf(measurement.observables, hamiltonian.lattice, ["zz", "x"]);
  if (!interrupted) recorder.finish();
  await recorder.sheets(sheets, headingOf(stored, sameProblem));
  const result = recorder.result(found);
  process.exitCode = recorder.exitCode(interrupted ? exitCodes.interrupted : exitCodeOf([{ stopped, verdict }]));
  if (flags.json) {
    printJson(result);
    return;
  }
  const row = { name: readout, measurement, stopped, seconds };
  printText(bold(`${path}: ${headingOf(stored, sameProblem)}`));
  if (sameProblem) for (const line of formulaLines(problem)) printText(line);
  const basis = basisLine(stored.trainedOn.hamiltonian, network.problem.frame, sameProblem);
  if (basis !== null) printText(basis);
  if (references === null) {
    printText(expectationTable(row));
    printText("An expectation value in the state of the network, which was not trained on this operator.");
  } else {
    printText(referenceLines(references));
    printText(measurementTable(row, references.exact));
    if (readout !== trainedAs) printText(otherReading(readout, trainedAs));
    if (time !== undefined) printText("After a quench the energy is conserved: it is not meant to reach the ground state.");
    else printText(sentenceOf([{ name: readout, energyPerSite: measurement.energyPerSite, stopped }], references));
    if (beside?.deviates) printText(deviationLine(beside, problem.sites));
  }
  if (tolerance !== undefined) printText(toleranceLine(tolerance, measurement));
  printSheets(sheets, flags.plot === true);
  const degenerate = sheets.length > 0 ? degeneracyLine(stored.trainedOn.hamiltonian) : null;
  if (degenerate !== null) printText(`${degenerate}; measured is the combination that the network is`);
  printText(`verdict: ${verdict.text}`);
  if (unfinished) printText(`The run that trained it has not come to its end: --resume ${dirname(file)} goes on with it.`);
}

function otherReading(readout: ReadoutName, trainedAs: string): string {
  const { meaning } = readoutOf(readout);
  return `The network was trained as ${trainedAs} and is read as ${readout}, ${meaning}: this energy is of a state that no training lowered.`;
}

/** Whether the error that was asked for was reached. */
function toleranceLine(tolerance: number, { energyPerSite: { error }, samples }: Measurement): string {
  if (error <= tolerance) return `error of the energy per site: ${scientific(error)}, within ${tolerance}`;
  return `error of the energy per site: ${scientific(error)}, above ${tolerance}; given up after ${samples} samples`;
}

function headingOf({ trainedOn, asked, time }: StoredNetwork, sameProblem: boolean): string {
  const quench = time === undefined ? "" : `, ${time} after a quench to it`;
  if (sameProblem) return `${problemText(asked.problem)}${quench}`;
  return `trained on ${problemText(trainedOn.problem)}${quench}; measured: ${problemText(asked.problem)}`;
}

/** A measurement that found nothing wrong. */
const FINE = { reason: "iterations", iteration: 0 } as const;

async function measureLong(options: MeasureOptions, readout: ReadoutName, { recorder, every, state }: Keeping) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  recorder.tellBy(progress.note);
  const checkpoint = savingInto(recorder, readout, every, interrupt.signal);
  try {
    const driver = measure({ ...options, ...given({ state }), checkpoint: (take) => checkpoint(take), signal: interrupt.signal });
    const measurement = await drain(driver, ({ samples, of }) => progress.update(`measure ${readout}`, samples, of));
    return { measurement, interrupted: interrupt.signal.aborted };
  } finally {
    progress.stop();
    interrupt.dispose();
  }
}
