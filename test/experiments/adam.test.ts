import { expect, test } from "vitest";
import { adam } from "../../src/experiments/support/adam.ts";

test("the first step is the rate along the sign, a constant gradient keeps that pace, and the bound is kept", () => {
  const at = Float64Array.of(0, 0);
  const move = adam(2, 0.25);
  const slope = Float64Array.of(3, -1);
  for (const steps of [1, 2]) {
    move(at, slope, 0.1);
    expect(at[0]).toBeCloseTo(-0.1 * steps, 6);
    expect(at[1]).toBeCloseTo(0.1 * steps, 6);
  }
  for (let k = 0; k < 3; k++) move(at, slope, 0.1);
  expect([...at]).toEqual([-0.25, 0.25]);
});

test("it ends where the gradient does", () => {
  const at = Float64Array.of(1, -2);
  const move = adam(2);
  const towards = () => at.map((value) => value - 3);
  for (let n = 0; n < 1000; n++) move(at, towards(), 0.1);
  for (const value of at) expect(value).toBeCloseTo(3, 3);
});
