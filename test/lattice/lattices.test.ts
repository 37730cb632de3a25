import { describe, expect, test } from "vitest";
import { type Boundary, chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import { type Bond, type Lattice, twoColour } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";

const sorted = (bonds: readonly Bond[]) => bonds.map(([i, j]) => (i < j ? `${i} ${j}` : `${j} ${i}`)).sort();

/** Bonds found by looking at every pair of sites: a step of one in one direction, or of one in both. */
function neighboursByDistance(width: number, height: number, periodicX: boolean, periodicY: boolean) {
  const apart = (a: number, b: number, length: number, periodic: boolean) => {
    const distance = Math.abs(a - b);
    return periodic ? Math.min(distance, length - distance) : distance;
  };
  const near: string[] = [];
  const diagonal: string[] = [];
  for (let i = 0; i < width * height; i++) {
    for (let j = i + 1; j < width * height; j++) {
      const dx = apart(i % width, j % width, width, periodicX);
      const dy = apart(Math.floor(i / width), Math.floor(j / width), height, periodicY);
      if (dx + dy === 1) near.push(`${i} ${j}`);
      if (dx === 1 && dy === 1) diagonal.push(`${i} ${j}`);
    }
  }
  return { near: near.sort(), diagonal: diagonal.sort() };
}

const grids: [number, number, Boundary, Boundary][] = [
  [3, 3, "periodic", "periodic"],
  [4, 4, "periodic", "periodic"],
  [3, 3, "open", "open"],
  [4, 4, "open", "periodic"],
  [5, 3, "periodic", "open"],
  [2, 4, "open", "periodic"],
  [4, 3, "open", "open"],
  [1, 5, "open", "periodic"],
  [1, 1, "open", "open"],
];

const lattices: [string, Lattice][] = [
  ["ring", chain(6)],
  ["odd ring", chain(5)],
  ["open chain", chain(5, "open")],
  ...grids.map(([w, h, x, y]): [string, Lattice] => [`${w} × ${h} ${x} ${y}`, square(w, h, [x, y])]),
  ["ladder", ladder(4)],
  ["open ladder", ladder(3, "open")],
  [
    "graph",
    edges(4, [
      [0, 1],
      [3, 1],
    ]),
  ],
];

describe("the square lattice", () => {
  test.each(grids)("%i × %i, %s and %s: the bonds are the pairs at distance 1 and √2", (width, height, x, y) => {
    const { bonds, nextBonds, size, periodic } = square(width, height, [x, y]);
    const { near, diagonal } = neighboursByDistance(width, height, x === "periodic", y === "periodic");
    expect(sorted(bonds)).toEqual(near);
    expect(sorted(nextBonds)).toEqual(diagonal);
    expect(size).toBe(width * height);
    expect(periodic).toBe(x === "periodic" && y === "periodic");
  });

  test("one boundary serves both directions, and the name says it all", () => {
    expect(square(3, 4, "open")).toEqual(square(3, 4, ["open", "open"]));
    expect(square(4, 4).name).toBe("periodic square lattice of 4 × 4 sites");
    expect(square(4, 3, ["periodic", "open"]).name).toBe("periodic,open square lattice of 4 × 3 sites");
  });

  test("sizes and boundaries that do not exist are refused", () => {
    expect(() => square(2, 4)).toThrow(
      "lattice.width: expected an integer from 3 to 4096 in the periodic direction, got 2; a periodic direction of 2 sites would join them twice: use open",
    );
    expect(() => square(0, 4, "open")).toThrow("lattice.width: expected an integer from 1 to 4096 in the open direction, got 0");
    expect(() => square(4, 2.5)).toThrow(/^lattice.height: /);
    expect(() => square(65, 64)).toThrow("lattice.sites: expected an integer from 1 to 4096, got 4160");
    expect(() => square(4, 4, "closed" as Boundary)).toThrow(/^lattice.boundary: unknown "closed"/);
  });
});

test("a ladder has two legs, its rungs, and the diagonals of its plaquettes", () => {
  const { bonds, nextBonds, translations, periodic, name } = ladder(3, "open");
  expect(sorted(bonds)).toEqual(["0 1", "0 3", "1 2", "1 4", "2 5", "3 4", "4 5"]);
  expect(sorted(nextBonds)).toEqual(["0 4", "1 3", "1 5", "2 4"]);
  expect([translations.length, periodic, name]).toEqual([1, false, "open ladder of 3 × 2 sites"]);
  expect([ladder(4).bonds.length, ladder(4).nextBonds.length, ladder(4).translations.length, ladder(4).periodic]).toEqual([12, 8, 4, true]);
  expect(ladder(4).translations[1]).toEqual([1, 2, 3, 0, 5, 6, 7, 4]);
  expect(() => ladder(2)).toThrow(/join them twice/);
  expect(ladder(2, "open").bonds).toHaveLength(4);
});

test("a chain has its second neighbours at distance two", () => {
  expect(chain(5).nextBonds).toEqual([0, 1, 2, 3, 4].map((i) => [i, (i + 2) % 5]));
  expect(chain(4, "open").nextBonds).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(chain(2).nextBonds).toEqual([]);
  expect(chain(1, "open").nextBonds).toEqual([]);
});

describe("a graph", () => {
  test("keeps its bonds as given, and knows nothing else", () => {
    const bonds: Bond[] = [
      [2, 0],
      [0, 1],
    ];
    const lattice = edges(4, bonds);
    expect([lattice.kind, lattice.size, lattice.bonds, lattice.nextBonds]).toEqual(["edges", 4, bonds, []]);
    expect([lattice.translations, lattice.sublattices]).toEqual([[[0, 1, 2, 3]], [0, 1, 1, 0]]);
    expect(lattice.name).toBe("graph of 4 sites and 2 bonds");
  });

  test.each([
    [[[0, 3]], "lattice.bonds[0]: expected sites 0 to 2"],
    [[[0, 0.5]], "lattice.bonds[0]: expected sites 0 to 2"],
    [
      [
        [0, 1],
        [2, 2],
      ],
      "lattice.bonds[1]: expected two different sites",
    ],
    [
      [
        [0, 1],
        [1, 2],
        [1, 0],
      ],
      'lattice.bonds[2]: expected every bond once, got "1 0"; it is also lattice.bonds[0]',
    ],
  ] as [Bond[], string][])("%j is refused", (bonds, message) => expect(() => edges(3, bonds)).toThrow(message));
});

describe("every lattice", () => {
  test.each(lattices)("%s: translations are permutations that map the bonds onto themselves, the identity first", (_, lattice) => {
    const { size, translations, sites } = lattice;
    expect(translations[0]).toEqual(sites);
    expect(new Set(translations.map((t) => t.join())).size).toBe(translations.length);
    for (const translation of translations) {
      expect([...translation].sort((a, b) => a - b)).toEqual(sites);
      for (const bonds of [lattice.bonds, lattice.nextBonds]) {
        expect(sorted(bonds.map(([i, j]) => [translation[i], translation[j]]))).toEqual(sorted(bonds));
      }
    }
    if (lattice.periodic) expect(translations).toHaveLength(lattice.kind === "ladder" ? size / 2 : size);
  });

  test.each(lattices)("%s: the point group is a group of symmetries, the identity first, without a translation", (_, lattice) => {
    const { translations, pointGroup, sites } = lattice;
    expect(pointGroup[0]).toEqual(sites);
    const known = new Set(pointGroup.map((element) => element.join()));
    expect(known.size).toBe(pointGroup.length);
    for (const element of pointGroup) {
      expect([...element].sort((a, b) => a - b)).toEqual(sites);
      for (const other of pointGroup) expect(known.has(other.map((i) => element[i]).join())).toBe(true);
      for (const bonds of [lattice.bonds, lattice.nextBonds]) {
        expect(sorted(bonds.map(([i, j]) => [element[i], element[j]]))).toEqual(sorted(bonds));
      }
    }
    const all = pointGroup.flatMap((element) => translations.map((translation) => element.map((i) => translation[i]).join()));
    expect(new Set(all).size).toBe(all.length);
    // The translations stay together, so that with them it is a group again.
    for (const element of pointGroup) {
      for (const translation of translations) expect(all).toContain(translation.map((i) => element[i]).join());
    }
  });

  test.each([
    ["a ring", chain(6), 2],
    ["two sites joined twice", chain(2), 1],
    ["one site", chain(1, "open"), 1],
    ["an open chain", chain(4, "open"), 2],
    ["a square", square(4, 4), 8],
    ["an open square", square(3, 3, "open"), 8],
    ["a rectangle", square(4, 3), 4],
    ["a cylinder of equal sides", square(4, 4, ["periodic", "open"]), 4],
    ["a column", square(1, 5, ["open", "periodic"]), 2],
    ["a ladder", ladder(4), 4],
    ["a graph", edges(2, [[0, 1]]), 1],
  ] as [string, Lattice, number][])("%s has a point group of the right order", (_, { pointGroup }, order) => {
    expect(pointGroup).toHaveLength(order);
  });

  test.each(lattices)("%s: bonds join unlike sublattices, or an odd cycle forbids it", (_, { size, bonds, sublattices }) => {
    expect(sublattices).toEqual(twoColour(size, bonds));
    if (sublattices) for (const [i, j] of bonds) expect(sublattices[i]).not.toBe(sublattices[j]);
  });
});

test("a periodic direction of odd length leaves no sublattices", () => {
  expect([chain(5), square(3, 4), square(5, 4, ["periodic", "open"]), ladder(3)].map(({ sublattices }) => sublattices)).toEqual(
    Array(4).fill(null),
  );
  expect(square(4, 4).sublattices?.slice(0, 8)).toEqual([0, 1, 0, 1, 1, 0, 1, 0]);
});
