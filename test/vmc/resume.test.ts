import { describe, expect, test } from "vitest";
import { jastrow, mlp, rbm } from "../../src/ansatz/ansatz.ts";
import { randomStream } from "../../src/core/random.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { born } from "../../src/readout/index.ts";
import { Metropolis } from "../../src/sampler/metropolis.ts";
import { measureBranches } from "../../src/vmc/branches/measure.ts";
import { compareReadouts } from "../../src/vmc/compare.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import { measureFrozen, type Resume } from "../../src/vmc/measurement/measureFrozen.ts";
import { outcomeOf } from "../../src/vmc/outcomeOf.ts";
import { createSimulation } from "../../src/vmc/setup/simulation.ts";
import type { BranchMeasurementState, MeasureState } from "../../src/vmc/state/measurementState.ts";
import type { RunState } from "../../src/vmc/state/runState.ts";
import type { CompareOptions, CompareState, GroundStateOptions, MeasureOptions, Outcome, Step } from "../../src/vmc/types.ts";
import { machine, randomParameters } from "../engine.ts";
import { everything } from "./runs.ts";

const hamiltonian = ising(chain(8), { field: 1 });
const sampled: GroundStateOptions = { hamiltonian, ansatz: rbm(), iterations: 12, samples: 128, chains: 8, finalSamples: 256 };
const stormy: GroundStateOptions = { ...sampled, iterations: 60, samples: 64 };
const summed: GroundStateOptions = { hamiltonian, ansatz: rbm(), iterations: 30, finalSamples: 256 };

/** A state, and how many steps had been told before it was made. */
interface Saved {
  readonly state: RunState;
  readonly after: number;
}

/** A run that is never stopped: its steps, its end, and the state at every moment in which one can be made. */
async function undisturbed(options: GroundStateOptions) {
  const states: Saved[] = [];
  let told = 0;
  const driver = groundState({ ...options, checkpoint: (take) => states.push({ state: take(), after: told }) });
  const steps: Step[] = [];
  let next = await driver.next();
  for (; !next.done; next = await driver.next()) told = steps.push(next.value);
  return { steps, outcome: next.value, states };
}

/** Everything of an end that could differ by a bit. */
const bits = (outcome: Outcome) => ({ ...outcome, network: { ...outcome.network, parameters: Array.from(outcome.network.parameters) } });

/** Some of a list, the last among them. */
function some<T>(all: readonly T[], count: number, name: string): T[] {
  const stream = randomStream(7, name);
  return [...Array.from({ length: count }, () => all[Math.floor(stream.uniform() * all.length)]), all[all.length - 1]];
}

const kinds: readonly (readonly [string, GroundStateOptions, number])[] = [
  ["Monte Carlo, stochastic reconfiguration", sampled, 3],
  ["more parameters than samples", { ...sampled, ansatz: rbm({ density: 4, symmetric: false }) }, 1],
  ["Monte Carlo, Rayleigh-Gauss-Newton", { ...sampled, optimizer: "rgn" }, 2],
  ["Adam", { ...sampled, optimizer: "adam" }, 2],
  ["full summation, two starts", summed, 4],
  ["both parities, rounds of different length", { ...summed, hamiltonian: heisenberg(chain(6)), iterations: 40 }, 5],
  ["four starts with signs", { ...sampled, hamiltonian: heisenberg(chain(7)), starts: 4, iterations: 40 }, 4],
  ["exchanges, phaseless", { ...sampled, hamiltonian: heisenberg(chain(8)), readout: "phaseless" }, 1],
  ["a measurement of many batches", { ...sampled, iterations: 2, finalSamples: 30_000, observables: ["parity"] }, 3],
  ["classical", { ...sampled, readout: "classical" }, 2],
  ["branches, summed", { hamiltonian, ansatz: rbm(), readout: "branches", iterations: 40, finalSamples: 256 }, 4],
  ["branches, drawn, Adam", { ...sampled, readout: "branches", optimizer: "adam", starts: 2 }, 4],
  ["the point group comes in late", { ...sampled, hamiltonian: heisenberg(square(4, 4)), iterations: 10 }, 3],
  ["mixed moves of a perceptron", { ...sampled, hamiltonian: ising(chain(8), { field: 0.1 }), ansatz: mlp({ widths: [6] }) }, 1],
  ["restarts and rollbacks", { ...stormy, optimizer: "adam", learningRate: 3 }, 2],
  ["restarts after frozen chains", { ...stormy, ansatz: rbm({ deviation: 5 }) }, 2],
  ["growth", { hamiltonian: ising(chain(6), { field: 1, longitudinalField: 0.3 }), ansatz: rbm(), accuracy: 1e-9, finalSamples: 256 }, 3],
  ["a Jastrow factor", { ...sampled, ansatz: jastrow() }, 1],
];

