import { refuse } from "../core/errors.ts";
import type { RandomStream } from "../core/random.ts";
import { gaussian } from "../kernels/gaussian.ts";
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Bond, Lattice } from "../lattice/lattice.ts";
import type { ResolvedAnsatz } from "./ansatz.ts";
import type { Batch, DrawPlan, MoveRule, Network, RatioUse } from "./network.ts";
import { hiddenUnits, parameterCount } from "./tensors.ts";

const RULES: Readonly<Record<MoveRule, number>> = { flip: 0, exchange: 1 };
const RATIO_USES: Readonly<Record<RatioUse, number>> = { complex: 0, modulus: 1, none: 2 };

/** Doubles of one block of 8 complex numbers: [re × 8][im × 8] (assembly/rbm.ts). */
const BLOCK = 16;

/**
 * The complex RBM, f(s) = exp(Σ a_i s_i) Π_j 2cosh(b_j + Σ_i W_ij s_i) (Carleo & Troyer 2017, eq. S9), dense or with one set of weights for
 * all translations (eqs. S13, S14). Parameters: a, b, W, complex, interleaved; the biases only where the ansatz has them.
 */
export class Rbm implements Network {
  readonly kernels: Kernels;
  readonly sites: number;
  readonly parameterCount: number;
  readonly words: number;
  readonly stateBytes: number;
  readonly #ansatz: ResolvedAnsatz;
  readonly #lattice: Lattice;
  readonly #hidden: number;
  readonly #pointer: Pointer;
  readonly #layout: Pointer;
  #parameters: Float64Array;

