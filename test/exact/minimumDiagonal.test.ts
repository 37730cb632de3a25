import { describe, expect, test } from "vitest";
import { spinsOf } from "../../src/exact/basis.ts";
import { minimumByEnumeration, minimumByFrontier, minimumOfDiagonal } from "../../src/exact/minimumDiagonal.ts";
import { type Hamiltonian, matrixElement, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { randomHamiltonian } from "./judges.ts";

/** A few hundred additions of numbers of order one; the Gray walk carries its rounding along. */
const ROUNDING = 1e-11;

function bruteForce(hamiltonian: Hamiltonian, magnetisation: number | null): number {
  const { size } = hamiltonian.lattice;
  const diagonal = hamiltonian.groups.find(({ flips }) => flips.length === 0);
  let best = Number.POSITIVE_INFINITY;
  for (let state = 0; state < 2 ** size; state++) {
    const spins = spinsOf(state, size);
    if (magnetisation !== null && spins.reduce((total, spin) => total + spin, 0) !== magnetisation) continue;
    best = Math.min(best, diagonal ? matrixElement(diagonal, spins)[0] : 0);
  }
  return best;
}

describe("enumeration and the frontier agree with brute force", () => {
  const cases: [string, Hamiltonian][] = [
    ["Ising", ising(chain(7), { field: 1 })],
    ["frustrated", ising(chain(7), { field: 1, coupling: -1 })],
    ["XXZ ferromagnet", xxz(chain(8), { anisotropy: -2 })],
    ["XX", xxz(chain(8), { anisotropy: 0 })],
    ["nothing", sum("none", chain(3), [])],
    ["a constant", sum("one", chain(3), [pauli(2.5, {})])],
    ["one site", sum("z", chain(1, "open"), [pauli(0.5, { 0: "Z" })])],
    ...[1, 2, 3, 4].map((seed): [string, Hamiltonian] => [
      `random products, seed ${seed}`,
      sum(
        "z",
        chain(8),
        randomHamiltonian(8, 60, 5, seed)
          .strings.filter(({ factors }) => factors.every(([, matrix]) => matrix === "Z"))
          .concat(randomFields(8)),
      ),
    ]),
  ];
  test.each(cases)("%s", (_, hamiltonian) => {
    const { size } = hamiltonian.lattice;
    for (const magnetisation of [null, ...Array.from({ length: size + 1 }, (_, down) => size - 2 * down)]) {
      const exact = bruteForce(hamiltonian, magnetisation);
      expect(Math.abs(minimumByEnumeration(hamiltonian, { magnetisation }) - exact)).toBeLessThan(ROUNDING);
      expect(Math.abs((minimumByFrontier(hamiltonian, { magnetisation }) ?? Number.NaN) - exact)).toBeLessThan(ROUNDING);
    }
  });
});

function randomFields(size: number) {
  return Array.from({ length: size }, (_, i) => pauli(Math.cos(3 * i + 1), { [i]: "Z", [(i + 3) % size]: "Z" }));
}

test("long chains", () => {
  expect(minimumOfDiagonal(ising(chain(200), { field: 1 }))).toBe(-200);
  expect(minimumOfDiagonal(heisenberg(chain(200)))).toBe(-200);
  expect(minimumOfDiagonal(heisenberg(chain(101)))).toBe(-99);
  // At zero magnetisation a ferromagnetic ring has two walls, each costing 2 |JΔ|.
  expect(minimumOfDiagonal(xxz(chain(100), { anisotropy: -2 }), { magnetisation: 0 })).toBe(-200 + 8);
  expect(minimumOfDiagonal(xxz(chain(100), { anisotropy: -2 }))).toBe(-200);
});

test("couplings that reach too far are given up, and impossible sectors refused", () => {
  const lattice = chain(40);
  const all = lattice.sites.flatMap((i) => lattice.sites.slice(i + 1).map((j) => pauli(1, { [i]: "Z", [j]: "Z" })));
  expect(minimumOfDiagonal(sum("all", lattice, all), { magnetisation: null })).toBeNull();
  expect(() => minimumOfDiagonal(heisenberg(chain(4)), { magnetisation: 3 })).toThrow(/exact.magnetisation/);
});
