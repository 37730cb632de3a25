import { timesIm, timesRe, VECTOR } from "../math/blocks";
import { setRatio } from "../spins/ratio";
import { BLOCK } from "./lookups";

/**
 * The hot loop behind a ratio of the RBM, two hidden units at once. A factor p e^{-2X} + m e^{2X} is e^{2X} (m + p T), T = e^{-4X}: half
 * of it is a constant. As in the factor itself nothing cancels except where f has a zero. A product begins with the constants of its lane
 * and so never leaves the range that the factors themselves span (`reach` in flip-tables.ts).
 *
 * Four products side by side, because one alone would wait for each multiplication to end; written out, because only a constant offset is
 * part of a load. A product returns whether the ratio is exact: false if it left the range of doubles on the way.
 */

/** What the partial products of a ratio may be. */
const LEAST: f64 = 1e-290;
const MOST: f64 = 1e290;

/** Leaves Π over four two-lane accumulators as the ratio; whether it is exact. */
@inline
export function reduce(r0: v128, i0: v128, r1: v128, i1: v128, r2: v128, i2: v128, r3: v128, i3: v128): bool {
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
  const size = f64x2.pmax(f64x2.abs(cr), f64x2.abs(ci));
  return i64x2.all_true(v128.and(f64x2.ge(size, f64x2.splat(LEAST)), f64x2.le(size, f64x2.splat(MOST))));
}

/** Π_j c_j (m_j + p_j T_j) as the ratio, by one side of a table. Cost 14 flops per hidden unit. */
export function product(state: usize, side: usize, blocks: i32): bool {
  const first = side + <usize>blocks * VECTOR;
  let r0 = v128.load(first, 0);
  let i0 = v128.load(first, 64);
  let r1 = v128.load(first, 16);
  let i1 = v128.load(first, 80);
  let r2 = v128.load(first, 32);
  let i2 = v128.load(first, 96);
  let r3 = v128.load(first, 48);
  let i3 = v128.load(first, 112);
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    {
      const tr = v128.load(side, 0);
      const ti = v128.load(side, 64);
      const pr = v128.load(state, 0);
      const pi = v128.load(state, 64);
      const x = f64x2.add(v128.load(state, 128), timesRe(pr, pi, tr, ti));
      const y = f64x2.add(v128.load(state, 192), timesIm(pr, pi, tr, ti));
      const next = timesRe(r0, i0, x, y);
      i0 = timesIm(r0, i0, x, y);
      r0 = next;
    }
    {
      const tr = v128.load(side, 16);
      const ti = v128.load(side, 80);
      const pr = v128.load(state, 16);
      const pi = v128.load(state, 80);
      const x = f64x2.add(v128.load(state, 144), timesRe(pr, pi, tr, ti));
      const y = f64x2.add(v128.load(state, 208), timesIm(pr, pi, tr, ti));
      const next = timesRe(r1, i1, x, y);
      i1 = timesIm(r1, i1, x, y);
      r1 = next;
    }
    {
      const tr = v128.load(side, 32);
      const ti = v128.load(side, 96);
      const pr = v128.load(state, 32);
      const pi = v128.load(state, 96);
      const x = f64x2.add(v128.load(state, 160), timesRe(pr, pi, tr, ti));
      const y = f64x2.add(v128.load(state, 224), timesIm(pr, pi, tr, ti));
      const next = timesRe(r2, i2, x, y);
      i2 = timesIm(r2, i2, x, y);
      r2 = next;
    }
    {
      const tr = v128.load(side, 48);
      const ti = v128.load(side, 112);
      const pr = v128.load(state, 48);
      const pi = v128.load(state, 112);
      const x = f64x2.add(v128.load(state, 176), timesRe(pr, pi, tr, ti));
      const y = f64x2.add(v128.load(state, 240), timesIm(pr, pi, tr, ti));
      const next = timesRe(r3, i3, x, y);
      i3 = timesIm(r3, i3, x, y);
      r3 = next;
    }
    state += BLOCK;
    side += VECTOR;
  }
  return reduce(r0, i0, r1, i1, r2, i2, r3, i3);
}
