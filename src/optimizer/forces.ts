// What an update is computed from beside the derivatives: local energies, weights of the samples, the diagonal shift.
import type { Pointer } from "../kernels/kernels.ts";

/** λ = absolute + relative · mean diagonal of S, added to the diagonal of the metric. */
export interface DiagonalShift {
  readonly absolute: number;
  readonly relative: number;
}

/** What the samples say, beside their derivatives. */
export interface Forces {
  /** ε(s_x) - <ε>, complex interleaved, length 2 N_s. */
  readonly estimates: Float64Array;
  /** √g for each sample, g of mean 1; length N_s, in the memory of the kernels. */
  readonly roots: Pointer;
  /** Which part of the Gram matrix is the metric. With "real" the imaginary part of ε does not enter. */
  readonly metric: "complex" | "real";
  readonly shift: DiagonalShift;
}
