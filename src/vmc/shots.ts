// Measurements of single shots: every spin along X, Y or Z.
import { branchBatches } from "../branches/samples.ts";
import { bitCount } from "../core/bits.ts";
import { checkInteger, checkOptionNames } from "../core/check.ts";
import { cosine, sine } from "../core/elementary.ts";
import { InputError, refuse } from "../core/errors.ts";
import { type RandomStream, randomStream } from "../core/random.ts";
import { rotationOf, turn, walshHadamard } from "../exact/state/rotations.ts";
import { ownFrame, toFrame } from "../hamiltonian/frame.ts";
import { sum } from "../hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../hamiltonian/pauli.ts";
import { latticeNamed } from "../lattice/choice.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Readout, type ReadoutName, readoutOf } from "../readout/index.ts";
import { FullSum } from "../sampler/fullSum.ts";
import { Metropolis } from "../sampler/metropolis.ts";
import { MOST_FULL_SUM_SITES } from "../sampler/mostSites.ts";
import { createSimulation, type Simulation } from "./setup/simulation.ts";
import type { TrainedNetwork } from "./types.ts";

/** What {@link shots} is told. */
export interface ShotOptions {
  readonly network: TrainedNetwork;
  /** Needed where the network knows no problem, or has the symmetry of a lattice without a name. */
  readonly lattice?: Lattice;
  /** Default `born`. */
  readonly readout?: ReadoutName | "quantum";
  /** A letter for each site, `XZZY`: the axis along which it is measured, in the basis of the user. Default: Z everywhere. */
  readonly basis?: string;
  /** How many rows; default 1000. */
  readonly count?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Sites that are measured across the network's own axis at most: each configuration costs 2^k amplitudes. */
export const MOST_ROTATED_SITES = 12;
const CHAINS = 64;
/** Between two rows of a chain, so that rows are as good as independent. */
const SWEEPS = 10;
const BURN_IN = 400;
/** Amplitudes that are evaluated at once. */
const AT_ONCE = 4096;

/** How a site is measured on the configurations of the network: along which axis there, and whether its outcomes change their sign. */
interface Axis {
  readonly matrix: Pauli;
  readonly sign: 1 | -1;
}

/**
 * Single measurements of all spins of a network, rows of ±1: +1 for the eigenvalue +1 of the matrix of the site. Unrotated sites have the distribution |f|^q, summed up to 16 sites, sampled by chains above; given
 * those, the outcomes of the k others have the exact distribution |Σ_t <o|t> f(t)|² over their 2^k amplitudes (under `classical`, a mixture of configurations,
 * each of them is a fair coin). The same seed gives the same rows.
 * @throws InputError for a basis that is none, for more than 12 sites measured across the network's own axis, and where chains stay in different configurations.
 */
export async function shots(options: ShotOptions): Promise<Int8Array[]> {
  const rows: Int8Array[] = [];
  for await (const row of shotRows(options)) rows.push(row);
  return rows;
}

/** The rows of {@link shots} one after another: memory does not grow with their number. */
export async function* shotRows(options: ShotOptions): AsyncGenerator<Int8Array, void, void> {
  checkOptionNames("shots", options, ["network", "lattice", "readout", "basis", "count", "seed"]);
  const { network, count = 1000, seed = 1 } = options;
  checkInteger("shots.count", count, 1, 10_000_000);
  const readout = readoutOf(options.readout ?? "born");
  const lattice = options.lattice ?? (network.problem && latticeNamed(network.problem.lattice, network.problem.sites));
  if (!lattice) return refuse("shots.lattice", "the lattice of a network that knows no problem", undefined);
  if (readout.sampled === "hidden branches") return yield* branchShots(options, lattice, count, seed);
  const axes = axesOf(options.basis ?? "Z".repeat(lattice.size), network, lattice.size);
  const rotated = axes.flatMap(({ matrix }, site) => (matrix === "Z" ? [] : [site]));
  if (rotated.length > MOST_ROTATED_SITES) {
    refuse("shots.basis", `at most ${MOST_ROTATED_SITES} sites measured across the network's own axis`, rotated.length);
  }
  const magnetisation = network.problem?.magnetisation ?? null;
  const simulation = await createSimulation(sum("shots", lattice, []), network.ansatz, { magnetisation, exchanged: lattice.bonds });
  simulation.network.setParameters(network.parameters);
  const stream = randomStream(seed, "shots");
  for (const configuration of configurations(simulation, readout, count, seed)) {
    if (rotated.length > 0) measureAcross(simulation, readout, configuration, rotated, axes, stream);
    yield configuration.map((s, site) => axes[site].sign * s);
  }
}

/** Numbers of branches, signs and components of Bloch vectors, that are held at once. */
const MOST_NUMBERS = 1 << 25;

/** Of each drawn branch, a product state, every spin by itself: (1 + r)/2 for +1, r its Bloch component along the axis. */
function* branchShots({ network, basis }: ShotOptions, lattice: Lattice, count: number, seed: number): Generator<Int8Array, void, void> {
  const { size } = lattice;
  const axes = axesOf(basis ?? "Z".repeat(size), network, size);
  const stream = randomStream(seed, "shots");
  const samples = Math.ceil(count / CHAINS) * CHAINS;
  let given = 0;
  for (const { bloch, count: drawn } of branchBatches(network, lattice, { seed, samples, chains: CHAINS }, MOST_NUMBERS)) {
    for (let row = 0; row < drawn && given < count; row++, given++) {
      yield Int8Array.from(axes, ({ matrix, sign }, site) => {
        const r = sign * bloch[3 * (row * size + site) + "XYZ".indexOf(matrix)];
        return stream.uniform() < (1 + r) / 2 ? 1 : -1;
      });
    }
  }
}

function axesOf(basis: string, { problem }: TrainedNetwork, size: number): Axis[] {
  const letters = [...basis.toUpperCase()];
  if (letters.length !== size) refuse("shots.basis", `a letter for each of ${size} sites`, basis);
  const wrong = letters.find((letter) => !"XYZ".includes(letter));
  if (wrong !== undefined) refuse("shots.basis", "letters X, Y and Z", wrong);
  return letters.map((letter, site) => {
    const [{ coefficient, factors }] = toFrame([pauli(1, { [site]: letter as Pauli })], problem?.frame ?? ownFrame);
    return { matrix: factors[0][1], sign: coefficient[0] < 0 ? -1 : 1 };
  });
}

/** Independent configurations of the distribution |f|^q, which is summed where that can be. */
function* configurations(simulation: Simulation, readout: Readout, count: number, seed: number): Generator<Int8Array> {
  if (simulation.network.sites <= MOST_FULL_SUM_SITES) yield* drawn(simulation, readout, count, randomStream(seed, "shots/configurations"));
  else yield* sampled(simulation, readout, count, seed);
}

/** By the distribution itself: the first configuration at which Σ p passes a random number. */
function* drawn({ network, magnetisation }: Simulation, readout: Readout, count: number, stream: RandomStream): Generator<Int8Array> {
  const all = new FullSum(network, readout, magnetisation).draw();
  const { kernels, sites } = network;
  const bits = kernels.words(all.bits, all.count).slice();
  const sums = kernels.float64(all.roots, all.count).map((root) => root * root);
  for (let x = 1; x < sums.length; x++) sums[x] += sums[x - 1];
  for (let row = 0; row < count; row++) {
    const at = stream.uniform() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] > at) high = middle;
      else low = middle + 1;
    }
    yield Int8Array.from({ length: sites }, (_, i) => ((bits[2 * low] >>> i) & 1 ? -1 : 1));
  }
}

