import { describe, expect, test } from "vitest";
import { exactGroundEnergy, exactGroundState } from "../../src/exact/exactEnergy.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { presetHamiltonian, presetNames } from "../../src/hamiltonian/presets/presets.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { denseSpectrum, dzyaloshinskiiMoriya } from "./judges.ts";
import { periodicIsing, periodicXxzPerSite } from "./references.ts";

/** Both sides work to rounding, times the norm of H. */
const ENERGY = 1e-9;
/** Lanczos vectors are good to their residual over the gap. */
const LANCZOS_OBSERVABLE = 1e-8;
/** Relative error that is asked of Lanczos energies; a few hundred roundings lie far below. */
const LANCZOS_ENERGY = 1e-12;

describe("the method that is chosen", () => {
  test.each([
    ["Ising ring", "free fermions", ising(chain(8), { field: 1 })],
    ["Ising chain", "free fermions", ising(chain(7, "open"), { field: 1 })],
    ["frustrated Ising ring", "Lanczos", ising(chain(7), { field: 0.6, coupling: -1 })],
    ["Heisenberg ring", "Bethe ansatz", heisenberg(chain(8))],
    ["rotated Heisenberg ring", "Bethe ansatz", rotateMarshall(heisenberg(chain(8)))],
    ["odd Heisenberg ring", "Lanczos", heisenberg(chain(7))],
    ["XXZ antiferromagnet in disguise", "Bethe ansatz", xxz(chain(8), { coupling: -1, anisotropy: -1.5 })],
    ["XXZ ferromagnet", "polarised", xxz(chain(8), { anisotropy: -1.5 })],
    ["XXZ ferromagnet, open", "polarised", xxz(chain(7, "open"), { coupling: -1, anisotropy: 1.5 })],
    ["Heisenberg ferromagnet", "polarised", heisenberg(chain(7), { coupling: -1 })],
    ["the edge of the ferromagnet", "polarised", xxz(chain(8), { anisotropy: -1 })],
    ["Dzyaloshinskii-Moriya ring", "Lanczos", dzyaloshinskiiMoriya(6, 0.5)],
  ] as const)("%s: %s, and the lowest of all eigenvalues", (_, method, hamiltonian) => {
    const found = exactGroundEnergy(hamiltonian);
    expect(found?.method).toBe(method);
    expect(Math.abs((found?.energy ?? 0) - denseSpectrum(hamiltonian)[0])).toBeLessThan(ENERGY);
    expect(found?.energyPerSite).toBe((found?.energy ?? 0) / hamiltonian.lattice.size);
  });

  test.each(presetNames.filter((name) => name !== "cluster" && name !== "j1j2"))("%s on rings of one and two sites", (name) => {
    for (const lattice of [chain(1), chain(2), chain(1, "open"), chain(2, "open")]) {
      for (const sign of [1, -1]) {
        const parameters = name === "xyz" ? { jx: sign } : { coupling: sign };
        const hamiltonian = presetHamiltonian(name, lattice, parameters);
        expect(Math.abs((exactGroundEnergy(hamiltonian)?.energy ?? 9) - denseSpectrum(hamiltonian)[0])).toBeLessThan(ENERGY);
      }
    }
  });

  test("no bond at all is the zero Hamiltonian", () => {
    expect(exactGroundEnergy(xxz(chain(1), { anisotropy: -2 }))?.energy).toBe(0);
    expect(exactGroundEnergy(heisenberg(chain(1), { coupling: -1 }))?.energy).toBe(0);
  });

  test("what needs Lanczos is null where that is forbidden or too large", () => {
    expect(exactGroundEnergy(heisenberg(chain(7)), { closedFormOnly: true })).toBeNull();
    expect(exactGroundEnergy(heisenberg(chain(8)), { closedFormOnly: true })?.method).toBe("Bethe ansatz");
    expect(exactGroundEnergy(heisenberg(chain(21)))).toBeNull();
    expect(exactGroundEnergy(ising(chain(21), { field: 1, coupling: -1 }))).toBeNull();
  });

  test("a polarised ferromagnet has aligned bonds; at the Heisenberg point they are left open", () => {
    expect(exactGroundEnergy(xxz(chain(8), { anisotropy: -1.5 }))?.observables).toEqual({ zz: 1, x: 0 });
    expect(exactGroundEnergy(heisenberg(chain(8), { coupling: -1 }))?.observables).toBeUndefined();
  });
});

describe("as large as it goes: Lanczos finds what the closed forms say", { timeout: 60_000 }, () => {
  test.each([
    [12, 1],
    [16, 0.5],
  ])("Ising, %i sites, h = %d", (size, field) => {
    const hamiltonian = ising(chain(size), { field });
    const { energy, observables } = exactGroundState(hamiltonian);
    const closed = exactGroundEnergy(hamiltonian)?.observables;
    expect(Math.abs(energy / periodicIsing[size][field] - 1)).toBeLessThan(LANCZOS_ENERGY);
    expect(Math.abs(observables.zz - (closed?.zz ?? 9))).toBeLessThan(LANCZOS_OBSERVABLE);
    expect(Math.abs(observables.x - (closed?.x ?? 9))).toBeLessThan(LANCZOS_OBSERVABLE);
  });

  test("Heisenberg, 20 sites, plain", () => {
    const { energyPerSite, observables } = exactGroundState(heisenberg(chain(20)));
    expect(Math.abs(energyPerSite / periodicXxzPerSite["1.0"][20] - 1)).toBeLessThan(LANCZOS_ENERGY);
    expect(Math.abs(observables.zz - energyPerSite / 3)).toBeLessThan(LANCZOS_OBSERVABLE);
  });
});
