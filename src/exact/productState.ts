// The lowest energy of an unentangled state, one spinor for each site.
import { type RandomStream, randomStream } from "../core/random.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Pauli } from "../hamiltonian/pauli.ts";

/** The best unentangled state found. */
export interface ProductState {
  /** Total energy in units of J. */
  readonly energy: number;
  readonly energyPerSite: number;
  /** Unit vectors (<X>, <Y>, <Z>) of the sites, one after another; length 3N. */
  readonly bloch: Float64Array;
}

/**
 * The lowest energy of a product state Π_i |n_i>, where E(n) = Σ c Π n_i^a is linear in each Bloch vector n_i: coordinate descent, n_i = -g_i/|g_i| with
 * g_i = ∂E/∂n_i, from ferromagnetic, staggered, spiral and random starts. Equal to the ground energy of classical vector spins (Lieb 1973).
 * The energy is that of an actual state, hence an upper bound; that no lower one exists is not proved (many local minima in a spin glass).
 */
export function bestProductState(hamiltonian: Hamiltonian): ProductState {
  const { size } = hamiltonian.lattice;
  const problem = vectorSpins(hamiltonian);
  const random = randomStream(0, "exact/productState");
  const patterns = structuredStarts(hamiltonian)
    .map((start) => ({ start, energy: energyOf(problem, start) }))
    .sort((a, b) => a.energy - b.energy)
    .slice(0, PATTERNS)
    .map(({ start }) => start);
  const starts = Array.from({ length: size <= 32 ? 40 : 6 }, () => randomVectors(size, random));
  let best = patterns[0];
  for (const start of [...patterns, ...patterns.map((pattern) => nudged(pattern, random)), ...starts]) {
    descend(problem, start, SEARCH_SWEEPS);
    if (energyOf(problem, start) < energyOf(problem, best)) best = start;
  }
  // Symmetric states may be saddles, which have no gradient: a nudged copy finds out.
  for (const candidate of [best.slice(), nudged(best, random)]) {
    descend(problem, candidate, POLISH_SWEEPS);
    if (energyOf(problem, candidate) < energyOf(problem, best)) best = candidate;
  }
  const energy = energyOf(problem, best);
  return { energy, energyPerSite: energy / size, bloch: best };
}

/** Digits to which the logarithms below are rounded, so that every engine gives the same. */
const LOG_STEPS = 1e6;
/** The farthest that a spin along ±Z is told apart from one that is not: |ψ(↓)/ψ(↑)| = e^{∓6}. */
const STEEPEST = 3;

/** a_i of f(s) = exp(Σ a_i s_i) for the product state: a = ½ ln(ψ(↑)/ψ(↓)) of each site, complex interleaved; |Re a| is at most 3. */
export function productLogs({ bloch }: Pick<ProductState, "bloch">): Float64Array {
  const rounded = (value: number) => Math.round(LOG_STEPS * value) / LOG_STEPS;
  return Float64Array.from({ length: (2 * bloch.length) / 3 }, (_, k) => {
    const [x, y, z] = bloch.subarray(3 * (k >> 1), 3 * (k >> 1) + 3);
    if (k % 2 === 1) return rounded(-Math.atan2(y, x) / 2);
    const steep = Math.log(Math.max(1 + z, Number.MIN_VALUE) / Math.max(1 - z, Number.MIN_VALUE)) / 4;
    return rounded(Math.max(-STEEPEST, Math.min(STEEPEST, steep)));
  });
}

/** How many of the structured starts, the lowest in energy, are followed. */
const PATTERNS = 8;
const SEARCH_SWEEPS = 300;
/** Long waves on a chain of N sites die out within about N² sweeps. */
const POLISH_SWEEPS = 20_000;
/** A sweep that gains less than this times |E| is at the floor of rounding. */
const GAIN_TOLERANCE = 1e-15;
const NUDGE = 0.01;

