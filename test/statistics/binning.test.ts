import { expect, test } from "vitest";
import { binnedErrors } from "../../src/statistics/binning.ts";
import { estimate } from "../../src/statistics/estimate.ts";
import { ar1 } from "./ar1.ts";

test.for([0, 0.6, 0.9])("binning and autocorrelation agree on the error where the bins are long and many: rho = %s", (rho) => {
  const series = ar1(11, 16, 16384, rho);
  const level = binnedErrors(series, 16).find(({ binLength }) => binLength === 512);
  if (!level) throw new Error("no bins of 512");
  expect(Math.abs(level.error - estimate(series, 16).error)).toBeLessThan(4 * level.uncertainty);
});

test("errors rise from the one of independent samples to a plateau √τ higher", () => {
  const levels = binnedErrors(ar1(12, 8, 32768, 0.8), 8); // τ = 9
  const rise = levels[8].error / levels[0].error;
  expect(levels[0].error).toBeCloseTo(1 / Math.sqrt(8 * 32768), 4);
  expect(Math.abs(rise / 3 - 1)).toBeLessThan(4 * (levels[8].uncertainty / levels[8].error));
});

test("the longest bins are whole chains", () => {
  const levels = binnedErrors(Float64Array.of(1, 2, 3, 6, 7, 8, 9, 12), 2);
  expect(levels.map(({ binLength, bins }) => [binLength, bins])).toEqual([
    [1, 8],
    [2, 4],
    [4, 2],
  ]);
  expect(levels[2].error).toBeCloseTo(3, 12); // means 3 and 9
});

test("a constant series has no error at any length; one value has no levels", () => {
  expect(binnedErrors(new Float64Array(16).fill(0.1), 2).every(({ error }) => error === 0)).toBe(true);
  expect(binnedErrors(Float64Array.of(1), 1)).toEqual([]);
});
