import { describe, expect, test } from "vitest";
import { freeFermionCorrelations, freeFermionEntropy } from "../../src/exact/freeFermionCorrelations.ts";
import { freeFermions } from "../../src/exact/freeFermions.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { blockEntropy } from "../../src/exact/state/entanglement.ts";
import { correlations, expectation } from "../../src/exact/state/expectation.ts";
import { stateOfGround } from "../../src/exact/state/ground.ts";
import { sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { type Boundary, chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";

/** The residual of Lanczos, magnified by the gap of the even sector. */
const LANCZOS = 1e-8;
/** Printed with seven decimals. */
const SEVEN_DECIMALS = 5e-8;
const ROUNDING = 1e-12;

describe("against exact diagonalisation", () => {
  const fields = [0.2, 0.5, 1, 2, -1];
  const cases = [8, 10, 12].flatMap((size) => fields.map((field): [number, Boundary, number, number] => [size, "periodic", field, 1]));
  test.each([
    ...cases,
    [9, "periodic", 0.7, 1],
    [8, "periodic", 0.7, -1],
    [8, "open", 0.2, 1],
    [9, "open", 1, 1],
    [10, "open", -0.6, -1.5],
    [2, "periodic", 0.7, 1],
    [6, "periodic", 1.3, 0],
    [6, "open", -1.3, 0],
  ] as [number, Boundary, number, number][])("%i sites, %s, h = %d, J = %d", (size, boundary, field, coupling) => {
    const lattice = chain(size, boundary);
    const hamiltonian = ising(lattice, { field, coupling });
    const state = stateOfGround(exactGroundState(hamiltonian));
    const { x, zz } = freeFermionCorrelations(hamiltonian);
    for (const [i, row] of correlations(state, "Z").entries()) {
      for (const [j, value] of row.entries()) expect(Math.abs(zz[i][j] - value)).toBeLessThan(LANCZOS);
    }
    for (const site of lattice.sites) {
      expect(Math.abs(x[site] - expectation(state, sum("X", lattice, [pauli(1, { [site]: "X" })])))).toBeLessThan(LANCZOS);
    }
    for (const length of [1, size >> 1, size - 1]) {
      const block = lattice.sites.slice(0, length);
      for (const order of [1, 2, 0.5]) {
        // Order 1/2 takes the root of what the residual leaves on Schmidt states that are not there.
        const tolerance = order < 1 ? 1e-4 : LANCZOS;
        expect(Math.abs(freeFermionEntropy(hamiltonian, length, order) - blockEntropy(state, block, order))).toBeLessThan(tolerance);
      }
    }
  });
});

describe("long chains", () => {
  test.each([
    [20, 0.7871784, 0.6023264],
    [40, 0.9026129, 0.6911179],
  ])("half the critical ring of %i", (size, entropy, renyi) => {
    const hamiltonian = ising(chain(size), { field: 1 });
    expect(Math.abs(freeFermionEntropy(hamiltonian, size / 2) - entropy)).toBeLessThan(SEVEN_DECIMALS);
    expect(Math.abs(freeFermionEntropy(hamiltonian, size / 2, 2) - renyi)).toBeLessThan(SEVEN_DECIMALS);
  });

  test("the ordered ring has the ln 2 of its two states, and long-range order (1 - h²)^(1/4)", () => {
    const ordered = ising(chain(100), { field: 0.5 });
    const { zz } = freeFermionCorrelations(ordered);
    expect(zz[0][50]).toBeCloseTo(0.75 ** 0.25, 10);
    expect(freeFermionEntropy(ordered, 50)).toBeCloseTo(freeFermionEntropy(ising(chain(60), { field: 0.5 }), 30), 10);
    expect(freeFermionEntropy(ordered, 50)).toBeGreaterThan(Math.LN2);
    const cat = ising(chain(30), { field: 0 });
    expect(freeFermionEntropy(cat, 15)).toBeCloseTo(Math.LN2, 12);
    for (const value of freeFermionCorrelations(cat).zz.flat()) expect(Math.abs(value - 1)).toBeLessThan(ROUNDING);
    expect(freeFermionEntropy(ising(chain(30, "open"), { field: 0 }), 15)).toBeCloseTo(Math.LN2, 12);
    const open = freeFermionCorrelations(ising(chain(60, "open"), { field: 0.1 }));
    expect(open.zz[0][59]).toBeCloseTo(0.99, 6);
  });

  test("neighbours and fields are those of the energy's derivatives, the whole is pure", () => {
    for (const field of [0.3, 1, 1.7]) {
      const hamiltonian = ising(chain(40), { field });
      const { x, zz } = freeFermionCorrelations(hamiltonian);
      expect(zz[7][8]).toBeCloseTo(freeFermions(hamiltonian)?.observables?.zz ?? Number.NaN, 12);
      expect(x[11]).toBeCloseTo(freeFermions(hamiltonian)?.observables?.x ?? Number.NaN, 12);
      expect(Math.abs(freeFermionEntropy(hamiltonian, 40))).toBeLessThan(1e-10);
    }
  });
});

test("other problems are refused", () => {
  expect(() => freeFermionCorrelations(heisenberg(chain(4)))).toThrow("expected a transverse-field Ising chain");
  expect(() => freeFermionCorrelations(ising(square(3, 3), { field: 1 }))).toThrow("expected a transverse-field Ising chain");
  expect(() => freeFermionCorrelations(ising(chain(4), { field: 1, longitudinalField: 0.1 }))).toThrow("transverse-field");
  expect(() => freeFermionCorrelations(ising(chain(5), { field: 1, coupling: -1 }))).toThrow("an even number of sites");
  expect(() => freeFermionEntropy(ising(chain(4), { field: 0, coupling: 0 }), 2)).toThrow("a coupling or a field");
  expect(() => freeFermionEntropy(ising(chain(4), { field: 1 }), 5)).toThrow("freeFermionEntropy.length");
  expect(() => freeFermionEntropy(ising(chain(4), { field: 1 }), 2, 0)).toThrow("freeFermionEntropy.order");
  expect(() => freeFermionCorrelations(ising(chain(101, "open"), { field: 1 }))).toThrow("an open chain of at most 100 sites");
  expect(() => freeFermionEntropy(ising(chain(201), { field: 1 }), 2)).toThrow("at most 200 sites");
});
