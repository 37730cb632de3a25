// Functions of the inner product of two unit vectors: their points, networks of equal parameter count, and weights made by hand.
import { pureState, schmidtCoefficients } from "../../index.ts";
import { type DenseNetwork, outputsOf, parameterCount } from "../support/denseNetwork.ts";
import type { RandomNumbers } from "../support/random.ts";
import { assembled, chordsOf, largestWeight, squaresOf, unitOf } from "./handMade.ts";
import { relativeError, type Sample } from "./regression.ts";

/** g(t) = t² where the frequency is `null`, else sin(ωt). */
export type Frequency = number | null;

export const targetName = (frequency: Frequency) => (frequency === null ? "t²" : `sin(${frequency}t)`);

const valueAt = (frequency: Frequency) => (t: number) => (frequency === null ? t * t : Math.sin(frequency * t));

/** Rows of unit vectors, uniform on the sphere. */
export function sphere(rows: number, dimension: number, random: RandomNumbers): Float64Array {
  const points = Float64Array.from({ length: rows * dimension }, () => random.normal());
  for (let first = 0; first < points.length; first += dimension) {
    const point = points.subarray(first, first + dimension);
    const norm = Math.sqrt(point.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < dimension; i++) point[i] /= norm;
  }
  return points;
}

/** g(<x, x'>) on rows that hold x, then x'. */
export function targetOn(inputs: Float64Array, dimension: number, frequency: Frequency): Sample {
  const g = valueAt(frequency);
  const values = Float64Array.from({ length: inputs.length / (2 * dimension) }, (_, row) => {
    let product = 0;
    for (let i = 2 * row * dimension; i < (2 * row + 1) * dimension; i++) product += inputs[i] * inputs[i + dimension];
    return g(product);
  });
  return { inputs, values };
}

/** One hidden layer, or two of equal width, with as many units as the number of parameters allows. */
export function widthsOf(hidden: 1 | 2, inputs: number, parameters: number): number[] {
  const widths = (units: number) => [inputs, ...new Array<number>(hidden).fill(units), 1];
  let units = 1;
  while (parameterCount(widths(units + 1)) <= parameters) units++;
  return widths(units);
}

/**
 * Two hidden layers by hand: t = ½ Σ_i (x_i + x'_i)² - 1 by squares, then chords of g. Of all ways to share the parameters between the layers, within the bound on
 * the weights, the one that is best on the points given; `null` where none keeps the bound.
 */
export function handMade(dimension: number, frequency: Frequency, parameters: number, bound: number, probe: Float64Array) {
  const directions = Array.from({ length: dimension }, (_, i) =>
    Array.from({ length: 2 * dimension }, (_, k) => Number(k % dimension === i)),
  );
  const sample = targetOn(probe, dimension, frequency);
  const g = valueAt(frequency);
  let best: { network: DenseNetwork; error: number } | null = null;
  for (let units = 2; ; units += 2) {
    const first = units * dimension;
    const second = Math.floor((parameters - 1 - first * (2 * dimension + 1)) / (first + 2));
    if (second < 2) return best?.network ?? null;
    const squares = squaresOf(directions, 2, units);
    const { knots, slopes } = chordsOf(g, second);
    const above = knots.map((knot) => unitOf(squares, 1 / 2, -1 - knot));
    const layers = [
      squares.layer,
      { rows: above.map(({ row }) => row), biases: above.map(({ bias }) => bias) },
      { rows: [slopes], biases: [g(-1)] },
    ];
    const network = assembled(2 * dimension, layers, "linear");
    const error = relativeError(network, sample);
    if (largestWeight(network) <= bound && (best === null || error < best.error)) best = { network, error };
  }
}

/** How a function of x and x' is entangled over the cut x | x'. */
export type Rank = {
  /** e^S with S = -Σ p ln p, p the squares of the normalised singular values. */
  readonly effective: number;
  /** Singular values above a thousandth of the largest. */
  readonly visible: number;
};

/** Below this part of the largest a singular value is not counted. */
const VISIBLE = 1e-3;

/** All pairs of 2^k points x and 2^k points x', x the slower. */
export function grid(points: Float64Array, others: Float64Array, dimension: number): Float64Array {
  const count = points.length / dimension;
  const rows = new Float64Array(2 * dimension * count * count);
  for (let a = 0, at = 0; a < count; a++) {
    for (let b = 0; b < count; b++, at += 2 * dimension) {
      rows.set(points.subarray(a * dimension, (a + 1) * dimension), at);
      rows.set(others.subarray(b * dimension, (b + 1) * dimension), at + dimension);
    }
  }
  return rows;
}

/** Of the matrix f(x_a, x'_b), read as amplitudes of 2k spins of which the first k number b, the others a. */
export function rankOf(values: Float64Array): Rank {
  const state = pureState(values);
  const coefficients = schmidtCoefficients(
    state,
    Array.from({ length: state.sites / 2 }, (_, site) => site),
  );
  const largest = Math.max(...coefficients);
  const entropy = coefficients.reduce((sum, c) => sum - (c > 0 ? 2 * c * c * Math.log(c) : 0), 0);
  return { effective: Math.exp(entropy), visible: coefficients.filter((c) => c > VISIBLE * largest).length };
}

/** The same of what a network has learnt. */
export const rankOfNetwork = (network: DenseNetwork, rows: Float64Array) => rankOf(outputsOf(network, rows));
