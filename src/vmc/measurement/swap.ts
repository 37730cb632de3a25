// The Rényi-2 entropy of blocks of sites by the swap estimator.
import { cosine, logarithm } from "../../core/elementary.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import type { Estimate } from "../../statistics/estimate.ts";
import { jackknife } from "../../statistics/jackknife.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { BlockTotalsState } from "../state/measurementState.ts";
import { type Blocking, BlockTotals } from "./blocks.ts";

/** Configurations that are evaluated at most over all batches; beyond, fewer pairs of samples are taken. */
const MOST_EVALUATED = 1_048_576;
/** Configurations that are evaluated at once. */
const AT_ONCE = 2048;

/**
 * Tr ρ_A² of the first l sites, l = 0 … N, from pairs of independent samples s = (a, b) and s' = (a', b'), a on A (Hastings et al., Phys. Rev. Lett. 104,
 * 157201 (2010)):
 *
 *     born, phaseless:  Tr ρ_A² = < ψ(a',b) ψ(a,b') / (ψ(a,b) ψ(a',b')) >,
 *     classical:        Tr ρ_A² = < δ(a, a') >, the probability that two configurations agree on A.
 *
 * Chains are paired, 2k with 2k+1, and every pair of chains is a block of the jackknife. S_2 = -ln Tr ρ_A², in nats; the whole of a pure state has none. The
 * variance of the estimate grows as exp(S_2): the error tells.
 */
export class SwapEstimator {
  readonly #simulation: Simulation;
  readonly #readout: Readout;
  readonly #totals: BlockTotals;
  readonly #stride: number;
  readonly #reach: number;

  /**
   * @param expected samples that will be drawn
   * @param state to go on from
   */
  constructor(simulation: Simulation, readout: Readout, blocking: Blocking, expected: number, state?: BlockTotalsState | null) {
    const { sites } = simulation.network;
    this.#simulation = simulation;
    this.#readout = readout;
    this.#reach = readout.ratio === "none" ? sites : sites - 1;
    this.#stride = readout.ratio === "none" ? 1 : Math.max(1, Math.ceil((expected * this.#reach) / MOST_EVALUATED));
    this.#totals = new BlockTotals(this.#reach, blocking, state ?? undefined);
  }

  state(): BlockTotalsState {
    return this.#totals.state();
  }