describe("a run that was stopped after any update ends with the bits of one that was not", () => {
  test.each(kinds)("%s", async (name, options, count) => {
    const whole = await undisturbed(options);
    expect(whole.states.length).toBeGreaterThan(4);
    expect(whole.states.at(-1)?.after).toBe(whole.steps.length);
    for (const [index, { state, after }] of some(whole.states, count, name).entries()) {
      const before = structuredClone(state);
      const { steps, result } = await everything(groundState({ ...options, workers: 1 + (index % 2), state }));
      expect(steps).toEqual(whole.steps.slice(after));
      expect(bits(result)).toEqual(bits(whole.outcome));
      expect(state).toEqual(before);
    }
  });

  test("a state carries the best network so far, in the end the one that is measured", async () => {
    const { states, outcome } = await undisturbed(sampled);
    const networks = states.map(({ state }) => state.network);
    expect(networks.at(-1)).toEqual(outcome.network);
    for (const { problem, ansatz } of networks)
      expect({ problem, ansatz }).toMatchObject({ problem: outcome.network.problem, ansatz: outcome.network.ansatz });
  });

  test("a measurement of many batches is gone on with between two of them, with its entropies; another one begins anew", async () => {
    const measured = { ...sampled, iterations: 1, samples: 64, finalSamples: 20_000, observables: ["renyi2"] } as const;
    const { states, outcome } = await undisturbed(measured);
    const inside = states.map(({ state }) => state).filter(({ progress }) => "stage" in progress && progress.measurement !== null);
    expect(inside).toHaveLength(2);
    const [, state] = inside;
    expect(bits((await everything(groundState({ ...measured, state }))).result)).toEqual(bits(outcome));
    const other = (await everything(groundState({ ...measured, observables: ["parity"], finalSamples: 512, state }))).result;
    expect(other.final?.samples).toBe(512);
    expect(other.final?.observables).toHaveProperty("parity");
  });

  test("these runs have what their names say", async () => {
    const seen = async (name: string) => (await everything(groundState(kinds.find(([kind]) => kind === name)?.[1] ?? sampled))).steps;
    const [storm, frozen, growing] = await Promise.all(["restarts and rollbacks", "restarts after frozen chains", "growth"].map(seen));
    expect(Math.max(...storm.map(({ rollbacks }) => rollbacks))).toBeGreaterThan(2);
    for (const steps of [storm, frozen]) expect(Math.max(...steps.map(({ attempt }) => attempt))).toBeGreaterThan(1);
    expect(new Set(growing.map(({ parameters }) => parameters)).size).toBe(3);
  });

  test("states can be asked for at any update; asking changes nothing", async () => {
    const { result, steps } = await everything(groundState(sampled));
    const asked = await undisturbed(sampled);
    expect(asked.steps).toEqual(steps);
    expect(bits(asked.outcome)).toEqual(bits(result));
    expect(asked.states.map(({ after }) => after)).toEqual([...steps.keys()].map((k) => k + 1).concat(steps.length));
  });
});

