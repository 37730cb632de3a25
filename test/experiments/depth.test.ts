import { describe, expect, test } from "vitest";
import { depthExperiment } from "../../src/experiments/learning/depth.ts";
import { largestWeight } from "../../src/experiments/learning/handMade.ts";
import { grid, handMade, rankOf, sphere, targetOn, widthsOf } from "../../src/experiments/learning/innerProducts.ts";
import { relativeError, trainOn } from "../../src/experiments/learning/regression.ts";
import { parameterCount, randomDense } from "../../src/experiments/support/denseNetwork.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { kept } from "./kept.ts";

const draw = (rows: number, dimension: number, name: string) => sphere(rows, dimension, randomNumbers(1, name));

describe("the points and the networks", () => {
  test("inner products of unit vectors: <t> = 0, <t²> = 1/d, and t² and sin(ωt) of them", () => {
    const [dimension, pairs] = [5, 5000];
    const inputs = draw(2 * pairs, dimension, "pairs");
    const { values } = targetOn(inputs, dimension, null);
    // <t⁴> = 3 / (d (d + 2)): the deviation of t² is below 1/d.
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / pairs - 1 / dimension)).toBeLessThan(
      5 / (dimension * Math.sqrt(pairs)),
    );
    const [x, y] = [inputs.subarray(0, dimension), inputs.subarray(dimension, 2 * dimension)];
    const product = x.reduce((sum, value, i) => sum + value * y[i], 0);
    expect(x.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
    expect(values[0]).toBeCloseTo(product * product, 12);
    expect(targetOn(inputs, dimension, 7).values[0]).toBeCloseTo(Math.sin(7 * product), 12);
  });

  test("both depths have as many parameters as are allowed, up to one unit more", () => {
    for (const parameters of [300, 2400]) {
      for (const hidden of [1, 2] as const) {
        const widths = widthsOf(hidden, 6, parameters);
        expect(widths).toHaveLength(hidden + 2);
        expect(parameterCount(widths)).toBeLessThanOrEqual(parameters);
        expect(parameterCount(widths.map((width, l) => (l > 0 && l <= hidden ? width + 1 : width)))).toBeGreaterThan(parameters);
      }
    }
  });

  test("by hand: within the count and the bound, and the better the more parameters", () => {
    const [probe, fresh] = [draw(400, 3, "probe"), targetOn(draw(4000, 3, "fresh"), 3, 4)];
    const errors = [300, 900, 2400].map((parameters) => {
      const network = handMade(3, 4, parameters, 16, probe);
      if (!network) throw new Error("no network by hand");
      expect(network.parameters.length).toBeLessThanOrEqual(parameters);
      expect(largestWeight(network)).toBeLessThanOrEqual(16);
      return relativeError(network, fresh);
    });
    expect(errors[1]).toBeLessThan(errors[0] / 2);
    expect(errors[2]).toBeLessThan(errors[1] / 2);
    expect(handMade(3, 12, 300, 0.5, probe)).toBeNull();
  });

  test("the best constant has an error of 1, the function itself 0", () => {
    const constant = { widths: [1, 1], output: "linear", parameters: Float64Array.of(0, 2) } as const;
    const identity = { ...constant, parameters: Float64Array.of(1, 0) };
    const sample = { inputs: Float64Array.of(1, 2, 3), values: Float64Array.of(1, 2, 3) };
    expect(relativeError(constant, sample)).toBeCloseTo(1, 12);
    expect(relativeError(identity, sample)).toBe(0);
  });
});

