import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { splitRhat } from "../../src/statistics/splitRhat.ts";
import { ar1 } from "./ar1.ts";

/** The definition, written out. */
function naive(chains: number[][]): number {
  const halves = chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.slice(0, half), chain.slice(chain.length - half)];
  });
  const n = halves[0].length;
  const average = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const variance = (values: number[]) => values.reduce((a, b) => a + (b - average(values)) ** 2, 0) / (values.length - 1);
  const within = average(halves.map(variance));
  const between = n * variance(halves.map(average));
  return Math.sqrt((((n - 1) / n) * within + between / n) / within);
}

const chainsOf = (series: Float64Array, chains: number) =>
  Array.from({ length: chains }, (_, c) => [...series.subarray((c * series.length) / chains, ((c + 1) * series.length) / chains)]);

describe("split R-hat", () => {
  test.for([4, 5, 64, 125])("is its definition for chains of %s values", (length) => {
    for (const chains of [1, 2, 8]) {
      const series = ar1(length, chains, length, 0.4);
      expect(splitRhat(series, chains)).toBeCloseTo(naive(chainsOf(series, chains)), 12);
    }
  });

  test("is close to 1 for chains that agree", () => {
    expect(Math.abs(splitRhat(ar1(1, 8, 1000, 0.5), 8) - 1)).toBeLessThan(0.01);
  });

  test("sees chains that disagree, and one chain that drifts", () => {
    const apart = ar1(2, 4, 500, 0).map((x, i) => x + (i < 500 ? 3 : 0));
    expect(splitRhat(apart, 4)).toBeGreaterThan(1.5);
    const drifting = ar1(3, 1, 1000, 0).map((x, i) => x + i / 200);
    expect(splitRhat(drifting, 1)).toBeGreaterThan(1.5);
  });

  test("is 1 for a constant series, exactly or to rounding, and where there is nothing to compare", () => {
    expect(splitRhat(new Float64Array(40).fill(-25.5), 4)).toBe(1);
    expect(splitRhat(Float64Array.of(0.3, 0.3, 0.3, 0.3, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2), 2)).toBe(1);
    expect(splitRhat(ar1(4, 10, 1, 0), 10)).toBe(1);
    expect(splitRhat(ar1(4, 1, 3, 0), 1)).toBe(1);
  });

  test("is Infinity for chains that are each constant but differ, and where a value is not finite", () => {
    expect(splitRhat(Float64Array.of(1, 1, 1, 1, 2, 2, 2, 2), 2)).toBe(Number.POSITIVE_INFINITY);
    expect(splitRhat(Float64Array.of(0.1, 0.1, 0.1, 0.2, 0.2, 0.2), 2)).toBe(Number.POSITIVE_INFINITY);
    expect(splitRhat(Float64Array.of(1, Number.NaN, 1, 1), 1)).toBe(Number.POSITIVE_INFINITY);
  });

  property.prop([fc.array(fc.double({ noNaN: false }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 4 })])(
    "is never NaN and never negative, whatever the values",
    (values, chains) => {
      const series = Float64Array.from({ length: values.length * chains }, (_, i) => values[i % values.length]);
      expect(splitRhat(series, chains)).toBeGreaterThanOrEqual(0);
    },
  );
});
