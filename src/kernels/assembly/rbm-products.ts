import { timesIm, timesRe } from "./blocks";
import { setRatio } from "./ratio";
import { BLOCK, HALF } from "./rbm-tables";

/** The hot loops behind every ratio of the RBM: Π_j (p_j e^{∓2X_j} + m_j e^{±2X_j}), two hidden units at once. */

/** Re and Im of p·e^- + m·e^+ for two hidden units. */
@inline
function factorRe(pr: v128, pi: v128, mr: v128, mi: v128, ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return f64x2.add(f64x2.sub(f64x2.mul(pr, ar), f64x2.mul(pi, ai)), f64x2.sub(f64x2.mul(mr, br), f64x2.mul(mi, bi)));
}
@inline
function factorIm(pr: v128, pi: v128, mr: v128, mi: v128, ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(pr, ai), f64x2.mul(pi, ar)), f64x2.add(f64x2.mul(mr, bi), f64x2.mul(mi, br)));
}

/** Leaves Π over four two-lane accumulators as the ratio. */
@inline
function reduce(r0: v128, i0: v128, r1: v128, i1: v128, r2: v128, i2: v128, r3: v128, i3: v128): void {
  const ar = timesRe(r0, i0, r1, i1);
  const ai = timesIm(r0, i0, r1, i1);
  const br = timesRe(r2, i2, r3, i3);
  const bi = timesIm(r2, i2, r3, i3);
  const cr = timesRe(ar, ai, br, bi);
  const ci = timesIm(ar, ai, br, bi);
  const x0 = f64x2.extract_lane(cr, 0);
  const y0 = f64x2.extract_lane(ci, 0);
  const x1 = f64x2.extract_lane(cr, 1);
  const y1 = f64x2.extract_lane(ci, 1);
  setRatio(x0 * x1 - y0 * y1, x0 * y1 + y0 * x1);
}

/**
 * Π_j (p_j e^{∓2X_j} + m_j e^{±2X_j}) as the ratio; `swap` = HALF for a spin that is down. Cost 20 flops per hidden unit.
 * Four products side by side, because one alone would wait for each multiplication to end; written out, because only a constant offset is
 * part of a load.
 */
export function product(state: usize, table: usize, blocks: i32, swap: usize): void {
  let a = table + swap;
  let b = table + (HALF - swap);
  let r0 = f64x2.splat(1);
  let r1 = f64x2.splat(1);
  let r2 = f64x2.splat(1);
  let r3 = f64x2.splat(1);
  let i0 = f64x2.splat(0);
  let i1 = f64x2.splat(0);
  let i2 = f64x2.splat(0);
  let i3 = f64x2.splat(0);
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    {
      const pr = v128.load(state, 0);
      const pi = v128.load(state, 64);
      const mr = v128.load(state, 128);
      const mi = v128.load(state, 192);
      const ar = v128.load(a, 0);
      const ai = v128.load(a, 64);
      const br = v128.load(b, 0);
      const bi = v128.load(b, 64);
      const x = factorRe(pr, pi, mr, mi, ar, ai, br, bi);
      const y = factorIm(pr, pi, mr, mi, ar, ai, br, bi);
      const t = timesRe(r0, i0, x, y);
      i0 = timesIm(r0, i0, x, y);
      r0 = t;
    }
    {
      const pr = v128.load(state, 16);
      const pi = v128.load(state, 80);
      const mr = v128.load(state, 144);
      const mi = v128.load(state, 208);
      const ar = v128.load(a, 16);
      const ai = v128.load(a, 80);
      const br = v128.load(b, 16);
      const bi = v128.load(b, 80);
      const x = factorRe(pr, pi, mr, mi, ar, ai, br, bi);
      const y = factorIm(pr, pi, mr, mi, ar, ai, br, bi);
      const t = timesRe(r1, i1, x, y);
      i1 = timesIm(r1, i1, x, y);
      r1 = t;
    }
    {
      const pr = v128.load(state, 32);
      const pi = v128.load(state, 96);
      const mr = v128.load(state, 160);
      const mi = v128.load(state, 224);
      const ar = v128.load(a, 32);
      const ai = v128.load(a, 96);
      const br = v128.load(b, 32);
      const bi = v128.load(b, 96);
      const x = factorRe(pr, pi, mr, mi, ar, ai, br, bi);
      const y = factorIm(pr, pi, mr, mi, ar, ai, br, bi);
      const t = timesRe(r2, i2, x, y);
      i2 = timesIm(r2, i2, x, y);
      r2 = t;
    }
    {
      const pr = v128.load(state, 48);
      const pi = v128.load(state, 112);
      const mr = v128.load(state, 176);
      const mi = v128.load(state, 240);
      const ar = v128.load(a, 48);
      const ai = v128.load(a, 112);
      const br = v128.load(b, 48);
      const bi = v128.load(b, 112);
      const x = factorRe(pr, pi, mr, mi, ar, ai, br, bi);
      const y = factorIm(pr, pi, mr, mi, ar, ai, br, bi);
      const t = timesRe(r3, i3, x, y);
      i3 = timesIm(r3, i3, x, y);
      r3 = t;
    }
    state += BLOCK;
    a += BLOCK;
    b += BLOCK;
  }
  reduce(r0, i0, r1, i1, r2, i2, r3, i3);
}

