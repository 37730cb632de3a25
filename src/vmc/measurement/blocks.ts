// Blocks of samples that are independent of each other, and sums over them.
import type { Samples } from "../../sampler/sampler.ts";
import type { BlockSums } from "../../statistics/jackknife.ts";
import type { BlockTotalsState } from "../state/measurementState.ts";

/** How samples are cut into blocks. */
export interface Blocking {
  /** Samples of one chain after which its next block begins; Infinity: a chain is a block. */
  readonly length: number;
}

/** As many chains give as many independent blocks; fewer are cut in stretches, to see how they fluctuate. */
const ENOUGH_CHAINS = 16;
const STRETCHES = 8;

/** @param samples of all chains together */
export function blockingOf(samples: number, chains: number): Blocking {
  return { length: chains >= ENOUGH_CHAINS ? Number.POSITIVE_INFINITY : Math.ceil(samples / chains / STRETCHES) };
}

/** Sums of some quantities, block by block; blocks appear as samples do. */
export class BlockTotals {
  readonly #quantities: number;
  readonly #length: number;
  readonly #blocks: { readonly chain: number; readonly stretch: number; readonly sums: Float64Array; readonly weights: Float64Array }[] =
    [];
  readonly #numbers = new Map<string, number>();
  #taken = 0;

  /** @param state to go on from */
  constructor(quantities: number, { length }: Blocking, state?: BlockTotalsState) {
    this.#quantities = quantities;
    this.#length = length;
    if (!state) return;
    this.#taken = state.taken;
    for (const [n, { chain, stretch }] of state.blocks.entries()) {
      const { sums, weights } = this.#blocks[this.#block(chain, stretch)];
      sums.set(state.sums.subarray(n * quantities, (n + 1) * quantities));
      weights.set(state.weights.subarray(n * quantities, (n + 1) * quantities));
    }
  }

  state(): BlockTotalsState {
    const [sums, weights] = (["sums", "weights"] as const).map((name) => {
      const all = new Float64Array(this.#blocks.length * this.#quantities);
      for (const [n, block] of this.#blocks.entries()) all.set(block[name], n * this.#quantities);
      return all;
    });
    return { taken: this.#taken, blocks: this.#blocks.map(({ chain, stretch }) => ({ chain, stretch })), sums, weights };
  }

  /** The block that each chain's rows of a batch belong to; to be asked once for each batch. */
  blocksOf({ measured, chains }: Pick<Samples, "measured" | "chains">): number[] {
    const stretch = Math.floor(this.#taken / this.#length);
    this.#taken += measured / chains;
    return Array.from({ length: chains }, (_, chain) => this.#block(chain, stretch));
  }

  #block(chain: number, stretch: number): number {
    const key = `${chain} ${stretch}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#blocks.length);
    this.#blocks.push({ chain, stretch, sums: new Float64Array(this.#quantities), weights: new Float64Array(this.#quantities) });
    return this.#blocks.length - 1;
  }

  add(block: number, quantity: number, sum: number, weight: number): void {
    this.#blocks[block].sums[quantity] += sum;
    this.#blocks[block].weights[quantity] += weight;
  }

  /**
   * Blocks to which nothing was added are left out.
   * @param chains those that count; all if left out
   * @param vanishing quantities that nothing was added to because they are 0
   */
  sums(chains: readonly number[] | undefined, vanishing: ReadonlySet<number> = new Set()): BlockSums {
    const counted = new Set(chains);
    const added = ({ weights }: { weights: Float64Array }) => vanishing.size === this.#quantities || weights.some((weight) => weight > 0);
    const kept = this.#blocks.filter((block) => (chains === undefined || counted.has(block.chain)) && added(block));
    const sums = new Float64Array(kept.length * this.#quantities);
    const weights = new Float64Array(kept.length * this.#quantities);
    for (const [n, block] of kept.entries()) {
      sums.set(block.sums, n * this.#quantities);
      weights.set(block.weights, n * this.#quantities);
    }
    for (const quantity of vanishing) {
      for (let n = 0; n < kept.length; n++) weights[n * this.#quantities + quantity] = 1;
    }
    return { sums, weights, blocks: kept.length };
  }
}
