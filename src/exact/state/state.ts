// States of a few spins over all 2^N configurations, as plain data: a pure state, a diagonal mixture, a density matrix.
import { checkInteger } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";
import { MOST_SITES_DENSE } from "../enumerate.ts";

/** The most sites of a state that is listed whole: 2^16 amplitudes. */
export const MOST_SITES_STATE = 16;

/**
 * A normalised pure state, <s|ψ> for all 2^N configurations s in the basis of the user. As everywhere among the exact results the number of a configuration
 * has bit i set where spin i is down (s_i = -1): 0 is all up, 1 has site 0 down, 2^N - 1 is all down.
 */
export interface PureState {
  readonly kind: "pure";
  /** N. */
  readonly sites: number;
  /** Re <s|ψ>, length 2^N. */
  readonly real: Float64Array;
  /** Im <s|ψ>, length 2^N. */
  readonly imaginary: Float64Array;
}

/** A mixture of configurations, ρ = Σ_s p(s) |s><s|: no two configurations interfere. Numbered as a {@link PureState}. */
export interface DiagonalState {
  readonly kind: "diagonal";
  readonly sites: number;
  /** p(s), length 2^N, adding up to 1. */
  readonly probabilities: Float64Array;
}

/** Any mixed state of few spins, ρ_{ss'} = <s|ρ|s'>: rows and columns numbered as the configurations of a {@link PureState}. */
export interface DensityMatrix {
  readonly kind: "density";
  readonly sites: number;
  /** Re ρ_{ss'} at s·2^N + s', row by row. */
  readonly real: Float64Array;
  /** Im ρ_{ss'} at s·2^N + s'. */
  readonly imaginary: Float64Array;
}

/** A state of N spins 1/2: pure, a mixture of configurations, or any mixture. */
export type State = PureState | DiagonalState | DensityMatrix;

/**
 * A pure state from its amplitudes, which are normalised: ψ(s) / √(Σ |ψ|²).
 * @param real Re ψ(s) by configuration, bit i of whose number is set where spin i is down; length 2^N, N from 1 to 16
 * @param imaginary Im ψ(s); left out, the amplitudes are real
 * @throws InputError for another length, for what is not finite, and for no amplitude at all.
 */
export function pureState(real: ArrayLike<number>, imaginary?: ArrayLike<number>): PureState {
  const sites = sitesOf("pureState", real.length, MOST_SITES_STATE);
  if (imaginary && imaginary.length !== real.length) refuse("pureState", `${real.length} imaginary parts`, imaginary.length);
  const re = Float64Array.from(real);
  const im = imaginary ? Float64Array.from(imaginary) : new Float64Array(re.length);
  let largest = 0;
  for (let s = 0; s < re.length; s++) largest = Math.max(largest, Math.abs(re[s]), Math.abs(im[s]));
  if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) refuse("pureState", "finite amplitudes that do not all vanish", largest);
  // Divided by the largest first, so that no square overflows.
  let norm = 0;
  for (let s = 0; s < re.length; s++) {
    re[s] /= largest;
    im[s] /= largest;
    norm += re[s] * re[s] + im[s] * im[s];
  }
  const scale = 1 / Math.sqrt(norm);
  for (let s = 0; s < re.length; s++) {
    re[s] *= scale;
    im[s] *= scale;
  }
  return { kind: "pure", sites, real: re, imaginary: im };
}

/**
 * The mixture of configurations with probabilities in proportion to `weights`, numbered as in {@link pureState}.
 * @throws InputError for a length that is not 2^N, N from 1 to 16, and for weights that are negative, not finite or all 0.
 */
export function diagonalState(weights: ArrayLike<number>): DiagonalState {
  const sites = sitesOf("diagonalState", weights.length, MOST_SITES_STATE);
  const probabilities = Float64Array.from(weights);
  const wrong = probabilities.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) refuse("diagonalState", "finite weights >= 0", wrong);
  const total = probabilities.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) refuse("diagonalState", "weights that do not all vanish", total);
  return { kind: "diagonal", sites, probabilities: probabilities.map((weight) => weight / total) };
}

/**
 * The density matrix of a mixture, ρ = Σ_k w_k ρ_k / Σ_k w_k. Of one state, which needs no weight, its own.
 * @throws InputError for more than 10 sites (4^N elements), states of different numbers of sites, and weights that are negative or all 0.
 */
export function densityMatrix(states: State | readonly State[], weights?: readonly number[]): DensityMatrix {
  const mixed = "kind" in states ? [states] : states;
  const where = "densityMatrix";
  if (mixed.length === 0) refuse(where, "at least one state", 0);
  const [{ sites }] = mixed;
  checkInteger(`${where}.sites`, sites, 1, MOST_SITES_DENSE);
  const other = mixed.find((state) => state.sites !== sites);
  if (other) refuse(where, `states of ${sites} sites, as the first`, other.sites);
  const given = weights ?? mixed.map(() => 1);
  if (given.length !== mixed.length) refuse(where, `${mixed.length} weights, one for each state`, given.length);
  if (given.some((weight) => !(weight >= 0))) refuse(where, "weights >= 0", given.join(", "));
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) refuse(where, "finite weights that do not all vanish", total);
  const dimension = 1 << sites;
  const real = new Float64Array(dimension * dimension);
  const imaginary = new Float64Array(dimension * dimension);
  for (const [k, state] of mixed.entries()) addTo(real, imaginary, state, given[k] / total);
  return { kind: "density", sites, real, imaginary };
}

function addTo(real: Float64Array, imaginary: Float64Array, state: State, weight: number): void {
  const dimension = 1 << state.sites;
  if (weight === 0) return;
  if (state.kind === "diagonal") {
    for (let s = 0; s < dimension; s++) real[s * dimension + s] += weight * state.probabilities[s];
    return;
  }
  const { real: re, imaginary: im } = state;
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column < dimension; column++) {
      const at = row * dimension + column;
      const density = state.kind === "density";
      real[at] += weight * (density ? re[at] : re[row] * re[column] + im[row] * im[column]);
      imaginary[at] += weight * (density ? im[at] : im[row] * re[column] - re[row] * im[column]);
    }
  }
}

/** p(s) = <s|ρ|s> of all 2^N configurations: what measuring Z on every site finds. */
export function probabilitiesOf(state: State): Float64Array {
  const dimension = 1 << state.sites;
  switch (state.kind) {
    case "pure":
      return state.real.map((re, s) => re * re + state.imaginary[s] * state.imaginary[s]);
    case "diagonal":
      return state.probabilities.slice();
    case "density":
      return Float64Array.from({ length: dimension }, (_, s) => state.real[s * dimension + s]);
  }
}

function sitesOf(where: string, length: number, most: number): number {
  const sites = Math.round(Math.log2(length));
  if (!(sites >= 1 && sites <= most && length === 2 ** sites)) refuse(where, `2^N numbers, N from 1 to ${most}`, length);
  return sites;
}
