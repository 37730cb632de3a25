// What a measurement adds from the whole state of a few spins.
import type { Lattice } from "../lattice/lattice.ts";
import type { ObservablePlan } from "../observables/list.ts";
import { stateValues } from "../observables/ofState.ts";
import { stateOf } from "./networkState.ts";
import type { Measurement, TrainedNetwork } from "./types.ts";

/**
 * A measurement with what the whole state of the network tells beside it: entropies, Schmidt coefficients and the like where they were asked for, and Rényi
 * entropies without error where every configuration was summed.
 */
export async function withStateValues(
  measurement: Measurement,
  network: TrainedNetwork,
  lattice: Lattice,
  plan: ObservablePlan | undefined,
): Promise<Measurement> {
  if (plan === undefined) return measurement;
  const renyi2 = plan.renyi2 && measurement.summed && measurement.observables.renyi2 === undefined;
  if (!renyi2 && plan.ofState.length === 0) return measurement;
  const state = await stateOf(network, { readout: measurement.readout, lattice });
  return { ...measurement, observables: { ...measurement.observables, ...stateValues(state, { renyi2, ofState: plan.ofState }) } };
}
