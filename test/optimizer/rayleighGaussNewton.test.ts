import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import type { Hamiltonian } from "../../src/hamiltonian/hamiltonian.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { groundSector } from "../../src/hamiltonian/sector.ts";
import { chain } from "../../src/lattice/chain.ts";
import { GaussNewtonSystem } from "../../src/optimizer/rayleighGaussNewton.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { energyStatistics, localEstimates, weightsOfSamples } from "../../src/vmc/measurement/energies.ts";
import { flippedPairs, loadOperator } from "../../src/vmc/setup/operator.ts";
import { centre } from "../../src/vmc/training/descent.ts";
import { machine, machines, networkOf, randomParameters } from "../engine.ts";
import { dzyaloshinskiiMoriya } from "../exact/judges.ts";
import {
  add,
  amplitudes,
  type Complex,
  complexOf,
  conjugate,
  distance,
  modulus,
  multiply,
  plainRbm,
  type Rows,
  rowsOf,
  scale,
  sectorStates,
  subtract,
} from "../judges.ts";

/** Central differences of amplitudes: step² from the third derivative, rounding/step. */
const STEP = 1e-5;
/** |(H + (S + λ)/τ) δ - g| with the matrices of the differences, relative to the largest term. */
const CENTRAL_DIFFERENCE = 1e-7;
const SHIFT = 1e-2;

const born = readoutOf("born");

/** The Rayleigh-Gauss-Newton system of a network, its averages exact sums. */
async function systemOf(hamiltonian: Hamiltonian, ansatz: ReturnType<typeof machine>, parameters: Float64Array, absolute: number) {
  const pairs = flippedPairs(hamiltonian);
  const network = await networkOf(ansatz, hamiltonian.lattice, parameters, pairs);
  const operator = loadOperator(network.kernels, hamiltonian, pairs);
  const sampler = new FullSum(network, born, groundSector(hamiltonian).magnetisation);
  return {
    network,
    solve: (τ: number) => {
      const samples = sampler.draw();
      const energies = localEstimates(network, operator, born, samples);
      const energy = energyStatistics(network, samples, energies).energy.mean;
      centre(energies, weightsOfSamples(network, samples));
      const forces = { estimates: energies, roots: samples.roots, metric: "complex", shift: { absolute, relative: 0 } } as const;
      const derivatives = network.estimateDerivatives(operator, samples);
      const step = new GaussNewtonSystem(network.logDerivatives(samples), derivatives, forces).solve(τ);
      if (step === null) throw new Error("no step");
      return { energy, step };
    },
  };
}

const inner = (a: readonly Complex[], b: readonly Complex[]) =>
  a.reduce<Complex>((total, z, s) => add(total, multiply(conjugate(z), b[s])), [0, 0]);

function applied(rows: Rows, f: readonly Complex[]): Complex[] {
  return rows.map((elements) => elements.reduce<Complex>((total, { column, value }) => add(total, multiply(value, f[column])), [0, 0]));
}

/**
 * ψ normalised, E, and the derivatives ∂_k ψ made orthogonal to ψ, all from amplitudes and their central differences: with these
 * S = <∂_i|∂_j>, g = <∂_i|H|ψ>, H = <∂_i|H - E|∂_j>.
 */
function tangents(
  ansatz: ReturnType<typeof machine>,
  hamiltonian: Hamiltonian,
  parameters: Float64Array,
  rows: Rows,
  states: readonly number[],
) {
  const { lattice } = hamiltonian;
  // Divided by the largest, which adds a multiple of ψ to the derivatives: that is projected out.
  const f = (values: Float64Array) => amplitudes(plainRbm(ansatz, lattice, values), lattice.size, states);
  const reference = f(parameters);
  const norm = Math.sqrt(reference.reduce((total, z) => total + modulus(z) ** 2, 0));
  const ψ = reference.map((z) => scale(1 / norm, z));
  const derivatives = Array.from({ length: parameters.length / 2 }, (_, k) => {
    const [right, left] = [STEP, -STEP].map((step) => f(parameters.map((value, n) => (n === 2 * k ? value + step : value))));
    const derivative = right.map((z, s) => scale(1 / (2 * STEP * norm), subtract(z, left[s])));
    const along = inner(ψ, derivative);
    return derivative.map((z, s) => subtract(z, multiply(along, ψ[s])));
  });
  const energy = inner(ψ, applied(rows, ψ))[0];
  return { ψ, energy, derivatives };
}

const hamiltonians: [string, Hamiltonian][] = [
  ["Ising", ising(chain(5), { field: 0.8 })],
  ["Heisenberg", heisenberg(chain(6))],
  ["Dzyaloshinskii-Moriya", dzyaloshinskiiMoriya(6, 0.5)],
];

