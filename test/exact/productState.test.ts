import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { bestProductState } from "../../src/exact/productState.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { dzyaloshinskiiMoriya, randomHamiltonian } from "./judges.ts";

/** The descent stops at the floor of rounding; near a critical field it stops a little earlier. */
const DESCENT = 1e-9;
/** Rounding of a few hundred products. */
const ROUNDING = 1e-12;

describe("known optima, per site", () => {
  test.each([8, 20, 200])("Ising, %i sites: -(1 + h²/4) up to h = 2, then -h", (size) => {
    for (const [field, energy] of [
      [0.5, -1.0625],
      [1, -1.25],
      [-1, -1.25],
      [2, -2],
      [3, -3],
    ]) {
      expect(Math.abs(bestProductState(ising(chain(size), { field })).energyPerSite - energy)).toBeLessThan(DESCENT);
    }
  });

  test.each([8, 20, 200])("Heisenberg, XX and easy axis, %i sites", (size) => {
    expect(Math.abs(bestProductState(heisenberg(chain(size))).energyPerSite + 1)).toBeLessThan(DESCENT);
    expect(Math.abs(bestProductState(xxz(chain(size), { anisotropy: 0 })).energyPerSite + 1)).toBeLessThan(DESCENT);
    expect(Math.abs(bestProductState(xxz(chain(size), { anisotropy: 2 })).energyPerSite + 2)).toBeLessThan(DESCENT);
  });

  test("spirals: an odd ring turns by π - π/N per bond, a Dzyaloshinskii-Moriya ring of 8 by 3π/4", () => {
    expect(Math.abs(bestProductState(heisenberg(chain(9))).energyPerSite + Math.cos(Math.PI / 9))).toBeLessThan(DESCENT);
    expect(Math.abs(bestProductState(dzyaloshinskiiMoriya(8, 0.5)).energyPerSite + 1.5 * Math.SQRT1_2)).toBeLessThan(DESCENT);
  });
});

test("the energy is that of the state |n_1> … |n_N>, and above the ground energy", () => {
  for (const seed of [1, 2, 3]) {
    const hamiltonian = randomHamiltonian(4, 25, 4, seed);
    const { energy, bloch } = bestProductState(hamiltonian);
    const { dimension, real: a, imaginary: b } = denseMatrix(hamiltonian);
    // Amplitudes cos(θ/2), e^{iφ} sin(θ/2) of each site, multiplied out.
    let total = 0;
    const amplitude = (state: number): [number, number] => {
      let [modulus, phase] = [1, 0];
      for (let site = 0; site < 4; site++) {
        const [x, y, z] = bloch.subarray(3 * site, 3 * site + 3);
        const down = (state >> site) & 1;
        modulus *= Math.sqrt((1 + (down ? -z : z)) / 2);
        if (down) phase += Math.atan2(y, x);
      }
      return [modulus * Math.cos(phase), modulus * Math.sin(phase)];
    };
    for (let row = 0; row < dimension; row++) {
      for (let column = 0; column < dimension; column++) {
        const [p, q] = amplitude(row);
        const [r, s] = amplitude(column);
        total += a[row * dimension + column] * (p * r + q * s) - b[row * dimension + column] * (p * s - q * r);
      }
    }
    expect(Math.abs(energy - total)).toBeLessThan(ROUNDING);
    expect(energy).toBeGreaterThan(exactGroundState(hamiltonian, { magnetisation: null }).energy);
  }
});

test("no random product state is lower", () => {
  const hamiltonian = randomHamiltonian(5, 30, 3, 21);
  const { energy, bloch } = bestProductState(hamiltonian);
  for (let i = 0; i < bloch.length; i += 3) expect(Math.hypot(bloch[i], bloch[i + 1], bloch[i + 2])).toBeCloseTo(1, 12);
  // A product state of eigenvectors of Z is one of them: the minimum of the diagonal bounds from above.
  const { dimension, real } = denseMatrix(hamiltonian);
  const diagonal = Array.from({ length: dimension }, (_, i) => real[i * dimension + i]);
  expect(energy).toBeLessThanOrEqual(Math.min(...diagonal));
});
