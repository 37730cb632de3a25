import type { Kernels, Pointer } from "../kernels/kernels.ts";
import { panelBytes } from "../kernels/logDerivatives.ts";
import type { Bond, Lattice } from "../lattice/lattice.ts";
import { activationNames, type ResolvedMlp } from "./ansatz.ts";
import { BlockWriter } from "./blocks.ts";
import { KernelNetwork, kinds, writePairs } from "./kernelNetwork.ts";
import type { Batch } from "./network.ts";
import { parameterCount } from "./tensors.ts";

/**
 * The complex multilayer perceptron, ln f = Σ_k v_k h_k of the last layer, h_l = σ(b_l + W_lᵀ h_{l-1}), h_0 = s. Parameters: W_1, b_1, W_2, …,
 * v, complex, interleaved, W row-major in the inputs. A move recomputes one row of the first layer, then the layers above it.
 */
export class Mlp extends KernelNetwork {
  readonly #ansatz: ResolvedMlp;

  constructor(kernels: Kernels, ansatz: ResolvedMlp, lattice: Lattice, pairs: readonly Bond[]) {
    const { call } = kernels;
    const { widths, activation, biases } = ansatz;
    const count = parameterCount(ansatz, lattice);
    const kind = activationNames.indexOf(activation);
    const pointer = call.mlpCreate(lattice.size, widths.length, kind, biases ? 1 : 0, pairs.length, count);
    kernels.int32(call.mlpWidths(pointer), widths.length).set(widths);
    call.mlpAllocate(pointer);
    const split = activation === "reim-selu";
    const [columns, field] = split ? ([2 * count, "real"] as const) : ([count, "complex"] as const);
    super({ kernels, sites: lattice.size, kind: kinds.mlp, pointer, parameterCount: count, columns, field });
    this.#ansatz = ansatz;
    writePairs(kernels, call.mlpPairSites(pointer), pairs);
  }

  protected override load(parameters: Float64Array): void {
    const { kernels, sites, pointer } = this;
    const { widths, biases } = this.#ansatz;
    let at = 0;
    for (const [layer, width] of widths.entries()) {
      const inputs = layer === 0 ? sites : widths[layer - 1];
      const padded = layer === 0 ? sites : 8 * Math.ceil(inputs / 8);
      const blocks = Math.ceil(width / 8);
      const weights = new BlockWriter(kernels, kernels.call.mlpWeights(pointer, layer), padded, width);
      for (let a = 0; a < inputs; a++) {
        for (let b = 0; b < width; b++) {
          // The first layer is kept row by row, for flips; deeper ones block of outputs by block, for products.
          const block = layer === 0 ? a * blocks + (b >> 3) : (b >> 3) * padded + a;
          weights.place(parameters, at + a * width + b, block, b);
        }
      }
      at += inputs * width;
      if (!biases) continue;
      const bias = new BlockWriter(kernels, kernels.call.mlpBiases(pointer, layer), 1, width);
      for (let b = 0; b < width; b++) bias.copy(parameters, at + b, 0, b);
      at += width;
    }
    const last = widths[widths.length - 1];
    const output = new BlockWriter(kernels, kernels.call.mlpOutput(pointer), 1, last);
    for (let k = 0; k < last; k++) output.copy(parameters, at + k, 0, k);
    kernels.call.mlpPrepare(pointer);
  }

  /** The deltas and the activations of every layer. */
  protected override get gramColumns(): number {
    return 2 * this.#ansatz.widths.reduce((total, width) => total + width, 0);
  }

  /** K = Σ_l (1 + A_l A_l†) ∘ (Δ_l Δ_l†) + A_out A_out†, the 1 for biases: cost N_s² × units instead of N_s² × weights. */
  protected override gram(batch: Batch): Pointer {
    // The derivatives of a split activation are sums of two such products.
    if (this.field === "real") return super.gram(batch);
    const { kernels, pointer } = this;
    const { call } = kernels;
    const { bits, states, count } = batch;
    const units = this.#ansatz.widths.reduce((total, width) => total + width, 0);
    const matrix = kernels.scratch("metric", panelBytes(count, count + 3));
    const deltas = kernels.scratch("derivatives", panelBytes(count, units));
    const activations = kernels.scratch("activations", panelBytes(count, units));
    call.mlpGram(pointer, bits, states, count, deltas, activations, matrix, kernels.scratch("gram", call.mlpGramBytes()));
    return matrix;
  }
}
