import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { conservedQuantities, conservesMagnetisation, conservesParity, conservesTotalSpin } from "../../src/hamiltonian/conservation.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { cluster } from "../../src/hamiltonian/presets/cluster.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { xyz } from "../../src/hamiltonian/presets/xyz.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { groundSector, inMagnetisation } from "../../src/hamiltonian/sector.ts";
import { groundStateSymmetry } from "../../src/hamiltonian/symmetry.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { square } from "../../src/lattice/square.ts";

const exchange = "X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)";
const chirality = "X(i)*(Y(i+1)*Z(i+2) - Z(i+1)*Y(i+2)) + Y(i)*(Z(i+1)*X(i+2) - X(i+1)*Z(i+2)) + Z(i)*(X(i+1)*Y(i+2) - Y(i+1)*X(i+2))";
const star = edges(5, [
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
]);

describe("where the ground state is sought", () => {
  const cases: [string, () => Hamiltonian | Promise<Hamiltonian>, number | null][] = [
    ["Heisenberg ring", () => heisenberg(chain(6)), 0],
    ["rotated", () => rotateMarshall(heisenberg(chain(6))), 0],
    ["odd", () => heisenberg(chain(7)), 1],
    ["J1-J2 square lattice", () => j1j2(square(4, 4), { j2: 0.7 }), 0],
    ["an expression with all of SU(2)", () => expression(chain(6), `sum(${exchange}) + 0.3*sum(${chirality})`), 0],
    ["the same in a field along Z", () => expression(chain(6), `sum(${exchange}) - 0.1*sum(Z(i))`), null],
    ["planar XXZ ring", () => xxz(chain(6), { anisotropy: 0.2 }), 0],
    ["easy-axis XXZ ring", () => xxz(chain(6), { anisotropy: 4 }), 0],
    ["polarised XXZ ring", () => xxz(chain(6), { anisotropy: -2 }), null],
    ["frustrated XXZ ring", () => xxz(chain(5), { anisotropy: 0.2 }), null],
    ["planar XXZ star", () => xxz(star, { anisotropy: 0.5 }), 1],
    ["easy-axis XXZ star", () => xxz(star, { anisotropy: 2 }), null],
    ["Dzyaloshinskii-Moriya ring", () => dm(chain(6), { d: 0.5 }), 0],
    ["ferromagnetic Dzyaloshinskii-Moriya ring", () => dm(chain(6), { d: 0.1, coupling: -1 }), null],
    ["Ising", () => ising(chain(6), { field: 1 }), null],
    ["classical Ising", () => ising(chain(6), { field: 0 }), null],
  ];
  test.each(cases)("%s", async (_, build, magnetisation) => {
    expect(groundSector(await build())).toEqual({ magnetisation });
  });

  test("a chosen one is kept, through a rotation too", () => {
    const chosen = inMagnetisation(heisenberg(chain(6)), -2);
    expect(groundSector(chosen)).toEqual({ magnetisation: -2 });
    expect(groundSector(rotateMarshall(chosen))).toEqual({ magnetisation: -2 });
    expect(chosen.strings).toEqual(heisenberg(chain(6)).strings);
  });

  test.each([
    [ising(chain(6), { field: 1 }), 0, /^hamiltonian.magnetisation: expected a Hamiltonian that conserves Σ Z, got "ising"/],
    [heisenberg(chain(6)), 1, "hamiltonian.magnetisation: expected Σ s_i of 6 spins: -6, -4, …, 6, got 1"],
    [heisenberg(chain(6)), 8, "hamiltonian.magnetisation: expected an integer from -6 to 6, got 8"],
    [heisenberg(chain(6)), 0.5, "hamiltonian.magnetisation: expected an integer from -6 to 6, got 0.5"],
  ] as const)("impossible ones are refused", (hamiltonian, magnetisation, message) => {
    expect(() => inMagnetisation(hamiltonian, magnetisation)).toThrow(message);
  });
});

