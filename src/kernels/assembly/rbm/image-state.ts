import { IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import { BLOCK, HALF } from "./lookups";
import { inRange, look, productOfView, productOfViewOfTwo } from "./shared-ratio";

/**
 * What a chain keeps about an image g s of its configuration where an RBM is projected (symmetrised/symmetrised.ts): its moves need the complex ratios of
 * all images. Such an image state is a look at the image (shared-ratio.ts), z = e^{-2θ} and Π p over each lane, that moves along: z ← z/T, and from that
 * Π p = 1/Π (1 + z) anew, so that errors do not feed on each other. Where products leave the range of doubles it is shut, its Π p are
 * zero, and ratios have to be had from look-ups.
 */

/** |1 + z|² after a move onto a zero of f that rounding took for none. */
const SMALLEST: f64 = 1e-290;

/** An image state from look-ups. */
export function beginImageState(state: usize, image: usize, blocks: i32): void {
  if (!look(state, image, blocks)) shut(image, blocks);
}

function shut(image: usize, blocks: i32): void {
  memory.fill(image + <usize>blocks * VECTOR, 0, VECTOR);
}

@inline
function isOpen(image: usize, blocks: i32): bool {
  const products = image + <usize>blocks * VECTOR;
  return load<f64>(products) != 0 || load<f64>(products, IM) != 0;
}

/** The ratio for a flip, by one side of its table; whether it is exact. Cost 8 flops per hidden unit. */
export function imageProduct(image: usize, side: usize, blocks: i32): bool {
  return isOpen(image, blocks) && productOfView(image, side, blocks);
}

/** The same for two sites, their tables multiplied on the way. Cost 14 flops per hidden unit. */
export function imageProductOfTwo(image: usize, a: usize, b: usize, blocks: i32): bool {
  return isOpen(image, blocks) && productOfViewOfTwo(image, a, b, blocks);
}

/**
 * The image state after a flip, by the inverses: the side of its table for the spin as it will be. With `other`, if it is not 0, a second one in the
 * same step: the configuration in between might be a zero of f. Cost 20 or 26 flops per hidden unit.
 */
export function moveImageState(image: usize, side: usize, other: usize, blocks: i32): void {
  const one = f64x2.splat(1);
  const products = image + <usize>blocks * VECTOR;
  let inside = true;
  for (let lane: usize = 0; lane < IM; lane += 16) {
    let re = one;
    let im = f64x2.splat(0);
    let small = one;
    let large = one;
    let t = side + lane;
    let u = other + lane;
    for (let at = image + lane; at < products; at += VECTOR) {
      const zr = v128.load(at);
      const zi = v128.load(at, IM);
      let tr = v128.load(t);
      let ti = v128.load(t, IM);
      if (other) {
        const ur = v128.load(u);
        const ui = v128.load(u, IM);
        const both = timesRe(tr, ti, ur, ui);
        ti = timesIm(tr, ti, ur, ui);
        tr = both;
        u += VECTOR;
      }
      const y = timesIm(zr, zi, tr, ti);
      const moved = timesRe(zr, zi, tr, ti);
      v128.store(at, moved);
      v128.store(at, y, IM);
      const x = f64x2.add(one, moved);
      const square = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
      small = f64x2.mul(small, f64x2.pmin(one, square));
      large = f64x2.mul(large, f64x2.pmax(one, square));
      const next = timesRe(re, im, x, y);
      im = timesIm(re, im, x, y);
      re = next;
      t += VECTOR;
    }
    const inverse = f64x2.div(one, f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im)));
    v128.store(products + lane, f64x2.mul(re, inverse));
    v128.store(products + lane, f64x2.neg(f64x2.mul(im, inverse)), IM);
    if (!inRange(small, f64x2.div(one, large))) inside = false;
  }
  if (!inside) shut(image, blocks);
}

/** Look-ups from an image state: p = 1/(1 + z), m = z p. */
export function lookupsOfImage(image: usize, state: usize, blocks: i32): void {
  const one = f64x2.splat(1);
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < IM; lane += 16) {
      const zr = v128.load(image + lane);
      const zi = v128.load(image + lane, IM);
      const x = f64x2.add(one, zr);
      const square = f64x2.add(f64x2.mul(x, x), f64x2.mul(zi, zi));
      const inverse = f64x2.div(one, f64x2.pmax(square, f64x2.splat(SMALLEST)));
      const pr = f64x2.mul(x, inverse);
      const pi = f64x2.neg(f64x2.mul(zi, inverse));
      v128.store(state + lane, pr);
      v128.store(state + lane, pi, IM);
      v128.store(state + lane, timesRe(zr, zi, pr, pi), HALF);
      v128.store(state + lane, timesIm(zr, zi, pr, pi), HALF + IM);
    }
    state += BLOCK;
    image += VECTOR;
  }
}
