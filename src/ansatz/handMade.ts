// Networks whose weights are known in closed form: nobody trained them.
import { checkFinite, checkInteger } from "../core/check.ts";
import { cosine, logarithm, sine } from "../core/elementary.ts";
import { refuse } from "../core/errors.ts";
import { product, type ResolvedJastrow, type ResolvedRbm, rbm } from "./ansatz.ts";

/** Weights that were written down. */
export interface Written<A> {
  readonly ansatz: A;
  /** Complex, interleaved. */
  readonly parameters: Float64Array;
}

/** (<X>, <Y>, <Z>) of a spin. */
export type BlochVector = readonly [x: number, y: number, z: number];

const QUARTER = Math.PI / 4;

/**
 * The Greenberger-Horne-Zeilinger state (|↑…↑> + |↓…↓>)/√2 of N >= 2 spins: a hidden unit j = 0 … N-2 for each pair of neighbours, W_jj = iπ/4,
 * W_{j+1,j} = -iπ/4, so that f(s) = Π_j 2cos(π (s_j - s_{j+1})/4) vanishes unless all spins are alike. Without biases.
 */
export function ghzWeights(sites: number): Written<ResolvedRbm> {
  checkInteger("ghzNetwork.sites", sites, 2);
  const hidden = sites - 1;
  const parameters = new Float64Array(2 * sites * hidden);
  for (let j = 0; j < hidden; j++) {
    parameters[2 * (j * hidden + j) + 1] = QUARTER;
    parameters[2 * ((j + 1) * hidden + j) + 1] = -QUARTER;
  }
  return { ansatz: machine(hidden / sites, false), parameters };
}

/**
 * The cluster state of a ring of N >= 3 spins, Π_j CZ_{j,j+1} |+>^N: a hidden unit for each bond, W_jj = W_{j+1,j} = iπ/4, b_j = -iπ/4, so that
 * f(s) = Π_j 2cos(π (s_j + s_{j+1} - 1)/4): ±√2 for each bond, - where both its spins are down.
 */
export function clusterWeights(sites: number): Written<ResolvedRbm> {
  checkInteger("clusterNetwork.sites", sites, 3);
  const weights = 2 * sites;
  const parameters = new Float64Array(2 * (weights + sites * sites));
  for (let j = 0; j < sites; j++) {
    parameters[2 * (sites + j) + 1] = -QUARTER;
    for (const site of [j, (j + 1) % sites]) parameters[2 * (weights + site * sites + j) + 1] = QUARTER;
  }
  return { ansatz: machine(1, true), parameters };
}

function machine(density: number, biases: boolean): ResolvedRbm {
  return { ...rbm({ density }), symmetric: false, pointGroup: false, parity: "none", biases };
}

/** A spin along Z would need an infinite field; this one leaves e^(-40) to the amplitude of the other direction. */
const LARGEST_FIELD = 20;
/** Bloch vectors of pure states have length 1; this much is put down to rounding. */
const UNIT = 1e-6;

/**
 * The product state of spins that point along given Bloch vectors, f(s) = exp(Σ a_i s_i): e^{2a} = <↑|χ>/<↓|χ>, so Re a = ln cot(θ/2) / 2 and Im a = -φ/2 for
 * the direction (sin θ cos φ, sin θ sin φ, cos θ).
 */
export function productWeights(spins: readonly BlochVector[]): Written<ResolvedJastrow> {
  checkInteger("productNetwork.sites", spins.length, 1);
  const ansatz: ResolvedJastrow = { ...product(), name: "product", symmetric: false, pointGroup: false, parity: "none", biases: true };
  return { ansatz, parameters: Float64Array.from(spins.flatMap((spin, site) => fieldOf(spin, `productNetwork: spin ${site}`))) };
}

function fieldOf(spin: BlochVector, where: string): [number, number] {
  for (const component of spin) checkFinite(where, component);
  const length = Math.sqrt(spin[0] * spin[0] + spin[1] * spin[1] + spin[2] * spin[2]);
  if (Math.abs(length - 1) > UNIT)
    refuse(where, "a Bloch vector of length 1", length, "shorter ones are mixed states, which no amplitudes have");
  const [x, y, z] = spin.map((component) => component / length);
  const across = Math.sqrt(x * x + y * y);
  if (across === 0) return [Math.sign(z) * LARGEST_FIELD, 0];
  // cot(θ/2) = (1 + cos θ)/sin θ = sin θ/(1 - cos θ): the one in which nothing cancels.
  const cotangent = z >= 0 ? (1 + z) / across : across / (1 - z);
  const field = Math.max(-LARGEST_FIELD, Math.min(LARGEST_FIELD, logarithm(cotangent) / 2));
  return [field, -angleOf(x / across, y / across) / 2];
}

/** The angle in (-π, π] of a unit vector, by φ ← φ + sin(φ* - φ) from the middle of its quadrant: the error is cubed at every step. */
function angleOf(x: number, y: number): number {
  let angle = (y < 0 ? -1 : 1) * (x < 0 ? 3 * QUARTER : QUARTER);
  for (let step = 0; step < 5; step++) angle += y * cosine(angle) - x * sine(angle);
  return angle;
}
