// `nqs evaluate`: measures a stored network, on its own problem or on another operator.
import type { Command } from "commander";
import { shippedOr } from "../../files/shipped.ts";
import { judgeMeasurement, type MeasureOptions, measure, readoutOf, version } from "../../index.ts";
import { given, resolveTraining } from "../../internal.ts";
import { addExamples, addJson, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { checkFullSum, problemText } from "../settings/problem.ts";
import { evaluateShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { overrideOf, readStored, type StoredNetwork } from "../settings/stored.ts";
import { expectationTable } from "../terminal/expectation.ts";
import { catchInterrupt, drain } from "../terminal/interrupt.ts";
import { bold, exitCodes, print, printJson } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { exitCodeOf, measured, parameterCount, referencesOf, secondsSince } from "../terminal/result.ts";
import { measurementTable, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf } from "../terminal/words.ts";

export function define(command: Command): void {
  command.argument(
    "<weights>",
    "a weights.safetensors file, a network of `nqs models`, or a .wf file of Carleo and Troyer, whose name tells its problem",
  );
  command.addHelpText(
    "after",
    "\nWithout problem flags the energy of the problem it was trained on is measured; with them that of another operator, in the same state.",
  );
  addSettings(addWorkers(addJson(command)), evaluateShape).action(evaluate);
  addExamples(command, [
    "nqs evaluate runs/ising40/weights.safetensors --samples 1000000 --seed 2",
    "nqs evaluate runs/ising40/weights.safetensors --readout classical --json",
    "nqs evaluate models/heisenberg-40 --samples 1000000",
    'nqs evaluate models/heisenberg-40 --hamiltonian "Z(0)*Z(1)"',
    "nqs evaluate Heisenberg1d_40_1_1.wf --samples 100000",
    "nqs evaluate mine.wf --model ising --field 0.5",
  ]);
}

async function evaluate(path: string, flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(evaluateShape, flags);
  const stored = await readStored(shippedOr(path), overrideOf(values, where));
  const { network, trainedAs, time } = stored;
  const { problem, hamiltonian } = stored.asked;
  const readout = readoutOf(values.readout ?? trainedAs).name;
  const { samples, chains, fullSum, seed = resolveTraining({}).seed } = values;
  checkFullSum(fullSum, problem.sites, where);
  const chosen = given({ samples, chains, fullSum, seed });
  const { measurement, seconds, interrupted } = await measureLong({ hamiltonian, network, readout, workers: workersOf(flags), ...chosen });
  const { sameProblem } = measurement;
  const references = sameProblem ? referencesOf(hamiltonian) : null;
  const exact = references?.exact ?? null;
  const parameters = parameterCount(network, hamiltonian);
  const config = { weights: path, trainedAs, readout, ...chosen, ...problem, ...given({ time }), ansatz: network.ansatz };
  // A state after a quench, or under another reading than it was trained for, is not meant to reach the lowest energy, though the problem is its own.
  const judged = time === undefined && readout === trainedAs ? measurement : { ...measurement, sameProblem: false };
  const { trouble, verdict } = judgeMeasurement(hamiltonian, network, judged, exact?.energy ?? null);
  const stopped = trouble ?? FINE;
  process.exitCode = interrupted ? exitCodes.interrupted : exitCodeOf([{ stopped, verdict }]);
  if (flags.json) {
    const trainedOn = { problem: stored.trainedOn.problem, ...network.problem };
    printJson({
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
      trainedOn,
      config,
    });
    return;
  }
  const row = { name: readout, measurement, stopped, seconds };
  print(bold(`${path}: ${headingOf(stored, sameProblem)}`));
  const basis = basisLine(stored.trainedOn.hamiltonian, network.problem.frame);
  if (basis !== null) print(basis);
  if (references === null) {
    print(expectationTable(row));
    print("An expectation value in the state of the network, which was not trained on this operator.");
  } else {
    print(referenceLines(references));
    print(measurementTable(row, references.exact));
    if (time !== undefined) print("After a quench the energy is conserved: it is not meant to reach the ground state.");
    else print(sentenceOf([{ name: readout, energyPerSite: measurement.energyPerSite, stopped }], references));
  }
  print(`verdict: ${verdict.text}`);
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
