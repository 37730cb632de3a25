import { expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import { goodEnds, last } from "./runs.ts";

// Chains that hardly move are no trouble by themselves: what their neighbours see decides.

test("a weak field: next to no move is accepted, and the run converges all the same", async () => {
  /** Energy per site of the ring of 12 sites at h = 0.1, by free fermions: -(2/N) Σ_k √(1 + h² - 2h cos k). */
  const momenta = Array.from({ length: 6 }, (_, m) => ((2 * m + 1) * Math.PI) / 12);
  const exact = (-2 / 12) * momenta.reduce((total, k) => total + Math.sqrt(1.01 - 0.2 * Math.cos(k)), 0);
  for (const seed of [1, 2, 3]) {
    const options = { hamiltonian: ising(chain(12), { field: 0.1 }), ansatz: rbm(), seed, iterations: 150, finalSamples: 8192 };
    const { final, stopped } = await last(groundState(options));
    expect(goodEnds).toContain(stopped.reason);
    expect(Math.abs((final?.energyPerSite.mean ?? 0) - exact)).toBeLessThan(1e-5);
  }
});

test("samples that never left the polarised states carry the error their neighbours imply, not none", async () => {
  const hamiltonian = ising(chain(8), { field: 1 });
  const { network } = await last(groundState({ hamiltonian, ansatz: rbm(), readout: "classical", iterations: 40, finalSamples: 1024 }));
  const sampled = await last(measure({ hamiltonian, network, readout: "born", samples: 16384 }));
  const exact = await last(measure({ hamiltonian, network, readout: "born", fullSum: true }));
  expect(sampled.energy.error).toBeGreaterThan(0);
  expect(Math.abs(sampled.energy.mean - exact.energy.mean)).toBeLessThan(3 * sampled.energy.error);
});

test("an odd state of a network that is even by construction is refused", async () => {
  const run = groundState({ hamiltonian: ising(chain(6), { field: 1 }), ansatz: rbm({ parity: "odd", biases: false }) });
  await expect(run.next()).rejects.toThrow(/ansatz\.parity: an odd state needs biases/);
});
