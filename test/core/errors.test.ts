import { describe, expect, test } from "vitest";
import { checkFinite, checkInteger, checkNotNegative, checkPositive } from "../../src/core/check.ts";
import { InputError, nearestName, oneLine, refuse, refuseUnknown, show } from "../../src/core/errors.ts";

describe("messages: where, what was expected, what came, how to mend it", () => {
  test("refuse", () => {
    expect(() => refuse("sampler.chains", "an integer >= 1", 0)).toThrow(new InputError("sampler.chains: expected an integer >= 1, got 0"));
    expect(() => refuse("a", "b", "c", "use d")).toThrow(new InputError('a: expected b, got "c"; use d'));
    expect(() => refuse("a", "b", undefined)).toThrow("got undefined");
  });

  test("an unknown name lists the known ones and the nearest", () => {
    const known = ["rbm", "mlp", "jastrow", "product"];
    expect(() => refuseUnknown("ansatz", "rbmm", known)).toThrow(
      new InputError('ansatz: unknown "rbmm"; known: rbm, mlp, jastrow, product. Did you mean "rbm"?'),
    );
    expect(() => refuseUnknown("ansatz", "transformer", known)).toThrow(
      new InputError('ansatz: unknown "transformer"; known: rbm, mlp, jastrow, product.'),
    );
  });

  test("it is an Error with a name of its own", () => {
    const error = new InputError("x");
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("InputError");
  });
});

describe("whatever a file holds, a message", () => {
  test("is one line: line ends become blanks", () => {
    expect(new InputError("a: expected b,\n  got c\r\n\n\td").message).toBe("a: expected b, got c d");
  });

  test("shows what a terminal would act on, and what cannot be seen, by its number", () => {
    expect(oneLine("a\u001b[31mb\u0000c\u202ed\u2028e\u009bf\ud800g")).toBe("a\\u{1b}[31mb\\u{0}c\\u{202e}d\\u{2028}e\\u{9b}f\\u{d800}g");
    expect(oneLine("Σ s_i × ψ ≤ 2 é 😀 …")).toBe("Σ s_i × ψ ≤ 2 é 😀 …");
  });

  test("has at most 600 characters, of which the last tell how to mend it", () => {
    const { message } = new InputError(`${"x".repeat(1e6)}; use fewer`);
    expect(message).toHaveLength(600);
    expect(message).toMatch(/^x+ … x+; use fewer$/);
    expect(new InputError("\u0007".repeat(1e5)).message.length).toBeLessThanOrEqual(600);
    expect(new InputError("y".repeat(600)).message).toBe("y".repeat(600));
  });

  test("shows values that have no text, and the beginning of long ones", () => {
    expect(show({ toString: 1 })).toBe("[object Object]");
    expect(show(Object.create(null))).toBe("[object Object]");
    expect(
      show([
        [0, 1],
        [2, 3],
      ]),
    ).toBe("0,1,2,3");
    expect(show(new Array(1e6).fill(7))).toMatch(/^7(,7)+,?…$/);
    let deep: unknown = [];
    for (let k = 0; k < 1e5; k++) deep = [deep];
    expect(show(deep)).toBe("…");
    expect(show("z".repeat(1e7))).toBe(`"${"z".repeat(59)}…`);
  });
});

describe("the nearest name", () => {
  const known = ["rbm", "mlp", "jastrow", "product", "learning-rate"];
  test.each([
    ["rbm", "rbm"],
    ["RBM", "rbm"],
    ["rmb", "rbm"],
    ["jastro", "jastrow"],
    ["Jastrov", "jastrow"],
    ["prodcut", "product"],
    ["learningrate", "learning-rate"],
    ["lerning_rte", "learning-rate"],
    ["transformer", undefined],
    ["abcdefgh", undefined],
    ["rb", undefined],
    ["r", undefined],
  ])("of %s is %s", (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  test("of nothing known there is none", () => {
    expect(nearestName("rbm", [])).toBeUndefined();
  });
});

test("values are shown short and on one line", () => {
  expect(show("a\nb")).toBe('"a\\nb"');
  expect(show(1.5)).toBe("1.5");
  expect(show(null)).toBe("null");
  expect(show([1, 2])).toBe("1,2");
  const long = show("x".repeat(500));
  expect(long.length).toBeLessThan(70);
  expect(long.endsWith("…")).toBe(true);
});

describe("checks", () => {
  test.each([0, 1, 7, Number.MAX_SAFE_INTEGER])("%s is an integer >= 0", (value) => {
    expect(() => checkInteger("n", value, 0)).not.toThrow();
  });
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("%s is none", (value) => {
    expect(() => checkInteger("n", value, 0)).toThrow(`n: expected an integer >= 0, got ${value}`);
  });
  test("a range is named whole", () => {
    expect(() => checkInteger("n", 11, 1, 10)).toThrow("n: expected an integer from 1 to 10, got 11");
    expect(() => checkInteger("n", 10, 1, 10)).not.toThrow();
  });
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s is not finite", (value) => {
    for (const check of [checkFinite, checkPositive, checkNotNegative])
      expect(() => check("x", value)).toThrow(/^x: expected a finite number/);
  });
  test("positive, not negative, finite", () => {
    expect(() => checkPositive("x", 0)).toThrow("x: expected a finite number > 0, got 0");
    expect(() => checkNotNegative("x", -1e-300)).toThrow("x: expected a finite number >= 0");
    expect(() => checkNotNegative("x", 0)).not.toThrow();
    expect(() => checkPositive("x", 1e-300)).not.toThrow();
    expect(() => checkFinite("x", -5)).not.toThrow();
  });
});
