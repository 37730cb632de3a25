import { element, IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import * as complex from "../math/complex";

/**
 * Look-ups of the RBM, what it keeps about a configuration: for each block of 8 hidden units [p re × 8][im × 8][m re × 8][im × 8],
 * p = 1/(1 + e^{-2θ}), m = 1/(1 + e^{2θ}), p + m = 1.
 */

/** Bytes of one block. */
export const BLOCK: usize = 256;
/** Bytes from p to m. */
export const HALF: usize = 128;
/** Where p of hidden unit j is. */
@inline
function lookup(state: usize, j: i32): usize {
  return state + (<usize>(j >> 3)) * BLOCK + ((<usize>(j & 7)) << 3);
}

/** Look-ups of `hidden` units with angles θ (in blocks of 8); adds Σ_j ln 2cosh θ_j to `complex`. */
export function fillLookups(theta: usize, hidden: i32, blocks: i32, state: usize): void {
  let logRe = complex.re;
  let logIm = complex.im;
  for (let j = 0; j < hidden; j++) {
    const x = load<f64>(element(theta, j));
    const y = load<f64>(element(theta, j), IM);
    // z = e^{-2θ} with the sign of θ chosen so that |z| <= 1.
    const sign: f64 = x >= 0 ? 1 : -1;
    complex.exp(-2 * sign * x, -2 * sign * y);
    const zr = complex.re;
    const zi = complex.im;
    const ur = 1 + zr;
    const norm = 1 / (ur * ur + zi * zi);
    const at = lookup(state, j);
    const large = sign > 0 ? at : at + HALF;
    const small = sign > 0 ? at + HALF : at;
    store<f64>(large, ur * norm);
    store<f64>(large, -zi * norm, IM);
    store<f64>(small, (zr * ur + zi * zi) * norm);
    store<f64>(small, (zi * ur - zr * zi) * norm, IM);
    complex.log(ur, zi);
    logRe += sign * x + complex.re;
    logIm += sign * y + complex.im;
  }
  // Padding: θ = 0, which a weight of zero leaves as it is and which multiplies every ratio by one.
  for (let j = hidden; j < blocks * 8; j++) {
    const at = lookup(state, j);
    store<f64>(at, 0.5);
    store<f64>(at, 0, IM);
    store<f64>(at, 0.5, HALF);
    store<f64>(at, 0, HALF + IM);
  }
  complex.set(logRe, logIm);
}

/** t_j = tanh θ_j = p_j - m_j, interleaved, padded to whole blocks of 8. */
export function readTanh(state: usize, hidden: i32, tanh: usize): void {
  const end = tanh + (<usize>((hidden + 7) >> 3) << 7);
  while (tanh < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const re = f64x2.sub(v128.load(state + lane), v128.load(state + lane, HALF));
      const im = f64x2.sub(v128.load(state + lane, IM), v128.load(state + lane, HALF + IM));
      v128.store(tanh, v128.shuffle<f64>(re, im, 0, 2));
      v128.store(tanh, v128.shuffle<f64>(re, im, 1, 3), 16);
      tanh += 32;
    }
    state += BLOCK;
  }
}

/** p ← p T/r, m ← m/r with r their sum: the look-ups after the flip, by one side of its table. p + m = 1 is restored every time. */
export function absorb(state: usize, side: usize, blocks: i32): void {
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const pr = v128.load(state + lane);
      const pi = v128.load(state + lane, 64);
      const mr = v128.load(state + lane, 128);
      const mi = v128.load(state + lane, 192);
      const tr = v128.load(side + lane);
      const ti = v128.load(side + lane, 64);
      const xr = timesRe(pr, pi, tr, ti);
      const xi = timesIm(pr, pi, tr, ti);
      const sr = f64x2.add(xr, mr);
      const si = f64x2.add(xi, mi);
      const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.mul(sr, sr), f64x2.mul(si, si)));
      const ir = f64x2.mul(sr, inverse);
      const ii = f64x2.neg(f64x2.mul(si, inverse));
      v128.store(state + lane, timesRe(xr, xi, ir, ii));
      v128.store(state + lane, timesIm(xr, xi, ir, ii), 64);
      v128.store(state + lane, timesRe(mr, mi, ir, ii), 128);
      v128.store(state + lane, timesIm(mr, mi, ir, ii), 192);
    }
    state += BLOCK;
    side += VECTOR;
  }
}
