/** What the derivatives of an RBM's local energy need (rbm-estimates.ts) beside what those of ln f need. */
@unmanaged
export class Moved {
  /** Symmetric: places[i][r], bytes from the first weight of a feature to the one that multiplies site i under translation r; N rows of G i32. */
  places: usize;
  /** Scratch: t^F, interleaved, then w_F t^F; padded to 8. */
  tanh: usize;
  /** Scratch: T_j, interleaved. */
  total: usize;
  /** Scratch: Σ_{F ∋ i} w_F s_i, N complex. */
  fields: usize;
  /** Scratch: the second part, one row of derivatives. */
  corrections: usize;
}
