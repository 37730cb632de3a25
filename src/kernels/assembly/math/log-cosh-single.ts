/**
 * ln cosh of rows in single precision, four numbers at once: log-cosh.ts and exp-decay.ts for what needs no more than six digits. Blocks of 8
 * numbers, [re × 8][im × 8]. Each loop is one pass: vector-math.ts says why. Polynomials: the logarithm's is fdlibm's (Sun Microsystems
 * 1993), the others are those of Cephes (Moshier 1992).
 */

/** Bytes of a block. */
export const BLOCK: usize = 64;
/** Bytes from the real part of a number to its imaginary part. */
export const IM: usize = 32;

const SIGN: i32 = i32.MIN_VALUE;
/** Added to a number in ±2^22 it rounds it, and leaves the integer in the low bits. */
const MAGIC: f32 = 12582912;
const TINY: f32 = 1e-30;

@inline
function number(x: f32): v128 {
  return f32x4.splat(x);
}

@inline
function fma(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
function signBits(x: v128): v128 {
  return v128.and(x, i32x4.splat(SIGN));
}

/** Rows of blocks of doubles (blocks.ts) as singles. */
export function demote(from: usize, blocks: i32, to: usize): void {
  for (const end = to + <usize>blocks * BLOCK; to < end; to += 16, from += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(from));
    const high = f32x4.demote_f64x2_zero(v128.load(from, 16));
    v128.store(to, v128.shuffle<i64>(low, high, 0, 2));
  }
}

/** u = 1 + e^{-2z'}, z' = ±z with Re z' >= 0, and the row (|Re z|, Im z') of a row z, in place; `t` is scratch. */
export function decaySingle(row: usize, u: usize, t: usize, blocks: i32): void {
  const bytes = <usize>blocks * BLOCK;
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    for (let at = block; at < block + 32; at += 16) {
      const x = v128.load(row + at);
      const y = v128.xor(v128.load(row + at, IM), signBits(x));
      v128.store(row + at, f32x4.abs(x));
      v128.store(row + at, y, IM);
      const angle = f32x4.add(y, y);
      const shifted = fma(angle, number(0.63661977), number(MAGIC));
      const n = f32x4.sub(shifted, number(MAGIC));
      let r = f32x4.sub(angle, f32x4.mul(n, number(1.5703125)));
      r = f32x4.sub(r, f32x4.mul(n, number(4.837512969970703125e-4)));
      v128.store(t + at, f32x4.sub(r, f32x4.mul(n, number(7.549789948768648e-8))));
      v128.store(t + at, shifted, IM);
    }
  }
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    exponential(row + block, u + block);
    exponential(row + block + 16, u + block + 16);
  }
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    turn(u + block, t + block);
    turn(u + block + 16, t + block + 16);
  }
}

/** e^{-2x} for x >= 0. */
@inline
function exponential(row: usize, u: usize): void {
  // In this order: pmax(-87, NaN) would be -87.
  const x = f32x4.pmax(f32x4.mul(number(-2), v128.load(row)), number(-87));
  const shifted = fma(x, number(1.44269504), number(MAGIC));
  const n = f32x4.sub(shifted, number(MAGIC));
  const r = f32x4.add(f32x4.sub(x, f32x4.mul(n, number(0.693359375))), f32x4.mul(n, number(2.12194440e-4)));
  const s = f32x4.mul(r, r);
  const p1 = fma(number(1.6666665459e-1), r, number(5.0000001201e-1));
  const p3 = fma(number(8.3334519073e-3), r, number(4.1665795894e-2));
  const p5 = fma(number(1.9875691500e-4), r, number(1.3981999507e-3));
  const p = f32x4.add(fma(fma(fma(p5, s, p3), s, p1), s, r), number(1));
  v128.store(u, i32x4.add(p, i32x4.shl(shifted, 23)));
}

