// Objectives from a wave function, or from probabilities, that are known configuration by configuration.
import { cosine, exponential, logarithm, sine } from "../../core/elementary.ts";
import type { Objective } from "./objective.ts";
import type { Summed } from "./summed.ts";

/** f(s) / √Σ|f|², complex interleaved. */
export function amplitudesOf({ logs }: Pick<Summed, "logs">): Float64Array {
  const amplitudes = new Float64Array(logs.length);
  let norm = 0;
  for (let at = 0; at < logs.length; at += 2) {
    const modulus = exponential(logs[at]);
    amplitudes[at] = modulus * cosine(logs[at + 1]);
    amplitudes[at + 1] = modulus * sine(logs[at + 1]);
    norm += modulus * modulus;
  }
  return amplitudes.map((value) => value / Math.sqrt(norm));
}

/** <a|b>, both complex interleaved. */
export function overlap(a: Float64Array, b: Float64Array): [re: number, im: number] {
  let re = 0;
  let im = 0;
  for (let at = 0; at < a.length; at += 2) {
    re += a[at] * b[at] + a[at + 1] * b[at + 1];
    im += a[at] * b[at + 1] - a[at + 1] * b[at];
  }
  return [re, im];
}

/**
 * A target wave function: L = -ln F, F = |<f|φ>|² / (<f|f> <φ|φ>), ε = -(φ/f) / <φ/f>, complex Gram. <ε> = -1.
 * @param target φ on the configurations of the sector, complex interleaved, normalised
 */
export function amplitudeObjective(target: Float64Array): Objective {
  return {
    metric: "complex",
    rate: 1,
    penaltyScale: 1,
    loss: (state) => {
      const [re, im] = overlap(amplitudesOf(state), target);
      return -logarithm(re * re + im * im);
    },
    estimates: (state) => {
      const amplitudes = amplitudesOf(state);
      // <φ/f> over |f|² is <f|φ> for a normalised f.
      const [re, im] = overlap(amplitudes, target);
      const estimates = new Float64Array(target.length);
      for (let at = 0; at < target.length; at += 2) {
        const [a, b] = quotient(target[at], target[at + 1], amplitudes[at], amplitudes[at + 1]);
        const [x, y] = quotient(a, b, re, im);
        estimates[at] = 1 - x;
        estimates[at + 1] = -y;
      }
      return estimates;
    },
  };
}

function quotient(a: number, b: number, c: number, d: number): [number, number] {
  const norm = c * c + d * d;
  // Where |f|² underflows the configuration has no weight, and none in the force.
  if (norm === 0) return [0, 0];
  return [(a * c + b * d) / norm, (b * c - a * d) / norm];
}

/**
 * Target probabilities, or the shares of measured configurations: L = KL(p || P) = Σ p ln(p / P), P = |f|^q / Z, ε = -p / P, real part of the Gram
 * matrix. <ε> = -1. The phases of f get no gradient.
 * @param target p on the configurations of the sector, of sum 1
 */
export function probabilityObjective(target: Float64Array, exponent: 1 | 2): Objective {
  return {
    metric: "real",
    rate: 1 / exponent,
    penaltyScale: (exponent * exponent) / 2,
    loss: ({ probabilities }) => divergence(target, probabilities),
    estimates: ({ probabilities }) => {
      const estimates = new Float64Array(2 * target.length);
      for (let x = 0; x < target.length; x++) estimates[2 * x] = probabilities[x] > 0 ? 1 - target[x] / probabilities[x] : 0;
      return estimates;
    },
  };
}

/** KL(p || P) = Σ p ln(p / P) in nats. */
export function divergence(p: Float64Array, q: Float64Array): number {
  let total = 0;
  for (let x = 0; x < p.length; x++) if (p[x] > 0) total += p[x] * logarithm(p[x] / q[x]);
  return total;
}