describe("ranks over x | x'", () => {
  const pairs = grid(draw(32, 3, "x"), draw(32, 3, "x'"), 3);
  const rank = (f: (x: Float64Array, y: Float64Array) => number) =>
    rankOf(
      Float64Array.from({ length: 32 * 32 }, (_, row) => f(pairs.subarray(6 * row, 6 * row + 3), pairs.subarray(6 * row + 3, 6 * row + 6))),
    );

  test("a product has rank 1, two orthogonal ones of equal weight 2", () => {
    const product = rank((x, y) => (x[0] + 2) * Math.exp(y[1]));
    expect(product.visible).toBe(1);
    expect(product.effective).toBeCloseTo(1, 6);
    const signs = Float64Array.from({ length: 16 }, (_, k) => Number(Math.floor(k / 8) === Math.floor((k % 4) / 2)));
    expect(rankOf(signs)).toEqual({ effective: expect.closeTo(2, 10), visible: 2 });
  });

  test("<x, x'> has d singular values, <x, x'>² d (d + 1)/2, and no more", () => {
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    expect(rank(dot).visible).toBe(3);
    expect(rank((x, y) => dot(x, y) ** 2).visible).toBe(6);
    expect(rankOf(targetOn(pairs, 3, null).values).visible).toBe(6);
  });
});

test("training: the weights stay within the bound, and t² is learnt better than the best constant", async () => {
  const sample = targetOn(draw(4000, 3, "sample"), 3, null);
  const random = randomNumbers(1, "training");
  const network = randomDense([6, 24, 1], "linear", random);
  let turns = 0;
  const count = () => {
    turns++;
    return Promise.resolve();
  };
  await trainOn(network, sample, { updates: 900, batch: 16, points: 2000, rate: 0.02, bound: 0.9 }, random, count);
  expect(turns).toBe(2);
  expect(largestWeight(network)).toBeLessThanOrEqual(0.9);
  expect(relativeError(network, sample)).toBeLessThan(0.8);
});

describe("depth", () => {
  const result = kept("depth");
  const numbers = result.numbers as unknown as Parameters<typeof depthExperiment.judge>[0];
  const largest = (frequency: number | null) => {
    const row = numbers.rows.filter((of) => of.frequency === frequency).at(-1);
    if (!row) throw new Error("no such target");
    return row;
  };
  const verdict = (rows: readonly (typeof numbers)["rows"][number][]) => depthExperiment.judge({ ...numbers, rows }).verdict;

  test("separates the depths for a fast oscillation alone", () => {
    expect(largest(4).shallow.mean).toBeGreaterThan(0.7);
    expect(largest(4).deep.mean).toBeLessThan(0.4);
    for (const frequency of [null, 2]) {
      expect(largest(frequency).shallow.mean).toBeLessThan(0.3);
      expect(largest(frequency).deep.mean).toBeLessThan(0.2);
    }
    for (const { constructed, deep } of numbers.rows) expect(constructed).toBeLessThan(deep.mean);
    expect(result.verdict).toBe("holds only if the target oscillates, ω >= 4");
  });

  test("what one hidden layer has learnt of the oscillation is less entangled than the target, what two have is not", () => {
    const { target, shallow, deep } = numbers.ranks.filter(({ frequency }) => frequency === 4)[0];
    expect(shallow.effective.mean).toBeLessThan(0.85 * target.effective);
    expect(deep.effective.mean).toBeGreaterThan(0.85 * target.effective);
  });

  test("a shallow network that does as well: the statement fails; the fast oscillation alone: it holds", () => {
    expect(verdict(numbers.rows.map((row) => ({ ...row, shallow: row.deep })))).toBe("fails");
    expect(verdict([largest(4)])).toBe("holds");
  });

  test("t² beyond one hidden layer: not oscillation, but the targets themselves are named", () => {
    const rows = numbers.rows.map((row) => (row.frequency === null ? { ...row, shallow: { mean: 0.9, error: 0.01 } } : row));
    expect(verdict(rows)).toBe("holds only if the target is one of t² in d = 3; sin(4t) in d = 3");
  });

  test("errors that hide the difference separate nothing, nor does what neither depth learns", () => {
    const blurred = numbers.rows.map((row) => ({ ...row, shallow: { ...row.shallow, error: 0.3 } }));
    expect(verdict(blurred)).toBe("fails");
    const unlearnt = numbers.rows.map((row) => (row.frequency === 4 ? { ...row, deep: row.shallow } : row));
    expect(verdict(unlearnt)).toBe("fails");
    expect(depthExperiment.judge({ ...numbers, rows: unlearnt }).because).toContain("Neither learns sin(4t) in d = 3");
  });
});
