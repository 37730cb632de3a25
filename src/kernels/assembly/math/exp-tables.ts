import { IM, timesIm, timesRe, VECTOR } from "./blocks";
import { angleRest, cosineOfRest, exchanged, expNegative, quadrantOf, signOfCosine, signOfQuadrant, sineOfRest } from "./vector-math";

/** Tables of e^{-x} and e^{+x} for rows of complex numbers x: for each block of 8 [e^{-x} re × 8][im × 8][e^{+x} re × 8][im × 8]. */

/** Bytes of one block of a table. */
export const BLOCK: usize = 256;
/** Bytes from e^{-x} to e^{+x}. */
export const HALF: usize = 128;

/** The table of scale × row. */
export function tabulate(row: usize, scale: f64, table: usize, blocks: i32): void {
  const factor = f64x2.splat(scale);
  for (const end = row + <usize>blocks * VECTOR; row < end; row += VECTOR, table += BLOCK) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = f64x2.mul(factor, v128.load(row + lane));
      const y = f64x2.mul(factor, v128.load(row + lane, IM));
      const small = expNegative(f64x2.neg(f64x2.abs(x)));
      const large = f64x2.div(f64x2.splat(1), small);
      const negative = f64x2.lt(x, f64x2.splat(0));
      const shrink = v128.bitselect(large, small, negative);
      const grow = v128.bitselect(small, large, negative);
      const shifted = quadrantOf(y);
      const r = angleRest(y, shifted);
      const square = f64x2.mul(r, r);
      const s = sineOfRest(r, square);
      const c = cosineOfRest(square);
      const odd = exchanged(shifted);
      const cosine = v128.xor(v128.bitselect(s, c, odd), signOfCosine(shifted));
      const sine = v128.xor(v128.bitselect(c, s, odd), signOfQuadrant(shifted));
      v128.store(table + lane, f64x2.mul(shrink, cosine));
      v128.store(table + lane, f64x2.neg(f64x2.mul(shrink, sine)), IM);
      v128.store(table + lane, f64x2.mul(grow, cosine), HALF);
      v128.store(table + lane, f64x2.mul(grow, sine), HALF + IM);
    }
  }
}

/** The table of a sum from those of its terms, in place; `swap` = HALF exchanges the halves of `other`, for a difference. */
export function multiply(table: usize, other: usize, swap: usize, blocks: i32): void {
  for (const end = table + <usize>blocks * BLOCK; table < end; table += BLOCK, other += BLOCK) {
    for (let half: usize = 0; half <= HALF; half += HALF) {
      const target = table + half;
      const source = other + (half ^ swap);
      for (let lane: usize = 0; lane < 64; lane += 16) {
        const ar = v128.load(target + lane);
        const ai = v128.load(target + lane, IM);
        const br = v128.load(source + lane);
        const bi = v128.load(source + lane, IM);
        v128.store(target + lane, timesRe(ar, ai, br, bi));
        v128.store(target + lane, timesIm(ar, ai, br, bi), IM);
      }
    }
  }
}
