/**
 * Elementary functions on two doubles at once, accurate to a few units in the last place; exact to the bit on every engine, like all of
 * WebAssembly. Each comes as a reduction of the argument and a polynomial of the rest, for a loop to do one of them in a pass: a short
 * chain of operations lets the processor work on several numbers at a time, and a whole function takes half as long again in one go.
 * Polynomials: exp is Taylor's; the others are those of fdlibm (Sun Microsystems 1993), by even and odd terms.
 */

const SIGN: i64 = i64.MIN_VALUE;
/** Added to a double in ±2^51 it rounds it, and leaves the integer in the low bits. */
const MAGIC: f64 = 6755399441055744.0;
/** ln 2 in two parts; the first has zeros at its end, so that small multiples are exact. */
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

@inline
function fma(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

@inline
function number(x: f64): v128 {
  return f64x2.splat(x);
}

/** max(x, -708), below which e^x is taken to be e^-708; NaN for NaN. */
@inline
export function clampExponent(x: v128): v128 {
  // In this order: pmax(-708, NaN) would be -708.
  return f64x2.pmax(x, number(-708));
}

/** MAGIC + n, n the integer next to x / ln 2. */
@inline
export function exponentOf(x: v128): v128 {
  return fma(x, number(1.4426950408889634), number(MAGIC));
}

/** x - n ln 2. */
@inline
export function exponentRest(x: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, number(MAGIC));
  return f64x2.sub(f64x2.sub(x, f64x2.mul(n, number(LN2_HIGH))), f64x2.mul(n, number(LN2_LOW)));
}

/** 2^n e^r for |r| <= ln 2 / 2. */
@inline
export function expOfRest(r: v128, shifted: v128): v128 {
  const s = f64x2.mul(r, r);
  const fourth = f64x2.mul(s, s);
  const p2 = fma(number(0.16666666666666666), r, number(0.5));
  const p4 = fma(number(8.333333333333333e-3), r, number(4.1666666666666664e-2));
  const p6 = fma(number(1.984126984126984e-4), r, number(1.388888888888889e-3));
  const p8 = fma(number(2.7557319223985893e-6), r, number(2.48015873015873e-5));
  const p10 = fma(number(2.505210838544172e-8), r, number(2.755731922398589e-7));
  const p12 = fma(number(1.6059043836821613e-10), r, number(2.08767569878681e-9));
  const high = fma(fma(p12, s, p10), fourth, fma(p8, s, p6));
  const p = f64x2.add(fma(s, fma(high, fourth, fma(p4, s, p2)), r), number(1));
  // The low bits of `shifted` are n; moved into the exponent they multiply by 2^n.
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** e^x for x <= 0; NaN for NaN. */
@inline
export function expNegative(x: v128): v128 {
  const clamped = clampExponent(x);
  const shifted = exponentOf(clamped);
  return expOfRest(exponentRest(clamped, shifted), shifted);
}

/** MAGIC + n, n the integer next to y / (π/2); |y| < 1e5. */
@inline
export function quadrantOf(y: v128): v128 {
  return fma(y, number(0.6366197723675814), number(MAGIC));
}

/** y - n π/2. */
@inline
export function angleRest(y: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, number(MAGIC));
  let r = f64x2.sub(y, f64x2.mul(n, number(1.5707963267341256)));
  r = f64x2.sub(r, f64x2.mul(n, number(6.077100506303966e-11)));
  return f64x2.sub(r, f64x2.mul(n, number(2.0222662487959506e-21)));
}

/** sin r for |r| <= π/4, z = r². */
@inline
export function sineOfRest(r: v128, z: v128): v128 {
  const w = f64x2.mul(z, z);
  const odd = fma(fma(number(1.58969099521155010221e-10), w, number(2.75573137070700676789e-6)), w, number(8.33333333332248946124e-3));
  const even = fma(fma(number(-2.50507602534068634195e-8), w, number(-1.98412698298579493134e-4)), w, number(-1.66666666666666324348e-1));
  return fma(f64x2.mul(fma(odd, z, even), z), r, r);
}

