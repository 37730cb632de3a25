import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { autocorrelationTime } from "../../src/statistics/autocorrelation.ts";
import { ar1 } from "./ar1.ts";

/** τ from 32 000 samples of τ <= 19 is known to 2 √(2K/N), K about 4τ: 7 % and less; twice that. */
const TIME_TOLERANCE = 0.15;

/** The definition, written out: pooled autocovariances about the common mean, Geyer's initial monotone sequence, K. */
function naive(series: Float64Array, chains: number): number {
  const samples = series.length;
  const length = samples / chains;
  const mean = series.reduce((sum, x) => sum + x, 0) / samples;
  const covariance = (lag: number) =>
    series.reduce((sum, x, i) => ((i % length) + lag < length ? sum + (x - mean) * (series[i + lag] - mean) : sum), 0) / samples;
  const pairs = Array.from({ length: length / 2 }, (_, k) => covariance(2 * k) + covariance(2 * k + 1));
  const positive = pairs.slice(
    0,
    [...pairs, -1].findIndex((pair) => pair <= 0),
  );
  const monotone = positive.map((_, k) => Math.min(...positive.slice(0, k + 1)));
  let weight = -1;
  for (let t = 0; t < 2 * monotone.length; t++) weight += 2 * (1 - t / length);
  const plain = covariance(0);
  const meanVariance = (2 * monotone.reduce((sum, pair) => sum + pair, 0) - plain) / samples / (1 - weight / samples);
  return (samples * meanVariance) / (plain + meanVariance);
}

describe("autocorrelation time", () => {
  test("is its definition, also where a pair of autocovariances rises", () => {
    for (const [chains, length] of [
      [1, 200],
      [4, 50],
      [16, 16],
    ]) {
      for (let seed = 1; seed <= 20; seed++) {
        const series = ar1(seed, chains, length, 0.7);
        expect(autocorrelationTime(series, chains)).toBeCloseTo(naive(series, chains), 10);
      }
    }
  });

  test.for([-0.5, 0, 0.3, 0.6, 0.9])("of AR(1) with rho = %s is (1 + rho)/(1 - rho), however the samples are cut into chains", (rho) => {
    const known = (1 + rho) / (1 - rho);
    for (const chains of [1, 4, 16]) {
      const time = autocorrelationTime(ar1(chains, chains, 32000 / chains, rho), chains);
      expect(Math.abs(time / known - 1)).toBeLessThan(TIME_TOLERANCE);
    }
  });

  test("longer than the lags followed one by one is found on the binned series", () => {
    const mean = averageOver(8, (seed) => autocorrelationTime(ar1(seed, 8, 20000, 0.995), 8)); // τ = 399, a window of some 2000 lags
    expect(Math.abs(mean / 399 - 1)).toBeLessThan(TIME_TOLERANCE);
  });

  test("of short chains is what the variance of their means says", () => {
    const length = 16;
    let exact = 1; // 1 + 2 Σ (1 - t/L) ρ^t
    for (let t = 1; t < length; t++) exact += 2 * (1 - t / length) * 0.9 ** t;
    const mean = averageOver(100, (seed) => autocorrelationTime(ar1(seed, 16, length, 0.9), 16));
    expect(Math.abs(mean / exact - 1)).toBeLessThan(0.1); // 8 % scatter in 100 runs of 15 degrees of freedom: 4 standard errors
  });

  test("of chains that are each stuck at their own value is the length of a chain", () => {
    const stuck = Float64Array.from({ length: 5 * 2000 }, (_, i) => [3, 1, 4, 1, 5][Math.floor(i / 2000)]);
    expect(autocorrelationTime(stuck, 5)).toBeCloseTo(2000, 6);
  });

  test("is 1 for a constant series, also one whose sum is rounded, and for chains of one value", () => {
    expect(autocorrelationTime(new Float64Array(1000).fill(0.1), 10)).toBe(1);
    expect(autocorrelationTime(Float64Array.of(0.3, 0.1 + 0.2, 0.3, 0.3), 1)).toBe(1);
    expect(autocorrelationTime(ar1(1, 20, 1, 0), 20)).toBeCloseTo(1, 12);
    expect(autocorrelationTime(Float64Array.of(7), 1)).toBe(1);
  });

  test("stays between 1/5 and the number of samples for the shortest and the most regular series", () => {
    for (const chains of [1, 2, 3, 8]) {
      for (const length of [1, 2, 3, 4, 5, 64]) {
        if (chains * length === 1) continue;
        const alternating = Float64Array.from({ length: chains * length }, (_, i) => (i % 2 === 0 ? 1 : -1));
        const ramp = Float64Array.from({ length: chains * length }, (_, i) => i);
        for (const series of [alternating, ramp, ar1(length, chains, length, 0.5)]) {
          const time = autocorrelationTime(series, chains);
          expect(time).toBeGreaterThan(0.16);
          expect(time).toBeLessThan(chains * length);
        }
      }
    }
  });

  test("does not depend on units, however extreme, and is Infinity where a value is not finite", () => {
    const series = ar1(3, 4, 100, 0.7);
    const time = autocorrelationTime(series, 4);
    for (const unit of [1e-300, 1e-150, 1e160, 1e300]) {
      expect(
        autocorrelationTime(
          series.map((x) => x * unit),
          4,
        ) / time,
      ).toBeCloseTo(1, 10);
    }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(autocorrelationTime(series.with(17, bad), 4)).toBe(Number.POSITIVE_INFINITY);
  });

  test("refuses a series that does not divide into chains", () => {
    expect(() => autocorrelationTime(new Float64Array(10), 3)).toThrow(InputError);
    expect(() => autocorrelationTime(new Float64Array(0), 1)).toThrow("statistics.autocorrelationTime: expected 1 chain of equal length");
    expect(() => autocorrelationTime(new Float64Array(4), 0)).toThrow(
      "statistics.autocorrelationTime.chains: expected an integer >= 1, got 0",
    );
  });
});

function averageOver(seeds: number, value: (seed: number) => number): number {
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed++) sum += value(seed);
  return sum / seeds;
}
