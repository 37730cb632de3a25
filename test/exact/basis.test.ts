import { expect, test } from "vitest";
import { bitCount } from "../../src/core/bits.ts";
import { basisOf, spinsOf } from "../../src/exact/basis.ts";

test.each([
  [1, null],
  [5, null],
  [1, 1],
  [7, 1],
  [8, 0],
  [8, 8],
  [8, -8],
  [9, -3],
])("%i sites, Σ s = %s: every configuration once, ascending, and found again", (size, magnetisation) => {
  const basis = basisOf(size, { magnetisation });
  const all = Array.from({ length: 2 ** size }, (_, state) => state);
  const total = (state: number) => spinsOf(state, size).reduce((sum, spin) => sum + spin, 0);
  expect(Array.from(basis.states)).toEqual(all.filter((state) => magnetisation === null || total(state) === magnetisation));
  basis.states.forEach((state, index) => {
    expect(basis.indexOf(state)).toBe(index);
  });
});

test.each([null, 0])("one of each pair joined by the flip of all spins, Σ s = %s", (magnetisation) => {
  const whole = basisOf(6, { magnetisation });
  const half = basisOf(6, { magnetisation }, true);
  expect([...half.states, ...half.states.map((state) => 63 - state)].sort((a, b) => a - b)).toEqual(Array.from(whole.states));
  half.states.forEach((state, index) => {
    expect(half.indexOf(state)).toBe(index);
  });
});

test("bit i is set where spin i is down", () => {
  expect(Array.from(spinsOf(0b0110, 4))).toEqual([1, -1, -1, 1]);
  expect([0, 1, 0b1011, 0x7fffffff, -1].map(bitCount)).toEqual([0, 1, 3, 31, 32]);
});

test("impossible sectors are refused", () => {
  expect(() => basisOf(4, { magnetisation: 1 })).toThrow(/exact.magnetisation: expected/);
  expect(() => basisOf(4, { magnetisation: 6 })).toThrow(/exact.magnetisation: expected/);
  expect(() => basisOf(25, { magnetisation: 1 })).toThrow(/exact.sites: expected/);
});
