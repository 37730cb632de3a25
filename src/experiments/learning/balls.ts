// Indicators of balls: their points, spread so that both values are equally common, and weights made by hand.
import type { RandomNumbers } from "../support/random.ts";
import { assembled, squaresOf, unitOf } from "./handMade.ts";
import type { Sample } from "./regression.ts";

/** Points in uniform directions, |x| uniform in [0, 2], and 1 where |x| <= 1, else 0. */
export function ballSample(rows: number, dimension: number, random: RandomNumbers): Sample {
  const inputs = Float64Array.from({ length: rows * dimension }, () => random.normal());
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const point = inputs.subarray(row * dimension, (row + 1) * dimension);
    const radius = 2 * random.uniform();
    const scale = radius / Math.sqrt(point.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < dimension; i++) point[i] *= scale;
    values[row] = radius <= 1 ? 1 : 0;
  }
  return { inputs, values };
}

/** Units for the square of a coordinate, knots up to the radius of the ball: beyond, straight lines are outside too. */
const UNITS = 16;
/** The slope of the step against |x|². */
const SLOPE = 64;

const squares = (dimension: number) =>
  squaresOf(
    Array.from({ length: dimension }, (_, i) => Array.from({ length: dimension }, (_, k) => Number(i === k))),
    1,
    UNITS,
  );

/** Two hidden layers, linear output: z = SLOPE (1 - |x|²) by squares, then the ramp relu(z + 1/2) - relu(z - 1/2). */
export function ballByHand(dimension: number) {
  const sum = squares(dimension);
  const [rise, end] = [1 / 2, -1 / 2].map((shift) => unitOf(sum, -SLOPE, SLOPE + shift));
  return assembled(
    dimension,
    [sum.layer, { rows: [rise.row, end.row], biases: [rise.bias, end.bias] }, { rows: [[1, -1]], biases: [0] }],
    "linear",
  );
}

/** One hidden layer: the squares, then a sigmoid of z. */
export function ballBySigmoid(dimension: number) {
  const sum = squares(dimension);
  const { row, bias } = unitOf(sum, -SLOPE, SLOPE);
  return assembled(dimension, [sum.layer, { rows: [row], biases: [bias] }], "sigmoid");
}
