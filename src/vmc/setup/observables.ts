// The observables that a driver is asked for.
import { refuse } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type ObservablePlan, planObservables } from "../../observables/list.ts";
import type { Reading } from "../../readout/index.ts";
import type { ObservableOptions } from "../types.ts";

/** Of a density matrix that is listed whole. */
const MOST_SITES_MIXED = 8;

/** `undefined` where nothing is asked for. @throws InputError, see {@link planObservables}. */
export function observablesAsked(
  lattice: Lattice,
  { name, sampled }: Reading,
  { observables = [], operators = {}, pairs }: ObservableOptions,
): ObservablePlan | undefined {
  if (observables.length === 0 && Object.keys(operators).length === 0) return undefined;
  const plan = planObservables(lattice, { names: observables, operators, pairs });
  const [whole] = plan.ofState;
  if (whole && sampled === "hidden branches" && lattice.size > MOST_SITES_MIXED) {
    refuse("observables", `at most ${MOST_SITES_MIXED} sites for ${whole} under ${name}, whose state is a mixture`, lattice.size);
  }
  return plan;
}
