import { describe, expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { configurationReadoutNames } from "../../src/readout/index.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import { type GroundStateOptions, type Step, stopReasons, type TrainedNetwork } from "../../src/vmc/types.ts";
import { machine, randomParameters } from "../engine.ts";
import { everything, goodEnds, last } from "./runs.ts";

/** Exact mean of frozen weights against the energy that a step printed: one sum in two orders. */
const ROUNDING = 1e-11;
/** An energy that a run calls good is within this of the truth, per site. */
const GOOD = 1e-2;
/** N Var(H)/E² of a state that is visibly no eigenstate; a converged network of 8 sites is below 1e-4. */
const UNCONVERGED = 1e-3;

const ring = chain(8);
const hamiltonian = ising(ring, { field: 1 });
const short: Omit<GroundStateOptions, "signal"> = {
  hamiltonian,
  ansatz: rbm(),
  iterations: 5,
  samples: 64,
  chains: 8,
  finalSamples: 512,
};

function initial(value: number, biases = false): TrainedNetwork {
  const ansatz = machine({ biases });
  return { ansatz, parameters: randomParameters(ansatz, ring, 1, 111).fill(value, 0, 1) };
}

describe("weights that are not finite end the run as data", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 500])("a first weight of %s", async (value) => {
    for (const readout of ["born", "phaseless"] as const) {
      for (const fullSum of [false, true]) {
        const start = initial(value);
        const { steps, result } = await everything(groundState({ ...short, readout, fullSum, initial: start }));
        for (const step of steps) expect(Number.isFinite(step.energy.mean)).toBe(true);
        expect(stopReasons).toContain(result.stopped.reason);
        if (steps.length > 0) continue;
        expect(result.stopped).toMatchObject({ reason: "not finite", iteration: 0 });
        expect(result.stopped.detail).toMatch(/^energy .*, variance .*: no state has that; the weights that it began with are kept/);
        expect(result.final).toBeNull();
        expect(result.network.parameters).toEqual(start.parameters);
      }
    }
  });

  test("NaN is not sampled for ever, nor called an energy", async () => {
    const { steps, result } = await everything(groundState({ ...short, initial: initial(Number.NaN) }));
    expect(steps).toEqual([]);
    expect(result.stopped.reason).toBe("not finite");
  });

  test("an absurd learning rate ends, or gives an energy, but no NaN", async () => {
    const { steps, result } = await everything(groundState({ ...short, iterations: 60, learningRate: 1e6, shift: 0 }));
    for (const { energy, variance } of steps) expect(Number.isFinite(energy.mean) && Number.isFinite(variance)).toBe(true);
    expect(result.network.parameters.every(Number.isFinite)).toBe(true);
  });
});

describe("initial weights so large that chains freeze: the run recovers or says so, and never calls a wrong energy good", () => {
  const cases = configurationReadoutNames.flatMap((readout) => [1, 2, 3].map((seed) => ({ readout, seed })));
  test.each(cases)("$readout, seed $seed", async ({ readout, seed }) => {
    const options = { ...short, ansatz: rbm({ deviation: 5 }), iterations: 120, samples: 256, finalSamples: 4096, readout, seed };
    const { steps, result } = await everything(groundState(options));
    expect(steps.every(({ energy }) => Number.isFinite(energy.mean))).toBe(true);
    expect(result.network.parameters.every(Number.isFinite)).toBe(true);
    if (!goodEnds.includes(result.stopped.reason)) {
      expect(["frozen chains", "chains disagree", "not finite"]).toContain(result.stopped.reason);
      expect(result.stopped.detail?.length).toBeGreaterThan(10);
      return;
    }
    // An unconverged energy may be too high, but then its variance says so: V-score bounds the relative distance of an eigenvalue.
    const wanted = readout === "classical" ? -8 : exactGroundState(hamiltonian).energy;
    const { energy, vScore } = result.final ?? { energy: { mean: Number.NaN }, vScore: 0 };
    if (Math.abs(energy.mean - wanted) >= GOOD * 8) expect(vScore).toBeGreaterThan(UNCONVERGED);
  });
});

