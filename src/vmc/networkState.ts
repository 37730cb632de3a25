// A trained network as the state that it is: all amplitudes of a few spins, or those of some configurations.
import { Complex } from "complex.js";
import { createNetwork } from "../ansatz/create.ts";
import type { KernelNetwork } from "../ansatz/kernelNetwork.ts";
import { branchDensity } from "../branches/density.ts";
import { parameterMap, spreadOut } from "../branches/network.ts";
import { checkOptionNames } from "../core/check.ts";
import { cosine, exponential, sine } from "../core/elementary.ts";
import { InputError, refuse } from "../core/errors.ts";
import { basisOf } from "../exact/basis.ts";
import { MOST_SITES_DENSE } from "../exact/enumerate.ts";
import { fromBasis } from "../exact/state/frame.ts";
import {
  type DensityMatrix,
  type DiagonalState,
  diagonalState,
  MOST_SITES_STATE,
  type PureState,
  pureState,
  type State,
} from "../exact/state/state.ts";
import { keepsZ, ownFrame } from "../hamiltonian/frame.ts";
import { loadKernels } from "../kernels/kernels.ts";
import { latticeNamed } from "../lattice/choice.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Readout, type ReadoutName, readoutOf } from "../readout/index.ts";
import type { TrainedNetwork } from "./types.ts";

/** What {@link stateOf} may be told. */
export interface StateOptions<Name extends ReadoutName | "quantum" = ReadoutName | "quantum"> {
  /** Default `born`. */
  readonly readout?: Name;
  /** The lattice of the network: needed where it knows no problem, or has the symmetry of a lattice without a name. */
  readonly lattice?: Lattice;
}

/**
 * The state that a network is under a reading, by enumeration of its sector (at most 16 sites), normalised, in the basis in which its Hamiltonian was
 * written: `born` ψ = f, `phaseless` ψ = |f|, pure states; `classical` the mixture of configurations ρ = Σ p(s) |s><s|, p = |f| / Σ |f|. Where the network
 * was trained in a rotated basis f and |f| are amplitudes there, and are rotated back. Under `branches` the mixture of product states of the hidden configurations, a density matrix (at most 10 sites).
 * @throws InputError for more than 16 sites; for a network that knows no problem where no lattice is given; for a reading other than `born` of a network
 * that was trained with permuted axes, whose configurations are not those of the user.
 */
export function stateOf(network: TrainedNetwork, options?: StateOptions<"born" | "quantum" | "phaseless">): Promise<PureState>;
export function stateOf(network: TrainedNetwork, options: StateOptions<"classical">): Promise<DiagonalState>;
export function stateOf(network: TrainedNetwork, options: StateOptions<"branches">): Promise<DensityMatrix>;
export function stateOf(network: TrainedNetwork, options?: StateOptions): Promise<State>;
export async function stateOf(network: TrainedNetwork, options: StateOptions = {}): Promise<State> {
  checkOptionNames("stateOf", options, ["readout", "lattice"]);
  const readout = readoutOf(options.readout ?? "born");
  if (readout.sampled === "hidden branches") return mixtureOf(network, options.lattice);
  checkConfigurations(network, readout);
  const lattice = latticeOf("stateOf", network, options.lattice);
  const { size } = lattice;
  if (size > MOST_SITES_STATE) refuse("stateOf", `at most ${MOST_SITES_STATE} sites`, size, "amplitudes are to be had of any network");
  const { frame = ownFrame, magnetisation = null } = network.problem ?? {};
  const { states } = basisOf(size, { magnetisation });
  const logs = await logAmplitudes(network, lattice, states.length, (row) => [states[row]]);
  const real = new Float64Array(1 << size);
  const imaginary = new Float64Array(1 << size);
  let largest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < states.length; row++) largest = Math.max(largest, logs[2 * row]);
  for (let row = 0; row < states.length; row++) {
    const modulus = exponential(logs[2 * row] - largest);
    const angle = readout.ratio === "complex" ? logs[2 * row + 1] : 0;
    real[states[row]] = angle === 0 ? modulus : modulus * cosine(angle);
    imaginary[states[row]] = angle === 0 ? 0 : modulus * sine(angle);
  }
  return readout.exponent === 1 ? diagonalState(real) : fromBasis(pureState(real, imaginary), frame);
}

/** Σ_h p_h |h><h|, each branch h a product state. */
function mixtureOf(network: TrainedNetwork, given: Lattice | undefined): DensityMatrix {
  const lattice = latticeOf("stateOf", network, given);
  const { size } = lattice;
  if (size > MOST_SITES_DENSE) refuse("stateOf", `at most ${MOST_SITES_DENSE} sites under branches, 4^N numbers`, size);
  const dimension = 1 << size;
  const { frame = ownFrame } = network.problem ?? {};
  const { real, imaginary } = branchDensity(spreadOut(parameterMap("stateOf", network.ansatz, lattice), network.parameters));
  // ρ is Hermitian: its rows are turned as vectors, then those of the adjoint.
  for (let pass = 0; pass < 2; pass++) {
    adjoin(real, imaginary, dimension);
    for (let row = 0; row < dimension; row++) {
      const range = [row * dimension, (row + 1) * dimension] as const;
      const turned = fromBasis(
        { kind: "pure", sites: size, real: real.slice(...range), imaginary: imaginary.slice(...range).map((value) => -value) },
        frame,
      );
      real.set(turned.real, range[0]);
      imaginary.set(
        turned.imaginary.map((value) => -value),
        range[0],
      );
    }
  }
  let trace = 0;
  for (let s = 0; s < dimension; s++) trace += real[s * dimension + s];
  return { kind: "density", sites: size, real: real.map((value) => value / trace), imaginary: imaginary.map((value) => value / trace) };
}

