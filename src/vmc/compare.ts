// The comparison of readings: one problem and one network, trained under each, read under all.
import { type ReadoutName, readoutNames, readoutOf } from "../readout/index.ts";
import { groundState } from "./groundState.ts";
import { measure } from "./measure.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { inTrainingFrame } from "./setup/basis.ts";
import { resolveTraining } from "./setup/defaults.ts";
import { checkCompare } from "./setup/options.ts";
import { canSum } from "./setup/summable.ts";
import type { CompareOptions, ComparePhase, CompareStep, Comparison, Measurement, Outcome } from "./types.ts";

/**
 * The experiment of arXiv:2206.00005: one problem, one network, the same initial weights and the same most updates, trained once under each
 * reading; then every trained network measured under every reading. An interrupted comparison returns what it has.
 * @throws InputError for anything wrong in the options.
 */
export async function* compareReadouts(options: CompareOptions): AsyncGenerator<CompareStep | ComparePhase, Comparison> {
  checkCompare(options);
  const { readouts = readoutNames, ...shared } = options;
  const { signal } = shared;
  const names = [...new Set(readouts.map((name) => readoutOf(name).name))];
  const hamiltonian = inTrainingFrame(options, readoutNames);
  const outcomes: Partial<Record<ReadoutName, Outcome>> = {};
  for (const readout of names) {
    if (signal?.aborted) break;
    const run = groundState({ ...shared, hamiltonian, rotate: "none", readout });
    let next = await run.next();
    for (; !next.done; next = await run.next()) yield { ...next.value, readout };
    outcomes[readout] = next.value;
  }
  const matrix: Record<string, Partial<Record<ReadoutName, Measurement>>> = {};
  for (const trained of names) {
    const outcome = outcomes[trained];
    if (!outcome?.final) continue;
    const row: Partial<Record<ReadoutName, Measurement>> = {};
    for (const read of names) {
      if (signal?.aborted) break;
      yield { phase: "matrix", trained, read };
      row[read] = read === trained ? outcome.final : await measured(options, outcome, read);
    }
    matrix[trained] = row;
  }
  return { outcomes, matrix };
}

async function measured(options: CompareOptions, { network }: Outcome, readout: ReadoutName): Promise<Measurement> {
  const { hamiltonian, signal } = options;
  const summable = canSum(hamiltonian, network.ansatz) ? { complex: true } : undefined;
  const { seed, finalSamples, chains, fullSum, workers } = resolveTraining(options, summable);
  const driver = measure({
    hamiltonian,
    network,
    readout,
    seed,
    samples: finalSamples,
    chains,
    fullSum,
    workers,
    ...(signal ? { signal } : {}),
  });
  return await outcomeOf(driver);
}
