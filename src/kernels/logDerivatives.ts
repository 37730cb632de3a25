import type { Kernels, Pointer } from "./kernels.ts";

/**
 * O_k(s_x) = ∂_k ln f(s_x) of N_s samples, in the forms that the natural gradient needs, none of them centred. Matrices are panels of 4
 * rows (assembly/linalg/panels.ts) in memory of `kernels`, overwritten by the next call of their kind.
 */
export interface LogDerivatives {
  readonly kernels: Kernels;
  /** N_s. */
  readonly samples: number;
  /** Derivatives for each sample. */
  readonly columns: number;
  /** "complex": one holomorphic derivative for each complex parameter. "real": one (complex) derivative for each real parameter. */
  readonly field: "complex" | "real";
  /** Complex products behind one element of the Gram matrix: the columns, or fewer where the derivatives factorise. */
  readonly gramColumns: number;
  /** O transposed: rows are parameters, columns are samples. */
  parameterPanels(): Pointer;
  /** O: rows are samples, columns are parameters. */
  samplePanels(): Pointer;
  /** K(x, y) = Σ_k O_k(s_x) O_k(s_y)*, N_s × N_s, lower triangle; from factors where the network has them. */
  gram(): Pointer;
  /** out_k = Σ_x O_k(s_x)* w_x; w and out complex, interleaved. */
  adjoint(w: Pointer, out: Pointer): void;
  /** A direction in the space of derivatives (complex interleaved, or real) as one of parameters, complex interleaved. */
  toParameters(direction: Float64Array): Float64Array;
}

/** Bytes of a complex panel matrix. */
export function panelBytes(rows: number, columns: number): number {
  return Math.ceil(rows / 4) * columns * 64;
}
