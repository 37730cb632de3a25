import { describe, expect, test } from "vitest";
import { ising } from "../../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../../src/lattice/chain.ts";
import { born } from "../../../src/readout/index.ts";
import { energyStatistics } from "../../../src/vmc/measurement/energies.ts";
import { robustEnergy } from "../../../src/vmc/measurement/robustEnergy.ts";
import { createSimulation } from "../../../src/vmc/setup/simulation.ts";
import { sampleWeightsOf } from "../../../src/vmc/training/sampleWeights.ts";
import { batchOf, machine, randomSpins, testStream } from "../../engine.ts";

const SIZE = 40;
const CHAINS = 8;
const LENGTH = 16;
const domains = Array.from({ length: SIZE }, (_, i) => (i < 17 ? 1 : -1));

/**
 * One hidden unit that favours a domain state: ln|f| = ln 2cosh(w Σ d_i s_i). Random chains, one probe behind them, of `length` rows in the
 * domain state.
 */
async function setting(weight: number, length = LENGTH / 4) {
  const simulation = await createSimulation(ising(chain(SIZE), { field: 1 }), machine({ density: 1 / SIZE }));
  const { network } = simulation;
  network.setParameters(Float64Array.from(domains.flatMap((d) => [weight * d, 0])));
  const stream = testStream(106);
  const random = Array.from({ length: CHAINS * LENGTH }, () => randomSpins(SIZE, stream));
  const { batch } = batchOf(network, [...random, ...Array.from({ length }, () => domains)]);
  const samples = {
    ...batch,
    measured: CHAINS * LENGTH,
    chains: CHAINS,
    probes: { kind: "seeded", chains: 1, samples: length } as const,
    roots: 0,
    exact: false,
    acceptance: 0.5,
  };
  const noise = Float64Array.from({ length: 2 * batch.count }, () => 2 * stream.uniform() - 1);
  const probe = Array.from({ length }, (_, n) => CHAINS * LENGTH + n);
  const mean = (weights: Float64Array) => weights.reduce((total, g) => total + g, 0) / weights.length;
  return { simulation, samples, noise, probe, mean };
}

function counted({ simulation, samples, noise }: Pick<Awaited<ReturnType<typeof setting>>, "simulation" | "samples" | "noise">) {
  const statistics = energyStatistics(simulation.network, samples, noise);
  return sampleWeightsOf(simulation, born, samples, noise, robustEnergy(simulation, samples, noise, statistics));
}

describe("how much a sample counts", () => {
  test("chains that agree count alike, and a probe among them not at all", async () => {
    const { simulation, samples, noise, probe, mean } = await setting(0.5);
    const { weights, outliers } = counted({ simulation, samples, noise });
    expect(outliers).toEqual([]);
    expect(probe.every((x) => weights[x] === 0)).toBe(true);
    expect(new Set(weights.subarray(0, samples.measured)).size).toBe(1);
    expect(mean(weights)).toBeCloseTo(1, 12);
  });

  test("a probe in a mode that outweighs all samples counts, but less than they do; the roots are the roots", async () => {
    const { simulation, samples, noise, probe, mean } = await setting(0.5);
    for (const x of probe) noise[2 * x] += 100;
    const { weights, roots, outliers, spread } = counted({ simulation, samples, noise });
    expect(outliers).toEqual(probe);
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1);
    expect(weights[probe[0]]).toBeGreaterThan(0);
    expect((100 * weights[probe[0]] * probe.length) / LENGTH).toBeLessThan(spread * weights[0]);
    expect(mean(weights)).toBeCloseTo(1, 12);
    const read = simulation.kernels.float64(roots, samples.count);
    for (const [x, root] of read.entries()) expect(root * root).toBeCloseTo(weights[x], 12);
  });

  test("where |f| is negligible it counts for next to nothing", async () => {
    // A pattern of which the domain state has exactly half: Σ vanishes there, and is some 70 for random spins.
    const light = await setting(0.5);
    light.simulation.network.setParameters(Float64Array.from(domains.flatMap((d, i) => [i % 2 === 0 ? 12 * d : -12 * d, 0])));
    const heavy = await setting(0.5);
    const weightOf = ({ simulation, samples, noise, probe }: typeof light) => {
      for (const x of probe) noise[2 * x] += 100;
      return counted({ simulation, samples, noise }).weights[probe[0]];
    };
    expect(weightOf(light)).toBeLessThan(1e-2 * weightOf(heavy));
  });

  test("a probe of few rows counts for as much as one of many", async () => {
    const [few, many] = [await setting(0.5, LENGTH / 4), await setting(0.5, LENGTH)];
    const partOf = ({ simulation, samples, noise, probe }: typeof few) => {
      for (const x of probe) [noise[2 * x], noise[2 * x + 1]] = [100, 0];
      const { weights } = counted({ simulation, samples, noise });
      return probe.reduce((total, x) => total + weights[x], 0) / weights[0];
    };
    expect(partOf(few)).toBeCloseTo(partOf(many), 12);
  });

  test("a measured chain that is stuck is an outlier as well", async () => {
    const { simulation, samples, noise } = await setting(0.5);
    for (let x = 0; x < LENGTH; x++) noise[2 * x] += 100;
    const { weights, outliers } = counted({ simulation, samples, noise });
    expect(outliers).toEqual(Array.from({ length: LENGTH }, (_, n) => n));
    expect(weights[0]).toBeLessThan(1e-2 * weights[LENGTH]);
  });

  test("where many chains are far away none is an outlier", async () => {
    const { simulation, samples, noise } = await setting(0.5);
    for (let x = 0; x < 2 * LENGTH; x++) noise[2 * x] += 100;
    const { weights, outliers } = counted({ simulation, samples, noise });
    expect(outliers).toEqual([]);
    expect(new Set(weights.subarray(0, samples.measured)).size).toBe(1);
  });
});
