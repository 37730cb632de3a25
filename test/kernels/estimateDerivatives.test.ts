import { describe, expect, test } from "vitest";
import { jastrow, mlp, type ResolvedAnsatz, rbm } from "../../src/ansatz/ansatz.ts";
import type { Batch, Network } from "../../src/ansatz/network.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Bond } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { flippedPairs, loadOperator } from "../../src/vmc/setup/operator.ts";
import {
  batchOf,
  estimatesOf,
  machine,
  machines,
  networkOf,
  randomParameters,
  randomSpins,
  readPanels,
  strain,
  testStream,
} from "../engine.ts";
import { randomHamiltonian } from "../exact/judges.ts";
import { add, type Complex, distance, modulus, multiply, scale, subtract } from "../judges.ts";

/** Central differences: step² from the third derivative, rounding/step; relative to the largest derivative. */
const STEP = 1e-5;
const CENTRAL_DIFFERENCE = 1e-6;
const CONFIGURATIONS = 5;

const plain = { symmetric: false, pointGroup: false, biases: true, parity: "none" } as const;
const ansatzes: [string, ResolvedAnsatz][] = [
  ...machines(1),
  ["symmetric, two features", machine({ density: 2, symmetric: true })],
  ["rbm of even parity", { ...rbm(), ...plain, parity: "even" }],
  ["rbm over the point group", machine({ density: 2, symmetric: true, pointGroup: true, biases: true })],
  ["real rbm", { ...rbm({ real: true }), ...plain }],
  ["mlp", { ...mlp({ widths: [5, 3] }), ...plain }],
  ["mlp over translations", { ...mlp({ widths: [5] }), ...plain, symmetric: true }],
  ["mlp that is not holomorphic", { ...mlp({ widths: [4], activation: "reim-selu" }), ...plain }],
  ["jastrow", { ...jastrow(), ...plain }],
];

const ring = chain(6);
const hamiltonians: [string, Hamiltonian, readonly Bond[] | null][] = [
  ["Ising", ising(ring, { field: 0.8 }), null],
  ["Heisenberg", heisenberg(ring), null],
  ["Heisenberg, pairs not prepared", heisenberg(ring), []],
  ["Heisenberg on a square", heisenberg(square(3, 4)), null],
  // Flips of up to four sites, complex elements.
  ["random strings", sum("random", ring, [...randomHamiltonian(6, 20, 4, 3).strings]), null],
];

/** Moves the parameters of a network along one of its derivatives. */
function move(network: Network, parameters: Float64Array, k: number, step: number, batch: Batch): void {
  const { field, columns, toParameters } = network.logDerivatives(batch);
  const unit = new Float64Array(field === "complex" ? 2 * columns : columns);
  unit[field === "complex" ? 2 * k : k] = step;
  const direction = toParameters(unit);
  network.setParameters(parameters.map((value, n) => value + direction[n]));
}

describe.each(hamiltonians)("%s", (_, hamiltonian, prepared) => {
  test.each(ansatzes)("%s: ∂ε is the central difference of the local energy", async (_, ansatz) => {
    const { lattice } = hamiltonian;
    const pairs = prepared ?? flippedPairs(hamiltonian);
    const parameters = randomParameters(ansatz, lattice, 0.3, 95);
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const stream = testStream(96);
    const spins = Array.from({ length: CONFIGURATIONS }, () => randomSpins(lattice.size, stream));
    const { batch } = batchOf(network, spins);
    const { columns } = network.logDerivatives(batch);
    const panels = network.estimateDerivatives(loadOperator(network.kernels, hamiltonian, pairs), batch);
    const found = readPanels(network.kernels, panels, columns, CONFIGURATIONS);
    const estimates = () => estimatesOf(network, hamiltonian, batchOf(network, spins).batch, "complex", pairs);
    const wanted = found.map((_, k): Complex[] => {
      const [right, left] = [STEP, -STEP].map((step) => {
        move(network, parameters, k, step, batch);
        return estimates();
      });
      return right.map((z, x) => scale(1 / (2 * STEP), subtract(z, left[x])));
    });
    const largest = Math.max(...wanted.flat().map(modulus));
    expect(largest).toBeGreaterThan(0.1);
    for (const [k, row] of wanted.entries()) {
      for (const [x, z] of row.entries()) expect(distance(found[k][x], z)).toBeLessThan(CENTRAL_DIFFERENCE * largest);
    }
  });
});

test("large weights on two words of sites: the samples side by side do not disturb each other", async () => {
  const lattice = chain(66);
  const hamiltonian = ising(lattice, { field: 1 });
  const ansatz = machine({ symmetric: true, density: 2 });
  const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, 0.5, 97));
  const stream = testStream(98);
  const spins = Array.from({ length: 3 }, () => randomSpins(66, stream));
  const operator = loadOperator(network.kernels, hamiltonian, []);
  const read = (configurations: readonly (readonly number[])[]) => {
    const { batch } = batchOf(network, configurations);
    return readPanels(network.kernels, network.estimateDerivatives(operator, batch), 132, configurations.length);
  };
  const together = read(spins);
  for (const [x, one] of spins.entries()) expect(read([one]).map(([z]) => z)).toEqual(together.map((row) => row[x]));
  expect(together.flat().every((z) => Number.isFinite(modulus(z)))).toBe(true);
});

test("weights for which there are no tables: every flip written out", async () => {
  const lattice = chain(6);
  const hamiltonian = ising(lattice, { field: 0.7 });
  const ansatz = machine({ density: 24, biases: true });
  // 4 Σ |Re W| over the 18 hidden units of a lane is more than tables may reach.
  const parameters = strain("lanes", randomParameters(ansatz, lattice, 0.3, 99), 6);
  const network = await networkOf(ansatz, lattice, parameters);
  const stream = testStream(100);
  for (let n = 0; n < CONFIGURATIONS; n++) {
    const spins = randomSpins(6, stream);
    const all = [spins, ...lattice.sites.map((i) => spins.map((s, k) => (k === i ? -s : s)))];
    const { batch, logs } = batchOf(network, all);
    const derivatives = network.logDerivatives(batch);
    const rows = readPanels(network.kernels, derivatives.parameterPanels(), derivatives.columns, all.length);
    const operator = loadOperator(network.kernels, hamiltonian, []);
    const panels = network.estimateDerivatives(operator, { ...batch, count: 1 });
    const found = readPanels(network.kernels, panels, derivatives.columns, 1);
    // Relative to the largest ratio, which may be anything.
    const ratios = logs.slice(1).map(([re, im]) => [re - logs[0][0], im - logs[0][1]] as const);
    const size = Math.max(...ratios.map(([re]) => re));
    for (const [k, row] of rows.entries()) {
      const wanted = ratios.reduce<Complex>(
        (total, [re, im], i) => {
          const weight = scale(-0.7 * Math.exp(re), [Math.cos(im), Math.sin(im)]);
          return add(total, multiply(weight, subtract(row[i + 1], row[0])));
        },
        [0, 0],
      );
      expect(distance(found[k][0], wanted)).toBeLessThan(1e-9 * Math.exp(size));
    }
    expect(Number.isFinite(size)).toBe(true);
  }
});