/** The strings as products of components of the vector of all spins; component a of site i is number 3 i + a. */
interface VectorSpins {
  readonly coefficients: readonly number[];
  readonly components: readonly Int32Array[];
  /** The strings that contain each site. */
  readonly touching: readonly Int32Array[];
}

const axes: Readonly<Record<Pauli, number>> = { X: 0, Y: 1, Z: 2 };

function vectorSpins({ lattice, strings }: Hamiltonian): VectorSpins {
  const touching: number[][] = Array.from({ length: lattice.size }, () => []);
  strings.forEach(({ factors }, t) => {
    for (const [site] of factors) touching[site].push(t);
  });
  return {
    coefficients: strings.map(({ coefficient }) => coefficient[0]),
    components: strings.map(({ factors }) => Int32Array.from(factors, ([site, matrix]) => 3 * site + axes[matrix])),
    touching: touching.map((list) => Int32Array.from(list)),
  };
}

function energyOf({ coefficients, components }: VectorSpins, vectors: Float64Array): number {
  return coefficients.reduce((total, coefficient, t) => total + components[t].reduce((value, c) => value * vectors[c], coefficient), 0);
}

/** Sweeps over the sites until nothing is gained; `vectors` is changed in place and the energy never rises. */
function descend(problem: VectorSpins, vectors: Float64Array, mostSweeps: number): void {
  const floor = GAIN_TOLERANCE * problem.coefficients.reduce((total, coefficient) => total + Math.abs(coefficient), 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let gain = 0;
    for (let site = 0; site < problem.touching.length; site++) gain += align(problem, vectors, site);
    if (gain <= floor) return;
  }
}

/** Turns one spin against its gradient; returns by how much the energy falls. */
function align({ coefficients, components, touching }: VectorSpins, vectors: Float64Array, site: number): number {
  const gradient = [0, 0, 0];
  for (const t of touching[site]) {
    let value = coefficients[t];
    let axis = 0;
    for (const c of components[t]) {
      const own = c - 3 * site;
      if (own >= 0 && own < 3) axis = own;
      else value *= vectors[c];
    }
    gradient[axis] += value;
  }
  const length = Math.hypot(gradient[0], gradient[1], gradient[2]);
  if (length === 0) return 0;
  let before = 0;
  for (let axis = 0; axis < 3; axis++) {
    before += gradient[axis] * vectors[3 * site + axis];
    vectors[3 * site + axis] = -gradient[axis] / length;
  }
  return before + length;
}

/** Along each axis uniform and staggered, and in each plane the spirals that close after N sites. */
function structuredStarts({ lattice }: Hamiltonian): Float64Array[] {
  const { size, sublattices } = lattice;
  const starts: Float64Array[] = [];
  const add = (angle: (site: number) => number, first: number, second: number) => {
    const vectors = new Float64Array(3 * size);
    for (let site = 0; site < size; site++) {
      vectors[3 * site + first] = Math.cos(angle(site));
      vectors[3 * site + second] += Math.sin(angle(site));
    }
    starts.push(vectors);
  };
  for (let axis = 0; axis < 3; axis++) {
    const next = (axis + 1) % 3;
    if (sublattices !== null) add((site) => Math.PI * sublattices[site], axis, next);
    add(() => Math.PI, axis, next); // opposite to the spiral with no turn below
    for (let turns = 0; turns < size; turns++) add((site) => (2 * Math.PI * turns * site) / size, axis, next);
  }
  return starts;
}

function randomVectors(size: number, random: RandomStream): Float64Array {
  return normalised(Float64Array.from({ length: 3 * size }, () => random.uniform() - 0.5));
}

function nudged(vectors: Float64Array, random: RandomStream): Float64Array {
  return normalised(vectors.map((value) => value + NUDGE * (random.uniform() - 0.5)));
}

function normalised(vectors: Float64Array): Float64Array {
  for (let i = 0; i < vectors.length; i += 3) {
    const length = Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2]);
    for (let axis = 0; axis < 3; axis++) vectors[i + axis] = length > 0 ? vectors[i + axis] / length : Number(axis === 2);
  }
  return vectors;
}
