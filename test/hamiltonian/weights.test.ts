import { describe, expect, test } from "vitest";
import { exactGroundEnergy } from "../../src/exact/exactEnergy.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { operatorText } from "../../src/hamiltonian/pauli.ts";
import { presetHamiltonian, presetNames } from "../../src/hamiltonian/presets/presets.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import type { Bond, Lattice } from "../../src/lattice/lattice.ts";
import { denseSpectrum } from "../exact/judges.ts";

/** Both sides work to rounding, times the norm of H. */
const ENERGY = 1e-9;
const bonds: readonly Bond[] = [
  [0, 1],
  [2, 1],
  [2, 3],
  [3, 0],
];
const onBonds = presetNames.filter((name) => name !== "cluster" && name !== "j1j2");
const fields = { ising: { field: 0.7 }, dm: { d: 0.3 }, xxz: { anisotropy: 0.5 }, xyz: { jx: 0.3, jz: -1 } } as Record<
  string,
  Record<string, number>
>;

const coefficients = ({ strings }: Hamiltonian) =>
  Object.fromEntries(strings.map((string) => [operatorText(string), string.coefficient[0]]));

describe("weights of bonds", () => {
  test("are kept by a graph where they differ from 1, and are one for each bond", () => {
    expect(edges(4, bonds, [1, 2, -3, 0])).toMatchObject({ weights: [1, 2, -3, 0], name: "weighted graph of 4 sites and 4 bonds" });
    expect(edges(4, bonds, [1, 1, 1, 1])).toEqual(edges(4, bonds));
    expect(() => edges(4, bonds, [1, 2])).toThrow("lattice.weights: expected 4 numbers, one for each bond, got 2");
    expect(() => edges(4, bonds, [1, 2, Number.NaN, 0])).toThrow("lattice.weights[2]: expected a finite number, got NaN");
  });

  test.each(onBonds)("multiply what %s has on each bond", (name) => {
    const weights = [0.35, -2, 1, 0.5];
    const whole = presetHamiltonian(name, edges(4, bonds, weights), fields[name]);
    const alone = { ...fields[name], ...(name === "ising" && { field: 0 }) };
    const parts = bonds.flatMap((bond, index) =>
      presetHamiltonian(name, edges(4, [bond]), alone).strings.map((string) => ({
        ...string,
        coefficient: [weights[index] * string.coefficient[0], 0] as const,
      })),
    );
    const field = name === "ising" ? presetHamiltonian(name, edges(4, []), fields[name]).strings : [];
    expect(coefficients(whole)).toEqual(coefficients(sum(name, edges(4, bonds), [...parts, ...field])));
  });

  const weighted: [string, Lattice][] = [
    ["a graph", edges(4, bonds, [1, 2, -3, 0.5])],
    ["a chain of positive weights", { ...chain(5, "open"), weights: [1, 0.2, 3, 0.5] }],
    ["a ring", { ...chain(6), weights: [1, -0.2, 3, 0.5, -1, 1] }],
  ];
  const signs: Record<string, readonly Record<string, number>[]> = {
    ising: [{ field: 0.7 }, { coupling: -1, field: 0.2 }],
    heisenberg: [{ coupling: 1 }, { coupling: -1 }],
    xxz: [{ anisotropy: 2 }, { anisotropy: -2 }, { anisotropy: 0.3, coupling: -1 }, { anisotropy: -0.4 }],
    xyz: [{ jx: 0.3, jz: -1 }],
    dm: [{ d: 0.4 }, { d: 0.4, coupling: -1 }],
  };
  const cases = weighted.flatMap(([where, lattice]) =>
    onBonds.flatMap((name) => signs[name].map((parameters) => [name, JSON.stringify(parameters), where, lattice, parameters] as const)),
  );
  test.each(cases)("no judge takes them for equal: %s %s on %s", (name, _, __, lattice, parameters) => {
    const plain = presetHamiltonian(name, lattice, parameters);
    const lowest = denseSpectrum(plain)[0];
    for (const hamiltonian of lattice.sublattices ? [plain, rotateMarshall(plain)] : [plain]) {
      const found = exactGroundEnergy(hamiltonian);
      expect(found?.method).toBe("Lanczos");
      expect(Math.abs((found?.energy ?? 9) - lowest)).toBeLessThan(ENERGY);
    }
  });
});
