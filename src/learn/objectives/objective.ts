// What a network is taught, as a loss over a summed sector and its gradient.
import type { Summed } from "./summed.ts";

/**
 * A loss L of the network, and its gradient in the form of local estimates: F_k = <O_k* (ε - <ε>)> over P, so that the solve which minimises energies
 * minimises L.
 */
export interface Objective {
  /** Which part of the Gram matrix is the metric. */
  readonly metric: "complex" | "real";
  /** γ in θ ← θ - γ S^-1 F, the step that would reach the minimum of the quadratic model of L. */
  readonly rate: number;
  /** c in the sum L + c · penalty for which the step is γ F and the gradient of the penalty; see penalty.ts. */
  readonly penaltyScale: number;
  /** L. Infinite where the network excludes what was fed. */
  loss(state: Summed): number;
  /** ε(s), complex interleaved, <ε> taken away. */
  estimates(state: Summed): Float64Array;
}

/**
 * Whether a step may change the imaginary parts of weights. Where those of all weights but the visible biases vanish, O and S are real, and the real part of the
 * step is the natural gradient of the real parts.
 */
export type Phases = "free" | "fixed";

/** The rows that judge. */
export interface HeldOutRows {
  readonly objective: Objective;
  readonly entropy: number;
  readonly rows: number;
  /** The part of them that each configuration of the sector is, where all were measured along Z; else `null`. */
  readonly shares: Float64Array | null;
}

/** What is taught to a network of rows, and by what it is judged. */
export interface RowObjectives {
  readonly taught: Objective;
  readonly rows: number;
  /** `null` where no rows are held out. Its loss and the entropy of those rows are their -<ln P>. */
  readonly heldOut: HeldOutRows | null;
}
