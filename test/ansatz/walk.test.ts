import { expect, test } from "vitest";
import { walkOfImages } from "../../src/ansatz/walk.ts";
import { chain } from "../../src/lattice/chain.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import { square } from "../../src/lattice/square.ts";

/** The group of a chain of 4 with an element left out: no two sites have the same images in the same cycle. */
const gapped = [
  [0, 1, 2, 3],
  [1, 2, 3, 0],
  [3, 0, 1, 2],
];

const cases: [string, readonly (readonly number[])[], number][] = [
  ["a chain: twice round but for the last step", chain(7).translations, 13],
  ["an open chain: every site by itself", chain(4, "open").translations, 4],
  ["a ladder: each leg", ladder(5).translations, 2 * 9],
  ["a square lattice: rows shared by the sites of a column", square(4, 3).translations, 4 * (12 + 8)],
  ["one periodic direction", square(3, 4, ["open", "periodic"]).translations, 3 * 7],
  ["nothing shared", gapped, 12],
];

test.each(cases)("%s", (_, translations, steps) => {
  const { walk, starts } = walkOfImages(translations);
  expect(walk).toHaveLength(steps);
  expect(starts).toHaveLength(translations[0].length);
  for (const [k, start] of starts.entries()) {
    expect(walk.slice(start, start + translations.length)).toEqual(translations.map((translation) => translation[k]));
  }
});
