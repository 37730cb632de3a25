import { describe, expect, test } from "vitest";
import type { Experiment, Numbers, Setting } from "../../src/experiments/index.ts";
import { bellExperiment, bellRow } from "../../src/experiments/readings/bell.ts";
import { branchesExperiment, entangled } from "../../src/experiments/readings/branches.ts";
import { complementarityExperiment, twinRow } from "../../src/experiments/readings/complementarity.ts";
import { dephasingExperiment, dephasingRow } from "../../src/experiments/readings/dephasing.ts";
import { feedExperiment, feedRow } from "../../src/experiments/readings/feed.ts";
import { interferenceExperiment, slit } from "../../src/experiments/readings/interference.ts";
import { linearReadingExperiment, linearRow } from "../../src/experiments/readings/linearReading.ts";
import { phasesExperiment, phasesRow } from "../../src/experiments/readings/phases.ts";
import { switchExperiment, switchRow } from "../../src/experiments/readings/switch.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { randomRbm } from "../../src/experiments/support/randomNetwork.ts";
import { squaredTwin } from "../../src/experiments/support/squaredTwin.ts";
import { chain, dm, ghzNetwork, heisenberg, ising, productNetwork, readoutNames, rotateMarshall, stateOf } from "../../src/index.ts";

// Every verdict can be another one: counter-examples of four spins, computed as the experiments compute.

const setting: Setting = { seed: 3, quick: true, workers: 1, signal: { aborted: false }, step: async () => {} };
const ring = chain(4);
const verdictOf = <N extends Numbers>(experiment: Experiment<N>, numbers: N) => experiment.judge(numbers).verdict;

describe("switch", () => {
  test("holds for a field, fails where H is diagonal, and the two together make a condition", async () => {
    const across = await switchRow(setting, "Ising, h = 1", ising(ring, { field: 1 }));
    const diagonal = await switchRow(setting, "Ising, h = 0", ising(ring, { field: 0 }));
    expect(across.exact).toBeCloseTo(-2 / Math.sin(Math.PI / 8) / 4, 9);
    expect(across.dephased).toBeGreaterThan(across.exact + 0.1);
    expect(verdictOf(switchExperiment, { rows: [across] })).toBe("holds");
    expect(verdictOf(switchExperiment, { rows: [diagonal] })).toBe("fails");
    expect(verdictOf(switchExperiment, { rows: [across, diagonal] })).toMatch(/^holds only if H does not commute/);
  });

  test("fails where the born optimum is missed, or a classical bound is broken", async () => {
    const row = await switchRow(setting, "Heisenberg", heisenberg(ring));
    const missed = { ...row, optimum: { ...row.optimum, born: row.optimum.branches } };
    const broken = { ...row, optimum: { ...row.optimum, branches: row.exact } };
    for (const other of [missed, broken]) expect(verdictOf(switchExperiment, { rows: [other] })).toBe("fails");
  });
});

test("feed: signs decide; without any the claim fails", async () => {
  const positive = await feedRow(setting, "Heisenberg, Marshall basis", rotateMarshall(heisenberg(ring)));
  const signs = await feedRow(setting, "Heisenberg", heisenberg(ring));
  expect(signs.probabilitiesBorn).toBeCloseTo(-signs.probabilitiesClassical, 5);
  expect(verdictOf(feedExperiment, { rows: [positive] })).toBe("fails");
  expect(verdictOf(feedExperiment, { rows: [signs] })).toBe("holds");
  expect(verdictOf(feedExperiment, { rows: [positive, signs] })).toBe("holds only if the state has signs or phases");
  expect(verdictOf(feedExperiment, { rows: [{ ...signs, amplitudesBorn: 0 }] })).toBe("fails");
});

