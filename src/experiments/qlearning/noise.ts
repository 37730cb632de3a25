// Weights that explore by themselves: factorised Gaussian noise with a trained strength for each (Fortunato et al. 2018).

import { layersOf } from "../support/denseNetwork.ts";
import type { RandomNumbers } from "../support/random.ts";
import type { Widths } from "./network.ts";

const STRENGTH = 0.5;

/** σ_0/√inputs for every weight and bias. */
export function initialStrengths(widths: Widths, count: number): Float64Array {
  const strengths = new Float64Array(count);
  for (const { below: inputs, width: outputs, weights, bias } of layersOf(widths))
    strengths.fill(STRENGTH / Math.sqrt(inputs), weights, bias + outputs);
  return strengths;
}

/** ε_ij = f(ε_i) f(ε_j) for weights and f(ε_j) for biases of each layer, f(x) = sgn(x) √|x|, ε normal. */
export function factorisedNoise(widths: Widths, count: number, random: RandomNumbers): Float64Array {
  const noise = new Float64Array(count);
  const draw = (length: number) =>
    Float64Array.from({ length }, () => {
      const x = random.normal();
      return Math.sign(x) * Math.sqrt(Math.abs(x));
    });
  for (const { below: inputs, width: outputs, weights, bias } of layersOf(widths)) {
    const [into, out] = [draw(inputs), draw(outputs)];
    for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) noise[weights + i * outputs + j] = into[i] * out[j];
    noise.set(out, bias);
  }
  return noise;
}
