// The energy of a taught network under every reading.
import { InputError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { Interrupted } from "../core/interrupted.ts";
import { readoutNames } from "../readout/index.ts";
import { measure } from "../vmc/measure.ts";
import { outcomeOf } from "../vmc/outcomeOf.ts";
import type { TrainedNetwork } from "../vmc/types.ts";
import type { LearnPlan } from "./setup/plan.ts";
import type { LearnOptions, ReadEnergy } from "./types.ts";

/** Measures the Hamiltonian of the plan; a reading that this network does not have says why in one line. */
export async function readEnergies(
  { hamiltonian, settings }: LearnPlan,
  network: TrainedNetwork,
  { workers, signal }: LearnOptions,
): Promise<ReadEnergy[]> {
  if (hamiltonian === null) return [];
  const energies: ReadEnergy[] = [];
  for (const readout of readoutNames) {
    if (signal?.aborted) {
      energies.push({ readout, measurement: null, reason: "interrupted" });
      continue;
    }
    try {
      const driver = measure({ hamiltonian, network, readout, seed: settings.seed, ...given({ workers, signal }) });
      energies.push({ readout, measurement: await outcomeOf(driver) });
    } catch (error) {
      if (!(error instanceof InputError || error instanceof Interrupted)) throw error;
      energies.push({ readout, measurement: null, reason: error instanceof Interrupted ? "interrupted" : error.message.split("\n")[0] });
    }
  }
  return energies;
}