test("branches: fails for networks without hidden coupling, and for an incoherent sum that is entangled", async () => {
  const products = await Promise.all(
    [1, 2].map(async (k) => {
      const network = randomRbm(4, { scale: 0.5, random: randomNumbers(k, "test") });
      // Biases alone: a (4), b (4), then W.
      return await entangled({ ...network, parameters: network.parameters.map((value, at) => (at < 16 ? value : 0)) }, 0.5);
    }),
  );
  const coupled = await entangled(randomRbm(4, { scale: 0.5, random: randomNumbers(1, "test") }), 0.5);
  const ghz = { zz: 1, zzIncoherent: 0, coherent: 0, incoherent: 0 };
  const optima = [{ model: "Ising", branches: -1.25, product: -1.25 }];
  expect(verdictOf(branchesExperiment, { networks: [coupled], ghz, optima })).toBe("holds");
  expect(verdictOf(branchesExperiment, { networks: products, ghz, optima })).toBe("fails");
  const read = await entangled(ghzNetwork(4), 1);
  expect(read.coherent).toBeCloseTo(0.5, 12);
  expect(verdictOf(branchesExperiment, { networks: [{ ...read, incoherent: read.coherent }], ghz, optima })).toBe("fails");
  expect(verdictOf(branchesExperiment, { networks: [coupled], ghz, optima: [{ ...optima[0], branches: -1.28 }] })).toBe("fails");
});

test("dephasing: a diagonal Hamiltonian has nothing to lose, and another mixture is no classical reading", async () => {
  const strengths = [0, 0.5, 1];
  const row = await dephasingRow(setting, "Ising, h = 1", ising(ring, { field: 1 }), strengths);
  const diagonal = await dephasingRow(setting, "Ising, h = 0", ising(ring, { field: 0 }), strengths);
  expect(verdictOf(dephasingExperiment, { strengths, entanglement: [], rows: [row] })).toBe("holds");
  expect(verdictOf(dephasingExperiment, { strengths, entanglement: [], rows: [diagonal] })).toBe("fails");
  const other = await dephasingRow(setting, "Ising, h = 2", ising(ring, { field: 2 }), strengths);
  expect(verdictOf(dephasingExperiment, { strengths, entanglement: [], rows: [{ ...row, classical: other.classical }] })).toBe("fails");
  expect(
    verdictOf(dephasingExperiment, { strengths, entanglement: [], rows: [{ ...row, whole: [row.whole[0], row.whole[0], row.whole[2]] }] }),
  ).toBe("fails");
});

test("interference: fails where every branch is marked, and where probabilities would interfere", async () => {
  const seen = { mean: 1, error: 0.01 };
  const none = { mean: 0, error: 0.01 };
  const marked = { marking: 9, distinguishability: Math.tanh(18), visibility: { born: 0, phaseless: 0, classical: 0, branches: 0 } };
  const open = { marking: 0, distinguishability: 0, visibility: { born: 1, phaseless: 0.5, classical: 0, branches: 0 } };
  expect(verdictOf(interferenceExperiment, { rows: [open], shots: { born: seen, branches: none } })).toBe("holds");
  expect(verdictOf(interferenceExperiment, { rows: [marked], shots: { born: none, branches: none } })).toBe("fails");
  expect(verdictOf(interferenceExperiment, { rows: [open], shots: { born: seen, branches: seen } })).toBe("fails");
  // The network is the two branches that it is said to be: <X_0> = cos φ / cosh 2w.
  for (const [phase, marking] of [
    [0.7, 0.3],
    [2.9, 1.1],
  ]) {
    const { real, imaginary } = await stateOf(slit(phase, marking));
    const x = 2 * [0, 2].reduce((total, s) => total + real[s] * real[s + 1] + imaginary[s] * imaginary[s + 1], 0);
    expect(x).toBeCloseTo(Math.cos(phase) / Math.cosh(2 * marking), 12);
  }
});

