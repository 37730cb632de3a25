// Wave functions and probabilities in whatever form they come, as vectors over configurations.
import { createNetwork } from "../../ansatz/create.ts";
import { bitCount } from "../../core/bits.ts";
import { InputError, refuse } from "../../core/errors.ts";
import type { ExactGroundState } from "../../exact/groundState.ts";
import { everywhere } from "../../exact/state/ground.ts";
import { loadKernels } from "../../kernels/kernels.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { born } from "../../readout/index.ts";
import { MOST_FULL_SUM_SITES } from "../../sampler/mostSites.ts";
import type { NetworkProblem, TrainedNetwork } from "../../vmc/types.ts";
import { amplitudesOf } from "../objectives/exactObjectives.ts";
import { spread } from "../objectives/measuredObjective.ts";
import { Summation } from "../objectives/summed.ts";
import { squaredModulus } from "../objectives/vectors.ts";
import type { WaveFunction } from "../types.ts";

/** A normalised state of all 2^N configurations, bit i of a configuration's number set where spin i is down. */
export interface Target {
  readonly sites: number;
  /** Complex interleaved. */
  readonly amplitudes: Float64Array;
  /** Of the network that it came from. */
  readonly problem?: NetworkProblem;
}

/** @param lattice of a network that is its own target. @throws InputError beginning with `where`. */
export async function targetOf(state: WaveFunction, lattice: Lattice | null, where: string): Promise<Target> {
  if (isNetwork(state)) return await fromNetwork(state, lattice, where);
  if (isExact(state)) return fromExact(state, where);
  const flat = state instanceof Float64Array ? state : fromValues(state, where);
  return normalised(inOwnOrder(flat, 2, where), where);
}

/** Probabilities as a state of phases 0. @throws InputError for negative ones. */
export async function probabilityTargetOf(
  given: readonly number[] | Float64Array | ExactGroundState | TrainedNetwork,
  lattice: Lattice | null,
  where: string,
): Promise<Target> {
  if (isNetwork(given) || isExact(given)) return withoutPhases(await targetOf(given, lattice, where));
  if (!(Array.isArray(given) || given instanceof Float64Array)) refuse(where, "2^N probabilities", given);
  const negative = given.findIndex((p) => !(p >= 0 && Number.isFinite(p)));
  if (negative >= 0) refuse(`${where}[${negative}]`, "a probability >= 0", given[negative]);
  const roots = inOwnOrder(
    Float64Array.from(given, (p) => Math.sqrt(p)),
    1,
    where,
  );
  return normalised(
    Float64Array.from({ length: 2 * roots.length }, (_, at) => (at % 2 === 0 ? roots[at / 2] : 0)),
    where,
  );
}

/** |φ(s)| in place of φ(s). */
export function withoutPhases<T extends Pick<Target, "amplitudes">>(target: T): T {
  const { amplitudes } = target;
  const moduli = new Float64Array(amplitudes.length);
  for (let at = 0; at < moduli.length; at += 2) moduli[at] = Math.sqrt(squaredModulus(amplitudes, at / 2));
  return { ...target, amplitudes: moduli };
}

/** Weights below this part of the largest are rounding. */
const NOTHING = 1e-20;

/** Σ s_i, if all configurations of any weight share it and there are others; else `null`. */
export function sectorOf({ amplitudes, sites }: Target): number | null {
  const weights = Array.from({ length: 1 << sites }, (_, s) => squaredModulus(amplitudes, s));
  const least = NOTHING * weights.reduce((most, weight) => Math.max(most, weight), 0);
  const down = new Set(weights.flatMap((weight, s) => (weight > least ? [bitCount(s)] : [])));
  const [only] = down;
  return down.size === 1 && only > 0 && only < sites ? sites - 2 * only : null;
}

/** The part of a state on the configurations of a sector, normalised. */
export function restrictedTo(states: Uint32Array, { amplitudes }: Target): Float64Array {
  const part = new Float64Array(2 * states.length);
  for (const [x, s] of states.entries()) part.set(amplitudes.subarray(2 * s, 2 * s + 2), 2 * x);
  const norm = Math.sqrt(part.reduce((total, value) => total + value * value, 0));
  return part.map((value) => value / norm);
}

/** |φ(s)|². */
export function probabilitiesOf(amplitudes: Float64Array): Float64Array {
  return Float64Array.from({ length: amplitudes.length / 2 }, (_, x) => squaredModulus(amplitudes, x));
}