test("chains that freeze in every attempt: ten new beginnings, then the run says so and keeps finite weights", async () => {
  const options = { ...short, ansatz: rbm({ deviation: 1e6, symmetric: false }), iterations: 25 };
  const { steps, result } = await everything(groundState(options));
  expect(result.stopped).toMatchObject({ reason: "frozen chains", iteration: 19 });
  expect(result.stopped.detail).toMatch(/came to rest, but no move was accepted in 20 draws/);
  expect(result.verdict.converged).toBe(false);
  expect(steps.length).toBe(11 * 20);
  expect(steps[steps.length - 1]).toMatchObject({ attempt: 10, iteration: 19, acceptance: 0 });
  expect(new Set(steps.map(({ energy }) => energy.mean)).size).toBeGreaterThan(5); // each attempt has weights of its own
  const kept = await last(measure({ hamiltonian, network: result.network, samples: 64, chains: 8 }));
  expect(Number.isFinite(kept.energy.mean)).toBe(true);
});

test("after a new beginning the weights of the frozen attempt are no longer the best", async () => {
  const options = { ...short, ansatz: rbm({ deviation: 1e6, symmetric: false }), iterations: 25 };
  /** The weights of a run that is interrupted in this attempt. */
  const interruptedIn = async (wanted: number) => {
    const controller = new AbortController();
    const run = groundState({ ...options, signal: controller.signal });
    let next = await run.next();
    for (; !next.done; next = await run.next()) if (next.value.attempt === wanted) controller.abort();
    return next.value.network.parameters;
  };
  const [first, second, third] = [await interruptedIn(0), await interruptedIn(1), await interruptedIn(2)];
  expect(second).not.toEqual(first);
  expect(third).not.toEqual(second);
  expect(third).not.toEqual(first);
});

describe("an interrupted run", () => {
  test("ends after the iteration, keeps the best weights and measures nothing", async () => {
    const controller = new AbortController();
    const steps: Step[] = [];
    const run = groundState({ ...short, iterations: 50, fullSum: true, signal: controller.signal });
    let next = await run.next();
    for (; !next.done; next = await run.next()) {
      steps.push(next.value);
      if (steps.length === 7) controller.abort();
    }
    expect(steps.length).toBe(7);
    expect(next.value.stopped).toEqual({ reason: "interrupted", iteration: 7 });
    expect(next.value.final).toBeNull();
    // The best weights are those of the lowest energy printed, or those of the update after it, if they are lower.
    const kept = await last(measure({ hamiltonian, network: next.value.network, fullSum: true }));
    expect(kept.energy.mean).toBeLessThan(Math.min(...steps.map(({ energy }) => energy.mean)) + ROUNDING);
  });

  test("before it began: nothing was done, the initial weights come back", async () => {
    const start = initial(0.1);
    const { steps, result } = await everything(groundState({ ...short, initial: start, signal: AbortSignal.abort() }));
    expect(steps).toEqual([]);
    expect(result).toMatchObject({ stopped: { reason: "interrupted", iteration: 0 }, network: start, final: null });
  });

  test("a consumer that breaks off stops it cleanly", async () => {
    let seen = 0;
    for await (const step of groundState({ ...short, iterations: 1000 })) {
      expect(step.iteration).toBe(seen);
      if (++seen === 3) break;
    }
    expect(seen).toBe(3);
  });

  test("a measurement that is interrupted returns what it has", async () => {
    const controller = new AbortController();
    const run = measure({ hamiltonian, network: initial(0.1), samples: 100_000, chains: 8, signal: controller.signal });
    const first = await run.next();
    expect(first.done).toBe(false);
    controller.abort();
    const { result } = await everything(run);
    expect(result.samples).toBeLessThan(100_000);
    expect(Number.isFinite(result.energy.mean)).toBe(true);
  });
});

