// A deep complex network over all configurations; its derivatives by the chain of transposed layers.
import { type MlpAnsatz, mlp, type ResolvedMlp, type TrainedNetwork } from "../../index.ts";
import { logCosh, tanh } from "../support/complex.ts";
import type { Evaluated } from "../support/naturalGradient.ts";
import type { RandomNumbers } from "../support/random.ts";

/**
 * ln f = Σ_k v_k h^L_k, h^l = ln cosh z^l, z^l = b^l + (W^l)ᵀ h^(l-1), h^0 = s: the `mlp` of the library with log-cosh. Parameters W^1, b^1, W^2, … v, complex,
 * interleaved, in its order.
 */
export interface Layers {
  readonly sites: number;
  readonly widths: readonly number[];
  readonly parameters: Float64Array;
}

/** Where a layer's numbers are, counted in complex ones. */
interface Place {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly bias: number;
}

export function placesOf({ sites, widths }: Pick<Layers, "sites" | "widths">): {
  readonly layers: readonly Place[];
  readonly output: number;
} {
  let at = 0;
  const layers = widths.map((outputs, l) => {
    const inputs = l === 0 ? sites : widths[l - 1];
    const place = { inputs, outputs, weights: at, bias: at + inputs * outputs };
    at += (inputs + 1) * outputs;
    return place;
  });
  return { layers, output: at };
}

export const countOf = (of: Pick<Layers, "sites" | "widths">) => placesOf(of).output + (of.widths.at(-1) ?? 0);

/** Normal weights with <w²> = 1/inputs for each part, biases of a tenth of that, and v as weights. Real ones keep their imaginary parts at 0. */
export function randomLayers(sites: number, widths: readonly number[], parts: "real" | "complex", random: RandomNumbers): Layers {
  const parameters = new Float64Array(2 * countOf({ sites, widths }));
  const { layers, output } = placesOf({ sites, widths });
  const draw = (from: number, to: number, deviation: number) => {
    for (let k = 2 * from; k < 2 * to; k++) parameters[k] = parts === "complex" || k % 2 === 0 ? deviation * random.normal() : 0;
  };
  for (const { inputs, weights, bias, outputs } of layers) {
    draw(weights, bias, 1 / Math.sqrt(inputs));
    draw(bias, bias + outputs, 0.1 / Math.sqrt(inputs));
  }
  const last = widths.at(-1) ?? 1;
  draw(output, output + last, 1 / Math.sqrt(last));
  return { sites, widths, parameters };
}

/** The same as a network of the library. */
export function networkOfLayers({ widths, parameters }: Layers): TrainedNetwork {
  const asked: MlpAnsatz = mlp({ widths, activation: "log-cosh" });
  const ansatz: ResolvedMlp = { ...asked, symmetric: false, pointGroup: false, parity: "none", biases: true };
  return { ansatz, parameters };
}

/** A network with what every unit passes on and gets back, of every configuration; complex, interleaved. */
export interface Waves extends Evaluated {
  /** h^1 of each configuration: what the first layer passes on. */
  readonly forward: Float64Array;
  /** ∂ ln f/∂h^1 of each configuration: what comes back to the first layer. */
  readonly backward: Float64Array;
}

/**
 * Forward and back: δ^L = v tanh z^L, δ^l = tanh z^l · W^(l+1) δ^(l+1), ∂ ln f/∂W^l_ij = h^(l-1)_i δ^l_j, ∂ ln f/∂b^l = δ^l, ∂ ln f/∂v = h^L. The transposes of the
 * layers in the reverse order (eqs. 6 and 7 of the paper).
 */
export function wavesOf(network: Layers): Waves {
  const { sites, widths, parameters } = network;
  const count = countOf(network);
  const { layers, output } = placesOf(network);
  const dimension = 1 << sites;
  const logs = new Float64Array(2 * dimension);
  const derivatives = new Float64Array(2 * count * dimension);
  const [first] = widths;
  const forward = new Float64Array(2 * first * dimension);
  const backward = new Float64Array(2 * first * dimension);
  for (let s = 0; s < dimension; s++) {
    const row = derivatives.subarray(2 * s * count, 2 * (s + 1) * count);
    // h^0, h^1, … and tanh z^1, …
    const values: Float64Array[] = [Float64Array.from({ length: 2 * sites }, (_, k) => (k % 2 === 0 ? 1 - 2 * ((s >> (k / 2)) & 1) : 0))];
    const slopes: Float64Array[] = [];
    for (const place of layers) {
      const [next, slope] = passed(place, parameters, values[values.length - 1]);
      values.push(next);
      slopes.push(slope);
    }
    forward.set(values[1], 2 * first * s);
    const top = values[values.length - 1];
    row.set(top, 2 * output);
    let back: Float64Array = parameters.slice(2 * output);
    for (let k = 0; k < top.length; k += 2) {
      logs[2 * s] += back[k] * top[k] - back[k + 1] * top[k + 1];
      logs[2 * s + 1] += back[k] * top[k + 1] + back[k + 1] * top[k];
    }
    for (let l = layers.length - 1; l >= 0; l--) {
      if (l === 0) backward.set(back, 2 * first * s);
      back = returned(layers[l], parameters, { values: values[l], slopes: slopes[l], back }, row);
    }
  }
  return { logs, derivatives, count, forward, backward };
}

/** h = ln cosh z and tanh z of a layer. */
function passed({ inputs, outputs, weights, bias }: Place, parameters: Float64Array, values: Float64Array): [Float64Array, Float64Array] {
  const next = parameters.slice(2 * bias, 2 * (bias + outputs));
  for (let i = 0; i < inputs; i++) {
    const [x, y] = [values[2 * i], values[2 * i + 1]];
    for (let j = 0; j < outputs; j++) {
      const at = 2 * (weights + i * outputs + j);
      next[2 * j] += x * parameters[at] - y * parameters[at + 1];
      next[2 * j + 1] += x * parameters[at + 1] + y * parameters[at];
    }
  }
  const slopes = new Float64Array(next.length);
  for (let j = 0; j < next.length; j += 2) {
    slopes.set(tanh(next[j], next[j + 1]), j);
    next.set(logCosh(next[j], next[j + 1]), j);
  }
  return [next, slopes];
}

/** Writes the derivatives by a layer's parameters and returns ∂ ln f/∂h of the layer below, W δ. */
function returned(
  { inputs, outputs, weights, bias }: Place,
  parameters: Float64Array,
  { values, slopes, back }: { values: Float64Array; slopes: Float64Array; back: Float64Array },
  row: Float64Array,
): Float64Array {
  const delta = row.subarray(2 * bias, 2 * (bias + outputs));
  for (let j = 0; j < 2 * outputs; j += 2) {
    delta[j] = slopes[j] * back[j] - slopes[j + 1] * back[j + 1];
    delta[j + 1] = slopes[j] * back[j + 1] + slopes[j + 1] * back[j];
  }
  const below = new Float64Array(2 * inputs);
  for (let i = 0; i < inputs; i++) {
    const [x, y] = [values[2 * i], values[2 * i + 1]];
    for (let j = 0; j < outputs; j++) {
      const at = 2 * (weights + i * outputs + j);
      row[at] = x * delta[2 * j] - y * delta[2 * j + 1];
      row[at + 1] = x * delta[2 * j + 1] + y * delta[2 * j];
      below[2 * i] += parameters[at] * delta[2 * j] - parameters[at + 1] * delta[2 * j + 1];
      below[2 * i + 1] += parameters[at] * delta[2 * j + 1] + parameters[at + 1] * delta[2 * j];
    }
  }
  return below;
}
