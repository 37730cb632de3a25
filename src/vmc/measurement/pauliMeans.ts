// Expectation values of many Pauli strings from samples: sums over blocks, which do not grow with the samples.
import { bitCount } from "../../core/bits.ts";
import { type ElementTerm, type Hamiltonian, sum } from "../../hamiltonian/hamiltonian.ts";
import { type PauliString, pauli } from "../../hamiltonian/pauli.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import type { BlockSums } from "../../statistics/jackknife.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { InstrumentsState } from "../state/measurementState.ts";
import { type Blocking, BlockTotals } from "./blocks.ts";
import { localEstimates, weightsOfSamples } from "./energies.ts";

/** The matrix element of one string. */
interface Term extends ElementTerm {
  /** Its place among the strings. */
  readonly place: number;
}

/** Strings that flip the same sites share their ratios f(s^F)/f(s). */
interface Group {
  readonly flips: readonly number[];
  readonly terms: Term[];
  /** Π X over the flips, in the memory of the kernels: its local estimate is the ratio. */
  readonly ratios: Pointer;
}

/** Ratios that are computed at most; beyond, only every n-th batch of samples is used for strings that flip spins. */
const MOST_RATIOS = 67_108_864;

/**
 * Sums of estimates of Pauli strings, block by block. Diagonal strings are counted in the bits of the samples, 32 samples at a time; the others need a ratio
 * r = f(s^F)/f(s) for every set F of sites that they flip. Of a string with <s|P|s^F> = m the local estimate is Re m r on s and Re m r / |r|² on s^F, whose weights are as
 * 1 : |r|²; their mean, 2 Re m r / (1 + |r|²), has the same expectation value and less variance (Rao & Blackwell). What leads out of a sector of fixed Σ s_i
 * counts as 0.
 */
export class PauliMeans {
  readonly #simulation: Simulation;
  readonly #readout: Readout;
  readonly #diagonal: readonly Term[];
  readonly #groups: readonly Group[];
  /** Strings known to have the expectation value 0. */
  readonly #vanishing: ReadonlySet<number>;
  readonly #totals: BlockTotals;
  readonly #stride: number;
  #batches: number;

