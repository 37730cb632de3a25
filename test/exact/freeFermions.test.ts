import { describe, expect, test } from "vitest";
import { freeFermions, openIsingEnergy } from "../../src/exact/freeFermions.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { isingObservables40, openIsingPerSite, periodicIsing } from "./references.ts";

/** Free fermions know no magnetisation; at h = 0, where Σ Z is conserved, the sector of smallest |Σ s| would miss the ferromagnet. */
const EVERYTHING = { magnetisation: null };
/** Rounding of a sum of N terms of order one, N up to 100, per site. */
const ROUNDING = 1e-13;
/** The references are printed with 12 decimals. */
const TWELVE_DECIMALS = 1e-12;
/** Lanczos energies are good to rounding; the sums of N = 12 leave this. */
const LANCZOS_ENERGY = 1e-11;
/** Lanczos vectors are good to their residual over the gap. */
const LANCZOS_OBSERVABLE = 1e-8;

describe("periodic Ising chain", () => {
  for (const [size, row] of Object.entries(periodicIsing)) {
    test(`energies of ${size} sites`, () => {
      for (const [field, energy] of Object.entries(row)) {
        const found = freeFermions(ising(chain(Number(size)), { field: Number(field) }));
        expect(Math.abs((found?.energy ?? 0) - energy) / Number(size)).toBeLessThan(ROUNDING);
      }
    });
  }

  test("observables of 40 sites", () => {
    for (const [field, x] of Object.entries(isingObservables40.X)) {
      const found = freeFermions(ising(chain(40), { field: Number(field) }))?.observables;
      expect(Math.abs((found?.x ?? 0) - x)).toBeLessThan(TWELVE_DECIMALS);
      expect(Math.abs((found?.zz ?? 0) - isingObservables40.ZZ[field])).toBeLessThan(TWELVE_DECIMALS);
    }
  });

  test.each([
    [8, 1, 0.6],
    [8, -1, 0.6],
    [8, 1.3, -1.1],
    [8, -0.4, -1.1],
    [8, 0, 1.5],
    [10, 2, 0],
    [10, -2, 0],
    [3, 1, 0.7],
    [9, 1, 0.6],
    [9, 1.7, -1],
    [9, 0, -1],
    [11, 0.3, 2],
  ])("N = %i, J = %d, h = %d: energy and observables are those of Lanczos", (size, coupling, field) => {
    const hamiltonian = ising(chain(size), { field, coupling });
    const found = freeFermions(hamiltonian);
    const { energy, observables } = exactGroundState(hamiltonian, EVERYTHING);
    expect(Math.abs((found?.energy ?? 0) - energy)).toBeLessThan(LANCZOS_ENERGY);
    expect(Math.abs((found?.observables?.zz ?? 9) - observables.zz)).toBeLessThan(LANCZOS_OBSERVABLE);
    expect(Math.abs((found?.observables?.x ?? 9) - observables.x)).toBeLessThan(LANCZOS_OBSERVABLE);
  });

  test("a ring of two sites has one bond, as the open chain: -√(J² + 4 h²)", () => {
    expect(freeFermions(ising(chain(2), { field: 0.7 }))?.energy).toBeCloseTo(-Math.sqrt(1 + 4 * 0.49), 12);
    expect(freeFermions(ising(chain(1), { field: 0.7 }))?.energy).toBeCloseTo(-0.7, 12);
  });

  test("in a rotated basis <X> is that of the Hamiltonian as it was written", () => {
    const hamiltonian = rotateMarshall(ising(chain(8), { field: 0.6 }));
    const found = freeFermions(hamiltonian);
    const { energy, observables } = exactGroundState(hamiltonian, EVERYTHING);
    expect(Math.abs((found?.energy ?? 0) - energy)).toBeLessThan(LANCZOS_ENERGY);
    expect(Math.abs((found?.observables?.zz ?? 9) - observables.zz)).toBeLessThan(LANCZOS_OBSERVABLE);
    expect(Math.abs((found?.observables?.x ?? 9) - observables.x)).toBeLessThan(LANCZOS_OBSERVABLE);
    expect(observables.x).toBeGreaterThan(0.1);
  });

  test("nothing at all has energy 0 and no observables", () => {
    expect(Math.abs(freeFermions(ising(chain(6), { field: 0, coupling: 0 }))?.energy ?? 9)).toBe(0);
    expect(freeFermions(ising(chain(6), { field: 0, coupling: 0 }))?.observables).toBeUndefined();
  });

  test("a frustrated ring and other models are not covered", () => {
    expect(freeFermions(ising(chain(9), { field: 1, coupling: -1 }))).toBeNull();
    expect(freeFermions(heisenberg(chain(8)))).toBeNull();
    expect(freeFermions({ ...ising(chain(8), { field: 1 }), parameters: {} })).toBeNull();
  });
});

describe("open Ising chain", () => {
  test("reference energies", () => {
    for (const [size, row] of Object.entries(openIsingPerSite)) {
      for (const [field, energy] of Object.entries(row)) {
        const found = freeFermions(ising(chain(Number(size), "open"), { field: Number(field) }));
        expect(Math.abs((found?.energy ?? 0) / Number(size) - energy)).toBeLessThan(ROUNDING);
      }
    }
  });

  test.each([1, 2, 7, 50, 400])("h = J: 1 - 1/sin(π/(4N + 2)) for N = %i", (size) => {
    const closed = 1 - 1 / Math.sin(Math.PI / (4 * size + 2));
    expect(Math.abs(openIsingEnergy(size, 1, 1) - closed) / size).toBeLessThan(ROUNDING);
  });

  test.each([
    [1, 1, 0.7],
    [2, 1, 0.7],
    [7, 1, 0.2],
    [8, -1, 0.6],
    [9, -1.5, -1],
    [8, 0, 1.5],
    [8, 2, 0],
  ])("N = %i, J = %d, h = %d: the energy is that of Lanczos", (size, coupling, field) => {
    const hamiltonian = ising(chain(size, "open"), { field, coupling });
    expect(Math.abs((freeFermions(hamiltonian)?.energy ?? 9) - exactGroundState(hamiltonian, EVERYTHING).energy)).toBeLessThan(
      LANCZOS_ENERGY,
    );
  });
});
