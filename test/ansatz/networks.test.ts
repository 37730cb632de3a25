import { Complex } from "complex.js";
import { describe, expect, test } from "vitest";
import { jastrow, mlp, product, type ResolvedAnsatz, rbm } from "../../src/ansatz/ansatz.ts";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { naturalGradient } from "../../src/optimizer/naturalGradient.ts";
import { configurationReadoutNames, readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { energyStatistics, localEstimates, weightedMean, weightsOfSamples } from "../../src/vmc/measurement/energies.ts";
import { flippedPairs, loadOperator } from "../../src/vmc/setup/operator.ts";
import { batchOf, estimatesOf, networkOf, randomParameters, randomSpins, readPanels, testStream } from "../engine.ts";
import { randomHamiltonian } from "../exact/judges.ts";
import { derivative, distance, energyOf, localEnergy, rowsOf, sectorStates, spinsOf } from "../judges.ts";
import { plainAmplitude } from "../plainNetworks.ts";

const SIZE = 6;
const lattice = chain(SIZE);
const settled = { symmetric: false, pointGroup: false, parity: "none", biases: true } as const;

/** Every ansatz, activation, depth and projection. */
const networks: [string, ResolvedAnsatz][] = [
  ["log-cosh, one layer", { ...mlp({ widths: [5] }), ...settled }],
  ["log-cosh, two layers", { ...mlp({ widths: [9, 4] }), ...settled, biases: false }],
  ["log-cosh, three layers", { ...mlp({ widths: [4, 5, 3] }), ...settled }],
  ["tanh, one layer", { ...mlp({ widths: [5], activation: "tanh" }), ...settled }],
  ["tanh, two layers, even", { ...mlp({ widths: [5, 4], activation: "tanh" }), ...settled, parity: "even" }],
  ["tanh, three layers", { ...mlp({ widths: [4, 3, 3], activation: "tanh" }), ...settled }],
  ["reim-selu, one layer", { ...mlp({ widths: [5], activation: "reim-selu" }), ...settled }],
  ["reim-selu, two layers", { ...mlp({ widths: [9, 4], activation: "reim-selu" }), ...settled }],
  ["reim-selu, three layers, odd", { ...mlp({ widths: [4, 3, 3], activation: "reim-selu" }), ...settled, parity: "odd" }],
  ["log-cosh at momentum zero", { ...mlp({ widths: [4, 3] }), ...settled, symmetric: true }],
  ["reim-selu at momentum zero, even", { ...mlp({ widths: [4], activation: "reim-selu" }), ...settled, symmetric: true, parity: "even" }],
  ["Jastrow", { ...jastrow(), ...settled }],
  ["symmetric Jastrow", { ...jastrow(), ...settled, symmetric: true, biases: false }],
  ["odd Jastrow", { ...jastrow(), ...settled, parity: "odd" }],
  ["product", { ...product(), ...settled }],
  ["symmetric product", { ...product(), ...settled, symmetric: true }],
  ["real RBM", { ...rbm({ real: true }), ...settled }],
  ["symmetric real RBM", { ...rbm({ real: true }), ...settled, symmetric: true }],
  ["odd RBM", { ...rbm(), ...settled, parity: "odd" }],
  ["RBM and its mirror image", { ...rbm(), ...settled, pointGroup: true }],
  ["symmetric RBM over the point group, even", { ...rbm(), ...settled, symmetric: true, pointGroup: true, parity: "even" }],
  ["real RBM over the point group", { ...rbm({ real: true }), ...settled, symmetric: true, pointGroup: true }],
  ["symmetric Jastrow over the point group", { ...jastrow(), ...settled, symmetric: true, pointGroup: true }],
  ["log-cosh at momentum zero over the point group", { ...mlp({ widths: [4, 3] }), ...settled, symmetric: true, pointGroup: true }],
  [
    "reim-selu at momentum zero over the point group, even",
    { ...mlp({ widths: [4], activation: "reim-selu" }), ...settled, symmetric: true, pointGroup: true, parity: "even" },
  ],
];

function parametersFor(ansatz: ResolvedAnsatz, seed: number): Float64Array {
  const real = ansatz.name === "rbm" && ansatz.real;
  return randomParameters(ansatz, lattice, 0.4, seed).map((value, k) => (real && k % 2 === 1 ? 0 : value));
}

/** Look-ups and sums in another order; the arctangent near a zero of the projected sum loses some digits. */
const AMPLITUDE = 1e-11;
/** Central differences of ln f: step² from the third derivative, rounding/step. */
const STEP = 1e-5;
const CENTRAL_DIFFERENCE = 2e-8;

describe.each(networks)("%s", (_, ansatz) => {
  const parameters = parametersFor(ansatz, 81);
  const states = sectorStates(SIZE, null);
  const configurations = states.map((state) => spinsOf(state, SIZE));
  const amplitude = (values: Float64Array, spins: readonly number[]) => plainAmplitude(ansatz, lattice, values, spins);

  test("amplitudes follow the formula", async () => {
    const network = await networkOf(ansatz, lattice, parameters);
    const { logs } = batchOf(network, configurations);
    for (const [x, spins] of configurations.entries()) {
      const exact = amplitude(parameters, spins);
      expect(new Complex(...logs[x]).exp().sub(exact).abs()).toBeLessThan(AMPLITUDE * (1 + exact.abs()));
    }
  });

  test("local estimates of any operator follow the formula", async () => {
    const operator = randomHamiltonian(SIZE, 15, 4, 5);
    const pairs = flippedPairs(operator);
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const stream = testStream(82);
    const few = Array.from({ length: 12 }, () => randomSpins(SIZE, stream));
    const found = estimatesOf(network, operator, batchOf(network, few).batch, "complex", pairs);
    for (const [x, spins] of few.entries()) {
      const here = amplitude(parameters, spins);
      const exact = localEnergy(operator, spins, (moved) => {
        const { re, im } = amplitude(parameters, moved).div(here);
        return [re, im];
      });
      expect(distance(found[x], exact)).toBeLessThan(1e-9 * (1 + Math.hypot(...exact)));
    }
  });

  test("logarithmic derivatives are those of the formula", async () => {
    const network = await networkOf(ansatz, lattice, parameters);
    const stream = testStream(83);
    const few = Array.from({ length: 5 }, () => randomSpins(SIZE, stream));
    const { batch } = batchOf(network, few);
    const { columns, field, parameterPanels } = network.logDerivatives(batch);
    const found = readPanels(network.kernels, parameterPanels(), columns, few.length);
    for (let k = 0; k < columns; k++) {
      // A split activation has a column for each real number, everything else one for each (real or complex) parameter.
      const at = field === "real" && columns === parameters.length ? k : 2 * k;
      for (const [x, spins] of few.entries()) {
        const change = (step: number) =>
          amplitude(
            parameters.map((value, n) => (n === at ? value + step : value)),
            spins,
          );
        const exact = change(STEP)
          .sub(change(-STEP))
          .div(2 * STEP)
          .div(amplitude(parameters, spins));
        expect(distance(found[k][x], [exact.re, exact.im])).toBeLessThan(CENTRAL_DIFFERENCE * (1 + exact.abs()));
      }
    }
  });

  test.each(configurationReadoutNames)(
    "%s: primal equals dual, and a huge shift leaves the gradient of the exact energy",
    async (reading) => {
      const hamiltonian = reading === "born" ? heisenberg(lattice) : ising(lattice, { field: 0.8 });
      const readout = readoutOf(reading);
      const pairs = flippedPairs(hamiltonian);
      const network = await networkOf(ansatz, lattice, parameters, pairs);
      const samples = new FullSum(network, readout, null).draw();
      const energies = localEstimates(network, loadOperator(network.kernels, hamiltonian, pairs), readout, samples);
      const [re, im] = weightedMean(energies, weightsOfSamples(network, samples));
      const rows = rowsOf(denseMatrix(hamiltonian), states);
      const energy = (values: Float64Array) =>
        energyOf(
          configurations.map((spins) => {
            const f = amplitude(values, spins);
            return [f.re, f.im] as const;
          }),
          rows,
          reading,
        );
      expect(energyStatistics(network, samples, energies).energy.mean).toBeCloseTo(energy(parameters), 9);
      const estimates = energies.map((value, k) => value - (k % 2 === 0 ? re : im));
      const solve = (absolute: number, form: "primal" | "dual") => {
        const shift = { absolute, relative: 0 };
        const found = naturalGradient(
          network.logDerivatives(samples),
          { estimates, roots: samples.roots, metric: readout.metric, shift },
          form,
        );
        if (found === null) throw new Error("no direction");
        return found;
      };
      const [primal, dual] = [solve(1e-2, "primal"), solve(1e-2, "dual")];
      const largest = Math.max(...primal.map(Math.abs));
      for (const [k, value] of primal.entries()) expect(Math.abs(value - dual[k])).toBeLessThan(1e-8 * (1 + largest));
      const HUGE = 1e10;
      const force = solve(HUGE, "primal").map((value) => value * HUGE * readout.exponent);
      const real = ansatz.name === "rbm" && ansatz.real;
      for (let k = 0; k < parameters.length; k += real ? 2 : 1) {
        const exact = derivative((step) => energy(parameters.map((value, n) => (n === k ? value + step : value))), STEP);
        expect(Math.abs(force[k] - exact)).toBeLessThan(1e-6 * (1 + Math.abs(exact)));
      }
    },
  );
});
