// How well rows are predicted by a network whose normalisation is not known.
import type { Network } from "../../ansatz/network.ts";
import { exponential, logarithm } from "../../core/elementary.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Measurements } from "../measurements.ts";

/** The most distinct rows that are looked at. */
const MOST_ROWS = 2000;

/**
 * The pseudo-likelihood (Besag 1975): the mean over rows and sites of -ln P(s_i | the other spins), P(s_i | …) = |f(s)|^q / (|f(s)|^q + |f(s^i)|^q); at fixed Σ s_i of
 * -ln P of an exchange of neighbours i, i+1 that differ. It is smallest for the true distribution, and needs ratios alone.
 */
export class PseudoLikelihood {
  readonly #network: Network;
  readonly #rows: Measurements;
  readonly #exponent: number;
  readonly #exchanges: boolean;
  readonly #count: number;
  readonly #batch: { readonly count: number; readonly bits: Pointer; readonly states: Pointer };
  readonly #logs: Pointer;

  constructor(network: Network, rows: Measurements, exponent: number, magnetisation: number | null) {
    const { kernels, words, stateBytes, sites } = network;
    this.#network = network;
    this.#rows = rows;
    this.#exponent = exponent;
    this.#exchanges = magnetisation !== null;
    this.#count = Math.min(MOST_ROWS, rows.counts.length);
    const count = sites + 1;
    this.#batch = { count, bits: kernels.allocate(8 * words * count), states: kernels.allocate(stateBytes * count) };
    this.#logs = kernels.allocate(16 * count);
  }

  /** With the weights that the network has now. */
  mean(): number {
    let total = 0;
    let weight = 0;
    for (let row = 0; row < this.#count; row++) {
      const { cost, terms } = this.#costOf(row);
      total += this.#rows.counts[row] * cost;
      weight += this.#rows.counts[row] * terms;
    }
    return weight === 0 ? 0 : total / weight;
  }

  /** Row 0 of the batch is the configuration, row i + 1 the one moved at site i. */
  #costOf(row: number): { cost: number; terms: number } {
    const { kernels, words, sites } = this.#network;
    const { count, bits } = this.#batch;
    const perRow = Math.ceil(sites / 32);
    const own = this.#rows.words.subarray(row * perRow, (row + 1) * perRow);
    const all = kernels.words(bits, words * count);
    all.fill(0);
    const down = (site: number) => (own[site >> 5] >>> (site & 31)) & 1;
    const moved: number[] = [];
    for (let x = 0; x < count; x++) {
      const at = 2 * words * x;
      all.set(own, at);
      if (x === 0) continue;
      const sitesMoved = this.#exchanges ? [x - 1, x % sites] : [x - 1];
      if (this.#exchanges && down(sitesMoved[0]) === down(sitesMoved[1])) continue;
      for (const site of sitesMoved) all[at + (site >> 5)] ^= 1 << (site & 31);
      moved.push(x);
    }
    this.#network.evaluate(this.#batch, this.#logs);
    const logs = kernels.float64(this.#logs, 2 * count);
    const cost = moved.reduce((sum, x) => {
      const difference = this.#exponent * (logs[2 * x] - logs[0]);
      return sum + (difference > 0 ? difference + logarithm(1 + exponential(-difference)) : logarithm(1 + exponential(difference)));
    }, 0);
    return { cost, terms: moved.length };
  }
}
