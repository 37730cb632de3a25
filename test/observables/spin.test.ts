import { expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { neighbourCorrelation, transverseMagnetisation } from "../../src/observables/spin.ts";
import { measure } from "../../src/vmc/measure.ts";
import { machine, randomParameters } from "../engine.ts";
import { amplitudes, energyOf, plainRbm, rowsOf, sectorStates, spinsOf } from "../judges.ts";
import { last } from "../vmc/runs.ts";

/** The same sums in another order. */
const ROUNDING = 1e-12;

test.each([chain(2), chain(5), chain(6, "open")])(
  "$name: the diagonal of ZZ and the flips of X, configuration by configuration",
  (lattice) => {
    const { size, bonds } = lattice;
    const [zz, x] = [denseMatrix(neighbourCorrelation(lattice)), denseMatrix(transverseMagnetisation(lattice))];
    for (let row = 0; row < 2 ** size; row++) {
      const s = spinsOf(row, size);
      for (let column = 0; column < 2 ** size; column++) {
        const at = row * 2 ** size + column;
        const unlike = (row ^ column).toString(2).replaceAll("0", "").length;
        const correlation = row === column ? bonds.reduce((total, [i, k]) => total + s[i] * s[k], 0) / bonds.length : 0;
        expect(Math.abs(zz.real[at] - correlation)).toBeLessThan(ROUNDING);
        expect(Math.abs(x.real[at] - (unlike === 1 ? 1 / size : 0))).toBeLessThan(ROUNDING);
        expect(zz.imaginary[at] === 0 && x.imaginary[at] === 0).toBe(true);
      }
    }
  },
);

test("a measurement holds what the amplitudes give, under every reading", async () => {
  const lattice = chain(6);
  for (const [hamiltonian, magnetisation] of [
    [ising(lattice, { field: 0.7 }), null],
    [heisenberg(lattice), 0],
  ] as const) {
    const ansatz = machine({ density: 1.5, biases: true });
    const parameters = randomParameters(ansatz, lattice, 0.5, 121);
    const states = sectorStates(6, magnetisation);
    const f = amplitudes(plainRbm(ansatz, lattice, parameters), 6, states);
    for (const readout of ["born", "phaseless", "classical"] as const) {
      const { energy, observables, variance } = await last(
        measure({ hamiltonian, network: { ansatz, parameters }, readout, fullSum: true }),
      );
      const wanted = (operator: typeof hamiltonian) => energyOf(f, rowsOf(denseMatrix(operator), states), readout);
      expect(Math.abs(energy.mean - wanted(hamiltonian))).toBeLessThan(10 * ROUNDING);
      expect(Math.abs(observables.zz.mean - wanted(neighbourCorrelation(lattice)))).toBeLessThan(ROUNDING);
      expect(Math.abs(observables.x.mean - wanted(transverseMagnetisation(lattice)))).toBeLessThan(ROUNDING);
      expect(variance).toBeGreaterThan(0);
    }
  }
});

test("the energy of an Ising chain is its two observables", () => {
  const { energy, observables } = exactGroundState(ising(chain(8), { field: 0.7 }));
  expect(Math.abs(energy + 8 * observables.zz + 0.7 * 8 * observables.x)).toBeLessThan(1e3 * ROUNDING);
});