/** 1 + modulus × e^{-i angle}. */
@inline
function turn(u: usize, t: usize): void {
  const r = v128.load(t);
  const shifted = v128.load(t, IM);
  const z = f32x4.mul(r, r);
  const s = fma(f32x4.mul(fma(fma(number(-1.9515295891e-4), z, number(8.3321608736e-3)), z, number(-1.6666654611e-1)), z), r, r);
  const even = fma(fma(number(2.443315711809948e-5), z, number(-1.388731625493765e-3)), z, number(4.166664568298827e-2));
  const c = fma(f32x4.mul(even, z), z, fma(z, number(-0.5), number(1)));
  const odd = i32x4.neg(v128.and(shifted, i32x4.splat(1)));
  const signOfSine = i32x4.shl(v128.and(shifted, i32x4.splat(2)), 30);
  const signOfCosine = i32x4.shl(v128.and(i32x4.add(shifted, i32x4.splat(1)), i32x4.splat(2)), 30);
  const cosine = v128.xor(v128.bitselect(s, c, odd), signOfCosine);
  const sine = v128.xor(v128.bitselect(c, s, odd), signOfSine);
  const modulus = v128.load(u);
  v128.store(u, f32x4.add(number(1), f32x4.mul(modulus, cosine)));
  v128.store(u, f32x4.neg(f32x4.mul(modulus, sine)), IM);
}

/** The row becomes ln cosh z, from what `decaySingle` left; returns the least |u|². `u` and `t` are overwritten. */
export function logCoshSingle(row: usize, u: usize, t: usize, blocks: i32): f32 {
  const bytes = <usize>blocks * BLOCK;
  let least = number(4);
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    for (let at = block; at < block + 32; at += 16) {
      const x = v128.load(u + at);
      const y = v128.load(u + at, IM);
      const norm = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
      least = f32x4.min(least, norm);
      const v = f32x4.pmax(norm, number(TINY));
      // 2^k m = v with m in [√½, √2).
      const exponent = v128.and(i32x4.sub(v, i32x4.splat(0x3f3504f3)), i32x4.splat(0xff800000));
      const f = f32x4.sub(i32x4.sub(v, exponent), number(1));
      v128.store(t + at, f32x4.div(f, f32x4.add(f, number(2))));
      v128.store(t + at, f32x4.convert_i32x4_s(i32x4.shr_s(exponent, 23)), IM);
      const modulus = f32x4.abs(y);
      const steep = f32x4.gt(modulus, x);
      const small = f32x4.pmin(modulus, x);
      const large = f32x4.pmax(f32x4.pmax(modulus, x), number(TINY));
      const middle = f32x4.gt(small, f32x4.mul(large, number(0.41421357)));
      const q = f32x4.div(f32x4.sub(small, v128.and(large, middle)), f32x4.add(large, v128.and(small, middle)));
      const a = v128.bitselect(number(0.78539816), v128.and(steep, number(1.57079633)), middle);
      v128.store(u + at, v128.xor(q, v128.xor(signBits(steep), signBits(y))));
      v128.store(u + at, v128.xor(a, signBits(y)), IM);
    }
  }
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    addLogarithm(t + block, row + block);
    addLogarithm(t + block + 16, row + block + 16);
  }
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    addArgument(u + block, row + block);
    addArgument(u + block + 16, row + block + 16);
  }
  const two = f32x4.min(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  return min(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** Re ln cosh z = |Re z| + ½ ln |u|² - ln 2. */
@inline
function addLogarithm(t: usize, row: usize): void {
  const s = v128.load(t);
  const k = v128.load(t, IM);
  const z = f32x4.mul(s, s);
  const p = fma(fma(fma(number(0.24279078841), z, number(0.28498786688)), z, number(0.40000972152)), z, number(0.66666662693));
  const half = fma(k, number(0.34657359), fma(f32x4.mul(s, f32x4.mul(z, p)), number(0.5), s));
  v128.store(row, f32x4.add(f32x4.abs(v128.load(row)), f32x4.sub(half, number(0.69314718))));
}

/** Im ln cosh z = Im z' + arg u. */
@inline
function addArgument(u: usize, row: usize): void {
  const q = v128.load(u);
  const z = f32x4.mul(q, q);
  const p = fma(fma(fma(number(8.05374449538e-2), z, number(-1.38776856032e-1)), z, number(1.99777106478e-1)), z, number(-3.33329491539e-1));
  const argument = f32x4.add(fma(f32x4.mul(p, z), q, q), v128.load(u, IM));
  v128.store(row, f32x4.add(v128.load(row, IM), argument), IM);
}