test("a measurement of stored weights is gone on with to the same bits, on any number of threads; a state of another one is refused", async () => {
  const ansatz = (await outcomeOf(groundState({ ...sampled, iterations: 1 }))).network;
  const measured: MeasureOptions = { hamiltonian, network: ansatz, samples: 30_000, chains: 8, observables: ["parity", "renyi2"] };
  const kept: MeasureState[] = [];
  const whole = await outcomeOf(measure({ ...measured, checkpoint: (take) => kept.push(take()) }));
  expect(kept.length).toBeGreaterThan(1);
  for (const [n, state] of kept.entries()) expect(await outcomeOf(measure({ ...measured, state, workers: 1 + (n % 2) }))).toEqual(whole);
  const [state] = kept;
  const refused = async (changed: Partial<MeasureOptions>) => await outcomeOf(measure({ ...measured, state, ...changed }));
  await expect(refused({ readout: "classical" })).rejects.toThrow("readout");
  await expect(refused({ samples: 40_000 })).rejects.toThrow("measurement.samples 40000, got one with measurement.samples 30000");
  await expect(refused({ hamiltonian: ising(chain(8), { field: 2 }) })).rejects.toThrow("measure.state: expected one of the run");
  const parameters = ansatz.parameters.map((value, k) => (k === 0 ? value + 1e-15 : value));
  await expect(refused({ network: { ...ansatz, parameters } })).rejects.toThrow("weights");
});

test("so is one of branches, kept or streamed, of stored weights or at the end of a training", async () => {
  const options: GroundStateOptions = { ...sampled, readout: "branches", fullSum: false, observables: ["parity", "renyi2"] };
  const long = { ...options, ansatz: rbm({ density: 3, symmetric: false }), finalSamples: 180_000, iterations: 2, starts: 1 };
  const { states, outcome } = await undisturbed(long);
  const inside = states.filter(({ state }) => "measurement" in state.progress && state.progress.measurement);
  expect(inside.length).toBeGreaterThan(1);
  expect(bits((await everything(groundState({ ...long, state: inside[0].state }))).result)).toEqual(bits(outcome));
  const { hamiltonian: operator, network } = { hamiltonian, network: outcome.network };
  const measured: MeasureOptions = { hamiltonian: operator, network, readout: "branches", samples: 180_000, fullSum: false };
  const kept: MeasureState[] = [];
  const whole = await outcomeOf(measure({ ...measured, checkpoint: (take) => kept.push(take()) }));
  expect(await outcomeOf(measure({ ...measured, state: kept[0] }))).toEqual(whole);
  const plan = { seed: 1, samples: 180_000, chains: 64, fullSum: false, sameProblem: true, mostKept: 1000 };
  const streamed: Omit<BranchMeasurementState, "of">[] = [];
  const offer = (take: () => Omit<BranchMeasurementState, "of">) => streamed.push(structuredClone(take()));
  const summed = await outcomeOf(measureBranches(hamiltonian, network, plan, undefined, { offer }));
  expect(streamed[0].batches).toEqual([]);
  expect(await outcomeOf(measureBranches(hamiltonian, network, plan, undefined, { state: streamed[0] }))).toEqual(summed);
  expect(summed.energy.mean).toBeCloseTo(whole.energy.mean, 10);
});

test("a measurement beside a hidden mode, whose chains are not annealed, is gone on with as well", async () => {
  const simulation = await createSimulation(hamiltonian, machine({ density: 1 }));
  simulation.network.setParameters(randomParameters(machine({ density: 1 }), hamiltonian.lattice, 0.1, 5));
  const plan = { seed: 3, samples: 24_576, chains: 16, fullSum: false };
  const chainPlan = { chains: 16, samples: 16, probes: null, sweeps: 2, annealed: false, burnIn: 10, renewal: 0, thermalisation: 0 };
  const fresh = new Metropolis(simulation.network, born, { ...chainPlan, seed: 3, label: "outside", magnetisation: null });
  const mode = { energyPerSite: { mean: -2, error: 0.1 } };
  const begun = { annealed: false, mode, count: plan.samples, reannealed: 0, batches: [], chains: fresh.state(), instruments: null };
  const measuredFrom = (state: NonNullable<Resume["state"]>, offer?: Resume["offer"]) =>
    outcomeOf(measureFrozen(simulation, born, plan, undefined, { state, ...(offer ? { offer } : {}) }));
  const kept: NonNullable<Resume["state"]>[] = [];
  const whole = await measuredFrom(begun, (take) => kept.push(structuredClone(take())));
  expect(whole.hiddenModes?.energyPerSite).toEqual(mode.energyPerSite);
  expect(kept.map(({ batches, annealed }) => [batches.length, annealed])).toEqual([
    [1, false],
    [2, false],
  ]);
  for (const state of kept) expect(await measuredFrom(state)).toEqual(whole);
});

