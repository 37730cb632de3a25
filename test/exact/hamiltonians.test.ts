import { describe, expect, test } from "vitest";
import { exactGroundEnergy } from "../../src/exact/exactEnergy.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import type { Hamiltonian } from "../../src/hamiltonian/hamiltonian.ts";
import { cluster } from "../../src/hamiltonian/presets/cluster.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { xyz } from "../../src/hamiltonian/presets/xyz.ts";
import { inMagnetisation } from "../../src/hamiltonian/sector.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import type { Bond, Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { denseSpectrum } from "./judges.ts";
import * as references from "./references.ts";

/** Both sides work to rounding, times the norm of H. */
const ENERGY = 1e-9;
/** A reference printed with so many decimals is right to half of the last one. */
const decimals = (count: number) => 10 ** -count;

const { square4x4 } = references;
const chiralText = `sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)) + c*sum(
  X(i)*(Y(i+1)*Z(i+2) - Z(i+1)*Y(i+2)) + Y(i)*(Z(i+1)*X(i+2) - X(i+1)*Z(i+2)) + Z(i)*(X(i+1)*Y(i+2) - Y(i+1)*X(i+2)))`;

describe("Lanczos finds the energies that other codes found", () => {
  const cases: [string, () => Hamiltonian | Promise<Hamiltonian>, number, number][] = [
    ["Ising ring, 12", () => ising(chain(12), { field: 0.5 }), references.periodicIsing["12"]["0.5"], ENERGY],
    ["Ising, 4 × 4, h = 1", () => ising(square(4, 4), { field: 1 }), square4x4.ising["1"], decimals(6)],
    ["Ising, 4 × 4, h = 3", () => ising(square(4, 4), { field: 3 }), square4x4.ising["3"], decimals(6)],
    ["Heisenberg, 4 × 4", () => heisenberg(square(4, 4)), square4x4.heisenberg, decimals(7)],
    ["open Heisenberg chain, 8", () => heisenberg(chain(8, "open")), 8 * references.openHeisenbergPerSite8, 8 * decimals(10)],
    ["XXZ ring, 12", () => xxz(chain(12), { anisotropy: 2 }), 12 * references.periodicXxzPerSite["2.0"][12], ENERGY],
    ["J1-J2, 4 × 4, 0.5", () => j1j2(square(4, 4), { j2: 0.5 }), square4x4.j1j2, decimals(9)],
    ["J1-J2 ring, 14, 0.2", () => j1j2(chain(14), { j2: 0.2 }), references.j1j2Energy14, decimals(8)],
    ["Majumdar-Ghosh ring, 12", () => j1j2(chain(12), { j2: 0.5 }), 12 * references.majumdarGhoshPerSite, ENERGY],
    ["XYZ ring as XXZ, 12", () => xyz(chain(12), { jx: 2, jy: 1, jz: 1 }), 12 * references.periodicXxzPerSite["2.0"][12], ENERGY],
    ["Dzyaloshinskii-Moriya ring, 8", () => dm(chain(8), { d: 0.5 }), 8 * references.dzyaloshinskiiMoriyaPerSite8, 8 * decimals(7)],
    ["cluster ring, 12", () => cluster(chain(12)), -12, ENERGY],
    [
      "chiral ring, 8, as an expression",
      () => expression(chain(8), chiralText, { parameters: { c: 0.5 } }),
      8 * references.chiralPerSite8,
      8 * decimals(7),
    ],
    [
      "Ising ring, 10, as an expression",
      () => expression(chain(10), "-sum(Z(i)*Z(i+1)) - h*sum(X(i))", { parameters: { h: 1.5 } }),
      references.periodicIsing["10"]["1.5"],
      ENERGY,
    ],
    [
      "Heisenberg, 4 × 4, as an expression",
      () => expression(square(4, 4), "sum(X(i)*X(j) + Y(i)*Y(j) + Z(i)*Z(j), bonds)"),
      square4x4.heisenberg,
      decimals(7),
    ],
  ];
  test.each(cases)("%s", async (_, build, energy, tolerance) => {
    const hamiltonian = await build();
    expect(Math.abs(exactGroundState(hamiltonian).energy - energy)).toBeLessThan(tolerance);
    expect(Math.abs((exactGroundEnergy(hamiltonian)?.energy ?? 0) - energy)).toBeLessThan(tolerance);
  });
});