  /** Samples that are in memory. */
  add(samples: Samples): void {
    const { kernels, network } = this.#simulation;
    const bits = kernels.words(samples.bits, network.words * samples.count).slice();
    const rows = samples.measured / samples.chains;
    const blocks = this.#totals.blocksOf(samples);
    for (let chain = 0; chain + 1 < samples.chains; chain += 2) {
      if (this.#readout.ratio === "none") this.#agreements(bits, chain * rows, rows, blocks[chain]);
    }
    if (this.#readout.ratio !== "none") this.#swaps(samples, bits, rows, blocks);
  }

  /**
   * S_2 of the first l sites, l from 0 to N.
   * @param chains those that count; all if left out
   */
  entropies(chains?: readonly number[]): Estimate[] {
    const { sites } = this.#simulation.network;
    const counted = new Set(chains);
    const paired = chains?.filter((chain) => chain % 2 === 0 && counted.has(chain + 1));
    const found = jackknife(this.#totals.sums(paired), (means) => means.map((value) => (value > 0 ? -logarithm(value) : Number.NaN)));
    const none: Estimate = { mean: 0, error: 0 };
    return [none, ...found, ...(this.#reach < sites ? [none] : [])];
  }

  /** Every sample of one chain against every one of the next: equal first l spins, counted by their bits. */
  #agreements(bits: Uint32Array, first: number, rows: number, block: number): void {
    const words = 2 * this.#simulation.network.words;
    for (let l = 1; l <= this.#reach; l++) {
      const seen = new Map<string, number>();
      for (let x = first; x < first + rows; x++) {
        const key = prefix(bits, words * x, l);
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      let equal = 0;
      for (let x = first + rows; x < first + 2 * rows; x++) equal += seen.get(prefix(bits, words * x, l)) ?? 0;
      this.#totals.add(block, l - 1, equal, rows * rows);
    }
  }

  #swaps(samples: Samples, bits: Uint32Array, rows: number, blocks: readonly number[]): void {
    const { kernels, network } = this.#simulation;
    const words = 2 * network.words;
    const own = this.#logsOf(bits, samples.measured);
    const pairs: (readonly [x: number, y: number, block: number])[] = [];
    for (let chain = 0; chain + 1 < samples.chains; chain += 2) {
      for (let t = (chain / 2) % this.#stride; t < rows; t += this.#stride)
        pairs.push([chain * rows + t, (chain + 1) * rows + t, blocks[chain]]);
    }
    for (let begin = 0; begin < pairs.length; begin += AT_ONCE / 2) {
      const some = pairs.slice(begin, begin + AT_ONCE / 2);
      const swapped = new Uint32Array(2 * words * some.length);
      for (let l = 1; l <= this.#reach; l++) {
        for (const [n, [x, y]] of some.entries()) {
          writeSwapped(swapped, 2 * n * words, bits, words * y, words * x, words, l);
          writeSwapped(swapped, (2 * n + 1) * words, bits, words * x, words * y, words, l);
        }
        const logs = this.#logsOf(swapped, 2 * some.length);
        for (const [n, [x, y, block]] of some.entries()) {
          const re = logs[4 * n] + logs[4 * n + 2] - own[2 * x] - own[2 * y];
          const im = logs[4 * n + 1] + logs[4 * n + 3] - own[2 * x + 1] - own[2 * y + 1];
          const inside = this.#inSector(bits, words * x, words * y, l);
          const modulus = inside ? kernels.call.exp(re) : 0;
          this.#totals.add(block, l - 1, this.#readout.ratio === "modulus" ? modulus : modulus * cosine(im), 1);
        }
      }
    }
  }

  /** Whether the swapped configurations have the Σ s_i of the sampled ones. */
  #inSector(bits: Uint32Array, x: number, y: number, l: number): boolean {
    if (this.#simulation.magnetisation === null) return true;
    let difference = 0;
    for (let i = 0; i < l; i++) difference += ((bits[x + (i >> 5)] >>> (i & 31)) & 1) - ((bits[y + (i >> 5)] >>> (i & 31)) & 1);
    return difference === 0;
  }

  /** ln f of rows, complex interleaved; a copy. */
  #logsOf(rows: Uint32Array, count: number): Float64Array {
    const { kernels, network } = this.#simulation;
    const words = 2 * network.words;
    const logs = new Float64Array(2 * count);
    const bits = kernels.scratch("swappedBits", 4 * words * AT_ONCE);
    const states = kernels.scratch("swappedStates", network.stateBytes * AT_ONCE);
    const pointer = kernels.scratch("swappedLogs", 16 * AT_ONCE);
    for (let first = 0; first < count; first += AT_ONCE) {
      const some = Math.min(AT_ONCE, count - first);
      kernels.words(bits, network.words * some).set(rows.subarray(words * first, words * (first + some)));
      network.evaluate({ count: some, bits, states }, pointer);
      logs.set(kernels.float64(pointer, 2 * some), 2 * first);
    }
    return logs;
  }
}

/** A word whose `count` lowest bits are set. */
function lowest(count: number): number {
  return count === 32 ? 0xffffffff : (1 << count) - 1;
}

/** The first l spins of one row, the others of another. */
function writeSwapped(to: Uint32Array, at: number, bits: Uint32Array, block: number, rest: number, words: number, l: number): void {
  for (let w = 0; w < words; w++) {
    const inside = Math.min(32, Math.max(0, l - 32 * w));
    const mask = lowest(inside);
    to[at + w] = (bits[block + w] & mask) | (bits[rest + w] & ~mask);
  }
}

function prefix(bits: Uint32Array, row: number, l: number): string {
  const whole = l >> 5;
  let key = "";
  for (let w = 0; w < whole; w++) key += `${bits[row + w]},`;
  return l & 31 ? `${key}${bits[row + whole] & lowest(l & 31)}` : key;
}
