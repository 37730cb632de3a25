import { IM, timesIm, timesRe, VECTOR } from "./blocks";

/**
 * Flip tables of the RBM: for each block of 8 hidden units [e^{-2X} re × 8][im × 8][e^{+2X} re × 8][im × 8], where X = W_i for a site and
 * W_i ± W_k for a pair. Look-ups (rbm-lookups.ts) have the same form, with p and m.
 */

/** Bytes of one block of a flip table or of look-ups. */
export const BLOCK: usize = 256;
/** Bytes from the first half of a block to the second (p to m, e^{-2X} to e^{+2X}). */
export const HALF: usize = 128;

/** e^{-2w} and e^{+2w} for one row of weights. */
export function exponentials(row: usize, table: usize, blocks: i32): void {
  for (let block = 0; block < blocks; block++) {
    for (let lane: usize = 0; lane < 64; lane += 8) {
      const x = load<f64>(row + lane);
      const y = load<f64>(row + lane, IM);
      const grow = NativeMath.exp(2 * x);
      const shrink = 1 / grow;
      NativeMath.sincos(2 * y);
      const c = NativeMath.sincos_cos;
      const s = NativeMath.sincos_sin;
      store<f64>(table + lane, shrink * c);
      store<f64>(table + lane, -shrink * s, IM);
      store<f64>(table + lane, grow * c, HALF);
      store<f64>(table + lane, grow * s, HALF + IM);
    }
    row += VECTOR;
    table += BLOCK;
  }
}

/** table ∘= other, elementwise in both halves; `swap` = HALF exchanges the halves of `other` (the site's spin is down). */
export function compose(table: usize, other: usize, blocks: i32, swap: usize): void {
  for (let block = 0; block < blocks; block++) {
    for (let half: usize = 0; half <= HALF; half += HALF) {
      const source = other + (half ^ swap);
      const target = table + half;
      for (let lane: usize = 0; lane < 64; lane += 16) {
        const ar = v128.load(target + lane);
        const ai = v128.load(target + lane, IM);
        const br = v128.load(source + lane);
        const bi = v128.load(source + lane, IM);
        v128.store(target + lane, timesRe(ar, ai, br, bi));
        v128.store(target + lane, timesIm(ar, ai, br, bi), IM);
      }
    }
    table += BLOCK;
    other += BLOCK;
  }
}

/** target = source with its halves exchanged: the table of a spin that is down. */
export function swapHalves(target: usize, source: usize, blocks: i32): void {
  for (let block = 0; block < blocks; block++) {
    memory.copy(target, source + HALF, HALF);
    memory.copy(target + HALF, source, HALF);
    target += BLOCK;
    source += BLOCK;
  }
}
