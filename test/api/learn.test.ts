import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  chain,
  exactGroundState,
  InputError,
  ising,
  type LearnOptions,
  type LearnStep,
  learnState,
  learnStopReasons,
  loadMeasurements,
  loadWaveFunction,
  measurements,
  outcomeOf,
  parseMeasurements,
  rbm,
  readoutNames,
  taughtReadouts,
} from "../../src/index.ts";

const hamiltonian = ising(chain(4), { field: 1 });
const state = exactGroundState(hamiltonian);
const learnt = (options: LearnOptions) => outcomeOf(learnState(options));
const rows = [
  [0, 0, 1],
  [1, 1, 1],
  [0, 0, 0],
];

describe("learnState", () => {
  test("yields its steps and returns the network, figures and the energy under every reading", async () => {
    const steps: LearnStep[] = [];
    const outcome = await outcomeOf(learnState({ feed: { amplitudes: state }, hamiltonian, seed: 3 }), (step) => steps.push(step));
    expect(steps.map(({ iteration }) => iteration)).toEqual(steps.map((_, index) => index));
    expect(outcome.stopped).toEqual({ reason: "converged", iteration: steps.length });
    expect(learnStopReasons).toContain(outcome.stopped.reason);
    expect(outcome.figures.fidelity?.mean).toBeGreaterThan(0.999999);
    expect(outcome.figures.entropy).toBeGreaterThan(0);
    expect(outcome.energies.map(({ readout }) => readout)).toEqual([...readoutNames]);
    expect(outcome.energies[0].measurement?.energy.mean).toBeCloseTo(state.energy, 4);
    expect(outcome.settings).toMatchObject({ feed: "amplitudes", readout: "born", phases: true, fullSum: true, seed: 3, holdOut: 0 });
    expect(outcome.network.problem).toMatchObject({ sites: 4, lattice: "periodic chain of 4 sites" });
  });

  test("takes amplitudes in the order of the binary number whose first digit is site 0", async () => {
    // Site 0 up, the others down along X: |0> ⊗ (|0> - |1>)/√2.
    const target = Float64Array.of(1, 0, -1, 0, 0, 0, 0, 0);
    const values = [1, -1, 0, 0].map((re) => ({ re, im: 0 }));
    const two = ising(chain(2, "open"), { field: 1 });
    for (const amplitudes of [target, values]) {
      const { energies, figures } = await learnt({ feed: { amplitudes: amplitudes as typeof target }, hamiltonian: two });
      expect(figures.fidelity?.mean).toBeGreaterThan(0.999);
      expect(energies[0].measurement?.energy.mean).toBeCloseTo(1, 1);
    }
  });

  test("takes probabilities as numbers, and a network as what it is", async () => {
    const probabilities = [0.5, 0.2, 0.2, 0.1];
    const { network, figures } = await learnt({ feed: { probabilities } });
    expect(figures.loss).toBeLessThan(1e-6);
    expect(figures.entropy).toBeCloseTo(-[0.5, 0.2, 0.2, 0.1].reduce((sum, p) => sum + p * Math.log(p), 0), 10);
    const again = await learnt({ feed: { amplitudes: network }, lattice: chain(2, "open"), target: network });
    expect(again.figures.fidelity?.mean).toBeGreaterThan(0.999999);
  });

  test("learns from rows, the same seed to the same bits, by summation and by samples", async () => {
    const configurations = loadMeasurements("examples/qucumber/tfim1d_data.txt");
    expect(parseMeasurements(readFileSync("examples/qucumber/tfim1d_data.txt", "utf8"))).toEqual(configurations);
    const target = loadWaveFunction("examples/qucumber/tfim1d_psi.txt");
    const options = { feed: { configurations }, target, starts: 1, iterations: 20, ansatz: rbm({ density: 1, real: true }) };
    const [one, other] = [await learnt(options), await learnt(options)];
    expect(one.network.parameters).toEqual(other.network.parameters);
    const sampled = await learnt({
      feed: { configurations },
      target,
      samples: 512,
      iterations: 160,
      ansatz: rbm({ real: true, deviation: 0.1 }),
    });
    expect(sampled.settings.fullSum).toBe(false);
    expect(sampled.figures.fidelity?.mean).toBeGreaterThan(0.985);
    expect(sampled.figures.heldOut).toBeGreaterThan(0);
  }, 60_000);

  test("ends when it is told to, with what it has", async () => {
    const controller = new AbortController();
    const driver = learnState({ feed: { configurations: measurements(rows) }, signal: controller.signal });
    const outcome = await outcomeOf(driver, () => controller.abort());
    expect(outcome.stopped.reason).toBe("interrupted");
    expect(outcome.network.parameters.every(Number.isFinite)).toBe(true);
  });

  const bad: [LearnOptions, RegExp][] = [
    [{} as LearnOptions, /learnState.feed: expected one of \{ amplitudes \}, \{ probabilities \}, \{ configurations \}/],
    [{ feed: { rows } } as unknown as LearnOptions, /learnState.feed: expected one of .*, got "rows"/],
    [
      { feed: { configurations: rows } } as unknown as LearnOptions,
      /configurations: expected rows of measurements\(…\) or loadMeasurements\(…\)/,
    ],
    [{ feed: { amplitudes: new Float64Array(6) } }, /amplitudes: expected 2\^N values, got 3/],
    [{ feed: { amplitudes: new Float64Array(8) } }, /amplitudes: expected a state with a norm, got "all amplitudes 0"/],
    [{ feed: { amplitudes: Float64Array.of(1, 0, Number.NaN, 0) } }, /amplitudes\[1\]: expected a finite number, got NaN/],
    [{ feed: { probabilities: [0.5, -0.5] } }, /probabilities\[1\]: expected a probability >= 0, got -0.5/],
    [{ feed: { amplitudes: state }, lattice: chain(5) }, /learnState.feed: expected 5 sites, as the lattice has, got 4/],
    [{ feed: { amplitudes: state }, holdOut: 0.7 }, /holdOut: expected a part from 0 to 0.5, got 0.7/],
    [{ feed: { amplitudes: state }, starts: 0 }, /starts: expected an integer from 1 to 64, got 0/],
    [
      { feed: { amplitudes: state }, iteration: 5 } as unknown as LearnOptions,
      /unknown option "iteration"; .* Did you mean "iterations"\?/,
    ],
    [
      { feed: { configurations: measurements(rows, ["XZZ", "ZZZ", "ZZZ"]) }, readout: "classical" },
      /readout: expected born for rows measured along X or Y/,
    ],
  ];
  test.each(bad)("refuses %#", async (options, message) => {
    const refused = learnt(options);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(message);
  });

  test("is taught for the readings whose weight is a power of |f|", () => {
    expect(taughtReadouts).toEqual(["born", "phaseless", "classical"]);
  });
});
