import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { groundSector } from "../../src/hamiltonian/sector.ts";
import { chain } from "../../src/lattice/chain.ts";
import { naturalGradient } from "../../src/optimizer/naturalGradient.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { energyStatistics, localEstimates } from "../../src/vmc/measurement/energies.ts";
import { flippedPairs, loadOperator } from "../../src/vmc/setup/operator.ts";
import { machines, networkOf, randomParameters } from "../engine.ts";
import { dzyaloshinskiiMoriya, randomHamiltonian } from "../exact/judges.ts";
import { amplitudes, type Complex, complexOf, derivative, energyOf, plainRbm, type Reading, rowsOf, sectorStates } from "../judges.ts";

/** Central differences: step² from the third derivative, 1e-16 |E|/step from rounding, both near 1e-9. */
const STEP = 1e-5;
const CENTRAL_DIFFERENCE = 1e-7;
/** The same sums in another order. */
const ENERGY = 1e-11;
/** λ so large that (S + λ)^-1 F is F/λ up to |S|/λ. */
const HUGE_SHIFT = 1e12;

/** dE/dθ is this many times F = Cov(O*, ε): |f|² holds f twice, and |f| once. */
const factors: Readonly<Record<Reading, number>> = { born: 2, phaseless: 2, classical: 1 };
const readings = ["born", "phaseless", "classical"] as const;

const hamiltonians: [string, Hamiltonian][] = [
  ["Ising", ising(chain(6), { field: 0.8 })],
  ["Heisenberg", heisenberg(chain(6))],
  ["Dzyaloshinskii-Moriya", dzyaloshinskiiMoriya(6, 0.5)],
  // An even network has no use for a diagonal that is odd under the spin flip: some of it is even.
  ["random strings", sum("random", chain(5), [...randomHamiltonian(5, 20, 4, 3).strings, pauli(0.6, { 0: "Z", 1: "Z" })])],
];

/** F from the engine: exact sums over the sector, the shift so large that only the force is left. */
async function force(hamiltonian: Hamiltonian, ansatz: Parameters<typeof networkOf>[0], parameters: Float64Array, reading: Reading) {
  const { lattice } = hamiltonian;
  const readout = readoutOf(reading);
  const pairs = flippedPairs(hamiltonian);
  const network = await networkOf(ansatz, lattice, parameters, pairs);
  const samples = new FullSum(network, readout, groundSector(hamiltonian).magnetisation).draw();
  const energies = localEstimates(network, loadOperator(network.kernels, hamiltonian, pairs), readout, samples);
  const statistics = energyStatistics(network, samples, energies);
  const roots = network.kernels.float64(samples.roots, samples.count).slice();
  const mean: [number, number] = [0, 0];
  for (const [x, root] of roots.entries()) for (const part of [0, 1]) mean[part] += (root * root * energies[2 * x + part]) / samples.count;
  const estimates = energies.map((value, k) => value - mean[k % 2]);
  const forces = (["primal", "dual"] as const).map((form) => {
    const shift = { absolute: HUGE_SHIFT, relative: 0 };
    const direction = naturalGradient(
      network.logDerivatives(samples),
      { estimates, roots: samples.roots, metric: readout.metric, shift },
      form,
    );
    if (direction === null) throw new Error("no direction");
    return complexOf(direction.map((value) => value * HUGE_SHIFT));
  });
  return { forces, energy: statistics.energy.mean };
}

describe.each(hamiltonians)("%s", (_, hamiltonian) => {
  const { lattice } = hamiltonian;
  const { size } = lattice;
  const states = sectorStates(size, groundSector(hamiltonian).magnetisation);
  const rows = rowsOf(denseMatrix(hamiltonian), states);

  describe.each(machines(1))("%s", (_, ansatz) => {
    test.each(readings)("%s: the force is the derivative of the exact energy", async (reading) => {
      const parameters = randomParameters(ansatz, lattice, 0.4, 51);
      const energy = (k: number, part: 0 | 1) => (change: number) => {
        const moved = parameters.slice();
        moved[2 * k + part] += change;
        return energyOf(amplitudes(plainRbm(ansatz, lattice, moved), size, states), rows, reading);
      };
      const found = await force(hamiltonian, ansatz, parameters, reading);
      expect(Math.abs(found.energy - energy(0, 0)(0))).toBeLessThan(ENERGY);
      const count = parameters.length / 2;
      const exact = Array.from({ length: count }, (_, k): Complex => [derivative(energy(k, 0), STEP), derivative(energy(k, 1), STEP)]);
      for (const [k, [re, im]] of exact.entries()) {
        for (const forces of found.forces) {
          expect(Math.abs(factors[reading] * forces[k][0] - re)).toBeLessThan(CENTRAL_DIFFERENCE);
          expect(Math.abs(factors[reading] * forces[k][1] - im)).toBeLessThan(CENTRAL_DIFFERENCE);
        }
      }
      // A gradient of nothing would pass as well: here there is one, in both parts.
      const steepest = (part: 0 | 1) => Math.max(...exact.map((value) => Math.abs(value[part])));
      expect(steepest(0)).toBeGreaterThan(1e-2);
      expect(steepest(1)).toBeGreaterThan(1e-2);
    });
  });
});
