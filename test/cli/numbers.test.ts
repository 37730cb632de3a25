import { describe, expect, test } from "vitest";
import { duration, exactNumber, meanWithError, scientific, scientificWithError, withError } from "../../src/cli/terminal/numbers.ts";

describe("a number is printed with the digits it has", () => {
  test.each([
    [-1.2745494843, 0.000012, "-1.274549(12)"],
    [-1.2745494843, 0.0000996, "-1.27455(10)"],
    [-25.49, 0.99, "-25.49(99)"],
    [-25.49, 0.999, "-25.5(10)"],
    [-25.49, 1.24, "-25.5(12)"],
    [-25.49, 12.4, "-25(12)"],
    [-1234.5, 123.4, "-1235(123)"],
    [0.00003, 0.5, "0.00(50)"],
    [-0.00003, 0.5, "0.00(50)"],
    [-1, 0, "-1"],
    [1 / 3, 0, "0.3333333333"],
    [-1, 1e-17, "-1"],
    [-1.5, Number.NaN, "-1.5(?)"],
    [-1.5, Number.POSITIVE_INFINITY, "-1.5(?)"],
    [Number.NaN, 0.1, "–"],
  ])("withError(%f, %f) = %s", (mean, error, text) => expect(withError(mean, error)).toBe(text));

  test.each([
    [1.234e-4, 3e-6, "1.23(3)e-4"],
    [1.17e-4, 0.97e-4, "1(1)e-4"],
    [-3.9e-5, 9.65e-5, "-4(10)e-5"],
    [2.154e-1, 1.2e-4, "0.2154(1)"],
    [7.8, 0.02, "7.80(2)"],
    [320, 20, "320(20)"],
    [0.2, 0.3, "2(3)e-1"],
    [3200, 20, "3.20(2)e3"],
    [1.5e-3, 0, "1.5e-3"],
    [0, 2e-6, "0(2)e-6"],
    [0.21540904, 3e-9, "0.22"],
    [Number.NaN, 1, "–"],
  ])("scientificWithError(%f, %f) = %s", (value, error, text) => expect(scientificWithError(value, error)).toBe(text));

  test("a mean of Pauli strings below rounding is 0", () => {
    expect(meanWithError(-1.2e-19, 0)).toBe("0");
    expect(meanWithError(-1.2e-3, 0)).toBe("-0.0012");
    expect(meanWithError(1e-14, 1e-3)).toBe("0.0000(10)");
    expect([meanWithError(-1.565715808e-12, 0), meanWithError(0.9999999999995, 1e-12), meanWithError(1e-9, 0)]).toEqual(["0", "1", "1e-9"]);
  });

  test("plain numbers", () => {
    expect(scientific(0)).toBe("0");
    expect(scientific(3.14e-6)).toBe("3.1e-6");
    expect([0.0996, 0.0994, 0.45, 4, 32.4, -99.6, 444, 999].map(scientific)).toEqual([
      "0.10",
      "9.9e-2",
      "0.45",
      "4.0",
      "32",
      "-100",
      "440",
      "1.0e3",
    ]);
    expect(scientific(Number.NaN)).toBe("–");
    expect(exactNumber(-1.25)).toBe("-1.25");
    expect(exactNumber(-1.2745494842576)).toBe("-1.274549484");
    expect([duration(1.234), duration(12.34), duration(123.4)]).toEqual(["1.23", "12.3", "123"]);
  });
});
