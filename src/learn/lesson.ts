// What a network is taught, as a loss over a summed sector and its gradient.
import type { Summed } from "./summed.ts";

/**
 * A loss L of the network, and its gradient in the form of local estimates: F_k = <O_k* (ε - <ε>)> over P, so that the solve which minimises energies
 * minimises L.
 */
export interface Lesson {
  /** Which part of the Gram matrix is the metric. */
  readonly metric: "complex" | "real";
  /** γ in θ ← θ - γ S^-1 F, the step that would reach the minimum of the quadratic model of L. */
  readonly rate: number;
  /** c in the loss L + c · price of the weights for which the step is γ F and the tangent of the price; see penalty.ts. */
  readonly price: number;
  /** L. Infinite where the network excludes what was fed. */
  loss(state: Summed): number;
  /** ε(s), complex interleaved, <ε> taken away. */
  estimates(state: Summed): Float64Array;
}
