import type { Command } from "commander";
import { parametersOf, readWeights } from "../files/weights.ts";
import { type MeasureOptions, measure, parameterTensors, readoutOf, resolveTraining, version } from "../index.ts";
import { addExamples, addJson, addSettings, type CommandFlags } from "./command.ts";
import { catchInterrupt, drain } from "./interrupt.ts";
import { bold, exitCodes, print, printJson } from "./output.ts";
import { checkFullSum, given, hamiltonianOf, problemFromFile, problemText } from "./problem.ts";
import { progressOn } from "./progress.ts";
import { measured, parameterCount, referencesOf, secondsSince } from "./result.ts";
import { evaluateShape } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { measurementTable, referenceLines } from "./table.ts";
import { sentenceOf } from "./words.ts";

export function define(command: Command): void {
  command.argument("<weights>", "a weights.safetensors file");
  addSettings(addJson(command), evaluateShape).action(evaluate);
  addExamples(command, [
    "nqs evaluate runs/ising40/weights.safetensors --samples 1000000 --seed 2",
    "nqs evaluate runs/ising40/weights.safetensors --readout classical --json",
  ]);
}

async function evaluate(path: string, flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(evaluateShape, flags);
  const file = readWeights(path);
  const problem = await problemFromFile(file.card.problem, path);
  const hamiltonian = await hamiltonianOf(problem);
  const { ansatz } = file.card;
  const network = { ansatz, parameters: parametersOf(file, parameterTensors(ansatz, hamiltonian.lattice)) };
  const readout = readoutOf(values.readout ?? file.card.readout).name;
  const { samples, chains, fullSum, seed = resolveTraining({}).seed } = values;
  checkFullSum(fullSum, problem.sites, where);
  const chosen = given({ samples, chains, fullSum, seed });
  const references = referencesOf(hamiltonian);
  const { measurement, seconds, interrupted } = await measureLong({ hamiltonian, network, readout, ...chosen });
  const parameters = parameterCount(network, hamiltonian);
  const config = { weights: path, trainedAs: file.card.readout, readout, ...chosen, ...problem, ansatz };
  if (interrupted) process.exitCode = exitCodes.interrupted;
  if (flags.json) {
    printJson({ readout, ...measured(measurement, references.exact), parameters, seconds, seed, version, config });
    return;
  }
  const stopped = { reason: interrupted ? "interrupted" : "iterations", iteration: 0 } as const;
  print(bold(`${path}: ${problemText(problem)}`));
  print(referenceLines(references));
  print(measurementTable({ name: readout, measurement, stopped, seconds }, references.exact));
  print(sentenceOf([{ name: readout, energyPerSite: measurement.energyPerSite, stopped }], references));
}

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
