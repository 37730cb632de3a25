/**
 * Elementary functions on two doubles at once, accurate to a few units in the last place; exact to the bit on every engine, like all of
 * WebAssembly. Polynomials: Taylor on reduced arguments; the arctangent's rational form is that of Cephes (S. L. Moshier).
 */

@inline
function fma(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** e^x for x <= 0, as e^-708 below -708; NaN for NaN. */
@inline
export function expNegative(x: v128): v128 {
  // In this order: pmax(-708, NaN) would be -708.
  const clamped = f64x2.pmax(x, f64x2.splat(-708.0));
  const magic = f64x2.splat(6755399441055744.0);
  const shifted = fma(clamped, f64x2.splat(1.4426950408889634), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(6.93147180369123816490e-1)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10)));
  let p = f64x2.splat(1.6059043836821613e-10);
  p = fma(p, r, f64x2.splat(2.08767569878681e-9));
  p = fma(p, r, f64x2.splat(2.505210838544172e-8));
  p = fma(p, r, f64x2.splat(2.755731922398589e-7));
  p = fma(p, r, f64x2.splat(2.7557319223985893e-6));
  p = fma(p, r, f64x2.splat(2.48015873015873e-5));
  p = fma(p, r, f64x2.splat(1.984126984126984e-4));
  p = fma(p, r, f64x2.splat(1.388888888888889e-3));
  p = fma(p, r, f64x2.splat(8.333333333333333e-3));
  p = fma(p, r, f64x2.splat(4.1666666666666664e-2));
  p = fma(p, r, f64x2.splat(0.16666666666666666));
  p = fma(p, r, f64x2.splat(0.5));
  p = fma(p, r, f64x2.splat(1));
  p = fma(p, r, f64x2.splat(1));
  // The low bits of `shifted` are n; moved into the exponent they multiply by 2^n.
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** Result of {@link sincos}. */
export let sine: v128 = i64x2.splat(0);
export let cosine: v128 = i64x2.splat(0);

