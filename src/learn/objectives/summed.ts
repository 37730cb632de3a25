// A network as a vector: ln f and |f|^q / Z of every configuration of a sector.
import type { Network } from "../../ansatz/network.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import { FullSum } from "../../sampler/fullSum.ts";
import type { Samples } from "../../sampler/sampler.ts";

/** What a network says of every configuration of the sector, in ascending order of their numbers (bit i set: spin i is down). */
export interface Summed {
  readonly samples: Samples;
  /** P(s) = |f(s)|^q / Σ |f|^q. */
  readonly probabilities: Float64Array;
  /** ln f(s), complex interleaved, the largest real part taken away. */
  readonly logs: Float64Array;
}

/** Evaluates a network on all configurations of a sector, again for every set of weights. */
export class Summation {
  readonly network: Network;
  /** The numbers of the configurations, ascending. */
  readonly states: Uint32Array;
  readonly #sampler: FullSum;
  readonly #logs: Pointer;

  /** @throws InputError above 16 sites */
  constructor(network: Network, readout: Readout, magnetisation: number | null) {
    this.network = network;
    this.#sampler = new FullSum(network, readout, magnetisation);
    const { bits, count } = this.#sampler.draw();
    this.states = Uint32Array.from({ length: count }, (_, row) => network.kernels.words(bits, count)[2 * row]);
    this.#logs = network.kernels.allocate(16 * count);
  }

  /** With the weights that the network has now. */
  draw(): Summed {
    const { kernels } = this.network;
    const samples = this.#sampler.draw();
    const { count } = samples;
    this.network.evaluate(samples, this.#logs);
    const logs = kernels.float64(this.#logs, 2 * count).slice();
    const probabilities = Float64Array.from(kernels.float64(samples.roots, count), (root) => (root * root) / count);
    let largest = Number.NEGATIVE_INFINITY;
    for (let x = 0; x < count; x++) largest = Math.max(largest, logs[2 * x]);
    for (let x = 0; x < count; x++) logs[2 * x] -= largest;
    return { samples, probabilities, logs };
  }
}