/** By chains, one row of each after the other. @throws InputError for chains that stay where they are, each somewhere else. */
function* sampled({ network, magnetisation, moves }: Simulation, readout: Readout, count: number, seed: number): Generator<Int8Array> {
  const perChain = Math.min(128, Math.ceil(count / CHAINS));
  const sampler = new Metropolis(network, readout, {
    seed,
    label: "shots",
    chains: CHAINS,
    samples: CHAINS * perChain,
    annealed: true,
    burnIn: BURN_IN,
    sweeps: SWEEPS,
    renewal: 0,
    thermalisation: 0,
    probes: null,
    magnetisation,
    moves,
  });
  const { kernels, sites } = network;
  const words = 2 * network.words;
  for (let given = 0; given < count; ) {
    const samples = sampler.draw();
    const bits = kernels.words(samples.bits, network.words * samples.count).slice();
    refuseFrozen(bits, words, perChain);
    for (let t = 0; t < perChain; t++) {
      for (let chain = 0; chain < CHAINS && given < count; chain++, given++) {
        const row = words * (chain * perChain + t);
        yield Int8Array.from({ length: sites }, (_, i) => ((bits[row + (i >> 5)] >>> (i & 31)) & 1 ? -1 : 1));
      }
    }
  }
}

/** Rows of a chain that does not move are one row again and again. All chains in one configuration are the state itself. */
function refuseFrozen(bits: Uint32Array, words: number, perChain: number): void {
  if (perChain === 1) return;
  const rowOf = (row: number) => bits.subarray(words * row, words * (row + 1)).join();
  const firsts = Array.from({ length: CHAINS }, (_, chain) => rowOf(chain * perChain));
  const stays = (first: string, chain: number) =>
    Array.from({ length: perChain }, (_, t) => rowOf(chain * perChain + t)).every((row) => row === first);
  const frozen = firsts.filter(stays);
  if (2 * frozen.length <= CHAINS || new Set(firsts).size === 1) return;
  throw new InputError(
    `shots: expected chains that move, got ${frozen.length} of ${CHAINS} that stay in one configuration each, so that rows would repeat; ask for at most ${CHAINS} rows`,
  );
}

