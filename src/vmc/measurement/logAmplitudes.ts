import type { Network } from "../../ansatz/network.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Samples } from "../../sampler/sampler.ts";

/** ln|f| of some rows of samples that are in memory, in the order asked for. Evaluates copies: what is kept about the samples stays. */
export function logAmplitudesAt(network: Network, { bits, count }: Pick<Samples, "bits" | "count">, rows: readonly number[]): number[] {
  const { kernels } = network;
  const words = 2 * network.words;
  const copies = kernels.scratch("copiedBits", 4 * words * rows.length);
  const from = kernels.words(bits, network.words * count);
  const to = kernels.words(copies, network.words * rows.length);
  for (const [k, row] of rows.entries()) to.set(from.subarray(words * row, words * (row + 1)), words * k);
  return logAmplitudes(network, copies, kernels.scratch("copiedStates", network.stateBytes * rows.length), rows.length);
}

/** ln|f| of `count` configurations; what the network keeps about each is written to `states`. */
export function logAmplitudes(network: Network, bits: Pointer, states: Pointer, count: number): number[] {
  const { kernels } = network;
  const logs = kernels.scratch("logAmplitudes", 16 * count);
  network.evaluate({ count, bits, states }, logs);
  const read = kernels.float64(logs, 2 * count);
  return Array.from({ length: count }, (_, k) => read[2 * k]);
}