describe.each(hamiltonians)("%s", (_, hamiltonian) => {
  const { lattice } = hamiltonian;
  const states = sectorStates(lattice.size, groundSector(hamiltonian).magnetisation);
  const rows = rowsOf(denseMatrix(hamiltonian), states);

  test.each(machines(1))("%s: the step solves the system of the exact S, g and H, small τ or large", async (_, ansatz) => {
    const parameters = randomParameters(ansatz, lattice, 0.3, 101);
    const { energy, derivatives, ψ } = tangents(ansatz, hamiltonian, parameters, rows, states);
    const force = derivatives.map((derivative) => inner(derivative, applied(rows, ψ)));
    const images = derivatives.map((derivative) => applied(rows, derivative).map((z, s) => subtract(z, scale(energy, derivative[s]))));
    const system = await systemOf(hamiltonian, ansatz, parameters, SHIFT);
    for (const τ of [0.01, 1, 100]) {
      const { energy: found, step } = system.solve(τ);
      expect(Math.abs(found - energy)).toBeLessThan(CENTRAL_DIFFERENCE);
      const δ = complexOf(step.direction);
      const largest = Math.max(...force.map(modulus));
      let squared = 0;
      let decrease = 0;
      for (const [i, derivative] of derivatives.entries()) {
        let metric: Complex = [0, 0];
        let curvature: Complex = [0, 0];
        for (const [j, other] of derivatives.entries()) {
          metric = add(metric, multiply(inner(derivative, other), δ[j]));
          curvature = add(curvature, multiply(inner(derivative, images[j]), δ[j]));
        }
        const left = add(curvature, scale(1 / τ, add(metric, scale(SHIFT, δ[i]))));
        expect(distance(left, force[i])).toBeLessThan(CENTRAL_DIFFERENCE * Math.max(1, 1 / τ) * Math.max(1, largest));
        squared += multiply(conjugate(δ[i]), metric)[0];
        decrease += multiply(conjugate(δ[i]), subtract(scale(2, force[i]), curvature))[0];
      }
      expect(Math.abs(step.distance - Math.sqrt(squared))).toBeLessThan(CENTRAL_DIFFERENCE * Math.max(1, step.distance));
      expect(Math.abs(step.decrease - decrease)).toBeLessThan(CENTRAL_DIFFERENCE * Math.max(1, Math.abs(decrease)));
      expect(step.distance).toBeGreaterThan(0);
    }
  });
});

test("a real network takes real steps, towards a lower energy", async () => {
  const hamiltonian = ising(chain(6), { field: 0.8 });
  const ansatz = { ...machine({ density: 1 }), real: true };
  const parameters = randomParameters(ansatz, hamiltonian.lattice, 0.2, 102).map((value, k) => (k % 2 === 0 ? value : 0));
  const { network, solve } = await systemOf(hamiltonian, ansatz, parameters, SHIFT);
  const { energy, step } = solve(0.1);
  expect(step.direction.length).toBe(parameters.length);
  expect(step.direction.every((value, k) => k % 2 === 0 || value === 0)).toBe(true);
  network.setParameters(parameters.map((value, k) => value - step.direction[k]));
  const after = solve(0.1).energy;
  // The quadratic model is of a small step: its prediction holds within a third.
  expect(energy - after).toBeGreaterThan(0.67 * step.decrease);
  expect(energy - after).toBeLessThan(1.33 * step.decrease);
});

test("near the ground state, with growing τ, the error falls superlinearly to rounding", async () => {
  const hamiltonian = rotateMarshall(heisenberg(chain(8)));
  const exact = exactGroundState(hamiltonian).energy;
  const ansatz = machine({ density: 4, symmetric: true });
  const { network, solve } = await systemOf(hamiltonian, ansatz, randomParameters(ansatz, hamiltonian.lattice, 0.02, 103), SHIFT);
  const move = (τ: number) => {
    const { energy, step } = solve(τ);
    const parameters = network.parameters();
    network.setParameters(parameters.map((value, k) => value - step.direction[k]));
    return (energy - exact) / Math.abs(exact);
  };
  // First the natural gradient's way, to where the quadratic model holds.
  let error = 1;
  for (let n = 0; error > 1e-4 && n < 400; n++) error = move(0.05);
  const errors = [0.5, 1, 4, 16, 64, 256, 1024, 4096].map(move);
  expect(errors[0]).toBeLessThan(1e-4);
  expect(errors[0]).toBeGreaterThan(1e-6);
  expect(Math.abs(errors[errors.length - 1])).toBeLessThan(1e-13);
  // Every digit found doubles the number of digits, or nearly: the order of a fast step is well above 1.
  const orders = errors.slice(1).map((now, n) => Math.log(Math.abs(now)) / Math.log(Math.abs(errors[n])));
  expect(Math.max(...orders)).toBeGreaterThan(1.4);
});
