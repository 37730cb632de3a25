import { IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import { BLOCK, HALF } from "./lookups";

/**
 * What a Markov chain of the RBM keeps. Its moves need |f'/f|² alone, and with z = m/p = e^{-2θ} (p, m: lookups.ts) the squared factor of
 * a flip is that of ratio.ts,
 *   |c|² |m + p T|² = |c|² |p|² |z + T|²:
 * seven flops and five numbers for each hidden unit. Blocks of 8 hidden units [z re × 8][im × 8][|p|² × 8].
 *
 * Exact for any weights the tables hold: nothing cancels but z against -T, where f has a zero, and there the ratio has no fewer digits than
 * f itself. An accepted move multiplies z by 1/T, at one rounding, and takes |p|² = 1/|1 + z|² from it: errors do not feed on each other.
 */

/** Bytes of one block. */
export const CHAIN_BLOCK: usize = 192;
/** Bytes from z to |p|². */
const SQUARE: usize = 128;

/** What the partial products of a squared ratio may be. */
const LEAST: f64 = 1e-290;
const MOST: f64 = 1e290;

@inline
function norm(re: v128, im: v128): v128 {
  return f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im));
}

/** |p|² |z + T|² for two hidden units. */
@inline
function weight(zr: v128, zi: v128, square: v128, tr: v128, ti: v128): v128 {
  return f64x2.mul(square, norm(f64x2.add(zr, tr), f64x2.add(zi, ti)));
}

/** Π over four two-lane accumulators, each in range; by way of logarithms if they leave the range of doubles together. */
@inline
function reduce(r0: v128, r1: v128, r2: v128, r3: v128): f64 {
  const a = f64x2.mul(r0, r1);
  const b = f64x2.mul(r2, r3);
  const c = f64x2.mul(a, b);
  const least = f64x2.pmin(f64x2.pmin(a, b), c);
  const most = f64x2.pmax(f64x2.pmax(a, b), c);
  const inside = v128.and(f64x2.ge(least, f64x2.splat(LEAST)), f64x2.le(most, f64x2.splat(MOST)));
  if (i64x2.all_true(inside)) return f64x2.extract_lane(c, 0) * f64x2.extract_lane(c, 1);
  return NativeMath.exp(logarithms(r0) + logarithms(r1) + logarithms(r2) + logarithms(r3));
}

function logarithms(r: v128): f64 {
  return NativeMath.log(f64x2.extract_lane(r, 0)) + NativeMath.log(f64x2.extract_lane(r, 1));
}

/** |f'/f|² for a flip, by one side of its table. Cost 7 flops per hidden unit. */
export function weightOfFlip(chain: usize, side: usize, blocks: i32): f64 {
  const first = side + <usize>blocks * VECTOR;
  let r0 = norm(v128.load(first, 0), v128.load(first, 64));
  let r1 = norm(v128.load(first, 16), v128.load(first, 80));
  let r2 = norm(v128.load(first, 32), v128.load(first, 96));
  let r3 = norm(v128.load(first, 48), v128.load(first, 112));
  const end = chain + <usize>blocks * CHAIN_BLOCK;
  while (chain < end) {
    r0 = f64x2.mul(r0, weight(v128.load(chain, 0), v128.load(chain, 64), v128.load(chain, 128), v128.load(side, 0), v128.load(side, 64)));
    r1 = f64x2.mul(r1, weight(v128.load(chain, 16), v128.load(chain, 80), v128.load(chain, 144), v128.load(side, 16), v128.load(side, 80)));
    r2 = f64x2.mul(r2, weight(v128.load(chain, 32), v128.load(chain, 96), v128.load(chain, 160), v128.load(side, 32), v128.load(side, 96)));
    r3 = f64x2.mul(r3, weight(v128.load(chain, 48), v128.load(chain, 112), v128.load(chain, 176), v128.load(side, 48), v128.load(side, 112)));
    chain += CHAIN_BLOCK;
    side += VECTOR;
  }
  return reduce(r0, r1, r2, r3);
}

/** The same for two sites, their tables multiplied on the way. Cost 13 flops per hidden unit. */
export function weightOfTwo(chain: usize, a: usize, b: usize, blocks: i32): f64 {
  const first = a + <usize>blocks * VECTOR;
  const second = b + <usize>blocks * VECTOR;
  let r0 = f64x2.mul(norm(v128.load(first, 0), v128.load(first, 64)), norm(v128.load(second, 0), v128.load(second, 64)));
  let r1 = f64x2.mul(norm(v128.load(first, 16), v128.load(first, 80)), norm(v128.load(second, 16), v128.load(second, 80)));
  let r2 = f64x2.mul(norm(v128.load(first, 32), v128.load(first, 96)), norm(v128.load(second, 32), v128.load(second, 96)));
  let r3 = f64x2.mul(norm(v128.load(first, 48), v128.load(first, 112)), norm(v128.load(second, 48), v128.load(second, 112)));
  const end = chain + <usize>blocks * CHAIN_BLOCK;
  while (chain < end) {
    {
      const ar = v128.load(a, 0);
      const ai = v128.load(a, 64);
      const br = v128.load(b, 0);
      const bi = v128.load(b, 64);
      const tr = timesRe(ar, ai, br, bi);
      const ti = timesIm(ar, ai, br, bi);
      r0 = f64x2.mul(r0, weight(v128.load(chain, 0), v128.load(chain, 64), v128.load(chain, 128), tr, ti));
    }
    {
      const ar = v128.load(a, 16);
      const ai = v128.load(a, 80);
      const br = v128.load(b, 16);
      const bi = v128.load(b, 80);
      const tr = timesRe(ar, ai, br, bi);
      const ti = timesIm(ar, ai, br, bi);
      r1 = f64x2.mul(r1, weight(v128.load(chain, 16), v128.load(chain, 80), v128.load(chain, 144), tr, ti));
    }
    {
      const ar = v128.load(a, 32);
      const ai = v128.load(a, 96);
      const br = v128.load(b, 32);
      const bi = v128.load(b, 96);
      const tr = timesRe(ar, ai, br, bi);
      const ti = timesIm(ar, ai, br, bi);
      r2 = f64x2.mul(r2, weight(v128.load(chain, 32), v128.load(chain, 96), v128.load(chain, 160), tr, ti));
    }
    {
      const ar = v128.load(a, 48);
      const ai = v128.load(a, 112);
      const br = v128.load(b, 48);
      const bi = v128.load(b, 112);
      const tr = timesRe(ar, ai, br, bi);
      const ti = timesIm(ar, ai, br, bi);
      r3 = f64x2.mul(r3, weight(v128.load(chain, 48), v128.load(chain, 112), v128.load(chain, 176), tr, ti));
    }
    chain += CHAIN_BLOCK;
    a += VECTOR;
    b += VECTOR;
  }
  return reduce(r0, r1, r2, r3);
}

