// Weights that nobody trained: a sum of squares by piecewise-linear units, and a function of it.
import { type DenseNetwork, layersOf, type Output, parameterCount } from "../support/denseNetwork.ts";

/** Rows of weights from the units below, one for each unit, and the biases. */
interface Layer {
  readonly rows: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** Hidden units whose weighted sum plus a constant is Σ_i u_i², u = A x. */
export interface Squares {
  readonly layer: Layer;
  readonly weights: readonly number[];
  readonly constant: number;
}

/**
 * u² ≈ h relu(±u) + 2h Σ_{j >= 1} relu(±u - jh) - h²/6: chords between knots h apart up to `range`, straight beyond, less the mean of what chords lie
 * above the parabola.
 * @param directions the rows of A
 * @param units for each row, an even number: h = 2 range / units
 */
export function squaresOf(directions: readonly (readonly number[])[], range: number, units: number): Squares {
  const h = (2 * range) / units;
  const knots = Array.from({ length: units / 2 }, (_, j) => j);
  const each = directions.flatMap((row) => [1, -1].flatMap((sign) => knots.map((j) => ({ row: row.map((a) => sign * a), j }))));
  return {
    layer: { rows: each.map(({ row }) => row), biases: each.map(({ j }) => -j * h) },
    weights: each.map(({ j }) => (j === 0 ? h : 2 * h)),
    constant: (-directions.length * h * h) / 6,
  };
}

/** scale·Σ_i u_i² + shift: the row and the bias of a unit above the squares. */
export function unitOf({ weights, constant }: Squares, scale: number, shift: number): { row: number[]; bias: number } {
  return { row: weights.map((weight) => scale * weight), bias: scale * constant + shift };
}

/** Chords of g over [-1, 1], as many as there are units: g(-1) + Σ_m slopes_m relu(t - knots_m). */
export function chordsOf(g: (t: number) => number, units: number): { knots: number[]; slopes: number[] } {
  const width = 2 / units;
  const knots = Array.from({ length: units }, (_, m) => -1 + m * width);
  const slope = (m: number) => (g(-1 + (m + 1) * width) - g(-1 + m * width)) / width;
  return { knots, slopes: knots.map((_, m) => slope(m) - (m === 0 ? 0 : slope(m - 1))) };
}

/**
 * The network of the layers. What a layer gives is scaled, and the weights above divided by the same (relu(s z) = s relu(z) for s > 0), so that the largest weight is
 * equal in all layers.
 */
export function assembled(inputs: number, layers: readonly Layer[], output: Output): DenseNetwork {
  const widths = [inputs, ...layers.map(({ biases }) => biases.length)];
  const largest = layers.map(({ rows }) => Math.max(...rows.flat().map(Math.abs)));
  const common = largest.reduce((product, of) => product * of, 1) ** (1 / layers.length);
  const parameters = new Float64Array(parameterCount(widths));
  let scale = 1;
  for (const [l, { below, width, weights, bias }] of layersOf(widths).entries()) {
    const factor = common / largest[l];
    scale *= factor;
    for (let o = 0; o < width; o++) {
      for (let i = 0; i < below; i++) parameters[weights + i * width + o] = factor * layers[l].rows[o][i];
      parameters[bias + o] = scale * layers[l].biases[o];
    }
  }
  return { widths, output, parameters };
}

/** max |w| over weights and biases. */
export const largestWeight = ({ parameters }: DenseNetwork) => parameters.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
