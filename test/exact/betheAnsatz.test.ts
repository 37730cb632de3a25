import { describe, expect, test } from "vitest";
import { betheAnsatz, xxzRing } from "../../src/exact/betheAnsatz.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { periodicXxzPerSite } from "./references.ts";

/** Rounding of a sum of N/2 roots, per site. */
const ROUNDING = 1e-13;
/** Lanczos energies are good to rounding; the sums of N = 12 leave this. */
const LANCZOS_ENERGY = 1e-11;
/** Lanczos vectors are good to their residual over the gap. */
const LANCZOS_OBSERVABLE = 1e-8;
/** A central difference of step 1e-4: its truncation error of order 1e-8 times the third derivative, which is below 1e2. */
const DIFFERENCE = 1e-6;

describe("XXZ ring", () => {
  for (const [anisotropy, row] of Object.entries(periodicXxzPerSite)) {
    test(`reference energies at Δ = ${anisotropy}`, () => {
      for (const [size, energy] of Object.entries(row)) {
        const found = betheAnsatz(xxz(chain(Number(size)), { anisotropy: Number(anisotropy) }));
        expect(Math.abs((found?.energy ?? 0) / Number(size) - energy)).toBeLessThan(ROUNDING);
      }
    });
  }

  test.each([
    [4, 1, -0.5],
    [6, 1, -0.99],
    [8, 1, -0.3],
    [8, 1.5, 0.9999999],
    [10, 1, 1.0000001],
    [10, 1, 1],
    [12, 0.5, 3],
    [10, 1, 40],
    [8, -1, 0.4],
    [10, -2, -0.7],
    [10, -1, -1],
    [12, -1, -2],
  ])("N = %i, J = %d, Δ = %d: energy and <ZZ> are those of Lanczos", (size, coupling, anisotropy) => {
    const hamiltonian = xxz(chain(size), { coupling, anisotropy });
    const found = betheAnsatz(hamiltonian);
    const { energy, observables } = exactGroundState(hamiltonian);
    expect(Math.abs((found?.energy ?? 0) / energy - 1)).toBeLessThan(LANCZOS_ENERGY);
    expect(Math.abs((found?.observables.zz ?? 9) - observables.zz)).toBeLessThan(LANCZOS_OBSERVABLE);
    expect(found?.observables.x).toBe(0);
  });

  test.each([-0.9, -0.2, 0, 0.5, 1, 1.5, 6])("the slope dE/dΔ of 100 sites at Δ = %d is a difference quotient", (anisotropy) => {
    const step = 1e-4;
    const energyAt = (value: number) => xxzRing(100, value)?.energy ?? Number.NaN;
    const quotient = (energyAt(anisotropy + step) - energyAt(anisotropy - step)) / (2 * step);
    expect(Math.abs((xxzRing(100, anisotropy)?.slope ?? 9) - quotient) / 100).toBeLessThan(DIFFERENCE);
  });

  test("Heisenberg: the three components share the energy alike", () => {
    for (const size of [10, 60, 200]) {
      const found = betheAnsatz(heisenberg(chain(size)));
      expect(Math.abs((found?.observables.zz ?? 9) - (found?.energy ?? 0) / (3 * size))).toBeLessThan(ROUNDING);
    }
  });

  test("the Marshall rotation changes nothing", () => {
    const plain = heisenberg(chain(12));
    expect(betheAnsatz(rotateMarshall(plain))).toEqual(betheAnsatz(plain));
  });

  test("a ferromagnet, an odd or an open chain and other models are not covered", () => {
    expect(betheAnsatz(xxz(chain(8), { anisotropy: -1 }))).toBeNull();
    expect(betheAnsatz(heisenberg(chain(8), { coupling: -1 }))).toBeNull();
    expect(betheAnsatz(heisenberg(chain(8), { coupling: 0 }))).toBeNull();
    expect(betheAnsatz(heisenberg(chain(9)))).toBeNull();
    expect(betheAnsatz(heisenberg(chain(2)))).toBeNull();
    expect(betheAnsatz(heisenberg(chain(8, "open")))).toBeNull();
    expect(betheAnsatz(ising(chain(8), { field: 1 }))).toBeNull();
  });
});