/** The chain after a flip, by the inverses: the side of its table for the spin as it will be. */
export function moveFlip(chain: usize, side: usize, blocks: i32): void {
  const end = chain + <usize>blocks * CHAIN_BLOCK;
  while (chain < end) {
    settle(chain + 0, v128.load(side, 0), v128.load(side, 64));
    settle(chain + 16, v128.load(side, 16), v128.load(side, 80));
    settle(chain + 32, v128.load(side, 32), v128.load(side, 96));
    settle(chain + 48, v128.load(side, 48), v128.load(side, 112));
    chain += CHAIN_BLOCK;
    side += VECTOR;
  }
}

/** The chain after two flips, in one step: the configuration in between might be a zero of f. */
export function moveTwo(chain: usize, a: usize, b: usize, blocks: i32): void {
  const end = chain + <usize>blocks * CHAIN_BLOCK;
  while (chain < end) {
    {
      const ar = v128.load(a, 0);
      const ai = v128.load(a, 64);
      const br = v128.load(b, 0);
      const bi = v128.load(b, 64);
      settle(chain + 0, timesRe(ar, ai, br, bi), timesIm(ar, ai, br, bi));
    }
    {
      const ar = v128.load(a, 16);
      const ai = v128.load(a, 80);
      const br = v128.load(b, 16);
      const bi = v128.load(b, 80);
      settle(chain + 16, timesRe(ar, ai, br, bi), timesIm(ar, ai, br, bi));
    }
    {
      const ar = v128.load(a, 32);
      const ai = v128.load(a, 96);
      const br = v128.load(b, 32);
      const bi = v128.load(b, 96);
      settle(chain + 32, timesRe(ar, ai, br, bi), timesIm(ar, ai, br, bi));
    }
    {
      const ar = v128.load(a, 48);
      const ai = v128.load(a, 112);
      const br = v128.load(b, 48);
      const bi = v128.load(b, 112);
      settle(chain + 48, timesRe(ar, ai, br, bi), timesIm(ar, ai, br, bi));
    }
    chain += CHAIN_BLOCK;
    a += VECTOR;
    b += VECTOR;
  }
}

/** z ← z t, and |p|² with it. A move onto a zero of f that rounding took for none leaves a finite number. */
@inline
function settle(at: usize, tr: v128, ti: v128): void {
  const zr = v128.load(at);
  const zi = v128.load(at, IM);
  const re = timesRe(zr, zi, tr, ti);
  const im = timesIm(zr, zi, tr, ti);
  const one = f64x2.splat(1);
  v128.store(at, re);
  v128.store(at, im, IM);
  v128.store(at, f64x2.div(one, f64x2.pmax(norm(f64x2.add(one, re), im), f64x2.splat(LEAST))), SQUARE);
}

/** What a chain keeps, from look-ups: z = m p* / |p|². */
export function beginChainState(state: usize, chain: usize, blocks: i32): void {
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const pr = v128.load(state + lane);
      const pi = v128.load(state + lane, IM);
      const mr = v128.load(state + lane, HALF);
      const mi = v128.load(state + lane, HALF + IM);
      const square = norm(pr, pi);
      v128.store(chain + lane, f64x2.div(f64x2.add(f64x2.mul(mr, pr), f64x2.mul(mi, pi)), square));
      v128.store(chain + lane, f64x2.div(f64x2.sub(f64x2.mul(mi, pr), f64x2.mul(mr, pi)), square), IM);
      v128.store(chain + lane, square, SQUARE);
    }
    state += BLOCK;
    chain += CHAIN_BLOCK;
  }
}

/** Look-ups from what a chain keeps: p = |p|² (1 + z)*, m = z p. */
export function lookupsOfChain(chain: usize, state: usize, blocks: i32): void {
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const zr = v128.load(chain + lane);
      const zi = v128.load(chain + lane, IM);
      const square = v128.load(chain + lane, SQUARE);
      const pr = f64x2.mul(square, f64x2.add(f64x2.splat(1), zr));
      const pi = f64x2.neg(f64x2.mul(square, zi));
      v128.store(state + lane, pr);
      v128.store(state + lane, pi, IM);
      v128.store(state + lane, timesRe(zr, zi, pr, pi), HALF);
      v128.store(state + lane, timesIm(zr, zi, pr, pi), HALF + IM);
    }
    state += BLOCK;
    chain += CHAIN_BLOCK;
  }
}
