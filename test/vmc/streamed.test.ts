// The same samples, their local estimates kept and as sums over stretches.
import { expect, test } from "vitest";
import type { Ansatz } from "../../src/ansatz/ansatz.ts";
import { randomStream } from "../../src/core/random.ts";
import { chain, ising, jastrow, type Measurement, mlp, type ReadoutName, rbm, readoutOf, xyz } from "../../src/index.ts";
import { measureBranches } from "../../src/vmc/branches/measure.ts";
import { measureFrozen, type Resume } from "../../src/vmc/measurement/measureFrozen.ts";
import { observablesAsked } from "../../src/vmc/setup/observables.ts";
import { resolveAnsatz } from "../../src/vmc/setup/resolve.ts";
import { createSimulation } from "../../src/vmc/setup/simulation.ts";
import { randomParameters } from "../engine.ts";
import { last } from "./runs.ts";

/** Of sums over some thousand numbers of order one. */
const ROUNDING = 1e-12;
/** Two estimators of one error from 8 chains of thousands of samples. */
const APART = 1.5;
/** Of a split R-hat near 1. */
const AGREEMENT = 0.02;

/** A network, a Hamiltonian and a reading that are drawn, the weights random. */
function drawn(seed: number) {
  const stream = randomStream(seed, "streamed");
  const integer = (least: number, most: number) => least + Math.floor(stream.uniform() * (most - least + 1));
  const one = <T>(values: readonly T[]): T => values[integer(0, values.length - 1)];
  const lattice = chain(integer(4, 9));
  const hamiltonian = one([() => ising(lattice, { field: 0.8 }), () => xyz(lattice, { jx: 1, jy: 0.4, jz: -0.3 })])();
  const ansatz = one<() => Ansatz>([
    () => rbm({ density: 1, symmetric: false, biases: true }),
    () => mlp({ widths: [6] }),
    () => jastrow(),
  ])();
  const readout = one<Exclude<ReadoutName, "branches">>(["born", "phaseless", "classical"]);
  return { hamiltonian, ansatz: resolveAnsatz(ansatz, hamiltonian), readout, chains: one([8, 20]), samples: 8 * 20 * integer(120, 220) };
}

async function simulationOf({ hamiltonian, ansatz }: ReturnType<typeof drawn>, seed: number) {
  const simulation = await createSimulation(hamiltonian, ansatz);
  simulation.network.setParameters(randomParameters(ansatz, hamiltonian.lattice, 0.2, seed));
  return simulation;
}

function expectAgreement(streamed: Measurement, kept: Measurement): void {
  expect(streamed.samples).toBe(kept.samples);
  expect(Math.abs(streamed.energy.mean - kept.energy.mean)).toBeLessThan(ROUNDING * Math.max(1, Math.abs(kept.energy.mean)));
  expect(Math.abs(streamed.variance - kept.variance)).toBeLessThan(ROUNDING * Math.max(1, kept.variance));
  expect(Math.abs(streamed.vScore / kept.vScore - 1)).toBeLessThan(1e-9);
  expect(streamed.acceptance).toBe(kept.acceptance);
  expect(Math.abs(streamed.splitRhat - kept.splitRhat)).toBeLessThan(AGREEMENT);
  const { zz, x, ...others } = streamed.observables;
  const pairs = [
    [streamed.energy, kept.energy],
    [zz, kept.observables.zz],
    [x, kept.observables.x],
  ];
  for (const [found, whole] of pairs) {
    expect(Math.abs(found.mean - whole.mean)).toBeLessThan(ROUNDING);
    if (whole.error === 0) expect(found.error).toBe(0);
    else expect(Math.abs(Math.log(found.error / whole.error))).toBeLessThan(Math.log(APART));
  }
  // Everything else is summed over blocks in both.
  const { zz: _, x: __, ...same } = kept.observables;
  expect(others).toEqual(same);
}

test.each([1, 2, 3, 4, 5, 6])("local estimates as sums say the same as all of them, draw %i", async (seed) => {
  const own = drawn(seed);
  const readout = readoutOf(own.readout);
  const asked = ["x", "correlations", "renyi2"] as const;
  const observables = observablesAsked(own.hamiltonian.lattice, readout, { observables: asked });
  const plan = { seed, samples: own.samples, chains: own.chains, fullSum: false, observables };
  const kept = await last(measureFrozen(await simulationOf(own, seed), readout, plan));
  const streamed = await last(measureFrozen(await simulationOf(own, seed), readout, { ...plan, mostKept: 1000 }));
  expectAgreement(streamed, kept);
});

test("a measurement as sums that is gone on with ends with the same bits", async () => {
  const own = drawn(2);
  const simulation = await simulationOf(own, 2);
  const readout = readoutOf(own.readout);
  const plan = { seed: 2, samples: 40_000, chains: own.chains, fullSum: false, mostKept: 1000 };
  const states: NonNullable<Resume["state"]>[] = [];
  const whole = await last(measureFrozen(simulation, readout, plan, undefined, { offer: (take) => states.push(structuredClone(take())) }));
  expect(states.length).toBeGreaterThan(2);
  for (const state of states) {
    expect(state.batches).toEqual([]);
    expect(await last(measureFrozen(simulation, readout, plan, undefined, { state }))).toEqual(whole);
  }
});

test("so do the energies of branches", async () => {
  const hamiltonian = ising(chain(8), { field: 1 });
  const ansatz = resolveAnsatz(rbm({ density: 2.5, symmetric: false, biases: true }), hamiltonian);
  const parameters = randomParameters(ansatz, hamiltonian.lattice, 0.3, 7);
  const plan = { seed: 3, samples: 30_000, chains: 10, sameProblem: true, fullSum: false };
  const [kept, streamed] = await Promise.all(
    [{}, { mostKept: 100 }].map((more) => last(measureBranches(hamiltonian, { ansatz, parameters }, { ...plan, ...more }))),
  );
  expectAgreement(streamed, kept);
});