/** Whether H commutes with another operator, by their matrices. */
function commutes(hamiltonian: Hamiltonian, other: Hamiltonian): boolean {
  const [a, b] = [denseMatrix(hamiltonian), denseMatrix(other)];
  const n = a.dimension;
  let largest = 0;
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      let [re, im] = [0, 0];
      for (let k = 0; k < n; k++) {
        const [p, q, s, t] = [r * n + k, k * n + c, r * n + k, k * n + c];
        re += a.real[p] * b.real[q] - a.imaginary[p] * b.imaginary[q] - b.real[s] * a.real[t] + b.imaginary[s] * a.imaginary[t];
        im += a.real[p] * b.imaginary[q] + a.imaginary[p] * b.real[q] - b.real[s] * a.imaginary[t] - b.imaginary[s] * a.real[t];
      }
      largest = Math.max(largest, Math.abs(re), Math.abs(im));
    }
  }
  return largest < 1e-10;
}

describe("what is conserved is what commutes", () => {
  const lattice = chain(5);
  const total = (matrix: Pauli) =>
    sum(
      "total",
      lattice,
      lattice.sites.map((i) => pauli(1, { [i]: matrix })),
    );
  const product = (matrix: Pauli) => sum("product", lattice, [pauli(1, Object.fromEntries(lattice.sites.map((i) => [i, matrix])))]);
  const cases: [string, () => Hamiltonian | Promise<Hamiltonian>, string[]][] = [
    ["Heisenberg", () => heisenberg(lattice), ["total spin", "Π X (spin flip)", "Π Z", "translations"]],
    ["chiral", () => expression(lattice, `sum(${chirality})`), ["total spin", "Π X (spin flip)", "Π Z", "translations"]],
    ["XXZ", () => xxz(lattice, { anisotropy: 0.5 }), ["magnetisation", "Π X (spin flip)", "Π Z", "translations"]],
    ["DM", () => dm(lattice, { d: 0.5 }), ["magnetisation", "Π Z", "translations"]],
    ["XYZ", () => xyz(lattice, { jx: 1, jy: 2, jz: 3 }), ["Π X (spin flip)", "Π Z", "translations"]],
    ["Ising", () => ising(lattice, { field: 1 }), ["Π X (spin flip)", "translations"]],
    ["cluster", () => cluster(lattice), ["Π X (spin flip)", "translations"]],
    ["field along Z", () => expression(lattice, `sum(${exchange}) + sum(i*Z(i))`), ["magnetisation", "Π Z"]],
    ["field along X", () => expression(lattice, `sum(${exchange}) + X(0)`), ["Π X (spin flip)"]],
    [
      "one third of each",
      () => expression(lattice, "(1/3)*X(0)*X(1) + Y(0)*Y(1)/3 + Z(0)*Z(1)*(0.1+0.7/3)"),
      ["total spin", "Π X (spin flip)", "Π Z"],
    ],
    ["nothing", () => expression(lattice, "X(0) + Z(1) + Y(2)"), []],
  ];
  test.each(cases)("%s", async (_, build, names) => {
    const hamiltonian = await build();
    expect(conservedQuantities(hamiltonian)).toEqual(names);
    expect(conservesMagnetisation(hamiltonian)).toBe(commutes(hamiltonian, total("Z")));
    expect(conservesTotalSpin(hamiltonian)).toBe(commutes(hamiltonian, total("Z")) && commutes(hamiltonian, total("X")));
    expect(conservesParity(hamiltonian)).toBe(commutes(hamiltonian, product("Z")));
    expect(conservedQuantities(hamiltonian).includes("Π X (spin flip)")).toBe(commutes(hamiltonian, product("X")));
  });

  test("a Marshall rotation hides nothing", () => {
    const plain = heisenberg(chain(6));
    expect(conservedQuantities(rotateMarshall(plain))).toEqual(conservedQuantities(plain));
  });
});

test("what the sign structure proves depends on the sector", async () => {
  const plain = (size: number) => heisenberg(chain(size));
  expect(groundStateSymmetry(plain(8))).toEqual({ translations: true, pointGroup: true, spinFlip: true });
  expect(groundStateSymmetry(plain(6))).toEqual({ translations: false, pointGroup: true, spinFlip: false });
  // Two spins down: the sign of the Marshall rotation is even under an exchange of the sublattices; there is no flip within the sector.
  expect(groundStateSymmetry(inMagnetisation(plain(6), 2))).toEqual({ translations: true, pointGroup: true, spinFlip: false });
  expect(groundStateSymmetry(inMagnetisation(plain(6), 4))).toEqual({ translations: false, pointGroup: true, spinFlip: false });
  const field = await expression(chain(6), `sum(${exchange}) - 3*sum(Z(i))`);
  expect(groundStateSymmetry(field)).toEqual({ translations: null, pointGroup: null, spinFlip: false });
});
