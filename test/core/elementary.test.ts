import { describe, expect, test } from "vitest";
import { cosine, exponential, LARGEST_ANGLE, logarithm, sine, tangent } from "../../src/core/elementary.ts";
import { randomStream } from "../../src/core/random.ts";

/** The distance of neighbouring numbers at x. */
function ulp(x: number): number {
  const [bits] = new BigInt64Array(Float64Array.of(Math.abs(x)).buffer);
  return new Float64Array(BigInt64Array.of(bits + 1n).buffer)[0] - Math.abs(x);
}

/** The engine's own functions are good to one unit in the last place themselves. */
const UNITS = 2;
const TANGENT_UNITS = 3;
const random = randomStream(5, "test/elementary");
const within = (least: number, most: number) => Array.from({ length: 20_000 }, () => least + (most - least) * random.uniform());
const multiples = Array.from({ length: 4000 }, (_, k) => ((k - 2000) * Math.PI) / 12);
const angles = [0, 1e-300, 1e-9, -0.5, Math.PI / 4, 3 * Math.PI, LARGEST_ANGLE, -LARGEST_ANGLE, ...multiples];

describe("against the engine's own", () => {
  test.each([
    ["sin", sine, Math.sin, [...angles, ...within(-10, 10), ...within(-LARGEST_ANGLE, LARGEST_ANGLE)], UNITS],
    ["cos", cosine, Math.cos, [...angles, ...within(-10, 10), ...within(-LARGEST_ANGLE, LARGEST_ANGLE)], UNITS],
    ["tan", tangent, Math.tan, [...angles, ...within(-10, 10), ...within(-LARGEST_ANGLE, LARGEST_ANGLE)], TANGENT_UNITS],
    ["exp", exponential, Math.exp, [0, 1, -1, 1e-20, 709.78, -708, -740, -745, ...within(-2, 2), ...within(-745, 709)], UNITS],
    ["log", logarithm, Math.log, [1, 2, 0.5, 5e-324, 1e-310, 1e308, ...within(0, 3), ...within(0.999, 1.001), ...within(0, 1e9)], UNITS],
  ] as const)("%s", (_, ours, theirs, values, units) => {
    const worst = values.reduce((most, x) => Math.max(most, Math.abs(ours(x) - theirs(x)) / ulp(theirs(x))), 0);
    expect(worst).toBeLessThanOrEqual(units);
  });

  test("at the ends", () => {
    expect([exponential(711), exponential(-800), logarithm(0), logarithm(Number.POSITIVE_INFINITY)]).toEqual([
      Number.POSITIVE_INFINITY,
      0,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect([logarithm(-1), sine(1e6), cosine(Number.NaN), exponential(Number.NaN)]).toEqual(new Array(4).fill(Number.NaN));
    expect([sine(0), cosine(0), tangent(0), exponential(0), logarithm(1)]).toEqual([0, 1, 0, 1, 0]);
  });
});
