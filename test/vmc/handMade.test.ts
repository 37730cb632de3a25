import { describe, expect, test } from "vitest";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { bestProductState } from "../../src/exact/productState.ts";
import { coherence } from "../../src/exact/state/basisDependent.ts";
import { blockEntropy } from "../../src/exact/state/entanglement.ts";
import { expectation } from "../../src/exact/state/expectation.ts";
import { reducedDensityMatrix } from "../../src/exact/state/reduced.ts";
import { decodeNetwork, encodeNetwork } from "../../src/files/network.ts";
import { sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { cluster } from "../../src/hamiltonian/presets/cluster.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { clusterNetwork, ghzNetwork, productNetwork } from "../../src/vmc/handMade.ts";
import { measure } from "../../src/vmc/measure.ts";
import { stateOf } from "../../src/vmc/networkState.ts";
import { spinsOf } from "../judges.ts";

/** cos(π/2) is 6e-17 in doubles. */
const ROUNDING = 1e-12;
/** What is asked of the entropies. */
const TEN_DECIMALS = 1e-10;

async function last<T>(run: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value as T;
  }
}

describe("ghzNetwork", () => {
  test.each([2, 3, 4, 7, 8, 11])("of %i sites is (|↑…↑> + |↓…↓>)/√2", async (sites) => {
    const state = await stateOf(ghzNetwork(sites));
    const ends = [0, 2 ** sites - 1];
    for (let s = 0; s < 2 ** sites; s++) {
      expect(Math.abs(state.real[s] - (ends.includes(s) ? Math.SQRT1_2 : 0))).toBeLessThan(ROUNDING);
      expect(Math.abs(state.imaginary[s])).toBeLessThan(ROUNDING);
    }
    const half = chain(sites).sites.slice(0, sites >> 1);
    expect(Math.abs(blockEntropy(state, half) - Math.LN2)).toBeLessThan(TEN_DECIMALS);
    expect(Math.abs(blockEntropy(state, [sites - 1], 2) - Math.LN2)).toBeLessThan(TEN_DECIMALS);
  });
});

describe("clusterNetwork", () => {
  test.each([3, 4, 5, 8, 9, 12])("of %i sites is Π CZ |+…+>", async (sites) => {
    const state = await stateOf(clusterNetwork(sites));
    for (let s = 0; s < 2 ** sites; s++) {
      const spins = spinsOf(s, sites);
      const signs = spins.reduce((sign, spin, i) => (spin < 0 && spins[(i + 1) % sites] < 0 ? -sign : sign), 1);
      expect(Math.abs(state.real[s] - signs / Math.sqrt(2 ** sites))).toBeLessThan(ROUNDING);
      expect(Math.abs(state.imaginary[s])).toBeLessThan(ROUNDING);
    }
    expect(expectation(state, cluster(chain(sites)))).toBeCloseTo(-sites, 10);
    expect(Math.abs(blockEntropy(state, [0]) - Math.LN2)).toBeLessThan(TEN_DECIMALS);
    if (sites < 4) return;
    for (const half of [chain(sites).sites.slice(0, sites >> 1), chain(sites).sites.slice(1, 3)]) {
      expect(Math.abs(blockEntropy(state, half) - 2 * Math.LN2)).toBeLessThan(TEN_DECIMALS);
    }
  });

  test("is measured as the ground state of its problem; |f| is a product state", async () => {
    const network = clusterNetwork(6);
    const { energy, sameProblem } = await last(measure({ network, hamiltonian: cluster(chain(6)) }));
    expect(sameProblem).toBe(true);
    expect(energy.mean).toBeCloseTo(exactGroundState(cluster(chain(6))).energy, 10);
    const phaseless = await stateOf(network, { readout: "phaseless" });
    expect(Math.abs(blockEntropy(phaseless, [0, 1, 2]))).toBeLessThan(TEN_DECIMALS);
    expect(coherence(phaseless)).toBeCloseTo(63, 9);
  });
});

describe("productNetwork", () => {
  const spins = [
    [0, 0, 1],
    [0, 0, -1],
    [1, 0, 0],
    [-1, 0, 0],
    [0, -1, 0],
    [0.48, -0.6, 0.64],
    [-0.48, 0.64, -0.6],
    [-0.6, -0.8, 0],
    [1e-9, 0, -1],
  ] as const;

  test("points every spin where it is told, unentangled", async () => {
    const state = await stateOf(productNetwork(spins));
    const lattice = chain(spins.length, "open");
    for (const [site, vector] of spins.entries()) {
      for (const [axis, matrix] of (["X", "Y", "Z"] as Pauli[]).entries()) {
        const value = expectation(state, sum("spin", lattice, [pauli(1, { [site]: matrix })]));
        expect(Math.abs(value - vector[axis])).toBeLessThan(ROUNDING);
      }
      expect(Math.abs(blockEntropy(state, [site]))).toBeLessThan(ROUNDING);
    }
    const { real, imaginary } = reducedDensityMatrix(state, [4]);
    expect([real[0], real[3], imaginary[1], imaginary[2]].map((x) => Math.round(1e9 * x) / 1e9)).toEqual([0.5, 0.5, 0.5, -0.5]);
  });

  test("takes the best product state as it is found", async () => {
    const hamiltonian = ising(chain(6), { field: 0.5 });
    const best = bestProductState(hamiltonian);
    const state = await stateOf(productNetwork(best.bloch));
    expect(expectation(state, hamiltonian)).toBeCloseTo(best.energy, 9);
  });

  test("keeps all configurations, whatever is measured conserves", async () => {
    const up = productNetwork(Array.from({ length: 6 }, () => [0, 0, 1] as const));
    const { energy } = await last(measure({ network: up, hamiltonian: heisenberg(chain(6)) }));
    expect(energy.mean).toBeCloseTo(6, 10);
  });
});

test("a file keeps them whole", async () => {
  for (const network of [
    ghzNetwork(5),
    clusterNetwork(6),
    productNetwork([
      [0.6, 0, 0.8],
      [0, 1, 0],
    ]),
  ]) {
    const { card: _, ...read } = decodeNetwork(encodeNetwork(network));
    expect(read).toEqual(network);
    expect(await stateOf(read)).toEqual(await stateOf(network));
  }
});

test("mistakes are refused", () => {
  expect(() => ghzNetwork(1)).toThrow("ghzNetwork.sites: expected an integer >= 2, got 1");
  expect(() => clusterNetwork(2)).toThrow("clusterNetwork.sites: expected an integer >= 3, got 2");
  expect(() => productNetwork([])).toThrow("productNetwork.sites");
  expect(() => productNetwork([[0, 0, 0.5]])).toThrow("productNetwork: spin 0: expected a Bloch vector of length 1, got 0.5");
  expect(() => productNetwork(new Float64Array(4))).toThrow("three components for each site");
});
