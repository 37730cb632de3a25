// Networks with random weights, which nobody trained.
import seedrandom from "seedrandom";
import { chain, ising, networkProblem, rbm, type TrainedNetwork } from "../../index.ts";

/** Which parts of the weights are drawn. */
export type WeightKind = "complex" | "real" | "imaginary";

/** What {@link randomRbm} is told. */
export interface RandomRbmOptions {
  /** Standard deviation of the real and of the imaginary part. */
  readonly scale: number;
  readonly seed: string;
  /** Hidden units for each site. Default 1. */
  readonly density?: number;
  /** Default complex. */
  readonly kind?: WeightKind;
}

/** An RBM on a ring with biases and weights from a normal distribution; its configurations are those of the user. */
export function randomRbm(sites: number, { scale, seed, density = 1, kind = "complex" }: RandomRbmOptions): TrainedNetwork {
  const hidden = Math.round(density * sites);
  const normal = normalsFrom(seed);
  const parameters = new Float64Array(2 * (sites + hidden + sites * hidden));
  for (let k = 0; k < parameters.length; k++) {
    const drawn = scale * normal();
    if (kind === "complex" || (k % 2 === 0) === (kind === "real")) parameters[k] = drawn;
  }
  const ansatz = { ...rbm({ density }), symmetric: false, pointGroup: false, parity: "none", biases: true } as const;
  return { ansatz, parameters, problem: networkProblem(ising(chain(sites), { field: 1 }), null) };
}

/** Independent normal numbers of mean 0 and variance 1, by the method of Box and Muller; the same seed, the same numbers. */
export function normalsFrom(seed: string): () => number {
  const uniform = seedrandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
