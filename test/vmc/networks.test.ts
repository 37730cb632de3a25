import { describe, expect, test } from "vitest";
import { type Ansatz, jastrow, mlp, product, rbm } from "../../src/ansatz/ansatz.ts";
import { exactGroundEnergy } from "../../src/exact/exactEnergy.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { configurationReadoutNames } from "../../src/readout/index.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { goodEnds, last } from "./runs.ts";

const networks: [string, Ansatz][] = [
  ["RBM", rbm({ density: 2 })],
  ["dense RBM with biases", rbm({ symmetric: false, biases: true })],
  ["real RBM", rbm({ density: 2, real: true })],
  ["even RBM", rbm({ symmetric: false, biases: true, parity: "even" })],
  ["RBM and its mirror image", rbm({ symmetric: false, biases: true, pointGroup: true })],
  ["log-cosh MLP", mlp({ widths: [8, 4] })],
  ["tanh MLP", mlp({ widths: [8], activation: "tanh", deviation: 0.3 })],
  ["reim-selu MLP", mlp({ widths: [8, 4], activation: "reim-selu" })],
  ["MLP at momentum zero", mlp({ widths: [6], symmetric: true })],
  ["Jastrow", jastrow()],
  ["product", product()],
];

/** Rounding of an energy by full summation. */
const ROUNDING = 1e-9;
/** What 150 updates reach on six sites with the networks that are rich enough. */
const REACHED = 2e-3;

const ISING = ising(chain(6), { field: 1 });
const HEISENBERG = rotateMarshall(heisenberg(chain(6)));

describe.each(networks)("%s", (name, ansatz) => {
  test.each(configurationReadoutNames)("%s runs on the Ising and the Heisenberg ring and respects the bound", async (readout) => {
    for (const hamiltonian of [ISING, HEISENBERG]) {
      const exact = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
      const { final, stopped } = await last(groundState({ hamiltonian, ansatz, readout, iterations: 150, fullSum: true, seed: 2 }));
      expect(goodEnds).toContain(stopped.reason);
      expect(final?.energy.mean).toBeGreaterThan((readout === "classical" ? -6 : exact) - ROUNDING);
      if (readout !== "classical" && name !== "product" && name !== "Jastrow" && name !== "tanh MLP") {
        expect(final?.energy.mean).toBeLessThan(exact * (1 - REACHED));
      }
    }
  });

  test("sampled: the energy lies within five errors of the one by full summation of the same weights", async () => {
    const { final, network } = await last(
      groundState({ hamiltonian: ISING, ansatz, iterations: 20, samples: 256, chains: 16, finalSamples: 4096, seed: 3 }),
    );
    const { measure } = await import("../../src/vmc/measure.ts");
    const run = measure({ hamiltonian: ISING, network, fullSum: true });
    const { energy } = await last(run);
    if (final === null) throw new Error("no final energy");
    expect(Math.abs(final.energy.mean - energy.mean)).toBeLessThan(5 * final.energy.error + ROUNDING);
  });
});

test("the product network lands on the best product state: -1.25 per site at h = 1, by sampling too", async () => {
  const full = await last(groundState({ hamiltonian: ising(chain(8), { field: 1 }), ansatz: product(), fullSum: true }));
  expect(full.final?.energyPerSite.mean).toBeCloseTo(-1.25, 8);
  const sampled = await last(
    groundState({ hamiltonian: ising(chain(8), { field: 1 }), ansatz: product({ symmetric: true }), fullSum: false, finalSamples: 16384 }),
  );
  if (sampled.final === null) throw new Error("no final energy");
  const { mean, error } = sampled.final.energyPerSite;
  expect(Math.abs(mean + 1.25)).toBeLessThan(5 * error);
});
