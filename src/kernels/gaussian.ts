// Normal deviates with the kernels' own functions.
import type { RandomStream } from "../core/random.ts";
import type { Kernels } from "./kernels.ts";

/** A normal deviate of mean 0 and variance 1 (Box & Muller 1958), with the kernels' own logarithm and cosine. */
export function gaussian({ call }: Kernels, stream: RandomStream): number {
  const radius = Math.sqrt(-2 * call.log(1 - stream.uniform()));
  return radius * call.cos(2 * Math.PI * stream.uniform());
}
