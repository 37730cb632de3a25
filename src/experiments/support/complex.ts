// The two functions of a complex neuron, ln cosh z and its derivative tanh z, as pairs of numbers.
import type { ComplexPair } from "../../index.ts";

/** ln cosh z = w + ln(1 + e^(-2w)) - ln 2 with w = ±z, Re w >= 0, so that nothing overflows. */
export function logCosh(re: number, im: number): ComplexPair {
  const sign = re < 0 ? -1 : 1;
  const [x, y] = [sign * re, sign * im];
  const decay = Math.exp(-2 * x);
  const [c, s] = [1 + decay * Math.cos(2 * y), -decay * Math.sin(2 * y)];
  return [x + Math.log(Math.hypot(c, s)) - Math.LN2, y + Math.atan2(s, c)];
}

/** tanh z = (1 - e^(-2w)) / (1 + e^(-2w)), times the sign of w = ±z. */
export function tanh(re: number, im: number): ComplexPair {
  const sign = re < 0 ? -1 : 1;
  const decay = Math.exp(-2 * sign * re);
  const [c, s] = [decay * Math.cos(2 * im), -decay * Math.sin(2 * sign * im)];
  const norm = (1 + c) * (1 + c) + s * s;
  return [(sign * ((1 - c) * (1 + c) - s * s)) / norm, (sign * -2 * s) / norm];
}
