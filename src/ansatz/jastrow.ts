import type { Kernels } from "../kernels/kernels.ts";
import type { Bond, Lattice } from "../lattice/lattice.ts";
import type { ResolvedJastrow } from "./ansatz.ts";
import { KernelNetwork, kinds, writePairs } from "./kernelNetwork.ts";
import { pairClasses } from "./pairClasses.ts";
import { parameterCount } from "./tensors.ts";

/**
 * The complex two-body Jastrow factor, ln f = Σ_i a_i s_i + Σ_{i<k} J_ik s_i s_k, and the product state, which has no J. With translation
 * symmetry one a, and one J for each displacement. Parameters: a, J, complex, interleaved.
 */
export class Jastrow extends KernelNetwork {
  readonly #symmetric: boolean;
  readonly #hasFields: boolean;
  /** Parameter of each pair i·N + k, counted from the first J; empty for a product state. */
  readonly #pairs: Int32Array;

  constructor(kernels: Kernels, ansatz: ResolvedJastrow, lattice: Lattice, pairs: readonly Bond[]) {
    const { call } = kernels;
    const count = parameterCount(ansatz, lattice);
    const hasPairs = ansatz.name === "jastrow";
    const pointer = call.jastrowCreate(lattice.size, hasPairs ? 1 : 0, pairs.length, count);
    super({ kernels, sites: lattice.size, kind: kinds.jastrow, pointer, parameterCount: count, columns: count, field: "complex" });
    this.#symmetric = ansatz.symmetric;
    this.#hasFields = ansatz.biases || !hasPairs;
    this.#pairs = hasPairs ? pairClasses(lattice, ansatz.symmetric).index : new Int32Array(0);
    const fields = lattice.sites.map((i) => (this.#hasFields ? (ansatz.symmetric ? 0 : i) : -1));
    kernels.int32(call.jastrowFieldIndex(pointer), lattice.size).set(fields);
    kernels.int32(call.jastrowPairIndex(pointer), this.#pairs.length).set(this.#pairs.map((index) => index + this.#fieldCount));
    writePairs(kernels, call.jastrowPairSites(pointer), pairs);
  }

  get #fieldCount(): number {
    if (!this.#hasFields) return 0;
    return this.#symmetric ? 1 : this.sites;
  }

  protected override load(parameters: Float64Array): void {
    const { kernels, sites, pointer } = this;
    if (this.#hasFields) {
      const fields = kernels.float64(kernels.call.jastrowFields(pointer), 2 * sites);
      for (let i = 0; i < sites; i++) {
        const index = this.#symmetric ? 0 : i;
        fields.set(parameters.subarray(2 * index, 2 * index + 2), 2 * i);
      }
    }
    if (this.#pairs.length === 0) return;
    const couplings = kernels.float64(kernels.call.jastrowCouplings(pointer), 2 * sites * sites);
    for (let i = 0; i < sites; i++) {
      for (let k = i + 1; k < sites; k++) {
        const index = this.#fieldCount + this.#pairs[i * sites + k];
        const value = parameters.subarray(2 * index, 2 * index + 2);
        couplings.set(value, 2 * (i * sites + k));
        couplings.set(value, 2 * (k * sites + i));
      }
    }
  }
}
