import { expect, test } from "vitest";
import { randomStream } from "../../src/core/random.ts";

/** Numbers drawn in a test of uniformity; its statistics stay within five of their standard deviations. */
const DRAWS = 20_000;
const DEVIATIONS = 5;

const draw = (seed: number, name: string) => {
  const stream = randomStream(seed, name);
  return Array.from({ length: 20 }, () => stream.uniform());
};

test("a stream is its seed and its name", () => {
  expect(draw(1, "a")).toEqual(draw(1, "a"));
  expect(draw(1, "a")).not.toEqual(draw(2, "a"));
  expect(draw(1, "a")).not.toEqual(draw(1, "b"));
  // The name cannot run into the seed.
  expect(draw(1, "1/a")).not.toEqual(draw(11, "a"));
});

test("one stream does not shift another", () => {
  const [a, b] = [randomStream(1, "a"), randomStream(1, "b")];
  const mixed = Array.from({ length: 20 }, () => {
    b.uniform();
    b.int32();
    return a.uniform();
  });
  expect(mixed).toEqual(draw(1, "a"));
});

/** Of seedrandom 3.0.5; no other version may change them unnoticed. */
const FIRST = [0.29779508454377157, 0.7263189641641904, -379297819];

test("the first numbers of a stream, to the bit: a seed in print stays what it was", () => {
  const stream = randomStream(7, "parameters");
  expect([stream.uniform(), stream.uniform(), stream.int32()]).toEqual(FIRST);
});

test("uniform numbers fill [0, 1), integers both halves of 32 bits", () => {
  const stream = randomStream(3, "uniform");
  const cells = new Array<number>(20).fill(0);
  for (let n = 0; n < DRAWS; n++) {
    const u = stream.uniform();
    expect(u >= 0 && u < 1).toBe(true);
    cells[Math.floor(20 * u)]++;
  }
  const expected = DRAWS / 20;
  for (const count of cells) expect(Math.abs(count - expected)).toBeLessThan(DEVIATIONS * Math.sqrt(expected));
  const integers = Array.from({ length: 1000 }, () => stream.int32());
  expect(integers.every((value) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31)).toBe(true);
  expect(Math.abs(integers.filter((value) => value < 0).length - 500)).toBeLessThan(DEVIATIONS * Math.sqrt(250));
});
