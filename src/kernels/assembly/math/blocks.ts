/** Vectors of complex numbers in blocks of 8, [re × 8][im × 8], padded with neutral elements; arithmetic on two complex numbers at once. */

/** Bytes of a block. */
export const VECTOR: usize = 128;
/** Bytes from the real part of a number to its imaginary part. */
export const IM: usize = 64;

/** Where element k of a vector begins. */
@inline
export function element(vector: usize, k: i32): usize {
  return vector + (<usize>(k >> 3)) * VECTOR + ((<usize>(k & 7)) << 3);
}

/** Re x y. */
@inline
export function timesRe(xr: v128, xi: v128, yr: v128, yi: v128): v128 {
  return f64x2.sub(f64x2.mul(xr, yr), f64x2.mul(xi, yi));
}

/** Im x y. */
@inline
export function timesIm(xr: v128, xi: v128, yr: v128, yi: v128): v128 {
  return f64x2.add(f64x2.mul(xr, yi), f64x2.mul(xi, yr));
}

/** target += scale × source, over `blocks` blocks. */
export function addScaled(target: usize, source: usize, blocks: i32, scale: f64): void {
  const factor = f64x2.splat(scale);
  const end = target + <usize>blocks * VECTOR;
  while (target < end) {
    v128.store(target, f64x2.add(v128.load(target), f64x2.mul(factor, v128.load(source))));
    v128.store(target, f64x2.add(v128.load(target, 16), f64x2.mul(factor, v128.load(source, 16))), 16);
    target += 32;
    source += 32;
  }
}