/** Replaces the spins of some sites by outcomes along their axes. */
function measureAcross(
  simulation: Simulation,
  readout: Readout,
  spins: Int8Array,
  rotated: readonly number[],
  axes: readonly Axis[],
  stream: RandomStream,
): void {
  if (readout.ratio === "none") {
    for (const site of rotated) spins[site] = stream.uniform() < 0.5 ? 1 : -1;
    return;
  }
  const amplitudes = amplitudesOf(simulation, readout, spins, rotated);
  const { alongY } = rotationOf(rotated.map((site) => axes[site].matrix).join(""));
  const size = 1 << rotated.length;
  for (let t = 0; t < size; t++) turn(amplitudes, 2 * t, bitCount(t & alongY));
  walshHadamard(amplitudes);
  const weightOf = (t: number) => amplitudes[2 * t] * amplitudes[2 * t] + amplitudes[2 * t + 1] * amplitudes[2 * t + 1];
  let total = 0;
  for (let t = 0; t < size; t++) total += weightOf(t);
  let rest = total * stream.uniform();
  let outcome = 0;
  for (; outcome < size - 1; outcome++) {
    rest -= weightOf(outcome);
    if (rest < 0) break;
  }
  for (const [k, site] of rotated.entries()) spins[site] = (outcome >> k) & 1 ? -1 : 1;
}

/** f over the 2^k configurations of some sites, the others fixed, up to a factor, complex interleaved; bit k of the number set for a spin down. 0 outside the sector. */
function amplitudesOf(
  { kernels, network, magnetisation }: Simulation,
  readout: Readout,
  spins: Int8Array,
  rotated: readonly number[],
): Float64Array {
  const size = 1 << rotated.length;
  const words = 2 * network.words;
  const bits = kernels.scratch("shotBits", 4 * words * AT_ONCE);
  const states = kernels.scratch("shotStates", network.stateBytes * AT_ONCE);
  const pointer = kernels.scratch("shotLogs", 16 * AT_ONCE);
  const rows = kernels.words(bits, network.words * size);
  const fixed = new Uint32Array(words);
  for (const [i, s] of spins.entries()) if (s < 0 && !rotated.includes(i)) fixed[i >> 5] |= 1 << (i & 31);
  for (let t = 0; t < size; t++) {
    rows.set(fixed, words * t);
    for (const [k, site] of rotated.entries()) if ((t >> k) & 1) rows[words * t + (site >> 5)] |= 1 << (site & 31);
  }
  network.evaluate({ count: size, bits, states }, pointer);
  const logs = kernels.float64(pointer, 2 * size).slice();
  const up = magnetisation === null ? null : (rotated.length + rotated.reduce((total, site) => total + spins[site], 0)) / 2;
  let largest = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < size; t++) largest = Math.max(largest, logs[2 * t]);
  const amplitudes = new Float64Array(2 * size);
  for (let t = 0; t < size; t++) {
    if (up !== null && rotated.length - bitCount(t) !== up) continue;
    const modulus = kernels.call.exp(logs[2 * t] - largest);
    const angle = readout.ratio === "modulus" ? 0 : logs[2 * t + 1];
    amplitudes[2 * t] = modulus * cosine(angle);
    amplitudes[2 * t + 1] = modulus * sine(angle);
  }
  return amplitudes;
}
