// Distributions of the outcomes of measuring all spins.
import type { State } from "../../index.ts";

/** P of measuring all spins along X, over 2^N outcomes numbered as configurations. */
export function outcomesAlongX(state: State): Float64Array {
  if (state.kind === "diagonal") {
    // Every configuration is a fair coin for each spin.
    return new Float64Array(state.probabilities.length).fill(1 / state.probabilities.length);
  }
  const [real, imaginary] = [hadamard(state.real), hadamard(state.imaginary)];
  return real.map((re, s) => re * re + imaginary[s] * imaginary[s]);
}

/** Σ_s Π_i (-1)^{s_i t_i} ψ(s) / √(2^N), for all t. */
function hadamard(values: Float64Array): Float64Array {
  const result = values.slice();
  for (let width = 1; width < result.length; width *= 2) {
    for (let s = 0; s < result.length; s++) {
      if (s & width) continue;
      const [up, down] = [result[s], result[s | width]];
      result[s] = (up + down) * Math.SQRT1_2;
      result[s | width] = (up - down) * Math.SQRT1_2;
    }
  }
  return result;
}

/** The distance of two distributions in total variation, ½ Σ |p - q|. */
export function totalVariation(p: Float64Array, q: Float64Array): number {
  return p.reduce((total, value, s) => total + Math.abs(value - q[s]) / 2, 0);
}

/** -Σ p ln p, in nats. */
export function shannonEntropy(p: Float64Array): number {
  return p.reduce((total, value) => (value > 0 ? total - value * Math.log(value) : total), 0);
}
