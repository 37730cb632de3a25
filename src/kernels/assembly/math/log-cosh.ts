import { IM, VECTOR } from "./blocks";
import { turned } from "./exp-decay";
import { arctangent, binaryExponent, exponentToDouble, logOfRatio, logRatio, signBits } from "./vector-math";

/** ln cosh and tanh of rows, from u = 1 + e^{-2z'} and a row (Re z, Im z') of exp-decay.ts. Each loop is one pass: vector-math.ts says why. */

/** Smallest |u|² and |u| that are told from zero, at a zero of cosh. */
const TINY: f64 = 1e-300;
/** tan π/8. */
const MIDDLE: f64 = 0.41421356237309503;

/**
 * The row becomes ln cosh z = z' + ln u - ln 2, with that sheet of the logarithm for which Im ln u is in [-π/2, π/2]. `u` and `t` are
 * overwritten.
 */
export function logCosh(row: usize, u: usize, t: usize, blocks: i32): void {
  const end = u + <usize>blocks * VECTOR;
  reduceLogarithms(u, t, end);
  addLogarithms(t, row, t + <usize>blocks * VECTOR);
  reduceArguments(u, end);
  addArguments(u, row, end);
}

/** |u|² as a power of two and the ratio that its logarithm is a series in. */
function reduceLogarithms(u: usize, t: usize, end: usize): void {
  while (u < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(u + lane);
      const y = v128.load(u + lane, IM);
      const norm = f64x2.pmax(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)), f64x2.splat(TINY));
      const exponent = binaryExponent(norm);
      v128.store(t + lane, logRatio(norm, exponent));
      v128.store(t + lane, exponentToDouble(exponent), IM);
    }
    u += VECTOR;
    t += VECTOR;
  }
}

/** Re ln cosh z = |Re z| + ½ ln |u|² - ln 2. */
function addLogarithms(t: usize, row: usize, end: usize): void {
  while (t < end) {
    addLogarithm(t, row);
    addLogarithm(t + 16, row + 16);
    addLogarithm(t + 32, row + 32);
    addLogarithm(t + 48, row + 48);
    t += VECTOR;
    row += VECTOR;
  }
}

@inline
function addLogarithm(t: usize, row: usize): void {
  const half = f64x2.mul(f64x2.splat(0.5), logOfRatio(v128.load(t), v128.load(t, IM)));
  v128.store(row, f64x2.add(f64x2.abs(v128.load(row)), f64x2.sub(half, f64x2.splat(0.6931471805599453))));
}

/**
 * arg u = a + arctan q with |q| <= tan π/8, in place: the smaller over the larger part of u, or in the middle of an octant the tangent of
 * the angle left to π/4.
 */
function reduceArguments(u: usize, end: usize): void {
  while (u < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(u + lane);
      const y = v128.load(u + lane, IM);
      const modulus = f64x2.abs(y);
      const steep = f64x2.gt(modulus, x);
      const small = f64x2.pmin(modulus, x);
      const large = f64x2.pmax(f64x2.pmax(modulus, x), f64x2.splat(TINY));
      const middle = f64x2.gt(small, f64x2.mul(large, f64x2.splat(MIDDLE)));
      const q = f64x2.div(f64x2.sub(small, v128.and(large, middle)), f64x2.add(large, v128.and(small, middle)));
      const a = v128.bitselect(f64x2.splat(0.7853981633974483), v128.and(steep, f64x2.splat(1.5707963267948966)), middle);
      v128.store(u + lane, v128.xor(q, v128.xor(signBits(steep), signBits(y))));
      v128.store(u + lane, v128.xor(a, signBits(y)), IM);
    }
    u += VECTOR;
  }
}

/** Im ln cosh z = Im z' + arg u. */
function addArguments(u: usize, row: usize, end: usize): void {
  while (u < end) {
    addArgument(u, row);
    addArgument(u + 16, row + 16);
    addArgument(u + 32, row + 32);
    addArgument(u + 48, row + 48);
    u += VECTOR;
    row += VECTOR;
  }
}

@inline
function addArgument(u: usize, row: usize): void {
  const argument = f64x2.add(arctangent(v128.load(u)), v128.load(u, IM));
  v128.store(row, f64x2.add(v128.load(row, IM), argument), IM);
}

/** tanh z = ±(1 - e^{-2z'})/(1 + e^{-2z'}) = ±(2 - u) u* / |u|² into `target`, which may be the row. */
export function tanh(row: usize, u: usize, target: usize, blocks: i32): void {
  const end = u + <usize>blocks * VECTOR;
  while (u < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const ur = v128.load(u + lane);
      const ui = v128.load(u + lane, IM);
      const sign = turned(v128.load(row + lane));
      const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.mul(ur, ur), f64x2.mul(ui, ui)));
      const nr = f64x2.sub(f64x2.splat(2), ur);
      const re = f64x2.mul(f64x2.sub(f64x2.mul(nr, ur), f64x2.mul(ui, ui)), inverse);
      const im = f64x2.neg(f64x2.mul(f64x2.add(f64x2.mul(nr, ui), f64x2.mul(ui, ur)), inverse));
      v128.store(target + lane, v128.xor(re, sign));
      v128.store(target + lane, v128.xor(im, sign), IM);
    }
    row += VECTOR;
    u += VECTOR;
    target += VECTOR;
  }
}

/** t ← 1 - t². */
export function slopeOfTanh(t: usize, blocks: i32): void {
  const end = t + <usize>blocks * VECTOR;
  while (t < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(t + lane);
      const y = v128.load(t + lane, IM);
      v128.store(t + lane, f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.mul(x, x), f64x2.mul(y, y))));
      v128.store(t + lane, f64x2.mul(f64x2.splat(-2), f64x2.mul(x, y)), IM);
    }
    t += VECTOR;
  }
}
