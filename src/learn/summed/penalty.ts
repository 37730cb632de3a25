// The penalty of large weights, and a step with it: what keeps a network from learning the noise of measured rows.
import type { Network } from "../../ansatz/network.ts";
import { naturalGradient } from "../../optimizer/naturalGradient.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { squaredModulus } from "../objectives/vectors.ts";

/**
 * A penalty τ Σ_k w_k |θ_k|² with w_k = ν / (|θ_k|² + ν) at the weights it was set for: the tangent of τ ν Σ ln(1 + |θ|²/ν), that of a Student t distribution of
 * the weights. It presses small weights to zero and leaves large ones alone, as an interaction of short range has them; an equal penalty for all costs half the
 * accuracy on the measured Ising chain of ten sites.
 */
export interface Penalty {
  /** τ. */
  readonly decay: number;
  /** w_k. */
  readonly relevance: Float64Array;
}

/** ν: weights below √ν count as small. */
const SMALL_WEIGHT = 0.03;

export function penaltyAt(decay: number, parameters: Float64Array): Penalty {
  const relevance = Float64Array.from({ length: parameters.length / 2 }, (_, k) => {
    return SMALL_WEIGHT / (squaredModulus(parameters, k) + SMALL_WEIGHT);
  });
  return { decay, relevance };
}

/** τ Σ w_k |θ_k|². */
export function penaltyOf({ decay, relevance }: Penalty, parameters: Float64Array): number {
  let total = 0;
  for (let k = 0; k < relevance.length; k++) total += relevance[k] * squaredModulus(parameters, k);
  return decay * total;
}

export interface PenalisedForces {
  /** γ (ε - <ε>), complex interleaved. */
  readonly estimates: Float64Array;
  readonly metric: "complex" | "real";
  /** λ. */
  readonly damping: number;
  readonly penalty: Penalty | null;
}

/**
 * δ = (S + (τ + λ) w)^-1 (γ F + τ w θ), w diagonal. In φ = √w θ it is (S' + τ + λ)^-1 (γ F' + τ φ), and since S' φ is the force of the estimates
 * (O - <O>) θ, (S' + τ + λ)^-1 τ φ = r (φ - (S' + τ + λ)^-1 S' φ) with r = τ / (τ + λ): one solve of the natural gradient gives both.
 * @returns `null` where the metric is not positive definite in floating point
 */
export function penalisedStep(network: Network, samples: Samples, forces: PenalisedForces): Float64Array | null {
  const { estimates, metric, damping, penalty } = forces;
  const { roots } = samples;
  const derivatives = network.logDerivatives(samples);
  if (penalty === null) return naturalGradient(derivatives, { estimates, roots, metric, shift: { absolute: damping, relative: 0 } });
  const { decay, relevance } = penalty;
  const part = decay / (decay + damping);
  const parameters = network.parameters();
  const along = alongParameters(network, samples, parameters);
  const penalised = estimates.map((value, at) => value - part * along[at]);
  const scaled = { ...derivatives, parameterPanels: () => scaledPanels(network, samples, relevance) };
  const shift = { absolute: decay + damping, relative: 0 };
  const direction = naturalGradient(scaled, { estimates: penalised, roots, metric, shift }, "primal");
  return direction === null ? null : direction.map((value, k) => value / Math.sqrt(relevance[k >> 1]) + part * parameters[k]);
}

/** O_k / √w_k, rows parameters. */
function scaledPanels(network: Network, samples: Samples, relevance: Float64Array): number {
  const { kernels, columns, parameterPanels, field } = network.logDerivatives(samples);
  const pointer = parameterPanels();
  const { count } = samples;
  const panels = kernels.float64(pointer, Math.ceil(columns / 4) * count * 8);
  // An mlp with real and imaginary derivatives has two columns for each parameter.
  const split = field === "real" && columns === 2 * relevance.length;
  for (let k = 0; k < columns; k++) {
    const row = (k >> 2) * count * 8 + (k & 3);
    const factor = 1 / Math.sqrt(relevance[split ? k >> 1 : k]);
    for (let at = row; at < row + 8 * count; at += 8) {
      panels[at] *= factor;
      panels[at + 4] *= factor;
    }
  }
  return pointer;
}

/** Σ_k O_k(s) θ_k less its mean, complex interleaved. */
function alongParameters(network: Network, samples: Samples, parameters: Float64Array): Float64Array {
  const { kernels, columns, field, parameterPanels } = network.logDerivatives(samples);
  const { count } = samples;
  const panels = kernels.float64(parameterPanels(), Math.ceil(columns / 4) * count * 8);
  const split = field === "real" && columns === parameters.length;
  const along = new Float64Array(2 * count);
  for (let k = 0; k < columns; k++) {
    const [re, im] = split ? [parameters[k], 0] : [parameters[2 * k], parameters[2 * k + 1]];
    const row = (k >> 2) * count * 8 + (k & 3);
    for (let x = 0; x < count; x++) {
      const a = panels[row + 8 * x];
      const b = panels[row + 8 * x + 4];
      along[2 * x] += a * re - b * im;
      along[2 * x + 1] += a * im + b * re;
    }
  }
  const roots = kernels.float64(samples.roots, count);
  let meanRe = 0;
  let meanIm = 0;
  for (let x = 0; x < count; x++) {
    const weight = (roots[x] * roots[x]) / count;
    meanRe += weight * along[2 * x];
    meanIm += weight * along[2 * x + 1];
  }
  for (let x = 0; x < count; x++) {
    along[2 * x] -= meanRe;
    along[2 * x + 1] -= meanIm;
  }
  return along;
}