/** Whether a symmetry, given by where it takes each configuration, leaves a state as it is, phase included. */
export function isInvariant({ amplitudes }: Target, imageOf: (state: number) => number): boolean {
  let distance = 0;
  for (let s = 0; 2 * s < amplitudes.length; s++) {
    const t = imageOf(s);
    const [re, im] = [amplitudes[2 * s] - amplitudes[2 * t], amplitudes[2 * s + 1] - amplitudes[2 * t + 1]];
    distance += re * re + im * im;
  }
  return distance < INVARIANT;
}

/** |gφ - φ|² below this is the rounding of amplitudes that were printed with ten digits. */
const INVARIANT = 1e-12;

async function fromNetwork({ ansatz, parameters, problem }: TrainedNetwork, lattice: Lattice | null, where: string): Promise<Target> {
  if (lattice === null) throw new InputError(`${where}: expected the lattice of the network, got none; give hamiltonian or lattice`);
  const sites = lattice.size;
  if (problem && problem.sites !== sites) refuse(where, `a network of ${sites} sites, as the lattice has`, problem.sites);
  if (sites > MOST_FULL_SUM_SITES)
    refuse(where, `a network of at most ${MOST_FULL_SUM_SITES} sites, whose amplitudes can be listed`, sites);
  const network = createNetwork(await loadKernels(), ansatz, lattice, []);
  network.setParameters(parameters);
  const summation = new Summation(network, born, problem?.magnetisation ?? null);
  const amplitudes = spread(amplitudesOf(summation.draw()), summation.states, sites);
  return { ...normalised(amplitudes, where), ...(problem ? { problem } : {}) };
}

function fromExact({ basis, real, imaginary }: ExactGroundState, where: string): Target {
  if (basis.size > MOST_FULL_SUM_SITES) refuse(where, `a state of at most ${MOST_FULL_SUM_SITES} sites`, basis.size);
  const re = everywhere(basis, real);
  const im = imaginary && everywhere(basis, imaginary);
  return normalised(
    Float64Array.from({ length: 2 * re.length }, (_, at) => (at % 2 === 0 ? re[at / 2] : (im?.[(at - 1) / 2] ?? 0))),
    where,
  );
}

function fromValues(values: readonly { readonly re: number; readonly im: number }[], where: string): Float64Array {
  if (!Array.isArray(values)) refuse(where, "2^N amplitudes, complex interleaved or values of complex.js", values);
  return Float64Array.from({ length: 2 * values.length }, (_, at) => (at % 2 === 0 ? values[at >> 1].re : values[at >> 1].im));
}

/** From the order of the binary number whose first digit is site 0 to the one whose last digit is. */
function inOwnOrder(values: Float64Array, parts: 1 | 2, where: string): Float64Array {
  const count = values.length / parts;
  const sites = 31 - Math.clz32(count);
  if (!(count >= 2 && Number.isInteger(count) && (count & (count - 1)) === 0)) refuse(where, "2^N values", count);
  if (sites > MOST_FULL_SUM_SITES) refuse(where, `at most 2^${MOST_FULL_SUM_SITES} values`, count);
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) refuse(`${where}[${Math.floor(broken / parts)}]`, "a finite number", values[broken]);
  const ordered = new Float64Array(values.length);
  for (let k = 0; k < count; k++) {
    const s = reversed(k, sites);
    for (let part = 0; part < parts; part++) ordered[parts * s + part] = values[parts * k + part];
  }
  return ordered;
}

function reversed(number: number, digits: number): number {
  let result = 0;
  for (let i = 0; i < digits; i++) if ((number >> i) & 1) result |= 1 << (digits - 1 - i);
  return result;
}

function normalised(amplitudes: Float64Array, where: string): Target {
  const largest = amplitudes.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) refuse(where, "a state with a norm", "all amplitudes 0");
  const scaled = amplitudes.map((value) => value / largest);
  const norm = Math.sqrt(scaled.reduce((total, value) => total + value * value, 0));
  return { sites: 30 - Math.clz32(amplitudes.length), amplitudes: scaled.map((value) => value / norm) };
}

function isNetwork(value: unknown): value is TrainedNetwork {
  return typeof value === "object" && value !== null && "ansatz" in value && "parameters" in value;
}

function isExact(value: unknown): value is ExactGroundState {
  return typeof value === "object" && value !== null && "basis" in value && "real" in value;
}
