import { describe, expect, test } from "vitest";
import { estimate } from "../../src/statistics/estimate.ts";
import { splitRhat } from "../../src/statistics/splitRhat.ts";
import { summarise } from "../../src/statistics/summary.ts";
import { ar1 } from "./ar1.ts";

/** Complex local energies -20 + x + i y with independent x, y. */
function energies(seed: number, chains: number, length: number, rho: number): Float64Array {
  const re = ar1(seed, chains, length, rho);
  const im = ar1(seed + 1000, chains, length, rho);
  return Float64Array.from({ length: 2 * chains * length }, (_, i) => (i % 2 === 0 ? -20 + re[i / 2] : 0.5 * im[(i - 1) / 2]));
}

describe("summary of local energies", () => {
  const samples = energies(1, 8, 250, 0.5);
  const summary = summarise(samples, 8, 10);
  const real = Float64Array.from({ length: 2000 }, (_, k) => samples[2 * k]);
  const imaginary = Float64Array.from({ length: 2000 }, (_, k) => samples[2 * k + 1]);
  const average = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;

  test("energy, error and diagnostics are those of the real part", () => {
    const { mean, error, autocorrelationTime } = estimate(real, 8);
    expect(summary.energy).toEqual({ mean, error });
    expect(summary.energyPerSite).toEqual({ mean: mean / 10, error: error / 10 });
    expect(summary.autocorrelationTime).toBe(autocorrelationTime);
    expect(summary.splitRhat).toBe(splitRhat(real, 8));
    expect(summary.samples).toBe(2000);
    expect(Math.abs(mean + 20)).toBeLessThan(5 * error);
  });

  test("variance is <|ε|²> - |<ε>|², imaginary part included", () => {
    const squares = average(real.map((x) => x * x)) + average(imaginary.map((x) => x * x));
    const naive = squares - average(real) ** 2 - average(imaginary) ** 2;
    expect(summary.variance).toBeCloseTo(naive, 9); // the naive form loses 400/1.25 of 16 digits
    expect(summary.vScore).toBeCloseTo((10 * naive) / average(real) ** 2, 12);
  });

  test("variance keeps its digits on top of a large energy", () => {
    const shifted = summarise(
      samples.map((x, i) => (i % 2 === 0 ? x + 1e7 : x)),
      8,
      10,
    );
    expect(shifted.variance / summary.variance).toBeCloseTo(1, 7);
  });
});

test("an eigenstate has no variance, no error and V-score 0, at energy 0 too", () => {
  for (const energy of [-1.3, 0]) {
    const samples = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? energy : 0));
    expect(summarise(samples, 4, 3)).toEqual({
      energy: { mean: energy, error: 0 },
      energyPerSite: { mean: energy / 3, error: 0 },
      variance: 0,
      vScore: 0,
      splitRhat: 1,
      autocorrelationTime: 1,
      samples: 100,
    });
  }
});

test("V-score is Infinity at energy 0 with a variance", () => {
  expect(summarise(Float64Array.of(1, 0, -1, 0), 1, 2).vScore).toBe(Number.POSITIVE_INFINITY);
});

test("refuses what cannot be complex samples in chains", () => {
  expect(() => summarise(new Float64Array(3), 1, 2)).toThrow("statistics.summarise: expected interleaved real and imaginary parts");
  expect(() => summarise(new Float64Array(6), 2, 2)).toThrow(
    'statistics.summarise: expected 2 chains of equal length, got "3 values in all"',
  );
  expect(() => summarise(new Float64Array(4), 1, 0)).toThrow("statistics.summarise.sites");
});