/** cos r for |r| <= π/4, z = r². */
@inline
export function cosineOfRest(z: v128): v128 {
  const w = f64x2.mul(z, z);
  const even = fma(fma(number(2.08757232129817482790e-9), w, number(2.48015872894767294178e-5)), w, number(4.16666666666666019037e-2));
  const odd = fma(fma(number(-1.13596475577881948265e-11), w, number(-2.75573143513906633035e-7)), w, number(-1.38888888888741095749e-3));
  return fma(fma(odd, z, even), w, fma(z, number(-0.5), number(1)));
}

/** All bits set where quadrant n is odd: sine and cosine are exchanged there. */
@inline
export function exchanged(shifted: v128): v128 {
  return i64x2.neg(v128.and(shifted, i64x2.splat(1)));
}

/** Sign bit of the sine in quadrant n: bit 1 of n; that of the cosine is bit 1 of n + 1. */
@inline
export function signOfQuadrant(shifted: v128): v128 {
  return i64x2.shl(v128.and(shifted, i64x2.splat(2)), 62);
}

/** The same for the cosine. */
@inline
export function signOfCosine(shifted: v128): v128 {
  return signOfQuadrant(i64x2.add(shifted, i64x2.splat(1)));
}

/** k in v = 2^k m, m in [√½, √2), for a positive, normal v; as the bits that it has in an exponent. */
@inline
export function binaryExponent(v: v128): v128 {
  return v128.and(i64x2.sub(v, i64x2.splat(0x3fe6a09e667f3bcd)), i64x2.splat(0xfff0000000000000));
}

/** (m - 1)/(m + 1). */
@inline
export function logRatio(v: v128, exponent: v128): v128 {
  const f = f64x2.sub(i64x2.sub(v, exponent), number(1));
  return f64x2.div(f, f64x2.add(f, number(2)));
}

/** k as a double: 1024 more than it, not negative, are the low bits of 2^52 + 1024 + k. */
@inline
export function exponentToDouble(exponent: v128): v128 {
  const integer = i64x2.shr_u(i64x2.add(exponent, i64x2.splat(0x4000000000000000)), 52);
  return f64x2.sub(v128.or(integer, number(4503599627370496)), number(4503599627371520));
}

/** k ln 2 + ln m, s = (m - 1)/(m + 1). */
@inline
export function logOfRatio(s: v128, k: v128): v128 {
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = fma(fma(number(1.531383769920937332e-1), w, number(2.222219843214978396e-1)), w, number(3.999999999940941908e-1));
  let odd = fma(fma(number(1.479819860511658591e-1), w, number(1.818357216161805012e-1)), w, number(2.857142874366239149e-1));
  odd = fma(odd, w, number(6.666666666666735130e-1));
  const small = fma(s, f64x2.mul(z, fma(even, z, odd)), f64x2.mul(k, number(LN2_LOW)));
  return fma(k, number(LN2_HIGH), f64x2.add(f64x2.add(s, s), small));
}

/** arctan t for |t| <= 7/16. */
@inline
export function arctangent(t: v128): v128 {
  const z = f64x2.mul(t, t);
  const w = f64x2.mul(z, z);
  let odd = fma(fma(number(1.62858201153657823623e-2), w, number(4.97687799461593236017e-2)), w, number(6.66107313738753120669e-2));
  odd = fma(fma(fma(odd, w, number(9.09088713343650656196e-2)), w, number(1.42857142725034663711e-1)), w, number(3.33333333333329318027e-1));
  let even = fma(fma(number(-3.65315727442169155270e-2), w, number(-5.83357013379057348645e-2)), w, number(-7.69187620504482999495e-2));
  even = fma(fma(even, w, number(-1.11111104054623557880e-1)), w, number(-1.99999999998764832476e-1));
  return f64x2.sub(t, f64x2.mul(t, f64x2.mul(z, fma(even, z, odd))));
}

/** Sign bits. */
@inline
export function signBits(x: v128): v128 {
  return v128.and(x, i64x2.splat(SIGN));
}