/** The same for two sites, their tables multiplied on the way. Cost 32 flops per hidden unit. */
export function productOfTwo(state: usize, first: usize, swapFirst: usize, second: usize, swapSecond: usize, blocks: i32): void {
  let a = first + swapFirst;
  let b = first + (HALF - swapFirst);
  let c = second + swapSecond;
  let d = second + (HALF - swapSecond);
  let r0 = f64x2.splat(1);
  let r1 = f64x2.splat(1);
  let i0 = f64x2.splat(0);
  let i1 = f64x2.splat(0);
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < 64; lane += 32) {
      {
        const ar = v128.load(a + lane);
        const ai = v128.load(a + lane, 64);
        const br = v128.load(b + lane);
        const bi = v128.load(b + lane, 64);
        const cr = v128.load(c + lane);
        const ci = v128.load(c + lane, 64);
        const dr = v128.load(d + lane);
        const di = v128.load(d + lane, 64);
        const er = timesRe(ar, ai, cr, ci);
        const ei = timesIm(ar, ai, cr, ci);
        const gr = timesRe(br, bi, dr, di);
        const gi = timesIm(br, bi, dr, di);
        const pr = v128.load(state + lane);
        const pi = v128.load(state + lane, 64);
        const mr = v128.load(state + lane, 128);
        const mi = v128.load(state + lane, 192);
        const x = factorRe(pr, pi, mr, mi, er, ei, gr, gi);
        const y = factorIm(pr, pi, mr, mi, er, ei, gr, gi);
        const t = timesRe(r0, i0, x, y);
        i0 = timesIm(r0, i0, x, y);
        r0 = t;
      }
      {
        const ar = v128.load(a + lane, 16);
        const ai = v128.load(a + lane, 80);
        const br = v128.load(b + lane, 16);
        const bi = v128.load(b + lane, 80);
        const cr = v128.load(c + lane, 16);
        const ci = v128.load(c + lane, 80);
        const dr = v128.load(d + lane, 16);
        const di = v128.load(d + lane, 80);
        const er = timesRe(ar, ai, cr, ci);
        const ei = timesIm(ar, ai, cr, ci);
        const gr = timesRe(br, bi, dr, di);
        const gi = timesIm(br, bi, dr, di);
        const pr = v128.load(state + lane, 16);
        const pi = v128.load(state + lane, 80);
        const mr = v128.load(state + lane, 144);
        const mi = v128.load(state + lane, 208);
        const x = factorRe(pr, pi, mr, mi, er, ei, gr, gi);
        const y = factorIm(pr, pi, mr, mi, er, ei, gr, gi);
        const t = timesRe(r1, i1, x, y);
        i1 = timesIm(r1, i1, x, y);
        r1 = t;
      }
    }
    state += BLOCK;
    a += BLOCK;
    b += BLOCK;
    c += BLOCK;
    d += BLOCK;
  }
  reduce(r0, i0, r1, i1, f64x2.splat(1), f64x2.splat(0), f64x2.splat(1), f64x2.splat(0));
}
