import type { Command } from "commander";
import { shippedOr } from "../files/shipped.ts";
import { judgeMeasurement, type MeasureOptions, measure, readoutOf, resolveTraining, version } from "../index.ts";
import { addExamples, addJson, addSettings, addWorkers, type CommandFlags, workersOf } from "./command.ts";
import { catchInterrupt, drain } from "./interrupt.ts";
import { bold, exitCodes, print, printJson } from "./output.ts";
import { checkFullSum, given, problemText } from "./problem.ts";
import { progressOn } from "./progress.ts";
import { exitCodeOf, inTrouble, measured, parameterCount, referencesOf, secondsSince } from "./result.ts";
import { evaluateShape } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { overrideOf, readStored } from "./stored.ts";
import { measurementTable, referenceLines } from "./table.ts";
import { agreementOf, sentenceOf, verdictOf } from "./words.ts";

export function define(command: Command): void {
  command.argument(
    "<weights>",
    "a weights.safetensors file, a network of `nqs models`, or a .wf file of Carleo and Troyer, whose name tells its problem",
  );
  command.addHelpText("after", "\nThe problem is the one of the file; flags win over it.");
  addSettings(addWorkers(addJson(command)), evaluateShape).action(evaluate);
  addExamples(command, [
    "nqs evaluate runs/ising40/weights.safetensors --samples 1000000 --seed 2",
    "nqs evaluate runs/ising40/weights.safetensors --readout classical --json",
    "nqs evaluate models/heisenberg-40 --samples 1000000",
    "nqs evaluate Heisenberg1d_40_1_1.wf --samples 100000",
    "nqs evaluate mine.wf --model ising --field 0.5",
  ]);
}

async function evaluate(path: string, flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(evaluateShape, flags);
  const { network, problem, hamiltonian, trainedAs, time } = await readStored(shippedOr(path), overrideOf(values, where));
  const readout = readoutOf(values.readout ?? trainedAs).name;
  const { samples, chains, fullSum, seed = resolveTraining({}).seed } = values;
  checkFullSum(fullSum, problem.sites, where);
  const chosen = given({ samples, chains, fullSum, seed });
  const references = referencesOf(hamiltonian);
  const { measurement, seconds, interrupted } = await measureLong({ hamiltonian, network, readout, workers: workersOf(flags), ...chosen });
  const parameters = parameterCount(network, hamiltonian);
  const config = { weights: path, trainedAs, readout, ...chosen, ...problem, ...given({ time }), ansatz: network.ansatz };
  const exactEnergy = time === undefined ? references.exact?.energy : undefined;
  const stopped = judgeMeasurement(hamiltonian, measurement, exactEnergy) ?? FINE;
  process.exitCode = interrupted ? exitCodes.interrupted : exitCodeOf([stopped]);
  if (flags.json) {
    printJson({ readout, ...measured(measurement, references.exact), parameters, seconds, seed, version, stopped, config });
    return;
  }
  const quench = time === undefined ? "" : `, ${time} after a quench to it`;
  print(bold(`${path}: ${problemText(problem)}${quench}`));
  print(referenceLines(references));
  print(measurementTable({ name: readout, measurement, stopped, seconds }, references.exact));
  if (time !== undefined) print("After a quench the energy is conserved: it is not meant to reach the ground state.");
  else print(sentenceOf([{ name: readout, energyPerSite: measurement.energyPerSite, stopped }], references));
  print(`verdict: ${inTrouble(stopped) ? verdictOf(stopped, measurement) : agreementOf(measurement)}`);
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