/** ρ†, in place. */
function adjoin(real: Float64Array, imaginary: Float64Array, dimension: number): void {
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column <= row; column++) {
      const [a, b] = [row * dimension + column, column * dimension + row];
      [real[a], real[b]] = [real[b], real[a]];
      [imaginary[a], imaginary[b]] = [-imaginary[b], -imaginary[a]];
    }
  }
}

/** @throws InputError for a reading that speaks of the user's configurations, where those of the network are others. */
function checkConfigurations({ problem }: TrainedNetwork, { name, ratio }: Readout): void {
  if (ratio === "complex" || !problem || keepsZ(problem.frame)) return;
  refuse("stateOf.readout", "born, for a network that was trained with permuted axes", name, "train it with rotate: none");
}

/** The amplitude of a configuration. */
export interface Amplitude {
  /** ln f(s); its imaginary part is a phase, known up to 2π. */
  readonly logarithm: Complex;
  /** f(s) itself, not normalised; it may overflow to infinity or vanish where its logarithm is far from 0. */
  readonly value: Complex;
}

/** Configurations that are evaluated at once. */
const ROWS = 4096;

/**
 * What a network says of some configurations, f(s) and ln f(s), of any number of sites, not normalised. The configurations are those of the network, in the
 * basis of `network.problem.frame`: where that turns sites about Z the amplitude in the user's basis is f(s) Π_turned s_i, as {@link stateOf} has it.
 * @param configurations N spins each, +1 (up) or -1 (down)
 * @throws InputError for a configuration of another length or of other numbers, and for a network that knows no problem where no lattice is given.
 */
export async function amplitudes(
  network: TrainedNetwork,
  configurations: readonly ArrayLike<number>[],
  { lattice: given }: Pick<StateOptions, "lattice"> = {},
): Promise<Amplitude[]> {
  const lattice = latticeOf("amplitudes", network, given);
  for (const spins of configurations) checkSpins(spins, lattice.size);
  const logs = await logAmplitudes(network, lattice, configurations.length, (row) => bitsOf(configurations[row]));
  return configurations.map((_, row) => {
    const logarithm = new Complex(logs[2 * row], logs[2 * row + 1]);
    const modulus = exponential(logarithm.re);
    const value = modulus === 0 ? new Complex(0, 0) : new Complex(modulus * cosine(logarithm.im), modulus * sine(logarithm.im));
    return { logarithm, value };
  });
}

/** ln f, complex interleaved, of configurations that are given as words of 32 bits. */
async function logAmplitudes(
  { ansatz, parameters }: TrainedNetwork,
  lattice: Lattice,
  count: number,
  wordsOf: (row: number) => ArrayLike<number>,
): Promise<Float64Array> {
  const kernels = await loadKernels();
  const network = createNetwork(kernels, ansatz, lattice, []);
  network.setParameters(parameters);
  const logs = new Float64Array(2 * count);
  for (let first = 0; first < count; first += ROWS) {
    const rows = Math.min(ROWS, count - first);
    logs.set(
      evaluated(network, rows, (row) => wordsOf(first + row)),
      2 * first,
    );
  }
  kernels.close();
  return logs;
}

function evaluated(network: KernelNetwork, count: number, wordsOf: (row: number) => ArrayLike<number>): Float64Array {
  const { kernels, words, stateBytes } = network;
  const bits = kernels.scratch("stateBits", 8 * words * count);
  const states = kernels.scratch("stateStates", stateBytes * count);
  const logs = kernels.scratch("stateLogs", 16 * count);
  const loaded = kernels.words(bits, words * count);
  loaded.fill(0);
  for (let row = 0; row < count; row++) loaded.set(wordsOf(row), 2 * words * row);
  network.evaluate({ count, bits, states }, logs);
  return kernels.float64(logs, 2 * count);
}

function bitsOf(spins: ArrayLike<number>): Int32Array {
  const bits = new Int32Array(Math.ceil(spins.length / 32));
  for (let i = 0; i < spins.length; i++) if (spins[i] < 0) bits[i >> 5] |= 1 << (i & 31);
  return bits;
}

function checkSpins(spins: ArrayLike<number>, sites: number): void {
  if (spins.length !== sites) refuse("amplitudes.configurations", `${sites} spins each`, spins.length);
  const wrong = Array.from(spins).find((spin) => spin !== 1 && spin !== -1);
  if (wrong !== undefined) refuse("amplitudes.configurations", "spins of +1 or -1", wrong);
}

/** The lattice that a network lives on. */
function latticeOf(where: string, { problem }: TrainedNetwork, given: Lattice | undefined): Lattice {
  if (given && problem && given.size !== problem.sites)
    refuse(`${where}.lattice`, `${problem.sites} sites, as the network has`, given.size);
  const lattice = given ?? (problem && latticeNamed(problem.lattice, problem.sites));
  if (lattice) return lattice;
  throw new InputError(`${where}: expected a network that knows its problem, got one made by hand; give its lattice: { lattice }`);
}
