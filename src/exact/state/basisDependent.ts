// What a state is in the basis of Z: the coherence between configurations, and how much their bits know of each other.
import { refuse } from "../../core/errors.ts";
import { entropyOf } from "./entanglement.ts";
import { marginal } from "./reduced.ts";
import { checkSites, complementOf } from "./sites.ts";
import type { State } from "./state.ts";

/**
 * The l1 coherence in the basis of Z, C = Σ_{s≠s'} |ρ_ss'|: (Σ_s |ψ(s)|)² - 1 of a pure state (Baumgratz, Cramer & Plenio, Phys. Rev. Lett. 113, 140401
 * (2014)). 0 exactly for a mixture of configurations, at most 2^N - 1.
 */
export function coherence(state: State): number {
  if (state.kind === "diagonal") return 0;
  const { real, imaginary } = state;
  let sum = 0;
  for (let k = 0; k < real.length; k++) sum += Math.sqrt(real[k] * real[k] + imaginary[k] * imaginary[k]);
  if (state.kind === "pure") return sum * sum - 1;
  const dimension = 1 << state.sites;
  let diagonal = 0;
  for (let s = 0; s < dimension; s++) diagonal += Math.abs(real[s * dimension + s]);
  return sum - diagonal;
}

/**
 * The Shannon mutual information of measuring Z on the sites A and on the sites B, in nats: I = H(A) + H(B) - H(AB), H = -Σ p ln p.
 * @param b the sites that are not in A, if left out
 * @throws InputError for a site twice, off the state, or in both.
 */
export function mutualInformation(state: State, a: readonly number[], b: readonly number[] = complementOf(a, state.sites)): number {
  checkSites("mutualInformation.a", a, state.sites);
  checkSites("mutualInformation.b", b, state.sites);
  const shared = a.find((site) => b.includes(site));
  if (shared !== undefined) refuse("mutualInformation", "two sets of different sites", `site ${shared} in both`);
  const entropy = (sites: readonly number[]) => entropyOf(marginal(state, sites));
  return entropy(a) + entropy(b) - entropy([...a, ...b]);
}
