import { describe, expect, test } from "vitest";
import { ballExperiment } from "../../src/experiments/learning/ball.ts";
import { ballByHand, ballBySigmoid, ballSample } from "../../src/experiments/learning/balls.ts";
import { largestWeight, squaresOf } from "../../src/experiments/learning/handMade.ts";
import { relativeError } from "../../src/experiments/learning/regression.ts";
import { outputsOf } from "../../src/experiments/support/denseNetwork.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { kept } from "./kept.ts";

test("points of a ball: radii uniform in [0, 2], both values equally common, 1 within the unit ball alone", () => {
  const [rows, dimension] = [4000, 7];
  const { inputs, values } = ballSample(rows, dimension, randomNumbers(1, "ball"));
  const radii = Array.from({ length: rows }, (_, row) => Math.hypot(...inputs.subarray(row * dimension, (row + 1) * dimension)));
  expect([...values]).toEqual(radii.map((radius) => (radius <= 1 ? 1 : 0)));
  expect(Math.max(...radii)).toBeLessThanOrEqual(2);
  // Quarters of the radii are quarters of the points: 5 standard errors of √(3/16 / rows).
  for (const quarter of [0, 1, 2, 3]) {
    const part = radii.filter((radius) => Math.floor(2 * radius) === quarter).length / rows;
    expect(Math.abs(part - 1 / 4)).toBeLessThan(5 * Math.sqrt(3 / 16 / rows));
  }
});

test("squares by chords: off by at most h²/6 at knots and h²/12 between them", () => {
  const h = 0.25;
  const { layer, weights, constant } = squaresOf([[1, 2]], 1, 8);
  for (const u of [-1, -0.75, -0.3, 0, 0.125, 0.5, 0.9, 1]) {
    const [x, y] = [u - 0.4, 0.2];
    const sum = layer.rows.reduce((total, [a, b], k) => total + weights[k] * Math.max(0, a * x + b * y + layer.biases[k]), constant);
    const between = Math.abs(u / h - Math.round(u / h));
    // A chord lies above the parabola by (distance to one knot) × (to the other).
    expect(sum).toBeCloseTo(u * u + h * h * (between * (1 - between) - 1 / 6), 12);
  }
});

test("by hand: 1 at the centre, 0 far outside, and the error of a step of slope 64 in every dimension", () => {
  for (const dimension of [5, 20]) {
    const fresh = ballSample(20_000, dimension, randomNumbers(2, "ball"));
    for (const network of [ballByHand(dimension), ballBySigmoid(dimension)]) {
      expect(outputsOf(network, new Float64Array(dimension))[0]).toBeCloseTo(1, 9);
      expect(outputsOf(network, new Float64Array(dimension).fill(2 / Math.sqrt(dimension)))[0]).toBeCloseTo(0, 9);
      expect(largestWeight(network)).toBeLessThanOrEqual(100);
    }
    // z = 64 (1 - r²) falls by 128 per unit of r at r = 1, where dr/2 is the probability: <(f - y)²> = ∫ (f(z) - 1)² dz / 128 over z > 0, against a variance of 1/4.
    // ∫ σ(-z)² dz = ln 2 - 1/2, ∫ (1/2 - z)² dz = 1/24. 20 000 points have some 150 on the step, and the chords blur it, the more coordinates the more.
    const ratios = [
      relativeError(ballBySigmoid(dimension), fresh) / Math.sqrt((Math.LN2 - 1 / 2) / 32),
      relativeError(ballByHand(dimension), fresh) / Math.sqrt(1 / 24 / 32),
    ];
    for (const ratio of ratios) expect(ratio).toBeGreaterThan(0.9);
    expect(ratios[0]).toBeLessThan(1.2);
    expect(ratios[1]).toBeLessThan(2);
  }
});

describe("ball", () => {
  const result = kept("ball");
  const numbers = result.numbers as unknown as Parameters<typeof ballExperiment.judge>[0];
  type Row = (typeof numbers)["rows"][number];
  const judged = (change: (row: Row) => Row) => ballExperiment.judge({ ...numbers, rows: numbers.rows.map(change) }).verdict;
  const withError = (row: Row, mean: number): Row => ({ ...row, error: { mean, error: 0.01 } });

  test("two hidden layers of 24 beat one of 192 with a linear output, and not with a sigmoid", () => {
    const error = (layers: number, width: number, output: string) =>
      numbers.rows.find((row) => row.layers === layers && row.width === width && row.output === output)?.error.mean;
    expect(error(2, 24, "linear")).toBeLessThan(0.36);
    expect(error(1, 192, "linear")).toBeGreaterThan(0.4);
    expect(error(2, 24, "sigmoid")).toBeGreaterThan(0.22);
    expect(error(1, 192, "sigmoid")).toBeLessThan(0.22);
    expect(result.verdict).toBe("holds only if the output is linear");
  });

  test("a wide layer that fails with a sigmoid too: the statement holds; one that is as good: it fails", () => {
    expect(judged((row) => (row.layers === 1 ? withError(row, 0.9) : row))).toBe("holds");
    expect(judged((row) => (row.layers === 1 ? withError(row, 0.1) : row))).toBe("fails");
  });

  test("the other output, or some dimensions alone, make other conditions", () => {
    expect(judged((row) => withError(row, (row.layers === 1) === (row.output === "sigmoid") ? 0.9 : 0.1))).toBe(
      "holds only if the output is a sigmoid",
    );
    const other = numbers.rows.map((row) => withError({ ...row, dimension: 3 }, 0.5));
    expect(ballExperiment.judge({ ...numbers, rows: [...numbers.rows, ...other] }).verdict).toBe(
      "holds only if d = 10 with a linear output",
    );
  });

  test("a difference within the errors is none", () => {
    expect(judged((row) => ({ ...row, error: { ...row.error, error: 0.2 } }))).toBe("fails");
  });
});
