// Every configuration of a sector in place of samples.
import type { Network } from "../ansatz/network.ts";
import { bitCount } from "../core/bits.ts";
import { refuse } from "../core/errors.ts";
import type { Pointer } from "../kernels/kernels.ts";
import type { Readout } from "../readout/index.ts";
import { MOST_FULL_SUM_SITES } from "./mostSites.ts";
import type { Sampler, Samples } from "./sampler.ts";

/**
 * Every configuration of the sector once, weighted by p(s) = |f(s)|^q / Σ |f|^q: averages without statistical error.
 * @throws InputError above 16 sites.
 */
export class FullSum implements Sampler {
  readonly #network: Network;
  readonly #readout: Readout;
  readonly #count: number;
  readonly #pointers: { readonly bits: Pointer; readonly states: Pointer; readonly roots: Pointer };
  readonly #logs: Pointer;

  /**
   * @param magnetisation Σ s_i of the configurations, `null` for all
   * @param folded whether of s and -s one stands for both: p and all that is averaged are even under the flip of all spins
   * @param place that its rows have in memory: they take that of an older sum, which is not to be used any more
   */
  constructor(network: Network, readout: Readout, magnetisation: number | null, folded = false, place = "sum") {
    const { kernels, sites, stateBytes } = network;
    if (sites > MOST_FULL_SUM_SITES) {
      refuse("sampler.fullSum", `at most ${MOST_FULL_SUM_SITES} sites`, sites, "leave out --full-sum to sample");
    }
    const indices = configurations(sites, magnetisation, folded ? sites - 1 : sites);
    this.#network = network;
    this.#readout = readout;
    this.#count = indices.length;
    this.#pointers = {
      bits: kernels.scratch(`${place}/sum/bits`, 8 * indices.length),
      states: kernels.scratch(`${place}/sum/states`, stateBytes * indices.length),
      roots: kernels.scratch(`${place}/sum/roots`, 8 * indices.length),
    };
    this.#logs = kernels.scratch(`${place}/sum/logs`, 16 * indices.length);
    const bits = kernels.words(this.#pointers.bits, indices.length);
    for (const [row, index] of indices.entries()) bits[2 * row] = index;
  }

  moved(): void {}

  anew(): void {}

  state(): null {
    return null;
  }

  draw(): Samples {
    const { kernels } = this.#network;
    const batch = { ...this.#pointers, count: this.#count };
    this.#network.evaluate(batch, this.#logs);
    const logs = kernels.float64(this.#logs, 2 * this.#count);
    const roots = kernels.float64(this.#pointers.roots, this.#count);
    let largest = Number.NEGATIVE_INFINITY;
    for (let x = 0; x < this.#count; x++) largest = Math.max(largest, logs[2 * x]);
    let total = 0;
    for (let x = 0; x < this.#count; x++) {
      const weight = kernels.call.exp(this.#readout.exponent * (logs[2 * x] - largest));
      roots[x] = weight;
      total += weight;
    }
    for (let x = 0; x < this.#count; x++) roots[x] = Math.sqrt((roots[x] / total) * this.#count);
    return { ...batch, measured: this.#count, chains: 1, probes: null, exact: true, acceptance: 1 };
  }
}

/** All bit patterns of `sites` spins of which the first `free` may be down, or those with the given Σ s_i. */
function configurations(sites: number, magnetisation: number | null, free: number): number[] {
  const all = Array.from({ length: 1 << free }, (_, index) => index);
  return magnetisation === null ? all : all.filter((index) => sites - 2 * bitCount(index) === magnetisation);
}
