import { refuse } from "../core/errors.ts";
import { complexGram } from "../kernels/gram.ts";
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import { panelBytes } from "../kernels/logDerivatives.ts";
import type { Bond, Lattice } from "../lattice/lattice.ts";
import type { ResolvedRbm } from "./ansatz.ts";
import { BlockWriter } from "./blocks.ts";
import { KernelNetwork, kinds, writePairs } from "./kernelNetwork.ts";
import type { Batch } from "./network.ts";
import { hiddenUnits, parameterCount } from "./tensors.ts";
import { walkOfImages } from "./walk.ts";

/** Bytes of one hidden unit in the two flip tables of a pair: e^{-4X} and e^{4X}, complex, X = W_i - W_k and W_i + W_k. */
const PAIR_BYTES = 64;
/** More than the kernels hand out at once cannot be had, and much more would wrap around their 32-bit addresses. */
const MOST_PAIR_BYTES = 1024 * 1024 * 1024;

/**
 * The complex RBM, f(s) = exp(Σ a_i s_i) Π_j 2cosh(b_j + Σ_i W_ij s_i) (Carleo & Troyer 2017, eq. S9), dense or with one set of weights for
 * all translations (eqs. S13, S14). Parameters: a, b, W, complex, interleaved; the biases only where the ansatz has them.
 */
export class Rbm extends KernelNetwork {
  readonly #ansatz: ResolvedRbm;
  readonly #lattice: Lattice;
  readonly #hidden: number;

  /**
   * @param pairs pairs of sites whose joint flips are made fast: bonds of the Hamiltonian, neighbours that are exchanged
   * @throws InputError if the flip tables of all pairs do not fit the memory of the kernels
   */
  constructor(kernels: Kernels, ansatz: ResolvedRbm, lattice: Lattice, pairs: readonly Bond[]) {
    const { call } = kernels;
    const hidden = hiddenUnits(ansatz, lattice);
    const count = parameterCount(ansatz, lattice);
    const pairBytes = pairs.length * 8 * Math.ceil(hidden / 8) * PAIR_BYTES;
    if (pairBytes > MOST_PAIR_BYTES) {
      const got = `${pairBytes} bytes for ${pairs.length} pairs`;
      refuse("ansatz.density", `flip tables of at most ${MOST_PAIR_BYTES} bytes`, got, "use a smaller density or fewer bonds");
    }
    const shifts = ansatz.symmetric ? lattice.translations.length : 0;
    const features = ansatz.symmetric ? hidden / shifts : 0;
    const { walk, starts } = ansatz.symmetric ? walkOfImages(lattice.translations) : { walk: [], starts: [] };
    const pointer = call.rbmCreate(lattice.size, hidden, ansatz.biases ? 1 : 0, pairs.length, count, features, shifts, walk.length);
    const field = ansatz.real ? "real" : "complex";
    super({ kernels, sites: lattice.size, kind: kinds.rbm, pointer, parameterCount: count, columns: count, field });
    this.#ansatz = ansatz;
    this.#lattice = lattice;
    this.#hidden = hidden;
    writePairs(kernels, call.rbmPairSites(pointer), pairs);
    kernels.int32(call.rbmWalk(pointer), walk.length).set(walk);
    kernels.int32(call.rbmStarts(pointer), starts.length).set(starts);
    if (shifts > 0) kernels.int32(call.rbmPlaces(pointer), shifts * lattice.size).set(placesOf(lattice));
  }

  protected override load(parameters: Float64Array): void {
    if (this.#ansatz.symmetric) this.#loadSymmetric(parameters);
    else this.#loadDense(parameters);
    this.kernels.call.rbmPrepare(this.pointer);
  }

  #loadDense(parameters: Float64Array): void {
    const { kernels, sites, pointer } = this;
    const hidden = this.#hidden;
    let at = 0;
    if (this.#ansatz.biases) {
      kernels.float64(kernels.call.rbmVisible(pointer), 2 * sites).set(parameters.subarray(0, 2 * sites));
      const bias = new BlockWriter(kernels, kernels.call.rbmHiddenBias(pointer), 1, hidden);
      for (let j = 0; j < hidden; j++) bias.copy(parameters, sites + j, 0, j);
      at = sites + hidden;
    }
    const weights = new BlockWriter(kernels, kernels.call.rbmWeights(pointer), sites, hidden);
    for (let i = 0; i < sites; i++) for (let j = 0; j < hidden; j++) weights.copy(parameters, at + i * hidden + j, i, j);
  }

  /** θ_{f,r} = b_f + Σ_k w_fk s_{T_r(k)}: weight k of a feature, moved by translation r, sits on site T_r(k). */
  #loadSymmetric(parameters: Float64Array): void {
    const { kernels, sites, pointer } = this;
    const { translations } = this.#lattice;
    const shifts = translations.length;
    const features = this.#hidden / shifts;
    let at = 0;
    if (this.#ansatz.biases) {
      const visible = kernels.float64(kernels.call.rbmVisible(pointer), 2 * sites);
      for (let i = 0; i < sites; i++) visible.set(parameters.subarray(0, 2), 2 * i);
      const bias = new BlockWriter(kernels, kernels.call.rbmHiddenBias(pointer), 1, this.#hidden);
      for (let j = 0; j < this.#hidden; j++) bias.copy(parameters, 1 + Math.floor(j / shifts), 0, j);
      at = 1 + features;
    }
    const weights = new BlockWriter(kernels, kernels.call.rbmWeights(pointer), sites, this.#hidden);
    for (let feature = 0; feature < features; feature++) {
      for (let r = 0; r < shifts; r++) {
        for (let k = 0; k < sites; k++) weights.copy(parameters, at + feature * sites + k, translations[r][k], feature * shifts + r);
      }
    }
  }

  protected override get gramColumns(): number {
    return this.#ansatz.symmetric ? this.columns : this.#hidden;
  }

  /** K = (s·s') (t·t'*), and the like with biases: the dense network's N·M derivatives are never formed. */
  protected override gram(batch: Batch): Pointer {
    if (this.#ansatz.symmetric) return super.gram(batch);
    const { kernels, pointer } = this;
    const { bits, states, count } = batch;
    const matrix = kernels.scratch("metric", panelBytes(count, count + 3));
    const panels = kernels.scratch("derivatives", panelBytes(count, this.#hidden));
    kernels.call.rbmTanhPanels(pointer, states, count, panels);
    complexGram(kernels, panels, count, this.#hidden, matrix);
    kernels.call.rbmFinishGram(pointer, bits, count, matrix);
    return matrix;
  }

  /** O† w is one product of the spins with the weighted t. */
  protected override adjoint(batch: Batch, w: Pointer, out: Pointer): void {
    const { bits, states, count } = batch;
    if (this.#ansatz.symmetric) super.adjoint(batch, w, out);
    else this.kernels.call.rbmAdjoint(this.pointer, bits, states, count, w, out);
  }
}

/**
 * Where translation r takes the weight that multiplies site i from: for i and, inside, r the bytes from the first weight of a feature to the
 * one of the site k with T_r(k) = i.
 */
function placesOf({ size, translations }: Lattice): Int32Array {
  const shifts = translations.length;
  const places = new Int32Array(shifts * size);
  for (const [r, translation] of translations.entries()) {
    for (const [k, i] of translation.entries()) places[i * shifts + r] = 16 * k;
  }
  return places;
}