describe("below exact", () => {
  test("a final energy far below the one it was told is exact is a fault, and is kept", async () => {
    const { stopped, final, network } = await last(groundState({ ...short, iterations: 40, exactEnergy: -5 }));
    expect(stopped).toMatchObject({ reason: "below exact", iteration: 40 });
    expect(stopped.detail).toMatch(/5 errors below the exact -5/);
    expect(final?.energy.mean).toBeLessThan(-5);
    expect(network.parameters.every(Number.isFinite)).toBe(true);
  });

  test("without statistical error, too", async () => {
    const { energy } = exactGroundState(hamiltonian);
    const options = { ...short, ansatz: rbm({ density: 2 }), iterations: 300, fullSum: true };
    expect(goodEnds).toContain((await last(groundState({ ...options, exactEnergy: energy }))).stopped.reason);
    expect((await last(groundState({ ...options, exactEnergy: energy + 1e-3 }))).stopped.reason).toBe("below exact");
  });
});

test("chains that disagree are named: each sits in a domain of its own", async () => {
  // f is the product of 2cosh(w Σ s): two deep wells, all up and all down, which differ in energy by a field along Z.
  const biased = sum("ising", ring, [...hamiltonian.strings, ...ring.sites.map((i) => pauli(0.3, { [i]: "Z" }))]);
  const ansatz = machine({ biases: false });
  const parameters = new Float64Array(2 * 64).map((_, k) => (k % 2 === 0 ? 0.6 : 0));
  const start = { ansatz, parameters };
  const { stopped, final } = await last(
    groundState({
      ...short,
      hamiltonian: biased,
      initial: start,
      iterations: 1,
      learningRate: 1e-12,
      chains: 16,
      samples: 64,
      finalSamples: 1600,
    }),
  );
  expect(stopped).toMatchObject({ reason: "chains disagree", iteration: 1 });
  expect(final?.splitRhat).toBeGreaterThan(1.1);
});

describe("what cannot be run is refused before any work", () => {
  const refused: [string, Partial<GroundStateOptions>, RegExp][] = [
    ["iterations", { iterations: 0 }, /^training.iterations: expected an integer >= 1, got 0/],
    ["samples", { samples: 1 }, /^training.samples/],
    ["chains", { chains: 65, samples: 64 }, /^training.chains: expected an integer from 1 to 64, got 65/],
    ["seed", { seed: -1 }, /^seed/],
    ["learning rate", { learningRate: Number.NaN }, /^training.learningRate/],
    ["shift", { shift: -1 }, /^training.shift/],
    ["final samples", { finalSamples: 1 }, /^training.finalSamples/],
    [
      "reading",
      { readout: "quantun" as "quantum" },
      /^readout: unknown "quantun"; known: born, phaseless, classical, branches, quantum\. Did you mean "quantum"\?/,
    ],
    [
      "initial weights of another size",
      { initial: { ...initial(0), parameters: new Float64Array(6) } },
      /^training.initial: expected 64 complex/,
    ],
    ["too many sites", { fullSum: true, hamiltonian: ising(chain(17), { field: 1 }) }, /^sampler.fullSum: expected at most 16 sites/],
  ];
  test.each(refused)("%s", async (_, change, message) => {
    await expect(groundState({ ...short, ...change }).next()).rejects.toThrow(message);
  });
});

test("steps count up, hold finite statistics, and the last one is followed by the outcome", async () => {
  for (const model of [hamiltonian, heisenberg(ring)] as Hamiltonian[]) {
    const { steps, result } = await everything(groundState({ ...short, hamiltonian: model, iterations: 6 }));
    expect(steps.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const step of steps) {
      expect(step).toMatchObject({ attempt: 0, samples: 64 });
      expect(step.energy.error).toBeGreaterThan(0);
      expect(step.energyPerSite.mean).toBeCloseTo(step.energy.mean / 8, 12);
      expect(step.stepNorm).toBeGreaterThan(0);
      expect(step.stepNorm).toBeLessThanOrEqual(0.3 + ROUNDING);
      expect(step.acceptance).toBeGreaterThan(0);
    }
    expect(result.stopped).toMatchObject({ reason: "iterations", iteration: 6 });
    expect(result.final).toMatchObject({ readout: "born", samples: 512 });
  }
});
