// Networks with random weights, which nobody trained.
import { chain, ising, networkProblem, rbm, type TrainedNetwork } from "../../index.ts";
import type { RandomNumbers } from "./random.ts";

/** Which parts of the weights are drawn. */
export type WeightKind = "complex" | "real" | "imaginary";

/** What {@link randomRbm} is told. */
export interface RandomRbmOptions {
  /** Standard deviation of the real and of the imaginary part. */
  readonly scale: number;
  readonly random: RandomNumbers;
  /** Hidden units for each site. Default 1. */
  readonly density?: number;
  /** Default complex. */
  readonly kind?: WeightKind;
}

/** An RBM on a ring with biases and weights from a normal distribution; its configurations are those of the user. */
export function randomRbm(sites: number, { scale, random, density = 1, kind = "complex" }: RandomRbmOptions): TrainedNetwork {
  const hidden = Math.round(density * sites);
  const parameters = new Float64Array(2 * (sites + hidden + sites * hidden));
  for (let k = 0; k < parameters.length; k++) {
    const drawn = scale * random.normal();
    if (kind === "complex" || (k % 2 === 0) === (kind === "real")) parameters[k] = drawn;
  }
  const ansatz = { ...rbm({ density }), symmetric: false, pointGroup: false, parity: "none", biases: true } as const;
  return { ansatz, parameters, problem: networkProblem(ising(chain(sites), { field: 1 }), null) };
}
