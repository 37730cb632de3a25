import { argument, cosine, expNegative, log, sincos, sine } from "./vector-math";

/** Activation functions of a network's layers, on rows of complex numbers in blocks [re × 8][im × 8]. */
export const LOG_COSH: i32 = 0;
export const TANH: i32 = 1;
/** SELU of the real and of the imaginary part (Klambauer et al. 2017): not holomorphic. */
export const REIM_SELU: i32 = 2;

const LN2: f64 = 0.6931471805599453;
const SELU_SCALE: f64 = 1.0507009873554805;
const SELU_ALPHA: f64 = 1.6732632423543772;

/** e^{-2z'} with z' = ±z, Re z' >= 0; the sign bit that turned z into z' is left in `turned`. */
let wRe: v128 = i64x2.splat(0);
let wIm: v128 = i64x2.splat(0);
let turned: v128 = i64x2.splat(0);

@inline
function decay(x: v128, y: v128): void {
  turned = v128.and(x, i64x2.splat(i64.MIN_VALUE));
  const modulus = expNegative(f64x2.mul(f64x2.splat(-2), v128.xor(x, turned)));
  sincos(f64x2.mul(f64x2.splat(2), v128.xor(y, turned)));
  wRe = f64x2.mul(modulus, cosine);
  wIm = f64x2.neg(f64x2.mul(modulus, sine));
}

/** h = σ(z) for `blocks` blocks of 8. */
export function activate(kind: i32, z: usize, h: usize, blocks: i32): void {
  const end = z + <usize>blocks * 128;
  while (z < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(z + lane);
      const y = v128.load(z + lane, 64);
      if (kind == REIM_SELU) {
        v128.store(h + lane, selu(x));
        v128.store(h + lane, selu(y), 64);
        continue;
      }
      decay(x, y);
      const ur = f64x2.add(f64x2.splat(1), wRe);
      const ui = wIm;
      const norm = f64x2.add(f64x2.mul(ur, ur), f64x2.mul(ui, ui));
      if (kind == LOG_COSH) {
        // ln cosh z = z' + ln(1 + e^{-2z'}) - ln 2
        const modulus = f64x2.mul(f64x2.splat(0.5), log(f64x2.pmax(norm, f64x2.splat(1e-300))));
        v128.store(h + lane, f64x2.add(f64x2.abs(x), f64x2.sub(modulus, f64x2.splat(LN2))));
        v128.store(h + lane, f64x2.add(v128.xor(y, turned), argument(ur, ui)), 64);
      } else {
        storeTanh(h + lane, ur, ui, norm);
      }
    }
    z += 128;
    h += 128;
  }
}

/** tanh z = ±(1 - w)/(1 + w) = ±(2 - u) u* / |u|², u = 1 + w. */
@inline
function storeTanh(target: usize, ur: v128, ui: v128, norm: v128): void {
  const inverse = f64x2.div(f64x2.splat(1), norm);
  const nr = f64x2.sub(f64x2.splat(2), ur);
  const re = f64x2.mul(f64x2.sub(f64x2.mul(nr, ur), f64x2.mul(ui, ui)), inverse);
  const im = f64x2.neg(f64x2.mul(f64x2.add(f64x2.mul(nr, ui), f64x2.mul(ui, ur)), inverse));
  v128.store(target, v128.xor(re, turned));
  v128.store(target, v128.xor(im, turned), 64);
}

@inline
function selu(x: v128): v128 {
  const negative = f64x2.lt(x, f64x2.splat(0));
  const below = f64x2.mul(f64x2.splat(SELU_ALPHA), f64x2.sub(expNegative(f64x2.pmin(f64x2.splat(0), x)), f64x2.splat(1)));
  return f64x2.mul(f64x2.splat(SELU_SCALE), v128.bitselect(below, x, negative));
}

@inline
function seluSlope(x: v128): v128 {
  const negative = f64x2.lt(x, f64x2.splat(0));
  const below = f64x2.mul(f64x2.splat(SELU_ALPHA), expNegative(f64x2.pmin(f64x2.splat(0), x)));
  return f64x2.mul(f64x2.splat(SELU_SCALE), v128.bitselect(below, f64x2.splat(1), negative));
}

/**
 * σ'(z) for `blocks` blocks of 8: the complex derivative of a holomorphic activation; for a split one, the slope of the real part in the
 * place of re and that of the imaginary part in the place of im.
 */
export function differentiate(kind: i32, z: usize, slope: usize, blocks: i32): void {
  const end = z + <usize>blocks * 128;
  while (z < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(z + lane);
      const y = v128.load(z + lane, 64);
      if (kind == REIM_SELU) {
        v128.store(slope + lane, seluSlope(x));
        v128.store(slope + lane, seluSlope(y), 64);
        continue;
      }
      decay(x, y);
      const ur = f64x2.add(f64x2.splat(1), wRe);
      const ui = wIm;
      storeTanh(slope + lane, ur, ui, f64x2.add(f64x2.mul(ur, ur), f64x2.mul(ui, ui)));
      if (kind == TANH) {
        // 1 - tanh²
        const tr = v128.load(slope + lane);
        const ti = v128.load(slope + lane, 64);
        v128.store(slope + lane, f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.mul(tr, tr), f64x2.mul(ti, ti))));
        v128.store(slope + lane, f64x2.mul(f64x2.splat(-2), f64x2.mul(tr, ti)), 64);
      }
    }
    z += 128;
    slope += 128;
  }
}