  /**
   * @param strings in the basis of the network, coefficients ±1
   * @param expected samples that will be drawn
   * @param state to go on from
   */
  constructor(
    simulation: Simulation,
    readout: Readout,
    strings: readonly PauliString[],
    blocking: Blocking,
    expected: number,
    state?: InstrumentsState["paulis"],
  ) {
    this.#simulation = simulation;
    this.#readout = readout;
    const { lattice } = simulation.hamiltonian;
    const groups = new Map<string, { flips: readonly number[]; terms: Term[] }>();
    for (const [place, string] of strings.entries()) {
      const [{ flips, terms }] = sum("string", lattice, [string]).groups;
      const key = flips.join();
      const group = groups.get(key) ?? { flips, terms: [] };
      group.terms.push({ ...terms[0], place });
      groups.set(key, group);
    }
    this.#diagonal = groups.get("")?.terms ?? [];
    // Without ratios, and in a sector that a flip leads out of, every such string vanishes.
    const vanish = ({ flips }: { flips: readonly number[] }) =>
      readout.ratio === "none" || (simulation.magnetisation !== null && flips.length % 2 === 1);
    this.#groups = [...groups.values()]
      .filter((group) => group.flips.length > 0 && !vanish(group))
      .map((group) => ({ ...group, ratios: simulation.load(flipOf(lattice, group.flips)) }));
    this.#stride = Math.max(1, Math.ceil((this.#groups.length * expected) / MOST_RATIOS));
    const seen = new Set([...this.#diagonal, ...this.#groups.flatMap(({ terms }) => terms)].map(({ place }) => place));
    this.#vanishing = new Set([...strings.keys()].filter((place) => !seen.has(place)));
    this.#totals = new BlockTotals(strings.length, blocking, state?.totals);
    this.#batches = state?.batches ?? 0;
  }

  state(): InstrumentsState["paulis"] {
    return { totals: this.#totals.state(), batches: this.#batches };
  }

  /** Samples that are in memory. */
  add(samples: Samples): void {
    const rows = blockRows(samples);
    const blocks = this.#totals.blocksOf(samples);
    const weights = samples.exact ? weightsOfSamples(this.#simulation.network, samples) : null;
    this.#addDiagonal(samples, rows, blocks, weights);
    if (this.#batches++ % this.#stride === 0) this.#addOffDiagonal(samples, rows, blocks, weights);
  }

  /** @param chains those that count; all if left out */
  sums(chains?: readonly number[]): BlockSums {
    return this.#totals.sums(chains, this.#vanishing);
  }

  #addDiagonal(samples: Samples, rows: number, blocks: readonly number[], weights: Float64Array | null): void {
    if (this.#diagonal.length === 0) return;
    const { kernels, network } = this.#simulation;
    const bits = kernels.words(samples.bits, network.words * samples.count);
    const words = 2 * network.words;
    if (weights) {
      for (const { place, coefficient, signs } of this.#diagonal) {
        let total = 0;
        for (let x = 0; x < rows; x++) total += weights[x] * signOf(bits, words * x, signs);
        this.#totals.add(0, place, coefficient[0] * total, rows);
      }
      return;
    }
    const columns = new Columns(network.sites, rows);
    for (const [chain, block] of blocks.entries()) {
      columns.fill(bits, words, chain * rows);
      for (const { place, coefficient, signs } of this.#diagonal) this.#totals.add(block, place, coefficient[0] * columns.sum(signs), rows);
    }
  }

  #addOffDiagonal(samples: Samples, rows: number, blocks: readonly number[], weights: Float64Array | null): void {
    const { kernels, network, magnetisation } = this.#simulation;
    const bits = kernels.words(samples.bits, network.words * samples.count);
    const words = 2 * network.words;
    for (const { flips, terms, ratios } of this.#groups) {
      const estimates = localEstimates(network, ratios, this.#readout, samples);
      for (const [chain, block] of blocks.entries()) {
        const totals = new Float64Array(terms.length);
        for (let x = chain * rows; x < (chain + 1) * rows; x++) {
          if (magnetisation !== null && imbalance(bits, words * x, flips) !== 0) continue;
          const re = estimates[2 * x];
          const im = estimates[2 * x + 1];
          const squared = re * re + im * im;
          // What r makes of an infinite one, 2r/(1 + |r|²), is 0; a configuration without weight has no ratio.
          if (squared === Number.POSITIVE_INFINITY || weights?.[x] === 0) continue;
          // The mean over s and s^F, of which one was sampled: bounded by 1, where the ratio alone is huge on rare samples.
          const weight = ((weights ? weights[x] : 1) * 2) / (1 + squared);
          for (let n = 0; n < terms.length; n++) {
            const { coefficient, signs } = terms[n];
            totals[n] += weight * signOf(bits, words * x, signs) * (coefficient[0] * re - coefficient[1] * im);
          }
        }
        for (const [n, { place }] of terms.entries()) this.#totals.add(block, place, totals[n], rows);
      }
    }
  }
}

/** Rows of each chain; all of them where every configuration is there. */
function blockRows({ measured, chains }: Samples): number {
  return measured / chains;
}

function flipOf(lattice: Hamiltonian["lattice"], flips: readonly number[]): Hamiltonian {
  return sum("flip", lattice, [pauli(1, Object.fromEntries(flips.map((site) => [site, "X" as const])))]);
}

/** Π s_i over some sites. */
function signOf(bits: Uint32Array, row: number, sites: readonly number[]): 1 | -1 {
  let odd = 0;
  for (const i of sites) odd ^= (bits[row + (i >> 5)] >>> (i & 31)) & 1;
  return odd === 1 ? -1 : 1;
}

/** Σ s_i over some sites. */
function imbalance(bits: Uint32Array, row: number, sites: readonly number[]): number {
  let total = 0;
  for (const i of sites) total += (bits[row + (i >> 5)] >>> (i & 31)) & 1 ? -1 : 1;
  return total;
}

/** The bits of some samples, site by site: a word holds a site in 32 samples. */
class Columns {
  readonly #rows: number;
  readonly #length: number;
  readonly #words: Uint32Array;
  readonly #product: Uint32Array;

  constructor(sites: number, rows: number) {
    this.#rows = rows;
    this.#length = Math.ceil(rows / 32);
    this.#words = new Uint32Array(sites * this.#length);
    this.#product = new Uint32Array(this.#length);
  }

  fill(bits: Uint32Array, words: number, first: number): void {
    this.#words.fill(0);
    const sites = this.#words.length / this.#length;
    for (let x = 0; x < this.#rows; x++) {
      const row = words * (first + x);
      const place = x >> 5;
      for (let i = 0; i < sites; i++) this.#words[i * this.#length + place] |= ((bits[row + (i >> 5)] >>> (i & 31)) & 1) << (x & 31);
    }
  }

  /** Σ over the samples of Π s_i. */
  sum(sites: readonly number[]): number {
    this.#product.fill(0);
    for (const i of sites) {
      const start = i * this.#length;
      for (let place = 0; place < this.#length; place++) this.#product[place] ^= this.#words[start + place];
    }
    let down = 0;
    for (const word of this.#product) down += bitCount(word);
    return this.#rows - 2 * down;
  }
}