  /** @param pairs pairs of sites whose joint flips are made fast: bonds of the Hamiltonian, neighbours that are exchanged */
  constructor(kernels: Kernels, ansatz: ResolvedAnsatz, lattice: Lattice, pairs: readonly Bond[]) {
    const { call } = kernels;
    this.kernels = kernels;
    this.sites = lattice.size;
    this.words = Math.ceil(lattice.size / 64);
    this.#ansatz = ansatz;
    this.#lattice = lattice;
    this.#hidden = hiddenUnits(ansatz, lattice);
    this.parameterCount = parameterCount(ansatz, lattice);
    const shifts = ansatz.symmetric ? lattice.translations.length : 0;
    const features = ansatz.symmetric ? this.#hidden / shifts : 0;
    this.#pointer = call.rbmCreate(this.sites, this.#hidden, ansatz.biases ? 1 : 0, pairs.length);
    this.#layout = call.parametersCreate(this.#pointer, this.parameterCount, ansatz.biases ? 1 : 0, features, shifts);
    this.stateBytes = call.rbmStateBytes(this.#pointer);
    kernels.int32(call.rbmPairSites(this.#pointer), 2 * pairs.length).set(pairs.flat());
    if (ansatz.symmetric) kernels.int32(call.parametersSource(this.#layout), shifts * this.sites).set(lattice.translations.flat());
    this.#parameters = new Float64Array(2 * this.parameterCount);
  }

  /** Draws real and imaginary parts of all parameters from a normal distribution of the ansatz's deviation. */
  randomise(stream: RandomStream): void {
    this.setParameters(Float64Array.from(this.#parameters, () => this.#ansatz.deviation * gaussian(this.kernels, stream)));
  }

  parameters(): Float64Array {
    return this.#parameters.slice();
  }

  setParameters(values: Float64Array): void {
    if (values.length !== this.#parameters.length) {
      refuse("network.parameters", `${this.parameterCount} complex numbers`, `${values.length / 2}`);
    }
    this.#parameters = values.slice();
    if (this.#ansatz.symmetric) this.#loadSymmetric();
    else this.#loadDense();
    this.kernels.call.rbmPrepare(this.#pointer);
  }

  #loadDense(): void {
    const { kernels, sites } = this;
    const { call } = kernels;
    const hidden = this.#hidden;
    let at = 0;
    if (this.#ansatz.biases) {
      kernels.float64(call.rbmVisible(this.#pointer), 2 * sites).set(this.#parameters.subarray(0, 2 * sites));
      at = sites;
      const bias = this.#blocks(call.rbmHiddenBias(this.#pointer), 1);
      for (let j = 0; j < hidden; j++) this.#copyComplex(at + j, bias, 0, j);
      at += hidden;
    }
    const weights = this.#blocks(call.rbmWeights(this.#pointer), sites);
    for (let i = 0; i < sites; i++) for (let j = 0; j < hidden; j++) this.#copyComplex(at + i * hidden + j, weights, i, j);
  }

  /** θ_{f,r} = b_f + Σ_k w_fk s_{T_r(k)}: weight k of a feature, moved by translation r, sits on site T_r(k). */
  #loadSymmetric(): void {
    const { kernels, sites } = this;
    const { call } = kernels;
    const { translations } = this.#lattice;
    const shifts = translations.length;
    const features = this.#hidden / shifts;
    let at = 0;
    if (this.#ansatz.biases) {
      const visible = kernels.float64(call.rbmVisible(this.#pointer), 2 * sites);
      for (let i = 0; i < sites; i++) visible.set(this.#parameters.subarray(0, 2), 2 * i);
      const bias = this.#blocks(call.rbmHiddenBias(this.#pointer), 1);
      for (let j = 0; j < this.#hidden; j++) this.#copyComplex(1 + Math.floor(j / shifts), bias, 0, j);
      at = 1 + features;
    }
    const weights = this.#blocks(call.rbmWeights(this.#pointer), sites);
    for (let feature = 0; feature < features; feature++) {
      for (let r = 0; r < shifts; r++) {
        for (let k = 0; k < sites; k++) this.#copyComplex(at + feature * sites + k, weights, translations[r][k], feature * shifts + r);
      }
    }
  }

  #blocks(pointer: Pointer, rows: number): Float64Array {
    return this.kernels.float64(pointer, rows * Math.ceil(this.#hidden / 8) * BLOCK);
  }

  /** Parameter `index` to hidden unit `column` of a blocked row. */
  #copyComplex(index: number, target: Float64Array, row: number, column: number): void {
    const at = (row * Math.ceil(this.#hidden / 8) + (column >> 3)) * BLOCK + (column & 7);
    target[at] = this.#parameters[2 * index];
    target[at + 8] = this.#parameters[2 * index + 1];
  }

  evaluate({ bits, count, states }: Batch, logs: Pointer): void {
    this.kernels.call.rbmStates(this.#pointer, bits, count, states, logs);
  }

  refresh(chain: Pointer): void {
    this.kernels.call.rbmRefresh(this.#pointer, chain);
  }

  draw(chain: Pointer, { thermalisation, samples, sweeps, rule, halvings }: DrawPlan, { bits, states }: Batch): void {
    this.kernels.call.rbmDraw(this.#pointer, chain, thermalisation, samples, sweeps, RULES[rule], halvings, bits, states);
  }

  localEstimates(operator: Pointer, { bits, states, count }: Batch, use: RatioUse, out: Pointer): void {
    this.kernels.call.rbmLocalEstimates(this.#pointer, operator, bits, states, count, RATIO_USES[use], out);
  }

  logDerivatives({ bits, states, count }: Batch): LogDerivatives {
    const { kernels } = this;
    const { call } = kernels;
    const network = this.#pointer;
    const layout = this.#layout;
    const parameters = this.parameterCount;
    return {
      kernels,
      parameters,
      samples: count,
      parameterPanels: () => {
        const panels = kernels.scratch("derivatives", panelBytes(parameters, count));
        call.rbmParameterPanels(network, layout, bits, states, count, panels);
        return panels;
      },
      gram: () => {
        const matrix = kernels.scratch("metric", panelBytes(count, count + 3));
        if (this.#ansatz.symmetric) {
          const panels = kernels.scratch("derivatives", panelBytes(count, parameters));
          call.rbmSamplePanels(network, layout, bits, states, count, panels);
          call.gramComplex(panels, count, parameters, matrix);
        } else {
          // K = (s·s') (t·t'*), and the like with biases: the weights' N·M derivatives are never formed.
          const panels = kernels.scratch("derivatives", panelBytes(count, this.#hidden));
          call.rbmTanhPanels(network, layout, states, count, panels);
          call.gramComplex(panels, count, this.#hidden, matrix);
          call.rbmFinishGram(network, layout, bits, count, matrix);
        }
        return matrix;
      },
      adjoint: (w, out) => call.rbmAdjoint(network, layout, bits, states, count, w, out),
    };
  }
}
