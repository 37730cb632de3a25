import { IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import { BLOCK, HALF } from "./lookups";
import { reduce } from "./ratio";

/**
 * A look at one configuration for many ratios. With z = m/p = e^{-2θ} a factor m + p T is p (z + T), and Π p is the same for all of them: eight
 * flops instead of fourteen for each hidden unit. Blocks of 8 hidden units [z re × 8][im × 8], then one block of Π p_j over j ≡ l (mod 8).
 */

/** The look-ups at which a look has been taken; 0 for none. */
export let viewed: usize = 0;

export function closeView(): void {
  viewed = 0;
}

/**
 * The least that |p|² < 1, and 1/|p|² < 1, may multiply to over a lane: |p| then moves a partial product by e^{±300} at most, the tables of two
 * sites by as much again (LONGEST_REACH in rbm.ts), and doubles reach e^{±708}.
 */
const LEAST: f64 = 1e-260;

/** Whether products of the |p|² < 1, and of the 1/|p|² < 1, over two lanes leave all partial products in range. */
@inline
export function inRange(small: v128, large: v128): bool {
  return i64x2.all_true(f64x2.ge(f64x2.pmin(small, large), f64x2.splat(LEAST)));
}

/** Takes a look at look-ups, if their p do not underflow. */
export function openView(state: usize, view: usize, blocks: i32): void {
  viewed = look(state, view, blocks) ? state : 0;
}

/** Writes a view; whether it serves. */
export function look(state: usize, view: usize, blocks: i32): bool {
  const one = f64x2.splat(1);
  const products = view + <usize>blocks * VECTOR;
  let serves = true;
  for (let lane: usize = 0; lane < 64; lane += 16) {
    let re = one;
    let im = f64x2.splat(0);
    let small = one;
    let large = one;
    for (let block = 0; block < blocks; block++) {
      const from = state + <usize>block * BLOCK + lane;
      const to = view + <usize>block * VECTOR + lane;
      const pr = v128.load(from);
      const pi = v128.load(from, IM);
      const mr = v128.load(from, HALF);
      const mi = v128.load(from, HALF + IM);
      const square = f64x2.add(f64x2.mul(pr, pr), f64x2.mul(pi, pi));
      const inverse = f64x2.div(one, square);
      v128.store(to, f64x2.mul(f64x2.add(f64x2.mul(mr, pr), f64x2.mul(mi, pi)), inverse));
      v128.store(to, f64x2.mul(f64x2.sub(f64x2.mul(mi, pr), f64x2.mul(mr, pi)), inverse), IM);
      const next = timesRe(re, im, pr, pi);
      im = timesIm(re, im, pr, pi);
      re = next;
      small = f64x2.mul(small, f64x2.pmin(one, square));
      large = f64x2.mul(large, f64x2.pmin(one, inverse));
    }
    v128.store(products + lane, re);
    v128.store(products + lane, im, IM);
    if (!inRange(small, large)) serves = false;
  }
  return serves;
}

/** Π_j c_j p_j (z_j + T_j) as the ratio, by one side of a table. Cost 8 flops per hidden unit. */
export function productOfView(view: usize, side: usize, blocks: i32): bool {
  const first = side + <usize>blocks * VECTOR;
  const second = view + <usize>blocks * VECTOR;
  let r0 = timesRe(v128.load(first, 0), v128.load(first, 64), v128.load(second, 0), v128.load(second, 64));
  let i0 = timesIm(v128.load(first, 0), v128.load(first, 64), v128.load(second, 0), v128.load(second, 64));
  let r1 = timesRe(v128.load(first, 16), v128.load(first, 80), v128.load(second, 16), v128.load(second, 80));
  let i1 = timesIm(v128.load(first, 16), v128.load(first, 80), v128.load(second, 16), v128.load(second, 80));
  let r2 = timesRe(v128.load(first, 32), v128.load(first, 96), v128.load(second, 32), v128.load(second, 96));
  let i2 = timesIm(v128.load(first, 32), v128.load(first, 96), v128.load(second, 32), v128.load(second, 96));
  let r3 = timesRe(v128.load(first, 48), v128.load(first, 112), v128.load(second, 48), v128.load(second, 112));
  let i3 = timesIm(v128.load(first, 48), v128.load(first, 112), v128.load(second, 48), v128.load(second, 112));
  while (view < second) {
    {
      const x = f64x2.add(v128.load(view, 0), v128.load(side, 0));
      const y = f64x2.add(v128.load(view, 64), v128.load(side, 64));
      const next = timesRe(r0, i0, x, y);
      i0 = timesIm(r0, i0, x, y);
      r0 = next;
    }
    {
      const x = f64x2.add(v128.load(view, 16), v128.load(side, 16));
      const y = f64x2.add(v128.load(view, 80), v128.load(side, 80));
      const next = timesRe(r1, i1, x, y);
      i1 = timesIm(r1, i1, x, y);
      r1 = next;
    }
    {
      const x = f64x2.add(v128.load(view, 32), v128.load(side, 32));
      const y = f64x2.add(v128.load(view, 96), v128.load(side, 96));
      const next = timesRe(r2, i2, x, y);
      i2 = timesIm(r2, i2, x, y);
      r2 = next;
    }
    {
      const x = f64x2.add(v128.load(view, 48), v128.load(side, 48));
      const y = f64x2.add(v128.load(view, 112), v128.load(side, 112));
      const next = timesRe(r3, i3, x, y);
      i3 = timesIm(r3, i3, x, y);
      r3 = next;
    }
    view += VECTOR;
    side += VECTOR;
  }
  return reduce(r0, i0, r1, i1, r2, i2, r3, i3);
}

/** The same for two sites, their tables multiplied on the way. Cost 14 flops per hidden unit. */
export function productOfViewOfTwo(view: usize, a: usize, b: usize, blocks: i32): bool {
  const first = a + <usize>blocks * VECTOR;
  const second = b + <usize>blocks * VECTOR;
  const third = view + <usize>blocks * VECTOR;
  let r0 = timesRe(v128.load(first, 0), v128.load(first, 64), v128.load(second, 0), v128.load(second, 64));
  let i0 = timesIm(v128.load(first, 0), v128.load(first, 64), v128.load(second, 0), v128.load(second, 64));
  let r1 = timesRe(v128.load(first, 16), v128.load(first, 80), v128.load(second, 16), v128.load(second, 80));
  let i1 = timesIm(v128.load(first, 16), v128.load(first, 80), v128.load(second, 16), v128.load(second, 80));
  let r2 = timesRe(v128.load(first, 32), v128.load(first, 96), v128.load(second, 32), v128.load(second, 96));
  let i2 = timesIm(v128.load(first, 32), v128.load(first, 96), v128.load(second, 32), v128.load(second, 96));
  let r3 = timesRe(v128.load(first, 48), v128.load(first, 112), v128.load(second, 48), v128.load(second, 112));
  let i3 = timesIm(v128.load(first, 48), v128.load(first, 112), v128.load(second, 48), v128.load(second, 112));
  {
    const x = v128.load(third, 0);
    const y = v128.load(third, 64);
    const next = timesRe(r0, i0, x, y);
    i0 = timesIm(r0, i0, x, y);
    r0 = next;
  }
  {
    const x = v128.load(third, 16);
    const y = v128.load(third, 80);
    const next = timesRe(r1, i1, x, y);
    i1 = timesIm(r1, i1, x, y);
    r1 = next;
  }
  {
    const x = v128.load(third, 32);
    const y = v128.load(third, 96);
    const next = timesRe(r2, i2, x, y);
    i2 = timesIm(r2, i2, x, y);
    r2 = next;
  }
  {
    const x = v128.load(third, 48);
    const y = v128.load(third, 112);
    const next = timesRe(r3, i3, x, y);
    i3 = timesIm(r3, i3, x, y);
    r3 = next;
  }
  while (view < third) {
    {
      const ar = v128.load(a, 0);
      const ai = v128.load(a, 64);
      const br = v128.load(b, 0);
      const bi = v128.load(b, 64);
      const x = f64x2.add(v128.load(view, 0), timesRe(ar, ai, br, bi));
      const y = f64x2.add(v128.load(view, 64), timesIm(ar, ai, br, bi));
      const next = timesRe(r0, i0, x, y);
      i0 = timesIm(r0, i0, x, y);
      r0 = next;
    }
    {
      const ar = v128.load(a, 16);
      const ai = v128.load(a, 80);
      const br = v128.load(b, 16);
      const bi = v128.load(b, 80);
      const x = f64x2.add(v128.load(view, 16), timesRe(ar, ai, br, bi));
      const y = f64x2.add(v128.load(view, 80), timesIm(ar, ai, br, bi));
      const next = timesRe(r1, i1, x, y);
      i1 = timesIm(r1, i1, x, y);
      r1 = next;
    }
    {
      const ar = v128.load(a, 32);
      const ai = v128.load(a, 96);
      const br = v128.load(b, 32);
      const bi = v128.load(b, 96);
      const x = f64x2.add(v128.load(view, 32), timesRe(ar, ai, br, bi));
      const y = f64x2.add(v128.load(view, 96), timesIm(ar, ai, br, bi));
      const next = timesRe(r2, i2, x, y);
      i2 = timesIm(r2, i2, x, y);
      r2 = next;
    }
    {
      const ar = v128.load(a, 48);
      const ai = v128.load(a, 112);
      const br = v128.load(b, 48);
      const bi = v128.load(b, 112);
      const x = f64x2.add(v128.load(view, 48), timesRe(ar, ai, br, bi));
      const y = f64x2.add(v128.load(view, 112), timesIm(ar, ai, br, bi));
      const next = timesRe(r3, i3, x, y);
      i3 = timesIm(r3, i3, x, y);
      r3 = next;
    }
    view += VECTOR;
    a += VECTOR;
    b += VECTOR;
  }
  return reduce(r0, i0, r1, i1, r2, i2, r3, i3);
}