/** sin y and cos y into `sine` and `cosine`; |y| < 1e5. */
@inline
export function sincos(y: v128): void {
  const magic = f64x2.splat(6755399441055744.0);
  const shifted = fma(y, f64x2.splat(0.6366197723675814), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(y, f64x2.mul(n, f64x2.splat(1.5707963267341256)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(6.077100506303966e-11)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(2.0222662487959506e-21)));
  const z = f64x2.mul(r, r);
  let s = f64x2.splat(2.811457254345521e-15);
  s = fma(s, z, f64x2.splat(-7.647163731819816e-13));
  s = fma(s, z, f64x2.splat(1.6059043836821613e-10));
  s = fma(s, z, f64x2.splat(-2.505210838544172e-8));
  s = fma(s, z, f64x2.splat(2.7557319223985893e-6));
  s = fma(s, z, f64x2.splat(-1.984126984126984e-4));
  s = fma(s, z, f64x2.splat(8.333333333333333e-3));
  s = fma(s, z, f64x2.splat(-0.16666666666666666));
  s = fma(f64x2.mul(s, z), r, r);
  let c = f64x2.splat(-1.5619206968586225e-16);
  c = fma(c, z, f64x2.splat(4.779477332387385e-14));
  c = fma(c, z, f64x2.splat(-1.1470745597729725e-11));
  c = fma(c, z, f64x2.splat(2.08767569878681e-9));
  c = fma(c, z, f64x2.splat(-2.755731922398589e-7));
  c = fma(c, z, f64x2.splat(2.48015873015873e-5));
  c = fma(c, z, f64x2.splat(-1.388888888888889e-3));
  c = fma(c, z, f64x2.splat(4.1666666666666664e-2));
  c = fma(c, z, f64x2.splat(-0.5));
  c = fma(c, z, f64x2.splat(1));
  // Quadrant n mod 4: odd n exchange sine and cosine; bit 1 of n and of n + 1 are the signs.
  const odd = i64x2.neg(v128.and(shifted, i64x2.splat(1)));
  const sineSign = i64x2.shl(v128.and(shifted, i64x2.splat(2)), 62);
  const cosineSign = i64x2.shl(v128.and(i64x2.add(shifted, i64x2.splat(1)), i64x2.splat(2)), 62);
  sine = v128.xor(v128.bitselect(c, s, odd), sineSign);
  cosine = v128.xor(v128.bitselect(s, c, odd), cosineSign);
}

/** ln v for a positive, normal v. */
@inline
export function log(v: v128): v128 {
  // v = 2^k m with m in [√½, √2).
  const bits = i64x2.sub(v, i64x2.splat(0x3fe6a09e667f3bcd));
  const exponent = i64x2.shr_s(bits, 52);
  const m = i64x2.sub(v, i64x2.shl(exponent, 52));
  // An i64 in ±2^51 becomes a double by way of the magic constant's low bits.
  const magic = f64x2.splat(6755399441055744.0);
  const k = f64x2.sub(i64x2.add(exponent, magic), magic);
  const one = f64x2.splat(1);
  const f = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(f, f);
  let p = f64x2.splat(2.0 / 21);
  p = fma(p, z, f64x2.splat(2.0 / 19));
  p = fma(p, z, f64x2.splat(2.0 / 17));
  p = fma(p, z, f64x2.splat(2.0 / 15));
  p = fma(p, z, f64x2.splat(2.0 / 13));
  p = fma(p, z, f64x2.splat(2.0 / 11));
  p = fma(p, z, f64x2.splat(2.0 / 9));
  p = fma(p, z, f64x2.splat(2.0 / 7));
  p = fma(p, z, f64x2.splat(2.0 / 5));
  p = fma(p, z, f64x2.splat(2.0 / 3));
  const small = fma(f64x2.mul(p, z), f, f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  return f64x2.add(f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1)), fma(f64x2.splat(2), f, small));
}

/** The argument of x + iy for x >= 0, in [-π/2, π/2]. */
@inline
export function argument(x: v128, y: v128): v128 {
  const signMask = i64x2.splat(i64.MIN_VALUE);
  const magnitude = f64x2.abs(y);
  const steep = f64x2.gt(magnitude, x);
  const top = v128.bitselect(x, magnitude, steep);
  const bottom = f64x2.pmax(v128.bitselect(magnitude, x, steep), f64x2.splat(1e-300));
  const t = f64x2.div(top, bottom);
  const middle = f64x2.gt(t, f64x2.splat(0.41421356237309503));
  const one = f64x2.splat(1);
  const u = v128.bitselect(f64x2.div(f64x2.sub(t, one), f64x2.add(t, one)), t, middle);
  const z = f64x2.mul(u, u);
  let p = f64x2.splat(-8.750608600031904122785e-1);
  p = fma(p, z, f64x2.splat(-1.615753718733365076637e1));
  p = fma(p, z, f64x2.splat(-7.500855792314704667340e1));
  p = fma(p, z, f64x2.splat(-1.228866684490136173410e2));
  p = fma(p, z, f64x2.splat(-6.485021904942025371773e1));
  let q = f64x2.add(z, f64x2.splat(2.485846490142306297962e1));
  q = fma(q, z, f64x2.splat(1.650270098316988542046e2));
  q = fma(q, z, f64x2.splat(4.328810604912902668951e2));
  q = fma(q, z, f64x2.splat(4.853903996359136964868e2));
  q = fma(q, z, f64x2.splat(1.945506571482613964425e2));
  let a = fma(f64x2.mul(z, f64x2.div(p, q)), u, u);
  a = f64x2.add(a, v128.and(f64x2.splat(0.7853981633974483), middle));
  a = v128.bitselect(f64x2.sub(f64x2.splat(1.5707963267948966), a), a, steep);
  return v128.or(a, v128.and(y, signMask));
}
