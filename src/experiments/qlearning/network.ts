// A dense real network: linear layers with rectified units between them, and its gradient, for one input at a time.
import { layersOf, parameterCount } from "../support/denseNetwork.ts";
import type { RandomNumbers } from "../support/random.ts";

/**
 * Widths from the inputs to the outputs, at least two. h^0 = x, z^l = b^l + (W^l)ᵀ h^(l-1), h^l = max(0, z^l), the last layer is linear, h^L = z^L. Parameters:
 * W^1 (row i, column j), b^1, W^2, b^2, …
 */
export type Widths = readonly number[];

/** Factors of what is drawn. */
export interface Scales {
  /** Of the weights of the first layer, not its biases: at 0 no output depends on the input. Default 1. */
  readonly first?: number;
  /** Of the weights and biases of the last layer: of all outputs. Default 1. */
  readonly last?: number;
}

/** Normal weights and biases of variance 1/inputs. */
export function randomParameters(widths: Widths, random: RandomNumbers, { first = 1, last = 1 }: Scales = {}): Float64Array {
  const parameters = new Float64Array(parameterCount(widths));
  const places = layersOf(widths);
  for (const [l, { below: inputs, width: outputs, weights, bias }] of places.entries()) {
    const scale = (l === places.length - 1 ? last : 1) / Math.sqrt(inputs);
    for (let k = weights; k < bias + outputs; k++) parameters[k] = scale * (l === 0 && k < bias ? first : 1) * random.normal();
  }
  return parameters;
}

/** h^0, …, h^L. */
export function forward(widths: Widths, parameters: Float64Array, input: Float64Array): readonly Float64Array[] {
  const values = [input];
  const places = layersOf(widths);
  for (const { below: inputs, width: outputs, weights, bias } of places) {
    const below = values[values.length - 1];
    const next = parameters.slice(bias, bias + outputs);
    for (let i = 0; i < inputs; i++) {
      const x = below[i];
      if (x === 0) continue;
      const row = weights + i * outputs;
      for (let j = 0; j < outputs; j++) next[j] += x * parameters[row + j];
    }
    if (values.length < places.length) for (let j = 0; j < outputs; j++) next[j] = Math.max(0, next[j]);
    values.push(next);
  }
  return values;
}

/**
 * Adds the gradient of a loss by the parameters, δ^L = ∂loss/∂h^L, δ^(l-1) = W^l δ^l where h^(l-1) > 0, ∂W^l_ij = h^(l-1)_i δ^l_j, ∂b^l = δ^l.
 * @param values what `forward` gave
 * @param slope ∂loss/∂h^L
 * @param gradient as long as the parameters; added to
 */
export function backward(
  widths: Widths,
  parameters: Float64Array,
  values: readonly Float64Array[],
  slope: Float64Array,
  gradient: Float64Array,
): void {
  const places = layersOf(widths);
  let delta = slope;
  for (let l = places.length - 1; l >= 0; l--) {
    const { below: inputs, width: outputs, weights, bias } = places[l];
    const below = new Float64Array(inputs);
    for (let j = 0; j < outputs; j++) gradient[bias + j] += delta[j];
    for (let i = 0; i < inputs; i++) {
      const x = values[l][i];
      // An input of 0 moves no weight, and a rectified unit at 0 passes nothing back either.
      if (x === 0) continue;
      const row = weights + i * outputs;
      let sum = 0;
      for (let j = 0; j < outputs; j++) {
        gradient[row + j] += x * delta[j];
        sum += parameters[row + j] * delta[j];
      }
      below[i] = sum;
    }
    delta = below;
  }
}
