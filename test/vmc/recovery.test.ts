import { describe, expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { born } from "../../src/readout/index.ts";
import type { Sampler } from "../../src/sampler/sampler.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { takeSamples } from "../../src/vmc/measurement/takeSamples.ts";
import { resolveTraining } from "../../src/vmc/setup/defaults.ts";
import { createSimulation } from "../../src/vmc/setup/simulation.ts";
import { doubtOf, judgeAgainst, recoveryOf } from "../../src/vmc/training/diagnose.ts";
import { Schedule } from "../../src/vmc/training/schedules/schedule.ts";
import type { Measurement } from "../../src/vmc/types.ts";
import { batchOf, machine, randomSpins, testStream } from "../engine.ts";
import { everything, goodEnds, last } from "./runs.ts";

describe("chains that were cooled too fast", () => {
  const SITES = 200;
  const CHAINS = 32;
  const LENGTH = 4;

  /** A sampler whose first `stray` draws have one chain in the ferromagnetic state, of a network that gives all configurations the same weight. */
  async function sampled(stray: number, count = 1, anneal = true) {
    const simulation = await createSimulation(ising(chain(SITES), { field: 1 }), machine());
    const { network, energyOperator } = simulation;
    network.setParameters(network.parameters().fill(0));
    const stream = testStream(9);
    const asked: (number | undefined)[] = [];
    let draws = 0;
    const sampler: Sampler = {
      draw: () => {
        const far = draws++ < stray ? count * LENGTH : 0;
        const rows = Array.from({ length: CHAINS * LENGTH }, (_, row) =>
          row < far ? new Array<number>(SITES).fill(1) : randomSpins(SITES, stream),
        );
        const { batch } = batchOf(network, rows);
        return { ...batch, measured: batch.count, chains: CHAINS, probes: null, roots: 0, exact: false, acceptance: 0.5 };
      },
      state: () => null,
      moved: () => {},
      anew: (slower) => void asked.push(slower),
    };
    const { reannealed, series } = await last(
      takeSamples(simulation, born, sampler, [energyOperator], { samples: CHAINS * LENGTH }, anneal),
    );
    return { asked, draws, reannealed, first: (series[0] as Float64Array)[0] };
  }

  test("one that came to rest far from all others: all are annealed again, eight times more slowly, and what they read is not kept", async () => {
    const { asked, draws, reannealed, first } = await sampled(1);
    expect(asked).toEqual([8]);
    expect(draws).toBe(2);
    expect(reannealed).toBe(1);
    expect(first).toBeGreaterThan(-300); // -400 in the ferromagnetic state
  });

  test("one that stays is kept after three times", async () => {
    const { asked, reannealed, first } = await sampled(100);
    expect(asked.length).toBe(3);
    expect(reannealed).toBe(3);
    expect(first).toBeCloseTo(-400, 9);
  });

  test("none far away, or so many that the network is like that, or chains that are not annealed: nothing is annealed again", async () => {
    expect((await sampled(100, 1, false)).asked).toEqual([]);
    expect((await sampled(0)).asked).toEqual([]);
    expect((await sampled(100, 5)).asked).toEqual([]);
  });
});

describe("what is never called converged", () => {
  const measurement = { energy: { mean: -100, error: 0.01 }, energyPerSite: { mean: -1, error: 1e-4 }, vScore: 1e-3 } as Measurement;
  const trained = { energy: -100, error: 0.02, spread: 1, vScore: 1e-3 };
  /** Of a training at rest. */
  const schedule = new Schedule(resolveTraining({ iterations: 100 }), 10);
  for (let n = 0; n < 100; n++) schedule.add(-1, 1e-3);

  test("an energy unlike that of the training", () => {
    expect(judgeAgainst(trained, measurement)).toBeNull();
    expect(judgeAgainst({ ...trained, energy: -100.2 }, measurement)).toBeNull();
    expect(judgeAgainst({ ...trained, energy: -101 }, measurement)).toEqual({
      reason: "chains disagree",
      detail: "those of the training read -1.01000 per site, new ones -1.00000",
    });
  });

  test("a training of a few updates, unless it ended in an eigenstate", () => {
    const short = new Schedule(resolveTraining({ iterations: 6 }), 10);
    for (let n = 0; n < 6; n++) short.add(-1, 1e-3);
    expect(doubtOf(measurement, short)).toBe("6 updates are too few to tell whether the energy still falls");
    expect(doubtOf({ ...measurement, vScore: 1e-8 }, short)).toBeNull();
  });

  test("what went wrong and was mended is said", () => {
    expect(recoveryOf(0, 0, null)).toBeNull();
    expect(recoveryOf(0, 1, null)).toBe("rolled back to the best weights once");
    expect(recoveryOf(3, 2, null)).toBe("began again with new weights 3 times, rolled back to the best weights 2 times");
  });
});

describe("steps ten times too long and weights 25 times too large", () => {
  const hamiltonian = rotateMarshall(heisenberg(chain(10)));
  const exact = exactGroundState(hamiltonian).energy;

  test.each([1, 2, 3, 4])("seed %i: the run recovers, or says why not", async (seed) => {
    const ansatz = rbm({ density: 2, deviation: 0.5 });
    const { steps, result } = await everything(
      groundState({ hamiltonian, ansatz, learningRate: 1, iterations: 300, finalSamples: 8192, seed }),
    );
    const { stopped, final } = result;
    expect(steps.every(({ energy, rollbacks }) => Number.isFinite(energy.mean) && rollbacks >= 0)).toBe(true);
    if (!goodEnds.includes(stopped.reason) || stopped.detail) {
      expect((stopped.detail ?? "").length).toBeGreaterThan(10);
      return;
    }
    // What is called converged is as near to the ground state as its V-score says.
    const { energy, vScore } = final ?? { energy: { mean: 0, error: 0 }, vScore: 0 };
    expect(Math.abs(energy.mean - exact)).toBeLessThan(Math.max(1e-3, vScore) * Math.abs(exact) + 5 * energy.error);
  });
});

describe("a network that is summed over the point group", () => {
  const hamiltonian = rotateMarshall(heisenberg(square(4, 4)));
  const options = { hamiltonian, ansatz: rbm(), samples: 256, chains: 16, finalSamples: 1024 };

  test("is trained without the sum at first; interrupted then, it is one without; at the end it has it, however short the run", async () => {
    const controller = new AbortController();
    const run = groundState({ ...options, iterations: 20, signal: controller.signal });
    for (let n = 0; n < 5; n++) await run.next();
    controller.abort();
    const cut = await last(run);
    expect(cut.stopped.reason).toBe("interrupted");
    expect(cut.network.ansatz.pointGroup).toBe(false);
    for (const iterations of [1, 20]) {
      const { network, final } = await last(groundState({ ...options, iterations }));
      expect(network.ansatz.pointGroup).toBe(true);
      expect(final?.energy.mean).toBeLessThan(0);
    }
  });

  test("goes on as it is where training goes on from it", async () => {
    const { network } = await last(groundState({ ...options, iterations: 5 }));
    const { steps, result } = await everything(groundState({ ...options, iterations: 3, initial: network }));
    expect(steps.map(({ iteration }) => iteration)).toEqual([0, 1, 2]);
    expect(result.network.ansatz.pointGroup).toBe(true);
  });
});
