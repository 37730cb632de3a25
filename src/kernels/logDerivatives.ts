import type { Kernels, Pointer } from "./kernels.ts";

/**
 * O_k(s_x) = ∂_k ln f(s_x) of N_s samples and P complex parameters, in the forms that the natural gradient needs, none of them
 * centred. Matrices are panels of 4 rows (assembly/dense-complex.ts) in memory of `kernels`, overwritten by the next call of their kind.
 */
export interface LogDerivatives {
  readonly kernels: Kernels;
  /** P. */
  readonly parameters: number;
  /** N_s. */
  readonly samples: number;
  /** O transposed: rows are parameters, columns are samples. */
  parameterPanels(): Pointer;
  /** K(x, y) = Σ_k O_k(s_x) O_k(s_y)*, N_s × N_s, lower triangle. */
  gram(): Pointer;
  /** out_k = Σ_x O_k(s_x)* w_x; w and out complex, interleaved. */
  adjoint(w: Pointer, out: Pointer): void;
}

/** Bytes of a complex panel matrix. */
export function panelBytes(rows: number, columns: number): number {
  return Math.ceil(rows / 4) * columns * 64;
}
