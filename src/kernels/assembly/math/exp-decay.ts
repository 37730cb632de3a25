import { IM, timesIm, timesRe, VECTOR } from "./blocks";
import { BLOCK, HALF } from "./exp-tables";
import { angleRest, clampExponent, cosineOfRest, exchanged, exponentOf, exponentRest, expOfRest, quadrantOf, signBits, signOfCosine, signOfQuadrant, sineOfRest } from "./vector-math";

/**
 * u = 1 + e^{-2z'}, where z' = ±z and Re z' >= 0: what ln cosh and tanh are made of, |u - 1| <= 1 for any z. Rows of complex numbers in blocks
 * (blocks.ts). With u comes a row (Re z, Im z'): the sign is that of Re z.
 */

/** Sign bits where z' = -z. */
@inline
export function turned(x: v128): v128 {
  return signBits(f64x2.lt(x, f64x2.splat(0)));
}

/** u and the row of a row z; `t` is scratch. Each loop is one pass: vector-math.ts says why. */
export function decay(z: usize, row: usize, u: usize, t: usize, blocks: i32): void {
  reduceAngles(z, row, t, blocks);
  exponentials(row, u, blocks);
  for (const end = u + <usize>blocks * VECTOR; u < end; u += VECTOR, t += VECTOR) {
    turn(u, t);
    turn(u + 16, t + 16);
    turn(u + 32, t + 32);
    turn(u + 48, t + 48);
  }
}

/** 1 + modulus × e^{-i angle}. */
@inline
function turn(u: usize, t: usize): void {
  const r = v128.load(t);
  const shifted = v128.load(t, IM);
  const square = f64x2.mul(r, r);
  const s = sineOfRest(r, square);
  const c = cosineOfRest(square);
  const odd = exchanged(shifted);
  const cosine = v128.xor(v128.bitselect(s, c, odd), signOfCosine(shifted));
  const sine = v128.xor(v128.bitselect(c, s, odd), signOfQuadrant(shifted));
  const modulus = v128.load(u);
  v128.store(u, f64x2.add(f64x2.splat(1), f64x2.mul(modulus, cosine)));
  v128.store(u, f64x2.neg(f64x2.mul(modulus, sine)), IM);
}

/** 2 Im z' as a quadrant and what is left. */
function reduceAngles(z: usize, row: usize, t: usize, blocks: i32): void {
  const end = z + <usize>blocks * VECTOR;
  while (z < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = v128.load(z + lane);
      const y = v128.xor(v128.load(z + lane, IM), turned(x));
      v128.store(row + lane, x);
      v128.store(row + lane, y, IM);
      const angle = f64x2.add(y, y);
      const shifted = quadrantOf(angle);
      v128.store(t + lane, angleRest(angle, shifted));
      v128.store(t + lane, shifted, IM);
    }
    z += VECTOR;
    row += VECTOR;
    t += VECTOR;
  }
}

/** e^{-2 |x|} for the real parts of a row. */
function exponentials(row: usize, u: usize, blocks: i32): void {
  const bytes = <usize>blocks * VECTOR;
  for (let block: usize = 0; block < bytes; block += VECTOR) {
    for (let at = block; at < block + 64; at += 16) {
      const x = clampExponent(f64x2.mul(f64x2.splat(-2), f64x2.abs(v128.load(row + at))));
      const shifted = exponentOf(x);
      v128.store(u + at, exponentRest(x, shifted));
      v128.store(u + at, shifted, IM);
    }
  }
  for (const end = u + bytes; u < end; u += VECTOR) {
    exponential(u);
    exponential(u + 16);
    exponential(u + 32);
    exponential(u + 48);
  }
}

@inline
function exponential(u: usize): void {
  v128.store(u, expOfRest(v128.load(u), v128.load(u, IM)));
}

/**
 * The same for z + scale × weights, scale = ±2, without a transcendental function: `lookups` is the table of 2z, `table` that of 4 × weights
 * (exp-tables.ts). Of the two products the one that is at most 1 is taken.
 */
export function decayAfterFlip(z: usize, lookups: usize, weights: usize, scale: f64, table: usize, row: usize, u: usize, blocks: i32): void {
  const factor = f64x2.splat(scale);
  const plain = table + (scale < 0 ? HALF : 0);
  const inverse = table + (scale < 0 ? 0 : HALF);
  for (let block: usize = 0; block < <usize>blocks; block++) {
    const inZ = block * VECTOR;
    const inTable = block * BLOCK;
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const x = f64x2.add(v128.load(z + inZ + lane), f64x2.mul(factor, v128.load(weights + inZ + lane)));
      const y = f64x2.add(v128.load(z + inZ + lane, IM), f64x2.mul(factor, v128.load(weights + inZ + lane, IM)));
      const negative = f64x2.lt(x, f64x2.splat(0));
      v128.store(row + inZ + lane, x);
      v128.store(row + inZ + lane, v128.xor(y, signBits(negative)), IM);
      const here = lookups + inTable + lane;
      const ar = v128.bitselect(v128.load(here, HALF), v128.load(here), negative);
      const ai = v128.bitselect(v128.load(here, HALF + IM), v128.load(here, IM), negative);
      const br = v128.bitselect(v128.load(inverse + inTable + lane), v128.load(plain + inTable + lane), negative);
      const bi = v128.bitselect(v128.load(inverse + inTable + lane, IM), v128.load(plain + inTable + lane, IM), negative);
      v128.store(u + inZ + lane, f64x2.add(f64x2.splat(1), timesRe(ar, ai, br, bi)));
      v128.store(u + inZ + lane, timesIm(ar, ai, br, bi), IM);
    }
  }
}
