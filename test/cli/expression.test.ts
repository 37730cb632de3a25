import { describe, expect, test } from "vitest";
import { evaluateArithmetic } from "../../src/cli/settings/expression.ts";

describe("arithmetic on a flag", () => {
  test.each([
    ["sqrt(2)/2", Math.SQRT1_2],
    ["-sqrt(2)/2", -Math.SQRT1_2],
    ["2^3^2", 512],
    ["-2^2", -4],
    ["(1 + 2) * 3 - 4/2", 7],
    ["2 pi", 2 * Math.PI],
    ["e", Math.E],
    ["+cos(0)", 1],
    ["1e-3*2", 2e-3],
  ])("%s", async (text, value) => expect(await evaluateArithmetic(text)).toBeCloseTo(value, 14));

  test.each([
    "",
    "x",
    "NaN",
    "f(x) = x",
    "a = 3",
    "1; 2",
    "[1, 2]",
    "1 + i",
    '"1"',
    "true",
    'import("node:fs")',
    'evaluate("1")',
    "sqrt.constructor",
    "constructor",
    "toString(1)",
    "hasOwnProperty(1)",
    "__proto__",
    "1 < 2",
    "5!",
    "sqrt(1, 2)",
    "1 ? 2 : 3",
    `${"(".repeat(60)}1${")".repeat(60)}`,
  ])("%s is no arithmetic", async (text) => expect(await evaluateArithmetic(text)).toBeNull());
});
