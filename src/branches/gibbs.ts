// Exact block sampling of the hidden layer.
import { exponential } from "../core/elementary.ts";
import { loadStreams, type RandomStream, randomStream, saveStreams } from "../core/random.ts";
import type { BranchNetwork } from "./network.ts";

/** Beyond this the weaker sign has a probability below 2^-53. */
const CERTAIN = 40;

/** Chains between two draws: their streams of random numbers, one behind the other, and their hidden configurations. */
export interface GibbsState {
  readonly streams: Uint8Array;
  readonly hidden: Float64Array;
}

/**
 * Chains in the hidden layer. w(h) is the marginal of a classical Boltzmann machine e^{2 Re (a·s + b·h + s·W·h)}, so its layers are drawn in turn, each
 * exactly given the other: s_i with probability ∝ e^{2 Re ξ_i(h) s_i}, then h_j with probability ∝ e^{2 Re θ_j(s) h_j}, θ_j = b_j + Σ_i W_ij s_i. No draw is refused.
 */
export class GibbsChains {
  readonly chains: number;
  readonly #hidden: number;
  readonly #streams: readonly RandomStream[];
  /** The hidden configuration of each chain. */
  readonly #states: Float64Array;
  /** Re θ_j of the sweep. */
  readonly #theta: Float64Array;

  /**
   * Each chain begins with random signs and has its own stream of random numbers.
   * @param state to go on from
   */
  constructor(
    hidden: number,
    { chains, seed, label }: { readonly chains: number; readonly seed: number; readonly label: string },
    state?: GibbsState | null,
  ) {
    this.chains = chains;
    this.#hidden = hidden;
    this.#theta = new Float64Array(hidden);
    if (state) {
      this.#streams = loadStreams(state.streams);
      this.#states = state.hidden.slice();
      return;
    }
    this.#streams = Array.from({ length: chains }, (_, c) => randomStream(seed, `branches/${label}/${c}`));
    this.#states = Float64Array.from({ length: chains * hidden }, (_, k) =>
      this.#streams[Math.floor(k / hidden)].uniform() < 0.5 ? 1 : -1,
    );
  }

  state(): GibbsState {
    return { streams: saveStreams(this.#streams), hidden: this.#states.slice() };
  }

  /** So many sweeps of all chains, of weights w^β with β rising to 1: chains then come to rest where the weight is. */
  anneal(network: BranchNetwork, sweeps: number): void {
    for (let c = 0; c < this.chains; c++) for (let n = 1; n <= sweeps; n++) this.#sweep(network, c, n / sweeps);
  }

  /** Hidden configurations, `length` of each chain one after another, so many sweeps apart: row c·length + t is the t-th of chain c. */
  draw(network: BranchNetwork, length: number, sweeps: number): Float64Array {
    const units = this.#hidden;
    const drawn = new Float64Array(this.chains * length * units);
    for (let c = 0; c < this.chains; c++) {
      for (let t = 0; t < length; t++) {
        for (let n = 0; n < sweeps; n++) this.#sweep(network, c, 1);
        drawn.set(this.#states.subarray(c * units, (c + 1) * units), (c * length + t) * units);
      }
    }
    return drawn;
  }

  #sweep({ sites, fields, biases, weights }: BranchNetwork, chain: number, beta: number): void {
    const units = this.#hidden;
    const stream = this.#streams[chain];
    const state = this.#states.subarray(chain * units, (chain + 1) * units);
    const theta = this.#theta;
    for (let j = 0; j < units; j++) theta[j] = biases[2 * j];
    for (let i = 0; i < sites; i++) {
      const row = 2 * i * units;
      let xi = fields[2 * i];
      for (let j = 0; j < units; j++) xi += weights[row + 2 * j] * state[j];
      if (isUp(4 * beta * xi, stream.uniform())) for (let j = 0; j < units; j++) theta[j] += weights[row + 2 * j];
      else for (let j = 0; j < units; j++) theta[j] -= weights[row + 2 * j];
    }
    for (let j = 0; j < units; j++) state[j] = isUp(4 * beta * theta[j], stream.uniform()) ? 1 : -1;
  }
}

/** Whether a sign with the odds e^x is +1: with probability 1/(1 + e^-x). */
function isUp(x: number, uniform: number): boolean {
  if (x > CERTAIN) return true;
  if (x < -CERTAIN) return false;
  return uniform * (1 + exponential(-x)) < 1;
}
