import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.ts";
import { StreamedSeries } from "../../src/statistics/streamed.ts";
import { summarise } from "../../src/statistics/summary.ts";
import { ar1 } from "./ar1.ts";

/** Chains of different lengths of memory, cut into batches of so many values of each chain. */
const settings = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  chains: fc.integer({ min: 1, max: 24 }),
  length: fc.integer({ min: 1, max: 6000 }),
  batch: fc.integer({ min: 1, max: 3000 }),
  rho: fc.constantFrom(0, 0.5, 0.9, 0.99),
  offset: fc.constantFrom(0, -20, 1e6),
});

/** Complex interleaved series of AR(1) chains. */
function complexSeries({
  seed,
  chains,
  length,
  rho,
  offset,
}: {
  seed: number;
  chains: number;
  length: number;
  rho: number;
  offset: number;
}) {
  const [re, im] = [ar1(seed, chains, length, rho), ar1(seed + 1, chains, length, rho)];
  return Float64Array.from({ length: 2 * re.length }, (_, k) => (k % 2 === 0 ? offset + re[k / 2] : im[(k - 1) / 2]));
}

/** Feeds a series batch by batch. */
function streamed(values: Float64Array, chains: number, batch: number, from = 0, into = new StreamedSeries(chains)): StreamedSeries {
  const length = values.length / 2 / chains;
  for (let begin = from; begin < length; begin += batch) {
    const count = Math.min(batch, length - begin);
    const part = new Float64Array(2 * count * chains);
    for (let c = 0; c < chains; c++) part.set(values.subarray(2 * (c * length + begin), 2 * (c * length + begin + count)), 2 * c * count);
    into.add(part);
  }
  return into;
}

/** Its state as text, its sums byte for byte. */
function bitsOf(series: StreamedSeries): string {
  const { sums, ...rest } = series.state();
  return `${JSON.stringify(rest)} ${Buffer.from(sums.buffer).toString("base64")}`;
}

const SITES = 7;
/** Of sums of numbers of order one, at offsets of up to 1e6, relative to the offset. */
const ROUNDING = 1e-12;

describe("sums over stretches say what the whole series says", () => {
  property.prop([settings], { numRuns: 25, seed: 3 })("mean, variance, error, agreement", (setting) => {
    const { chains, length, batch, offset, rho } = setting;
    const values = complexSeries(setting);
    const whole = summarise(values, chains, SITES);
    const found = streamed(values, chains, batch).summary(SITES);
    expect(found.samples).toBe(whole.samples);
    expect(Math.abs(found.energy.mean - whole.energy.mean)).toBeLessThanOrEqual(ROUNDING * Math.max(1, Math.abs(offset)));
    expect(Math.abs(found.variance - whole.variance)).toBeLessThanOrEqual(
      ROUNDING * Math.max(1, whole.variance) + 1e-9 * (offset === 1e6 ? 1 : 0),
    );
    const independent = (chains * length * (1 - rho)) / (1 + rho);
    if (independent < 200) return;
    // Two estimators of one error, each off by 1/√(2ν).
    expect(found.energy.error / whole.energy.error).toBeGreaterThan(0.7);
    expect(found.energy.error / whole.energy.error).toBeLessThan(1.4);
    expect(found.autocorrelationTime / whole.autocorrelationTime).toBeGreaterThan(0.5);
    expect(found.autocorrelationTime / whole.autocorrelationTime).toBeLessThan(2);
    expect(Math.abs(found.splitRhat - whole.splitRhat)).toBeLessThan(0.02 * whole.splitRhat);
  });

  property.prop([settings, fc.integer({ min: 1, max: 3000 })], { numRuns: 8, seed: 4 })(
    "to the same bits however it is cut, also where it goes on from a state",
    (setting, other) => {
      const { chains, length, batch } = setting;
      const values = complexSeries(setting);
      const once = streamed(values, chains, batch);
      expect(bitsOf(streamed(values, chains, other))).toBe(bitsOf(once));
      const middle = Math.floor(length / 2);
      const firstHalf = new Float64Array(2 * chains * middle);
      for (let c = 0; c < chains; c++) firstHalf.set(values.subarray(2 * c * length, 2 * (c * length + middle)), 2 * c * middle);
      const state = structuredClone(middle > 0 ? streamed(firstHalf, chains, batch).state() : new StreamedSeries(chains).state());
      if (middle === 0) return;
      const gone = streamed(values, chains, other, middle, new StreamedSeries(chains, state));
      expect(bitsOf(gone)).toBe(bitsOf(once));
    },
  );
});

test("some of the chains are what they would be alone", () => {
  const [chains, length] = [6, 5000];
  const values = complexSeries({ seed: 9, chains, length, rho: 0.8, offset: -3 });
  const chosen = [4, 1];
  const alone = Float64Array.from(chosen.flatMap((c) => Array.from(values.subarray(2 * c * length, 2 * (c + 1) * length))));
  const picked = streamed(values, chains, 700).ofChains(chosen).summary(SITES);
  const own = summarise(alone, 2, SITES);
  expect(picked.energy.mean).toBeCloseTo(own.energy.mean, 12);
  expect(picked.variance).toBeCloseTo(own.variance, 11);
  expect(picked.energy.error / own.energy.error).toBeCloseTo(1, 0);
});

describe("where nothing fluctuates, or nothing is finite", () => {
  const constant = (value: (chain: number) => number) => {
    const series = new StreamedSeries(4);
    for (let n = 0; n < 100; n++)
      series.add(Float64Array.from({ length: 8 * 50 }, (_, k) => (k % 2 === 0 ? value(Math.floor(k / 100)) : 0)));
    return series.summary(SITES);
  };

  test("a constant series has no error, and its chains agree", () => {
    const { energy, variance, splitRhat, autocorrelationTime } = constant(() => -0.1);
    expect([energy.mean, energy.error, variance, splitRhat, autocorrelationTime]).toEqual([-0.1, 0, 0, 1, 1]);
  });

  test("constant chains that differ do not agree", () => {
    const { splitRhat, energy } = constant((chain) => chain / 3);
    expect(splitRhat).toBe(Number.POSITIVE_INFINITY);
    expect(energy.error).toBeGreaterThan(0.1);
  });

  test("a value that is not finite leaves no error", () => {
    const { energy, splitRhat } = constant((chain) => (chain === 2 ? Number.NaN : chain));
    expect(energy.error).toBe(Number.POSITIVE_INFINITY);
    expect(splitRhat).toBe(Number.POSITIVE_INFINITY);
  });
});

test("memory does not grow with the length", () => {
  const series = new StreamedSeries(64);
  const stream = randomStream(1, "streamed");
  const batch = Float64Array.from({ length: 2 * 64 * 1024 }, () => stream.uniform());
  let most = 0;
  for (let n = 0; n < 64; n++) {
    series.add(batch);
    most = Math.max(most, series.state().sums.length);
  }
  // Four kinds of sums, 64 chains, at most 2048 stretches and the one that is begun.
  expect(most).toBeLessThanOrEqual(4 * 64 * 2049);
});
