// The density matrix of the mixture of branches, summed over the hidden units in closed form.
import { cosine, exponential, sine } from "../core/elementary.ts";
import type { BranchNetwork } from "./network.ts";

/**
 * ρ(s,s') = e^{a·s + a*·s'} Π_j 2cosh(θ_j(s) + θ_j(s')*), θ_j(s) = b_j + Σ_i W_ij s_i, up to a factor, for all 2^N × 2^N pairs: the sum over h of
 * e^{2 Re b·h} Π_i e^{ξ_i s_i + ξ_i* s'_i}. Row s, column s', bit i of a number set where spin i is down.
 */
export function branchDensity({ sites, hidden, fields, biases, weights }: BranchNetwork): { real: Float64Array; imaginary: Float64Array } {
  const dimension = 1 << sites;
  const spins = (state: number) => Array.from({ length: sites }, (_, i) => ((state >> i) & 1 ? -1 : 1));
  const visible = new Float64Array(2 * dimension);
  const angles = new Float64Array(2 * dimension * hidden);
  for (let state = 0; state < dimension; state++) {
    for (const [i, s] of spins(state).entries()) {
      for (let part = 0; part < 2; part++) {
        visible[2 * state + part] += s * fields[2 * i + part];
        for (let j = 0; j < hidden; j++) angles[2 * (state * hidden + j) + part] += s * weights[2 * (i * hidden + j) + part];
      }
    }
    for (let j = 0; j < hidden; j++) {
      for (let part = 0; part < 2; part++) angles[2 * (state * hidden + j) + part] += biases[2 * j + part];
    }
  }
  const logs = new Float64Array(dimension * dimension);
  const real = new Float64Array(dimension * dimension);
  const imaginary = new Float64Array(dimension * dimension);
  let most = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < dimension; s++) {
    for (let other = 0; other < dimension; other++) {
      const at = s * dimension + other;
      const phase = visible[2 * s + 1] - visible[2 * other + 1];
      let log = visible[2 * s] + visible[2 * other];
      let [re, im] = [cosine(phase), sine(phase)];
      for (let j = 0; j < hidden; j++) {
        const x = angles[2 * (s * hidden + j)] + angles[2 * (other * hidden + j)];
        const y = angles[2 * (s * hidden + j) + 1] - angles[2 * (other * hidden + j) + 1];
        // 2cosh(x + iy) = e^|x| [(1 + d) cos y ± i (1 - d) sin y], d = e^{-2|x|}.
        const d = exponential(-2 * Math.abs(x));
        const [c, e] = [(1 + d) * cosine(y), (x < 0 ? -1 : 1) * (1 - d) * sine(y)];
        log += Math.abs(x);
        [re, im] = [re * c - im * e, re * e + im * c];
      }
      logs[at] = log;
      real[at] = re;
      imaginary[at] = im;
      most = Math.max(most, log);
    }
  }
  for (let at = 0; at < logs.length; at++) {
    const scale = exponential(logs[at] - most);
    real[at] *= scale;
    imaginary[at] *= scale;
  }
  return { real, imaginary };
}
