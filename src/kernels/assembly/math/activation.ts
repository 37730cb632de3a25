import { VECTOR } from "./blocks";
import { decay } from "./exp-decay";
import { logCosh, slopeOfTanh, tanh } from "./log-cosh";
import { expNegative } from "./vector-math";

/** Activation functions of a network's layers, on rows of complex numbers in blocks [re × 8][im × 8]. */
export const LOG_COSH: i32 = 0;
export const TANH: i32 = 1;
/** SELU of the real and of the imaginary part (Klambauer et al. 2017): not holomorphic. */
export const REIM_SELU: i32 = 2;

const SELU_SCALE: f64 = 1.0507009873554805;
const SELU_ALPHA: f64 = 1.6732632423543772;

/** h = σ(z) for `blocks` blocks of 8; `u` and `t` are scratch rows. */
export function activate(kind: i32, z: usize, h: usize, u: usize, t: usize, blocks: i32): void {
  if (kind == REIM_SELU) {
    selu(z, h, blocks);
    return;
  }
  decay(z, h, u, t, blocks);
  finish(kind, h, u, t, blocks);
}

/** h = σ(z) from what `decay` left in h and u, for the activations made of e^{-2z}. */
export function finish(kind: i32, h: usize, u: usize, t: usize, blocks: i32): void {
  if (kind == LOG_COSH) logCosh(h, u, t, blocks);
  else tanh(h, u, h, blocks);
}

/**
 * h = σ(z) and σ'(z): the complex derivative of a holomorphic activation; for a split one, the slope of the real part in the place of re
 * and that of the imaginary part in the place of im.
 */
export function activateWithSlope(kind: i32, z: usize, h: usize, slope: usize, u: usize, t: usize, blocks: i32): void {
  if (kind == REIM_SELU) {
    selu(z, h, blocks);
    seluSlopes(z, slope, blocks);
    return;
  }
  decay(z, h, u, t, blocks);
  tanh(h, u, slope, blocks);
  if (kind == TANH) slopeOfTanh(slope, blocks);
  finish(kind, h, u, t, blocks);
}

function selu(z: usize, h: usize, blocks: i32): void {
  const end = z + <usize>blocks * VECTOR;
  for (; z < end; z += 16, h += 16) {
    const x = v128.load(z);
    const negative = f64x2.lt(x, f64x2.splat(0));
    const below = f64x2.mul(f64x2.splat(SELU_ALPHA), f64x2.sub(expNegative(f64x2.pmin(f64x2.splat(0), x)), f64x2.splat(1)));
    v128.store(h, f64x2.mul(f64x2.splat(SELU_SCALE), v128.bitselect(below, x, negative)));
  }
}

function seluSlopes(z: usize, slope: usize, blocks: i32): void {
  const end = z + <usize>blocks * VECTOR;
  for (; z < end; z += 16, slope += 16) {
    const x = v128.load(z);
    const negative = f64x2.lt(x, f64x2.splat(0));
    const below = f64x2.mul(f64x2.splat(SELU_ALPHA), expNegative(f64x2.pmin(f64x2.splat(0), x)));
    v128.store(slope, f64x2.mul(f64x2.splat(SELU_SCALE), v128.bitselect(below, f64x2.splat(1), negative)));
  }
}