test("bell: product states alone fail, and so would a mixture beyond 2", async () => {
  const aligned = productNetwork([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const unentangled = { ...aligned, ansatz: randomRbm(2, { scale: 0, random: randomNumbers(0, "test") }).ansatz };
  const parameters = new Float64Array(2 * (2 + 2 + 4));
  parameters.set(aligned.parameters);
  const product = await bellRow("product", { ...unentangled, parameters }, false);
  expect(product.anyPair).toBeCloseTo(2, 9);
  expect(verdictOf(bellExperiment, { rows: [product] })).toBe("fails");
  const ghz = await bellRow("Bell pair", ghzNetwork(2), false);
  expect(ghz.anyPair).toBeCloseTo(2 * Math.SQRT2, 9);
  expect(verdictOf(bellExperiment, { rows: [ghz] })).toBe("holds");
  expect(verdictOf(bellExperiment, { rows: [product, ghz] })).toMatch(/^holds only if/);
  expect(verdictOf(bellExperiment, { rows: [{ ...ghz, branches: ghz.anyPair }] })).toBe("fails");
});

test("complementarity: a state without superpositions has no second basis to show, and a twin has the Born probabilities", async () => {
  const network = randomRbm(4, { scale: 0.4, random: randomNumbers(1, "real"), kind: "real" });
  const born = await stateOf(network);
  const twin = await stateOf(squaredTwin(network, 4), { lattice: ring, readout: "classical" });
  for (const [s, p] of twin.probabilities.entries()) expect(p).toBeCloseTo(born.real[s] ** 2, 12);
  const row = await twinRow(setting, "random", network);
  expect(verdictOf(complementarityExperiment, { rows: [row] })).toMatch(/^holds only if/);
  // A field that leaves one configuration: the same in every basis.
  const frozen = { ...network, parameters: network.parameters.map((_, at) => (at < 8 && at % 2 === 0 ? 9 : 0)) };
  const one = await twinRow(setting, "one configuration", frozen);
  expect(one.distanceX).toBeLessThan(1e-6);
  expect(verdictOf(complementarityExperiment, { rows: [one] })).toBe("fails");
  expect(verdictOf(complementarityExperiment, { rows: [{ ...row, distanceZ: 0.5 }] })).toBe("holds");
});

test("phases: fails for positive ground states alone, holds for complex ones alone", async () => {
  const positive = await phasesRow(setting, "Ising", ising(ring, { field: 1 }));
  const complex = await phasesRow(setting, "DM", dm(ring, { d: 0.5 }));
  expect([positive.stoquastic, complex.stoquastic]).toEqual([true, false]);
  expect(verdictOf(phasesExperiment, { rows: [positive] })).toBe("fails");
  expect(verdictOf(phasesExperiment, { rows: [complex] })).toBe("holds");
  expect(verdictOf(phasesExperiment, { rows: [positive, complex] })).toBe("holds only if not all off-diagonal elements are negative");
  expect(verdictOf(phasesExperiment, { rows: [positive, { ...complex, stoquastic: true }] })).toBe(
    "holds only if the Hamiltonian is one of some",
  );
  expect(verdictOf(phasesExperiment, { rows: [{ ...complex, born: complex.phaseless }] })).toBe("fails");
});

test("linear-reading: holds where H is diagonal; elsewhere the least is -(J + h) per site", async () => {
  const networks = [1, 2, 3].map((k) => randomRbm(4, { scale: 1, random: randomNumbers(k, "test") }));
  const across = await linearRow("Ising, h = 0.7", ising(ring, { field: 0.7 }), networks[0], networks);
  expect(across.least).toBeCloseTo(-1.7, 12);
  expect(across.ofGround).toBeCloseTo(across.exact, 9);
  expect(verdictOf(linearReadingExperiment, { rows: [across] })).toBe("fails");
  const diagonal = await linearRow("Ising, h = 0", ising(ring, { field: 0 }), networks[0], networks);
  expect(verdictOf(linearReadingExperiment, { rows: [diagonal] })).toBe("holds");
});

test("every reading is compared", () => expect(readoutNames).toEqual(["born", "phaseless", "classical", "branches"]));
