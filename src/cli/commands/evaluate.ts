// `nqs evaluate`: measures a stored network, on its own problem or on another operator.
import { dirname } from "node:path";
import type { Command } from "commander";
import { checkRunDirectory, isUnfinished } from "../../files/run/names.ts";
import { shippedOr } from "../../files/shipped.ts";
import { judgeMeasurement, type Measurement, type MeasureOptions, measure, type ReadoutName, readoutOf, version } from "../../index.ts";
import { given, resolveTraining } from "../../internal.ts";
import { addExamples, addJson, addNote, addOut, addPlot, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { observablesOf } from "../settings/observables.ts";
import { checkFullSum, formulaLines, problemText } from "../settings/problem.ts";
import { writeMeasured } from "../settings/record.ts";
import { evaluateShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { overrideOf, readStored, type StoredNetwork } from "../settings/stored.ts";
import { besideCard, deviationLine } from "../terminal/card.ts";
import { expectationTable } from "../terminal/expectation.ts";
import { scientific } from "../terminal/numbers.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { degeneracyLine, exitCodeOf, measured, parameterCount, referencesOf, secondsSince } from "../terminal/result.ts";
import { measurementTable, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf } from "../terminal/words.ts";

export function define(command: Command): void {
  command.argument(
    "<weights>",
    "a weights.safetensors file, the folder of a run, a network of `nqs models`, or a .wf file of Carleo and Troyer, whose name tells its problem",
  );
  addNote(
    command,
    "Without problem flags the energy of the problem it was trained on is measured; with them that of another operator, in the same state.",
  );
  addPlot(addWorkers(addJson(addOut(command, "tables (CSV), curves (SVG) and the result"))));
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
  ]);
}

async function evaluate(path: string, flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(evaluateShape, flags);
  const file = shippedOr(path);
  const stored = await readStored(file, overrideOf(values, where));
  const { network, trainedAs, time } = stored;
  const unfinished = isUnfinished(dirname(file));
  const { problem, hamiltonian } = stored.asked;
  const readout = readoutOf(values.readout ?? trainedAs).name;
  const { samples, chains, fullSum, tolerance, observables, observe, pairs, seed = resolveTraining({}).seed } = values;
  checkFullSum(fullSum, problem.sites, where);
  const wanted = await observablesOf(values, problem, hamiltonian, where);
  if (flags.out !== undefined) checkRunDirectory(flags.out, { force: flags.force === true });
  const chosen = given({ samples, tolerance, chains, fullSum, seed });
  const { measurement, seconds, interrupted } = await measureLong({
    hamiltonian,
    network,
    readout,
    workers: workersOf(flags),
    ...chosen,
    ...wanted,
  });
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
  process.exitCode = interrupted ? exitCodes.interrupted : exitCodeOf([{ stopped, verdict }]);
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
    sameProblem,
    card: beside,
    trainedOn,
    ...given({ unfinished: unfinished || undefined }),
    config,
  };
  const sheets = sheetsOf(measurement.observables, hamiltonian.lattice, ["zz", "x"]);
  const notKept = flags.out === undefined ? null : await writeMeasured(flags.out, sheets, headingOf(stored, sameProblem), found);
  if (notKept !== null) process.exitCode = Math.max(process.exitCode, exitCodes.trouble);
  const result = { ...found, ...(notKept === null ? {} : { notKept: [notKept] }) };
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

async function measureLong(options: MeasureOptions) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const begun = performance.now();
  try {
    const label = `measure ${options.readout}`;
    const driver = measure({ ...options, signal: interrupt.signal });
    const measurement = await drain(driver, ({ samples, of }) => progress.update(label, samples, of));
    return { measurement, seconds: secondsSince(begun), interrupted: interrupt.signal.aborted };
  } finally {
    progress.stop();
    interrupt.dispose();
  }
}
