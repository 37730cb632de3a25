import { IM, timesIm, timesRe, VECTOR } from "../math/blocks";

/**
 * Flip tables of the RBM: T = e^{-4X}, where X = W_i for a site and W_i ± W_k for a pair, in blocks of 8 hidden units [re × 8][im × 8]. One
 * more block holds what every ratio begins with: c_l = e^{2 Σ X_j} over the hidden units j ≡ l (mod 8), times the factor e^{-2a} of the
 * visible bias for l = 0. All this is one side of a table, for spins that are up; the other, for spins that are down, holds the inverses.
 */

/** Bytes of one side of a flip table. */
@inline
export function sideBytes(blocks: i32): usize {
  return <usize>(blocks + 1) * VECTOR;
}

/** Fills both sides of the flip table of one site from its row of weights and its visible bias a. */
export function tabulate(row: usize, biasRe: f64, biasIm: f64, table: usize, blocks: i32): void {
  const other = table + sideBytes(blocks);
  const last = <usize>blocks * VECTOR;
  for (let block: usize = 0; block < last; block += VECTOR) {
    for (let at = block; at < block + IM; at += 8) {
      exponentials(-4 * load<f64>(row + at), -4 * load<f64>(row + at, IM), table + at, other + at);
    }
  }
  for (let lane: usize = 0; lane < 64; lane += 8) {
    let x = lane == 0 ? -biasRe : 0;
    let y = lane == 0 ? -biasIm : 0;
    for (let at = lane; at < last; at += VECTOR) {
      x += load<f64>(row + at);
      y += load<f64>(row + at, IM);
    }
    exponentials(2 * x, 2 * y, table + last + lane, other + last + lane);
  }
}

/** e^{x + iy} and its inverse. */
@inline
function exponentials(x: f64, y: f64, at: usize, inverse: usize): void {
  const grow = NativeMath.exp(x);
  const shrink = 1 / grow;
  NativeMath.sincos(y);
  const c = NativeMath.sincos_cos;
  const s = NativeMath.sincos_sin;
  store<f64>(at, grow * c);
  store<f64>(at, grow * s, IM);
  store<f64>(inverse, shrink * c);
  store<f64>(inverse, -shrink * s, IM);
}

/** One side of a table for two flips together, from a side of each. */
export function compose(target: usize, a: usize, b: usize, blocks: i32): void {
  const end = target + sideBytes(blocks);
  while (target < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const ar = v128.load(a + lane);
      const ai = v128.load(a + lane, IM);
      const br = v128.load(b + lane);
      const bi = v128.load(b + lane, IM);
      v128.store(target + lane, timesRe(ar, ai, br, bi));
      v128.store(target + lane, timesIm(ar, ai, br, bi), IM);
    }
    target += VECTOR;
    a += VECTOR;
    b += VECTOR;
  }
}

/**
 * How far a site's table may lead, an exponent r: 4 Σ |Re X_j| over the hidden units of a lane (j ≡ l mod 8) with |Re a| for l = 0, or
 * 8 |Re X_j| of one unit where that is more, the largest of all. A factor p e^{-2X} + m e^{2X} lies within e^{±2|Re X|}, apart from how close f
 * and f' come to zero, and so does its part e^{2X} of the constant. A lane's product, begun with its constant and complete or not, thus
 * stays within e^{±r/2}, its square within e^{±r}, and |T|² too; for several sites the exponents add up. NaN for NaN.
 */
export function reach(row: usize, biasRe: f64, blocks: i32): f64 {
  let largest: f64 = 0;
  for (let lane: usize = 0; lane < 64; lane += 8) {
    let total = lane == 0 ? abs(biasRe) : 0;
    for (let block = 0; block < blocks; block++) {
      const x = abs(load<f64>(row + <usize>block * VECTOR + lane));
      total += x;
      largest = max(largest, 8 * x);
    }
    largest = max(largest, 4 * total);
  }
  return largest;
}
