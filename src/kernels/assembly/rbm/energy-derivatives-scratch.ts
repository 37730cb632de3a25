import { allocate } from "../runtime/memory";

/** What the derivatives of an RBM's local energy need (energy-derivatives.ts) beside what those of ln f need. */
@unmanaged
export class Moved {
  /** Symmetric: places[i][r], bytes from the first weight of a feature to the one that multiplies site i under translation r; N rows of G i32. */
  places: usize;
  /** Scratch: w_F t^F_j, interleaved; padded to 8. */
  tanh: usize;
  /** Scratch: T_j, interleaved; padded to 8. */
  total: usize;
  /** Scratch: Σ_{F ∋ i} w_F s_i, N complex. */
  fields: usize;
  /** Scratch: the second part, one row of derivatives. */
  corrections: usize;

  /** Scratch of one member of the team. */
  takeScratch(sites: i32, hidden: i32, derivatives: i32): void {
    this.tanh = allocate(<usize>((hidden + 7) >> 3) << 7);
    this.total = allocate(<usize>((hidden + 7) >> 3) << 7);
    this.fields = allocate(<usize>sites << 4);
    this.corrections = allocate(<usize>derivatives << 4);
  }
}
