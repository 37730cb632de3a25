import { describe, expect, test } from "vitest";
import { estimate } from "../../src/statistics/estimate.ts";
import { ar1 } from "./ar1.ts";

const SEEDS = 400;

describe("error bars", () => {
  // The promise: the exact mean lies within one error in 63-73 % and within two in 92-98 % of runs. 400 seeds resolve 2.3 % and 1.1 %.
  const shapes = [
    { chains: 8, length: 125 },
    { chains: 16, length: 64 },
    { chains: 16, length: 16 },
    { chains: 1, length: 1000 },
  ];
  const cases = shapes.flatMap((shape) => [0, 0.5, 0.8].map((rho) => ({ ...shape, rho })));
  test.for(cases)("cover the exact mean as promised: $chains chains of $length, rho = $rho", ({ chains, length, rho }) => {
    const runs = Array.from({ length: SEEDS }, (_, seed) => estimate(ar1(seed, chains, length, rho), chains));
    const within = (errors: number) => runs.filter(({ mean, error }) => Math.abs(mean) <= errors * error).length / SEEDS;
    expect(within(1)).toBeGreaterThan(0.63);
    expect(within(1)).toBeLessThan(0.73);
    expect(within(2)).toBeGreaterThan(0.92);
    expect(within(2)).toBeLessThan(0.98);
  });

  test("cover two time scales at once, where the slow one hides below the fast one", () => {
    const covered = Array.from({ length: SEEDS }, (_, seed) => {
      const fast = ar1(seed, 16, 64, 0);
      const slow = ar1(seed + SEEDS, 16, 64, 0.9);
      return estimate(
        fast.map((x, i) => Math.sqrt(0.8) * x + Math.sqrt(0.2) * slow[i]),
        16,
      );
    }).filter(({ mean, error }) => Math.abs(mean) <= error).length;
    expect(covered / SEEDS).toBeGreaterThan(0.63);
    expect(covered / SEEDS).toBeLessThan(0.73);
  });

  test("shrink as one over the root of the number of samples", () => {
    const small = estimate(ar1(1, 16, 500, 0.6), 16);
    const large = estimate(ar1(2, 16, 8000, 0.6), 16);
    expect(small.error / large.error).toBeGreaterThan(3.6);
    expect(small.error / large.error).toBeLessThan(4.4);
  });

  test("of independent values are the spread over the root of their number", () => {
    const values = ar1(5, 50, 1, 0);
    const mean = values.reduce((sum, x) => sum + x, 0) / 50;
    const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 49);
    const result = estimate(values, 50);
    expect(result.mean).toBeCloseTo(mean, 14);
    expect(result.error).toBeCloseTo((spread / Math.sqrt(50)) * 1.0103, 5); // Student's t with 49 degrees: 68.27 % within 1.0103
  });

  test("of stuck chains are those of as many values", () => {
    const values = ar1(6, 16, 1, 0);
    const stuck = Float64Array.from({ length: 16 * 40 }, (_, i) => values[Math.floor(i / 40)]);
    expect(estimate(stuck, 16).error).toBeCloseTo(estimate(values, 16).error, 12);
  });
});

test("a constant series has its value as the mean to the last bit, and no error", () => {
  expect(estimate(new Float64Array(999).fill(0.1), 9)).toEqual({ mean: 0.1, error: 0, autocorrelationTime: 1 });
});

test("one sample has no error to show, and a value that is not finite spoils the error visibly", () => {
  expect(estimate(Float64Array.of(2), 1)).toEqual({ mean: 2, error: Number.POSITIVE_INFINITY, autocorrelationTime: 1 });
  const spoilt = estimate(Float64Array.of(1, Number.NaN, 2, 3), 2);
  expect(spoilt.mean).toBeNaN();
  expect(spoilt.error).toBe(Number.POSITIVE_INFINITY);
});

test("a large offset costs no more digits of the error than it costs of the values", () => {
  const series = ar1(7, 4, 250, 0.5);
  const shifted = estimate(
    series.map((x) => x + 1e6),
    4,
  );
  expect(shifted.error / estimate(series, 4).error).toBeCloseTo(1, 8);
});
