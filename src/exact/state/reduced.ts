// What is left of a state when only some of its sites are looked at.
import { refuse } from "../../core/errors.ts";
import { MOST_SITES_DENSE } from "../enumerate.ts";
import { checkSites, complementOf, placesOf } from "./sites.ts";
import { type DensityMatrix, probabilitiesOf, type State } from "./state.ts";

/**
 * The reduced density matrix of some sites, ρ_A = Tr_rest ρ. In its numbers bit k is set where spin `sites[k]` is down: for two sites rows and columns are
 * ↑↑, ↓↑, ↑↓, ↓↓, the first arrow that of `sites[0]`; for one ↑, ↓.
 * @param sites in the order in which they are to be numbered; at most 10
 * @throws InputError for a site twice or off the state, or more than 10 of them.
 */
export function reducedDensityMatrix(state: State, sites: readonly number[]): DensityMatrix {
  const where = "reducedDensityMatrix.sites";
  checkSites(where, sites, state.sites);
  if (sites.length > MOST_SITES_DENSE) refuse(where, `at most ${MOST_SITES_DENSE} sites`, sites.length);
  const inside = placesOf(sites);
  const outside = placesOf(complementOf(sites, state.sites));
  const dimension = inside.length;
  const real = new Float64Array(dimension * dimension);
  const imaginary = new Float64Array(dimension * dimension);
  if (state.kind === "diagonal") {
    for (const [a, probability] of marginal(state, sites).entries()) real[a * dimension + a] = probability;
    return { kind: "density", sites: sites.length, real, imaginary };
  }
  const { real: re, imaginary: im } = state;
  const whole = 1 << state.sites;
  for (const rest of outside) {
    for (let a = 0; a < dimension; a++) {
      const row = rest | inside[a];
      for (let b = 0; b < dimension; b++) {
        const column = rest | inside[b];
        const at = a * dimension + b;
        if (state.kind === "density") {
          real[at] += re[row * whole + column];
          imaginary[at] += im[row * whole + column];
        } else {
          real[at] += re[row] * re[column] + im[row] * im[column];
          imaginary[at] += im[row] * re[column] - re[row] * im[column];
        }
      }
    }
  }
  return { kind: "density", sites: sites.length, real, imaginary };
}

/** p(s_A) = Σ_rest p(s), numbered as in {@link reducedDensityMatrix}. */
export function marginal(state: State, sites: readonly number[]): Float64Array {
  const probabilities = probabilitiesOf(state);
  const outside = placesOf(complementOf(sites, state.sites));
  return Float64Array.from(placesOf(sites), (inside) => outside.reduce((total, rest) => total + probabilities[inside | rest], 0));
}
