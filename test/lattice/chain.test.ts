import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { type Boundary, boundaries, chain, MOST_SITES } from "../../src/lattice/chain.ts";
import { twoColour } from "../../src/lattice/lattice.ts";

test("a periodic chain, written out", () => {
  expect(chain(4)).toMatchObject({
    kind: "chain",
    name: "periodic chain of 4 sites",
    size: 4,
    periodic: true,
    sites: [0, 1, 2, 3],
    bonds: [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ],
    translations: [
      [0, 1, 2, 3],
      [1, 2, 3, 0],
      [2, 3, 0, 1],
      [3, 0, 1, 2],
    ],
    sublattices: [0, 1, 0, 1],
  });
});

test("an open chain, written out", () => {
  expect(chain(3, "open")).toMatchObject({
    name: "open chain of 3 sites",
    periodic: false,
    bonds: [
      [0, 1],
      [1, 2],
    ],
    translations: [[0, 1, 2]],
    sublattices: [0, 1, 0],
  });
  expect(chain(1, "open")).toMatchObject({ name: "open chain of 1 site", size: 1, bonds: [], translations: [[0]], sublattices: [0] });
});

test("every pair is joined once: one bond in a ring of two, two pairs of second neighbours in a ring of four, none on one site", () => {
  expect([chain(2).bonds, chain(2).nextBonds]).toEqual([[[0, 1]], []]);
  expect(chain(4).nextBonds).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(chain(1)).toMatchObject({ name: "periodic chain of 1 site", bonds: [], nextBonds: [], translations: [[0]], pointGroup: [[0]] });
});

describe.each(boundaries)("%s", (boundary) => {
  test.each([1, 2, 3, 4, 5, 8, 13, 64, 65])("%i sites: translations are a group of symmetries, colours differ across bonds", (size) => {
    const { bonds, translations, sublattices, sites } = chain(size, boundary);
    expect(bonds.length).toBe(boundary === "periodic" && size > 2 ? size : size - 1);
    expect(translations.length).toBe(boundary === "periodic" ? size : 1);
    const key = (pairs: readonly (readonly number[])[]) => pairs.map(([i, k]) => (i < k ? `${i} ${k}` : `${k} ${i}`)).sort();
    const known = new Set(translations.map((translation) => translation.join()));
    expect(translations[0]).toEqual(sites);
    expect(known.size).toBe(translations.length);
    for (const translation of translations) {
      expect([...translation].sort((a, b) => a - b)).toEqual(sites);
      expect(key(bonds.map(([i, k]) => [translation[i], translation[k]]))).toEqual(key(bonds));
      if (translations.length > 1) expect(known.has(translation.map((i) => translations[1][i]).join())).toBe(true);
    }
    const bipartite = boundary === "open" || size % 2 === 0 || size === 1;
    expect(sublattices !== null).toBe(bipartite);
    for (const [i, k] of bonds) if (sublattices) expect(sublattices[i]).not.toBe(sublattices[k]);
  });
});

test("two colours are found wherever there are two, in every part", () => {
  expect(
    twoColour(5, [
      [4, 3],
      [3, 1],
    ]),
  ).toEqual([0, 0, 0, 1, 0]);
  expect(
    twoColour(3, [
      [0, 1],
      [1, 2],
      [2, 0],
    ]),
  ).toBeNull();
  expect(twoColour(2, [[1, 1]])).toBeNull();
  expect(twoColour(0, [])).toEqual([]);
});

describe("refusals say what was expected", () => {
  test.each([0, -4, 2.5, Number.NaN, Number.POSITIVE_INFINITY, MOST_SITES + 1])("a periodic chain of %s sites", (size) => {
    expect(() => chain(size)).toThrow(InputError);
    expect(() => chain(size)).toThrow(`lattice.sites: expected an integer from 1 to 4096, got ${size}`);
  });

  test("an open chain needs a site; a boundary needs a known name", () => {
    expect(() => chain(0, "open")).toThrow("lattice.sites: expected an integer from 1 to 4096, got 0");
    expect(chain(MOST_SITES).size).toBe(4096);
    expect(() => chain(4, "peridic" as Boundary)).toThrow(
      'lattice.boundary: unknown "peridic"; known: periodic, open. Did you mean "periodic"?',
    );
  });
});
