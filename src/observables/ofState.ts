// Observables of a state that is listed whole, without statistical error.

import { singularValues } from "../exact/linear/singularValues.ts";
import { coherence, mutualInformation } from "../exact/state/basisDependent.ts";
import { blockChsh } from "../exact/state/bell.ts";
import { blockEntropy, entropyOf, negativity, schmidtCoefficients } from "../exact/state/entanglement.ts";
import { expectation } from "../exact/state/expectation.ts";
import type { State } from "../exact/state/state.ts";
import { sum } from "../hamiltonian/hamiltonian.ts";
import type { Lattice } from "../lattice/lattice.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { type ObservablePlan, type ObservableRequest, planObservables, type StateObservableName } from "./list.ts";
import { exactValues, type ObservableValues } from "./values.ts";

/**
 * Observables of a state over all 2^N configurations in the basis of the user, by the names and definitions under which `measure` estimates them; all errors
 * are 0. @throws InputError as `measure` does for what is asked for, and for what a mixture does not have.
 */
export function observablesOfState(state: State, lattice: Lattice, request: ObservableRequest): ObservableValues {
  const plan = planObservables(lattice, request);
  const means = plan.strings.map((string) => expectation(state, sum("observable", lattice, [string])));
  return { ...exactValues(plan, means), ...stateValues(state, plan) };
}

/** What needs the whole state, Rényi entropies among it. */
export function stateValues(state: State, { ofState, renyi2 }: Pick<ObservablePlan, "ofState" | "renyi2">): ObservableValues {
  const values = ofState.map((name) => stateValue(state, name));
  return Object.assign({}, ...values, renyi2 ? { renyi2: entropies(state, 2) } : {});
}

function stateValue(state: State, name: StateObservableName): ObservableValues {
  const half = firstSites(Math.max(1, Math.floor(state.sites / 2)));
  const cut = state.sites > 1;
  switch (name) {
    case "entropy":
      return { entropy: entropies(state, 1) };
    case "schmidt":
      return cut && state.kind === "pure" ? { schmidt: Array.from(schmidtCoefficients(state, half), exactly) } : {};
    case "negativity":
      // No superposition, so nothing to transpose.
      if (!cut || state.kind === "diagonal") return { negativity: exactly(0) };
      return { negativity: exactly(negativity(state, half)) };
    case "coherence":
      return { coherence: exactly(coherence(state)) };
    case "block-chsh":
      return cut && state.kind === "pure" ? { blockChsh: exactly(blockChsh(state, half)) } : {};
    case "block-information":
      return cut ? { blockInformation: exactly(mutualInformation(state, half)) } : {};
  }
}

/** Of the first l sites, l = 0 … N. */
function entropies(state: State, order: number): Estimate[] {
  const proper = Array.from({ length: state.sites - 1 }, (_, l) => blockEntropy(state, firstSites(l + 1), order));
  return [0, ...proper, wholeEntropy(state, order)].map(exactly);
}

function wholeEntropy(state: State, order: number): number {
  if (state.kind === "pure") return 0;
  if (state.kind === "diagonal") return entropyOf(state.probabilities, order);
  const { real, imaginary } = state;
  const dimension = 1 << state.sites;
  // Those of ρ, which has no negative eigenvalues, are its eigenvalues.
  return entropyOf(singularValues({ rows: dimension, columns: dimension, real, imaginary }), order);
}

function firstSites(count: number): number[] {
  return Array.from({ length: count }, (_, site) => site);
}

function exactly(mean: number): Estimate {
  return { mean, error: 0 };
}
