import { describe, expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { randomStream } from "../../src/core/random.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { born } from "../../src/readout/index.ts";
import { structuredConfiguration } from "../../src/sampler/structured.ts";
import { hiddenModeExcess } from "../../src/statistics/hiddenModes.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { chainLogs, searchHiddenModes } from "../../src/vmc/measurement/hiddenModes.ts";
import { createSimulation } from "../../src/vmc/setup/simulation.ts";
import { batchOf, machine, randomSpins, testStream } from "../engine.ts";
import { goodEnds, last } from "./runs.ts";

const SIZE = 40;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A dense network whose single strong hidden unit favours one pattern d: ln|f| = ln 2cosh(w Σ d_i s_i) and nothing else. */
async function networkOfOneMode(pattern: readonly number[], weight: number) {
  const hamiltonian = ising(chain(SIZE), { field: 1 });
  const simulation = await createSimulation(hamiltonian, machine({ density: 1 / SIZE }));
  simulation.network.setParameters(Float64Array.from(pattern.flatMap((d) => [weight * d, 0])));
  const stream = testStream(91);
  const { batch } = batchOf(
    simulation.network,
    Array.from({ length: 512 }, () => randomSpins(SIZE, stream)),
  );
  return { simulation, samples: { ...batch, measured: 512, chains: 8, probes: null, roots: 0, exact: false, acceptance: 0.5 } };
}

const domains = Array.from({ length: SIZE }, (_, i) => (i < 17 ? 1 : -1));

describe("samples that never met the heaviest configuration", () => {
  test("are told so: the search finds it without being told where, and its excess is that of the formula", async () => {
    const weight = 2;
    const { simulation, samples } = await networkOfOneMode(domains, weight);
    const { found, starts, excess, configuration } = searchHiddenModes(simulation, born, mean(chainLogs(simulation, samples)), 1);
    expect(found).toBe(starts);
    const text = domains.map((d) => (d > 0 ? "+" : "-")).join("");
    expect([text, [...text].map((c) => (c === "+" ? "-" : "+")).join("")]).toContain(configuration);
    // ln f = w N at the summit; <ln f> of random spins is about w √(2N/π), far below.
    const summit = Math.log(2 * Math.cosh(weight * SIZE));
    const typical = weight * Math.sqrt((2 * SIZE) / Math.PI);
    const expected = 2 * (summit - typical) - SIZE * Math.log(2);
    expect(Math.abs(excess - expected)).toBeLessThan(4);
  });

  test("a weak mode, lighter than all the rest together, is none", async () => {
    const { simulation, samples } = await networkOfOneMode(domains, 0.1);
    const { found, excess } = searchHiddenModes(simulation, born, mean(chainLogs(simulation, samples)), 1);
    expect(found).toBe(0);
    expect(excess).toBeLessThan(0);
  });
});

test("the bound is the entropy's: a uniform distribution lies exactly ln dim below it", () => {
  expect(hiddenModeExcess(2, 3, 3, 10)).toBe(-10);
  expect(hiddenModeExcess(1, 5, 3, 1)).toBe(1);
});

test("structured configurations have the magnetisation asked for and long stretches", () => {
  const stream = randomStream(5, "structured");
  for (const magnetisation of [null, 0, 4, -10]) {
    for (let n = 0; n < 200; n++) {
      const spins = structuredConfiguration(stream, 24, magnetisation);
      expect(spins.every((s) => s === 1 || s === -1)).toBe(true);
      if (magnetisation !== null) expect(spins.reduce((a, b) => a + b, 0)).toBe(magnetisation);
    }
  }
});

test("a trained network has none, and says how many starts were tried", async () => {
  const { final, stopped } = await last(
    groundState({
      hamiltonian: heisenberg(chain(10)),
      ansatz: rbm({ density: 1, symmetric: false }),
      iterations: 60,
      finalSamples: 4096,
      fullSum: false,
    }),
  );
  expect(goodEnds).toContain(stopped.reason);
  expect(final?.hiddenModes).toMatchObject({ starts: 200, found: 0 });
  expect(final?.hiddenModes?.excess).toBeLessThan(0);
});
