/**
 * Hermitian positive matrices in single precision, factored to precondition the solution in double precision (optimizer/hermitianSolve.ts): twice
 * the lanes of f64x2, and three real products in the place of four.
 *
 * A matrix of n rows is four planes of real numbers, its real and imaginary parts, their sum and their difference. Each plane is ⌈n/8⌉ panels
 * of 8 rows, each panel column by column. Of the product A B† the real part is P_1 + P_2 and the imaginary part P_3 - P_1 + P_2 with
 * P_1 = A_r B_rᵀ, P_2 = A_i B_iᵀ, P_3 = (A_r + A_i)(B_r - B_i)ᵀ (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., eq. 23.12).
 * Only the lower triangle is meaningful; rows beyond n are rows of the identity.
 */

/** Bytes of one column of a panel. */
export const COLUMN: usize = 32;
/** Bytes of 8 columns: of a square tile. */
export const TILE: usize = 256;

/** Planes of a matrix, in this order. */
export const IMAGINARY: usize = 1;
export const SUM: usize = 2;
export const DIFFERENCE: usize = 3;

@unmanaged
export class Matrix {
  planes: usize;
  panels: i32;
  /** The matrix in double precision. */
  source: usize;
  rows: i32;
  /** Scratch of each member: three tiles. */
  tiles: usize;
  /** Rows handed out in each phase of each block column, i32, zero at first. */
  counters: usize;
  failed: i32;

  /** The tile of panel i that begins at column 8 j, in the first plane. */
  @inline
  tile(i: i32, j: i32): usize {
    return this.planes + <usize>(i * this.panels + j) * TILE;
  }

  @inline
  get plane(): usize {
    return <usize>(this.panels * this.panels) * TILE;
  }
}
/** The one matrix that is worked on. */
export const matrix = changetype<Matrix>(memory.data(32, 16));
