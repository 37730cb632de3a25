import { describe, expect, test } from "vitest";
import type { ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import { xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { chain } from "../../src/lattice/chain.ts";
import { forceOf } from "../../src/optimizer/force.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { localEstimates } from "../../src/vmc/measurement/energies.ts";
import { flippedPairs, loadOperator } from "../../src/vmc/setup/operator.ts";
import { machine, networkOf, randomParameters } from "../engine.ts";

const ring = chain(8);
/** H = Σ X_i X_{i+1} + Y_i Y_{i+1} has no diagonal. */
const hamiltonian = xxz(ring, { anisotropy: 0 });

const common = { symmetric: false, pointGroup: false, parity: "none", biases: true, deviation: 0.1 } as const;
const networks: [string, ResolvedAnsatz][] = [
  ["rbm", machine({ density: 2, biases: true })],
  ["mlp", { name: "mlp", widths: [6, 4], activation: "log-cosh", ...common }],
  ["jastrow", { name: "jastrow", ...common }],
];

/** ε of every configuration of Σ s = 0, and F = <O* (ε - <ε>)>. */
async function gradient(ansatz: ResolvedAnsatz, reading: "born" | "phaseless" | "classical") {
  const pairs = flippedPairs(hamiltonian);
  const network = await networkOf(ansatz, ring, randomParameters(ansatz, ring, 0.5, 31), pairs);
  const readout = readoutOf(reading);
  const samples = new FullSum(network, readout, 0).draw();
  const energies = localEstimates(network, loadOperator(network.kernels, hamiltonian, pairs), readout, samples).slice();
  const roots = network.kernels.float64(samples.roots, samples.count).slice();
  const mean = [0, 1].map((part) => roots.reduce((total, root, x) => total + (root * root * energies[2 * x + part]) / samples.count, 0));
  const estimates = energies.map((value, k) => value - mean[k % 2]);
  const shift = { absolute: 0, relative: 0 };
  return { energies, force: forceOf(network.logDerivatives(samples), { estimates, roots: samples.roots, metric: readout.metric, shift }) };
}

describe.each(networks)("the XX ring as it is written, %s", (_, ansatz) => {
  test("classical: every local estimate and the whole gradient are exactly 0, so there is nothing to learn", async () => {
    const { energies, force } = await gradient(ansatz, "classical");
    expect(energies.every((value) => value === 0)).toBe(true);
    expect(force.length).toBeGreaterThan(10);
    expect(force.every((value) => value === 0)).toBe(true);
  });

  test.each(["born", "phaseless"] as const)("%s: the same weights have a gradient", async (reading) => {
    const { force } = await gradient(ansatz, reading);
    expect(Math.max(...force.map(Math.abs))).toBeGreaterThan(1e-2);
  });
});
