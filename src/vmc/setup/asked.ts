// The observables that a driver is asked for.
import type { Lattice } from "../../lattice/lattice.ts";
import { type ObservablePlan, planObservables } from "../../observables/list.ts";
import type { ObservableOptions } from "../types.ts";

/** `undefined` where nothing is asked for. @throws InputError, see {@link planObservables}. */
export function observablesAsked(
  lattice: Lattice,
  { observables = [], operators = {}, pairs }: ObservableOptions,
): ObservablePlan | undefined {
  if (observables.length === 0 && Object.keys(operators).length === 0) return undefined;
  return planObservables(lattice, { names: observables, operators, pairs });
}