type Matrix = number[][];
const pauliMatrices: Record<string, [Matrix, Matrix]> = {
  X: [
    [
      [0, 1],
      [1, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  Y: [
    [
      [0, 0],
      [0, 0],
    ],
    [
      [0, -1],
      [1, 0],
    ],
  ],
  Z: [
    [
      [1, 0],
      [0, -1],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ],
};

/** <a|P Q …|b> as a product of 2 × 2 elements: [re, im]. */
function element(factors: readonly (readonly [string, number])[], a: number, b: number, size: number): [number, number] {
  let [re, im] = [1, 0];
  for (let site = 0; site < size; site++) {
    const [row, column] = [(a >> site) & 1, (b >> site) & 1];
    const own = factors.filter(([, at]) => at === site);
    if (own.length === 0 && row !== column) return [0, 0];
    for (const [name] of own) {
      const [x, y] = [pauliMatrices[name][0][row][column], pauliMatrices[name][1][row][column]];
      [re, im] = [re * x - im * y, re * y + im * x];
    }
  }
  return [re, im];
}

type WrittenTerm = readonly [number, ...(readonly [string, number])[]];

/** The largest difference between the dense matrix of H and one written out from terms. */
function difference(hamiltonian: Hamiltonian, terms: readonly WrittenTerm[]): number {
  const { size } = hamiltonian.lattice;
  let largest = 0;
  for (let a = 0; a < 1 << size; a++) {
    for (let b = 0; b < 1 << size; b++) {
      let [re, im] = [0, 0];
      for (const [c, ...factors] of terms) {
        const [x, y] = element(factors, a, b, size);
        [re, im] = [re + c * x, im + c * y];
      }
      for (const { coefficient, factors } of hamiltonian.strings) {
        const [x, y] = element(
          factors.map(([site, name]) => [name, site]),
          a,
          b,
          size,
        );
        [re, im] = [re - coefficient[0] * x, im - coefficient[0] * y];
      }
      largest = Math.max(largest, Math.abs(re), Math.abs(im));
    }
  }
  return largest;
}

describe("the presets are the formulas in the books", () => {
  const ring = [0, 1, 2, 3, 4].map((i): Bond => [i, (i + 1) % 5]);
  const on = (bonds: readonly Bond[], c: number, p: string, q: string) => bonds.map(([i, j]): WrittenTerm => [c, [p, i], [q, j]]);
  const sites = (c: number, p: string) => [0, 1, 2, 3, 4].map((i): WrittenTerm => [c, [p, i]]);
  const next = [0, 1, 2, 3, 4].map((i): Bond => [i, (i + 2) % 5]);
  const cases: [string, Hamiltonian, WrittenTerm[]][] = [
    [
      "ising",
      ising(chain(5), { field: 0.3, coupling: 2, longitudinalField: 0.7 }),
      [...on(ring, -2, "Z", "Z"), ...sites(-0.3, "X"), ...sites(-0.7, "Z")],
    ],
    [
      "xyz",
      xyz(chain(5), { jx: 0.1, jy: 0.2, jz: -0.3 }),
      [...on(ring, 0.1, "X", "X"), ...on(ring, 0.2, "Y", "Y"), ...on(ring, -0.3, "Z", "Z")],
    ],
    ["j1j2", j1j2(chain(5), { j1: 0.5, j2: 0.2 }), ["X", "Y", "Z"].flatMap((p) => [...on(ring, 0.5, p, p), ...on(next, 0.2, p, p)])],
    [
      "dm",
      dm(chain(5), { d: 0.4, coupling: 0.5 }),
      [...["X", "Y", "Z"].flatMap((p) => on(ring, 0.5, p, p)), ...on(ring, 0.4, "X", "Y"), ...on(ring, -0.4, "Y", "X")],
    ],
    [
      "cluster",
      cluster(chain(5), { coupling: 0.5, field: 0.2 }),
      [...[0, 1, 2, 3, 4].map((i): WrittenTerm => [-0.5, ["Z", (i + 4) % 5], ["X", i], ["Z", (i + 1) % 5]]), ...sites(-0.2, "X")],
    ],
    ["open cluster", cluster(chain(5, "open")), [1, 2, 3].map((i): WrittenTerm => [-1, ["Z", i - 1], ["X", i], ["Z", i + 1]])],
  ];
  test.each(cases)("%s", (_, hamiltonian, terms) => expect(difference(hamiltonian, terms)).toBeLessThan(1e-14));

  test("those that need a certain lattice say so", () => {
    expect(() => j1j2(chain(2), { j2: 1 })).toThrow(
      /^hamiltonian.j1j2: expected a lattice with second neighbours, got "periodic chain of 2/,
    );
    expect(() => cluster(square(3, 3))).toThrow(/^hamiltonian.cluster: expected a chain of at least 3 sites, got "periodic square/);
    expect(() => xyz(chain(3), { jx: Number.NaN, jy: 1, jz: 1 })).toThrow("xyz.jx: expected a finite number, got NaN");
  });
});

const star: Lattice = edges(5, [
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
]);

describe("the ground state is looked for wherever it may be", () => {
  const cases: [string, () => Hamiltonian | Promise<Hamiltonian>][] = [
    ["Heisenberg ring in a field along Z", () => expression(chain(6), "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)) - 3*sum(Z(i))")],
    ["the same in the opposite field", () => expression(chain(6), "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)) + 3*sum(Z(i))")],
    ["the same in a weak field", () => expression(chain(6), "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)) - 0.1*sum(Z(i))")],
    ["easy-axis XXZ star", () => xxz(star, { anisotropy: 3 })],
    ["planar XXZ star", () => xxz(star, { anisotropy: 0.3 })],
    ["frustrated XXZ ring", () => xxz(chain(5), { anisotropy: -0.8 })],
    ["XXZ ladder", () => xxz(ladder(3), { anisotropy: 0.4 })],
    ["polarised XXZ ring", () => xxz(chain(6), { anisotropy: -2 })],
    ["Ising in a field along Z", () => ising(chain(6), { field: 0.5, longitudinalField: 0.3 })],
    ["antiferromagnet in a field along Z", () => ising(chain(5), { field: 0.5, coupling: -1, longitudinalField: 2.5 })],
    ["Heisenberg star", () => heisenberg(star)],
    ["Dzyaloshinskii-Moriya ladder", () => dm(ladder(3, "open"), { d: 0.7, coupling: -1 })],
    ["XYZ square lattice", () => xyz(square(3, 2, ["periodic", "open"]), { jx: 0.4, jy: -1, jz: 0.7 })],
    ...[4, 5, 6, 7].flatMap((size) =>
      [0.1, 0.5, 1, 3].flatMap((d): [string, () => Hamiltonian][] => [
        [`Dzyaloshinskii-Moriya ring of ${size}, D = ${d}`, () => dm(chain(size), { d })],
        [`Dzyaloshinskii-Moriya chain of ${size}, D = -${d}`, () => dm(chain(size, "open"), { d: -d })],
      ]),
    ),
  ];
  test.each(cases)("%s: the lowest of all eigenvalues", async (_, build) => {
    const hamiltonian = await build();
    const [lowest] = denseSpectrum(hamiltonian);
    expect(Math.abs(exactGroundState(hamiltonian).energy - lowest)).toBeLessThan(ENERGY);
    expect(Math.abs((exactGroundEnergy(hamiltonian)?.energy ?? 0) - lowest)).toBeLessThan(ENERGY);
  });

  test("a chosen magnetisation is kept to, whatever closed form there is for another", () => {
    const magnetisationOf = (state: number) => 6 - 2 * [0, 1, 2, 3, 4, 5].filter((i) => (state >> i) & 1).length;
    for (const magnetisation of [-6, -2, 0, 2, 4]) {
      for (const hamiltonian of [heisenberg(chain(6)), xxz(chain(6), { anisotropy: -2 }), dm(chain(6), { d: 0.5 })]) {
        const [lowest] = denseSpectrum(hamiltonian, (state) => magnetisationOf(state) === magnetisation);
        const chosen = inMagnetisation(hamiltonian, magnetisation);
        expect(Math.abs((exactGroundEnergy(chosen)?.energy ?? 0) - lowest)).toBeLessThan(ENERGY);
        expect(exactGroundState(chosen).sector).toEqual({ magnetisation });
      }
    }
  });
});