test("a comparison that was stopped in a training or between two cells of its matrix ends with the same bits", async () => {
  const options: CompareOptions = { hamiltonian, ansatz: rbm(), iterations: 6, samples: 64, chains: 8, finalSamples: 128 };
  const states: { readonly state: CompareState; readonly after: number }[] = [];
  const steps: unknown[] = [];
  const checkpoint: CompareOptions["checkpoint"] = (take) => void states.push({ state: take(), after: steps.length });
  const whole = await outcomeOf(compareReadouts({ ...options, checkpoint }), (step) => steps.push(step));
  const inMatrix = states.filter(({ state }) => state.current === null);
  expect(inMatrix.length).toBeGreaterThan(5);
  for (const { state, after } of [...some(states, 3, "comparison"), inMatrix[4]]) {
    const rest: unknown[] = [];
    expect(await outcomeOf(compareReadouts({ ...options, state }), (step) => rest.push(step))).toEqual(whole);
    expect(rest).toEqual(steps.slice(after));
  }
  const other = compareReadouts({ ...options, iterations: 7, state: states[0].state });
  await expect(other.next()).rejects.toThrow(
    "compareReadouts.state: expected one of the run that is asked for, training.iterations 7, got",
  );
});

describe("interrupted runs", () => {
  test.each([
    ["Monte Carlo", sampled],
    ["between starts", { ...summed, starts: 3 }],
  ])("%s: the last state of an interrupted run is one to go on from", async (_, options) => {
    const whole = await undisturbed(options);
    for (const stop of [1, 5, 9]) {
      const controller = new AbortController();
      let last: RunState | null = null;
      const driver = groundState({
        ...options,
        signal: controller.signal,
        checkpoint: (take) => {
          last = take();
        },
      });
      const steps: Step[] = [];
      let next = await driver.next();
      for (; !next.done; next = await driver.next()) if (steps.push(next.value) === stop) controller.abort();
      expect(next.value.stopped.reason).toBe("interrupted");
      expect(last).not.toBeNull();
      const rest = await everything(groundState({ ...options, state: last as unknown as RunState }));
      expect([...steps, ...rest.steps]).toEqual(whole.steps);
      expect(bits(rest.result)).toEqual(bits(whole.outcome));
    }
  });
});

describe("more updates", () => {
  test("a trained network is trained on where more iterations are asked for", async () => {
    const { states, steps } = await undisturbed(sampled);
    const state = states[states.length - 1].state;
    const longer = await everything(groundState({ ...sampled, iterations: 20, state }));
    expect(longer.steps.map(({ iteration }) => iteration)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    expect(longer.result.settings.iterations).toBe(20);
    expect(longer.steps[0].energy.mean).not.toBe(steps[steps.length - 1].energy.mean);
    await expect(everything(groundState({ ...sampled, iterations: 5, state }))).rejects.toThrow(
      "training.iterations: expected at least the 12 that the state was made with, got 5",
    );
  });
});

describe("a state of another run is refused, the difference named", () => {
  test.each<[string, Partial<GroundStateOptions>]>([
    ["training.seed 2, got one with training.seed 1", { seed: 2 }],
    ["training.samples 256, got one with training.samples 128", { samples: 256 }],
    ['hamiltonian "ising', { hamiltonian: ising(chain(8), { field: 2 }) }],
    ["ansatz.density 2, got one with ansatz.density 1", { ansatz: rbm({ density: 2 }) }],
    ['readout "classical", got one with readout "born"', { readout: "classical" }],
    ['training.optimizer "adam", got one with training.optimizer "sr"', { optimizer: "adam" }],
  ])("%s", async (difference, other) => {
    const { states } = await undisturbed({ ...sampled, iterations: 2 });
    const driver = groundState({ ...sampled, iterations: 2, ...other, state: states[0].state });
    await expect(driver.next()).rejects.toThrow(`groundState.state: expected one of the run that is asked for, ${difference}`);
  });

  test("of another version, or none at all", async () => {
    const { states } = await undisturbed({ ...sampled, iterations: 2 });
    const { state } = states[0];
    await expect(groundState({ ...sampled, state: { ...state, version: 99 } }).next()).rejects.toThrow("state of version 1, got 99");
    await expect(groundState({ ...sampled, state: {} as RunState }).next()).rejects.toThrow(
      "groundState.state: expected what a checkpoint gave",
    );
  });
});
