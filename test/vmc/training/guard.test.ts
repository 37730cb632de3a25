import { describe, expect, test } from "vitest";
import { Guard } from "../../../src/vmc/training/guard.ts";

const at = (value: number) => () => Float64Array.of(value, 0);
const typical = (energy: number, error = 0.1) => ({ energy, error, spread: 1, vScore: 1 });

describe("the guard of a training", () => {
  test("keeps the parameters of the lowest energy, the error added", () => {
    const guard = new Guard();
    expect(guard.best).toBeNull();
    expect(guard.accepts(typical(-10), at(1))).toBe(true);
    expect(guard.accepts(typical(-10.05, 0.3), at(2))).toBe(true);
    expect(guard.best).toEqual(at(1)());
    expect(guard.accepts(typical(-10.05), at(3))).toBe(true);
    expect(guard.best).toEqual(at(3)());
  });

  test("a fluctuation passes, a rise of more than six errors does not", () => {
    const guard = new Guard();
    guard.accepts(typical(-10), at(1));
    const error = 0.1 * Math.SQRT2;
    expect(guard.accepts(typical(-10 + 5.9 * error), at(2))).toBe(true);
    expect(guard.accepts(typical(-10 + 6.1 * error), at(2))).toBe(false);
    expect(guard.best).toEqual(at(1)());
  });

  test("rounding of exact energies passes, a rise that matters does not", () => {
    const guard = new Guard();
    guard.accepts(typical(-10, 0), at(1));
    expect(guard.accepts(typical(-10 + 1e-9, 0), at(2))).toBe(true);
    expect(guard.accepts(typical(-10 + 2e-2, 0), at(2))).toBe(false);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("an energy of %s is none", (energy) => {
    const guard = new Guard();
    expect(guard.accepts(typical(energy), at(1))).toBe(false);
    expect(guard.accepts({ energy: -1, error: 0.1, spread: Number.NaN, vScore: 1 }, at(1))).toBe(false);
    expect(guard.best).toBeNull();
  });

  test("there is nothing to go back to before the first energy", () => {
    const guard = new Guard();
    expect(guard.rollBack()).toBeNull();
    expect(guard.rollbacks).toBe(0);
  });

  test("goes back from what is not finite twenty times", () => {
    const guard = new Guard();
    guard.accepts(typical(-10), at(7));
    for (let n = 1; n <= 20; n++) {
      expect(guard.accepts(typical(Number.NaN), at(8))).toBe(false);
      expect(guard.rollBack()).toEqual(at(7)());
      expect(guard.rollbacks).toBe(n);
    }
    expect(guard.rollBack()).toBeNull();
  });

  test("goes back from a rise eight times, then lets the training find its way, for a hundred updates", () => {
    const guard = new Guard();
    guard.accepts(typical(-10), at(7));
    for (let n = 0; n < 8; n++) {
      expect(guard.accepts(typical(-5), at(8))).toBe(false);
      expect(guard.rollBack()).toEqual(at(7)());
    }
    for (let n = 0; n < 100; n++) {
      expect(guard.accepts(typical(-5), at(8))).toBe(true);
      expect(guard.aboveBest).toBe(true);
    }
    expect(guard.best).toEqual(at(7)());
    expect(guard.accepts(typical(-5), at(8))).toBe(false);
    expect(guard.rollBack()).toBeNull();
  });

  test("what is not finite is gone back from aboveBest as well", () => {
    const guard = new Guard();
    guard.accepts(typical(-10), at(7));
    for (let n = 0; n < 8; n++) guard.rollBack();
    expect(guard.accepts(typical(-5), at(8))).toBe(true);
    expect(guard.accepts(typical(Number.NaN), at(8))).toBe(false);
    expect(guard.rollBack()).toEqual(at(7)());
  });

  test("a training that came back is no longer aboveBest", () => {
    const guard = new Guard();
    guard.accepts(typical(-10), at(7));
    for (let n = 0; n < 8; n++) guard.rollBack();
    for (let n = 0; n < 1000; n++) expect(guard.accepts(typical(n % 50 === 0 ? -9.9 : -5), at(8))).toBe(true);
    expect(guard.accepts(typical(-11), at(9))).toBe(true);
    expect(guard.aboveBest).toBe(false);
    expect(guard.best).toEqual(at(9)());
    expect(guard.accepts(typical(-5), at(8))).toBe(false);
  });

  test("goes on going back for as long as the best gets better", () => {
    const guard = new Guard();
    for (let n = 1; n <= 50; n++) {
      guard.accepts(typical(-10 - n), at(n));
      expect(guard.rollBack()).toEqual(at(n)());
    }
    expect(guard.rollbacks).toBe(50);
  });
});
