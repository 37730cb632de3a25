// Whether the threads of a run compute what they are asked for.
import type { Network } from "../../ansatz/network.ts";
import { type RandomStream, randomStream } from "../../core/random.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import { LostWorkerError } from "../../kernels/team.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";

/**
 * The local energy of one sample, drawn at random, computed again by the leading thread alone: the bits are the same whoever computes them. A worker whose part p of
 * them is wrong goes unnoticed in n looks with the probability (1 - p)^n. The numbers drawn here are nobody else's.
 */
export class SpotCheck {
  readonly #stream: RandomStream;

  constructor(seed: number) {
    this.#stream = randomStream(seed, "spot check");
  }

  /**
   * @param energies local energies, complex interleaved
   * @throws LostWorkerError if the two differ
   */
  look(network: Network, operator: Pointer, { ratio }: Readout, { bits, states, count }: Samples, energies: Float64Array): void {
    const { kernels, words, stateBytes } = network;
    if (kernels.team === null) return;
    const row = Math.floor(this.#stream.uniform() * count);
    const out = kernels.scratch("spotCheck", 16);
    const one = { bits: bits + 8 * words * row, states: states + stateBytes * row, count: 1 };
    kernels.alone(() => network.localEstimates(operator, one, ratio, out));
    const [re, im] = kernels.float64(out, 2);
    const [told, toldImaginary] = energies.subarray(2 * row);
    if (Object.is(re, told) && Object.is(im, toldImaginary)) return;
    throw new LostWorkerError(`a thread computed ${told} + ${toldImaginary}i for a local energy that is ${re} + ${im}i`);
  }
}
