import type { Kernels } from "../kernels/kernels.ts";
import type { Bond, Lattice } from "../lattice/lattice.ts";
import type { ResolvedAnsatz } from "./ansatz.ts";
import { Rbm } from "./rbm.ts";

/** The network of an ansatz, its parameters zero. `pairs` are the pairs of sites whose joint flips are made fast. */
export function createNetwork(kernels: Kernels, ansatz: ResolvedAnsatz, lattice: Lattice, pairs: readonly Bond[]): Rbm {
  return new Rbm(kernels, ansatz, lattice, pairs);
}
