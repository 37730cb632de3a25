/**
 * exp, log, sin, cos and tan from + - * / alone, which every engine rounds alike: a formula means the same bits everywhere. Argument reductions and
 * polynomials are those of fdlibm (Sun Microsystems 1993); within one unit in the last place, the tangent within two.
 */

/** sin, cos and tan are asked of angles up to this: beyond, π/2 times a whole number no longer cancels exactly. */
export const LARGEST_ANGLE = 500_000;

/** π/2 as a sum of three numbers of 33 bits, whose products with whole numbers up to 2^20 are exact, and a rest. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21] as const;
const HALF_PI_REST = 8.4784276603689e-32;
const TWO_OVER_PI = 0.6366197723675814;

/** ln 2 as a number of 33 bits and a rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = r - r * r * polynomial(r * r, EXP);
  const value = 1 - (low - (r * c) / (2 - c) - high);
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The natural logarithm; NaN below 0. */
export function logarithm(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let mantissa = x;
  let k = 0;
  for (; mantissa >= Math.SQRT2; k++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; k--) mantissa *= 2;
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const rest = z * polynomial(z, LOG);
  const halfSquare = 0.5 * f * f;
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + rest) + k * LN2_LOW) - f);
}

/** sin x; NaN beyond {@link LARGEST_ANGLE}. */
export function sine(x: number): number {
  const { quadrant, angle, rest } = reduced(x);
  return fromQuadrant(quadrant, angle, rest);
}

/** cos x; NaN beyond {@link LARGEST_ANGLE}. */
export function cosine(x: number): number {
  const { quadrant, angle, rest } = reduced(x);
  return fromQuadrant(quadrant + 1, angle, rest);
}

/** tan x; NaN beyond {@link LARGEST_ANGLE}. */
export function tangent(x: number): number {
  return sine(x) / cosine(x);
}

/** x - quadrant·π/2 = angle + rest, |angle| <= π/4, by subtractions whose rounding errors are carried along. */
function reduced(x: number): { quadrant: number; angle: number; rest: number } {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) return { quadrant: 0, angle: Number.NaN, rest: 0 };
  const quadrant = Math.round(x * TWO_OVER_PI);
  const [first, second, third] = HALF_PI;
  const middle = difference(x - quadrant * first, quadrant * second);
  const last = difference(middle.value, quadrant * third);
  const error = middle.error + last.error - quadrant * HALF_PI_REST;
  const angle = last.value + error;
  return { quadrant, angle, rest: last.value - angle + error };
}

/** a - b rounded, and what the rounding lost (Knuth). */
function difference(a: number, b: number): { value: number; error: number } {
  const value = a - b;
  const subtracted = a - value;
  return { value, error: a - (value + subtracted) + (subtracted - b) };
}

/** The sine of an angle plus a number of right angles. */
function fromQuadrant(quadrant: number, angle: number, rest: number): number {
  const turn = ((quadrant % 4) + 4) % 4;
  const value = turn % 2 === 0 ? sineNearZero(angle, rest) : cosineNearZero(angle, rest);
  return turn < 2 ? value : -value;
}

function sineNearZero(x: number, rest: number): number {
  const z = x * x;
  const cube = z * x;
  return x - (z * (0.5 * rest - cube * polynomial(z, SIN)) - rest - cube * SIN_FIRST);
}

function cosineNearZero(x: number, rest: number): number {
  const z = x * x;
  const half = 0.5 * z;
  const value = 1 - half;
  return value + (1 - value - half + (z * z * polynomial(z, COS) - x * rest));
}

/** 2^k for |k| <= 1074, exactly. */
function powerOfTwo(k: number): number {
  let power = 1;
  for (let count = 0; count < Math.abs(k); count++) power *= k < 0 ? 0.5 : 2;
  return power;
}

/** c_0 + c_1 z + c_2 z² + … */
function polynomial(z: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((total, c) => total * z + c, 0);
}

const EXP = [0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252, 4.1381367970572385e-8];
const LOG = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805, 0.15313837699209373,
  0.14798198605116586,
];
const SIN_FIRST = -0.16666666666666632;
const SIN = [0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068, -2.5050760253406863e-8, 1.58969099521155e-10];
const COS = [
  0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7, 2.087572321298175e-9, -1.1359647557788195e-11,
];
