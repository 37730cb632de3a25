// What all networks do by way of the kernels: sampling, local estimates, derivatives.
import { refuse } from "../core/errors.ts";
import { constants } from "../kernels/generated.ts";
import { complexGram } from "../kernels/gram.ts";
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Bond } from "../lattice/lattice.ts";
import type { Batch, ChainPlan, MoveRule, Network, RatioUse } from "./network.ts";

const RULES: Readonly<Record<MoveRule, number>> = { flip: constants.FLIP, exchange: constants.EXCHANGE, mixed: constants.MIXED };
const RATIO_USES: Readonly<Record<RatioUse, number>> = { complex: constants.COMPLEX, modulus: constants.MODULUS, none: constants.NONE };

/** Words of 32 bits of a ChainDraw in assembly/network.ts. */
const PLAN_WORDS = 8;

/** Kinds of network. */
export const kinds = { rbm: constants.RBM, mlp: constants.MLP, jastrow: constants.JASTROW, symmetrised: constants.SYMMETRISED } as const;

/** What a kernel network is made of. */
export interface Shape {
  readonly kernels: Kernels;
  readonly sites: number;
  readonly kind: number;
  /** The network's record in the memory of the kernels. */
  readonly pointer: Pointer;
  /** Complex parameters. */
  readonly parameterCount: number;
  /** Derivatives for each configuration, and what they are derivatives by; see {@link LogDerivatives}. */
  readonly columns: number;
  readonly field: LogDerivatives["field"];
}

/** A network whose work is done by the kernels of its kind. A subclass writes the parameters where its kernels want them. */
export abstract class KernelNetwork implements Network {
  readonly kernels: Kernels;
  readonly sites: number;
  readonly words: number;
  readonly stateBytes: number;
  readonly chainBytes: number;
  readonly parameterCount: number;
  readonly columns: number;
  readonly field: LogDerivatives["field"];
  readonly kind: number;
  readonly pointer: Pointer;
  #parameters: Float64Array;

  constructor({ kernels, sites, kind, pointer, parameterCount, columns, field }: Shape) {
    this.kernels = kernels;
    this.sites = sites;
    this.words = Math.ceil(sites / 64);
    this.kind = kind;
    this.pointer = pointer;
    this.stateBytes = kernels.call.networkStateBytes(kind, pointer);
    this.chainBytes = kernels.call.networkChainBytes(kind, pointer);
    this.parameterCount = parameterCount;
    this.columns = columns;
    this.field = field;
    this.#parameters = new Float64Array(2 * parameterCount);
  }

  /** Writes parameters, complex interleaved, into the kernels and rebuilds what depends on them. */
  protected abstract load(parameters: Float64Array): void;

  /** See {@link LogDerivatives.gramColumns}. */
  protected get gramColumns(): number {
    return this.columns;
  }

  /** K = O O† of a batch. A subclass whose derivatives factorise does better. */
  protected gram(batch: Batch): Pointer {
    const matrix = this.kernels.scratch("metric", panelBytes(batch.count, batch.count + 3));
    complexGram(this.kernels, this.#samplePanels(batch), batch.count, this.columns, matrix);
    return matrix;
  }

  /** out = O† w of a batch, complex, interleaved. A subclass whose derivatives factorise does better. */
  protected adjoint({ bits, states, count }: Batch, w: Pointer, out: Pointer): void {
    const { kernels, kind, pointer, columns } = this;
    const partials = kernels.scratch("adjointPartials", 16 * columns * constants.STRETCHES);
    kernels.call.networkAdjoint(kind, pointer, bits, states, count, columns, w, partials, out);
  }

  parameters(): Float64Array {
    return this.#parameters.slice();
  }

  setParameters(values: Float64Array): void {
    if (values.length !== this.#parameters.length) {
      refuse("network.parameters", `${this.parameterCount} complex numbers`, `${values.length / 2}`);
    }
    this.#parameters = values.slice();
    this.load(this.#parameters);
  }

  evaluate({ bits, count, states }: Batch, logs: Pointer): void {
    this.kernels.call.networkStates(this.kind, this.pointer, bits, count, states, logs);
  }

  draw(rule: MoveRule, plans: readonly ChainPlan[], sets: Pointer = 0): void {
    const { kernels, kind, pointer } = this;
    const chains = kernels.scratch("chainPlans", 4 * PLAN_WORDS * plans.length);
    const words = plans.flatMap(({ chain, stale, thermalisation, samples, sweeps, halvings, bits, states }) => {
      return [chain, stale ? 1 : 0, thermalisation, samples, sweeps, halvings, bits, states];
    });
    kernels.int32(chains, words.length).set(words);
    kernels.call.networkDraw(kind, pointer, RULES[rule], chains, plans.length, sets);
  }

  localEstimates(operator: Pointer, { bits, states, count }: Batch, use: RatioUse, out: Pointer): void {
    this.kernels.call.networkLocalEstimates(this.kind, this.pointer, operator, bits, states, count, RATIO_USES[use], out);
  }

  logDerivatives(batch: Batch): LogDerivatives {
    const { bits, states, count } = batch;
    const { kernels, columns, field, kind, pointer } = this;
    return {
      kernels,
      columns,
      field,
      gramColumns: this.gramColumns,
      samples: count,
      parameterPanels: () => {
        const panels = kernels.scratch("derivatives", panelBytes(columns, count));
        kernels.call.networkParameterPanels(kind, pointer, bits, states, count, panels);
        return panels;
      },
      samplePanels: () => this.#samplePanels(batch),
      gram: () => this.gram(batch),
      adjoint: (w, out) => this.adjoint(batch, w, out),
      toParameters: (direction) => this.toParameters(direction),
    };
  }

  estimateDerivatives(operator: Pointer, { bits, states, count }: Batch): Pointer {
    const { kernels, columns, kind, pointer } = this;
    const panels = kernels.scratch("estimateDerivatives", panelBytes(columns, count));
    const moved = kernels.scratch("movedConfiguration", kernels.call.networkMovedBytes(kind, pointer));
    kernels.call.networkEstimatePanels(kind, pointer, operator, bits, states, count, moved, panels);
    return panels;
  }

  /** See {@link LogDerivatives.toParameters}; real parameters stand where the real parts are, unless a subclass knows better. */
  protected toParameters(direction: Float64Array): Float64Array {
    if (direction.length === 2 * this.parameterCount) return direction;
    const spread = new Float64Array(2 * this.parameterCount);
    for (let k = 0; k < direction.length; k++) spread[2 * k] = direction[k];
    return spread;
  }

  #samplePanels({ bits, states, count }: Batch): Pointer {
    const panels = this.kernels.scratch("derivatives", panelBytes(count, this.columns));
    this.kernels.call.networkSamplePanels(this.kind, this.pointer, bits, states, count, panels);
    return panels;
  }
}

/** Writes pairs of sites where a network keeps them. */
export function writePairs(kernels: Kernels, pointer: Pointer, pairs: readonly Bond[]): void {
  kernels.int32(pointer, 2 * pairs.length).set(pairs.flat());
}
