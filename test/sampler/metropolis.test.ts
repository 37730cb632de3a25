import { describe, expect, test } from "vitest";
import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { chain } from "../../src/lattice/chain.ts";
import { type Readout, readoutOf } from "../../src/readout/index.ts";
import { Metropolis, type MetropolisOptions } from "../../src/sampler/metropolis.ts";
import { machine, networkOf, randomParameters, spinsIn } from "../engine.ts";
import { chiSquare, chiSquareDeviations, logAmplitude, plainRbm, sectorStates, spinsOf } from "../judges.ts";

/** Sweeps between samples after which those of the small networks here are independent. */
const THINNING = 12;
/** χ² of independent samples stays within five of its standard deviations, whatever the seed. */
const MOST_DEVIATIONS = 5;

const plan: MetropolisOptions = {
  seed: 1,
  label: "test",
  chains: 16,
  probes: null,
  annealed: true,
  samples: 16_000,
  sweeps: THINNING,
  burnIn: 200,
  renewal: 0,
  thermalisation: 10,
  magnetisation: null,
};

/** p = |f|^q / Σ |f|^q over the sector. */
function probabilities(ansatz: ResolvedRbm, size: number, parameters: Float64Array, q: number, magnetisation: number | null) {
  const plain = plainRbm(ansatz, chain(size), parameters);
  const states = sectorStates(size, magnetisation);
  const weights = states.map((state) => Math.exp(q * logAmplitude(plain, spinsOf(state, size))[0]));
  const total = weights.reduce((a, b) => a + b, 0);
  return { states, p: weights.map((weight) => weight / total) };
}

function numberOf(spins: readonly number[]): number {
  return spins.reduce((state, s, i) => state + (s < 0 ? 2 ** i : 0), 0);
}

/** How often each state of the sector was drawn; a state outside of it fails. */
function countsOf(drawn: readonly (readonly number[])[], states: readonly number[]): number[] {
  const places = new Map(states.map((state, k) => [state, k]));
  const counts = states.map(() => 0);
  for (const spins of drawn) {
    const place = places.get(numberOf(spins));
    if (place === undefined) throw new Error(`drawn outside of the sector: ${spins.join(" ")}`);
    counts[place]++;
  }
  return counts;
}

interface Case {
  readonly reading: Readout["name"];
  readonly size: number;
  readonly magnetisation: number | null;
  readonly ansatz: ResolvedRbm;
}

const dense = machine({ density: 1.5, biases: true });
const symmetric = machine({ symmetric: true });
const cases: Case[] = (["born", "phaseless", "classical"] as const).flatMap((reading): Case[] => [
  { reading, size: 5, magnetisation: null, ansatz: machine({ density: 2, biases: true }) },
  { reading, size: 6, magnetisation: null, ansatz: symmetric },
  { reading, size: 6, magnetisation: 0, ansatz: dense },
  { reading, size: 7, magnetisation: 1, ansatz: symmetric },
  { reading, size: 6, magnetisation: -4, ansatz: dense },
]);

describe.each(cases)("$reading, N = $size, Σ s = $magnetisation", ({ reading, size, magnetisation, ansatz }) => {
  const lattice = chain(size);
  const readout = readoutOf(reading);
  const parameters = randomParameters(ansatz, lattice, 0.35, 81);
  const { states, p } = probabilities(ansatz, size, parameters, readout.exponent, magnetisation);

  test("samples follow |f|^q, and every configuration is reached", async () => {
    const network = await networkOf(ansatz, lattice, parameters, lattice.bonds);
    const samples = new Metropolis(network, readout, { ...plan, magnetisation }).draw();
    expect(samples).toMatchObject({ count: plan.samples, measured: plan.samples, chains: 16, exact: false });
    expect(samples.acceptance).toBeGreaterThan(0.05);
    expect(samples.acceptance).toBeLessThan(1);
    const counts = countsOf(spinsIn(network, samples.bits, samples.measured), states);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(chiSquareDeviations(chiSquare(counts, p))).toBeLessThan(MOST_DEVIATIONS);
    // The test can see a wrong exponent.
    const wrong = probabilities(ansatz, size, parameters, 3 - readout.exponent, magnetisation);
    expect(chiSquareDeviations(chiSquare(counts, wrong.p))).toBeGreaterThan(2 * MOST_DEVIATIONS);
  });

  test("the rows of tempered probes follow the measured ones, and sample the flatter |f|^(q/2)", async () => {
    const network = await networkOf(ansatz, lattice, parameters, lattice.bonds);
    const sampler = new Metropolis(network, readout, {
      ...plan,
      chains: 8,
      probes: { kind: "tempered", chains: 8, samples: 1_000 },
      samples: 8_000,
      magnetisation,
    });
    const samples = sampler.draw();
    expect(samples).toMatchObject({ count: 16_000, measured: 8_000, chains: 8 });
    const drawn = spinsIn(network, samples.bits, samples.count);
    const flat = probabilities(ansatz, size, parameters, readout.exponent / 2, magnetisation);
    expect(chiSquareDeviations(chiSquare(countsOf(drawn.slice(0, 8_000), states), p))).toBeLessThan(MOST_DEVIATIONS);
    expect(chiSquareDeviations(chiSquare(countsOf(drawn.slice(8_000), states), flat.p))).toBeLessThan(MOST_DEVIATIONS);
  });

  test.each([
    ["tempered", 4],
    ["seeded", 1],
  ] as const)("the rows of %s probes weigh %i times those of a chain with four times as many", async (kind, times) => {
    const network = await networkOf(ansatz, lattice, parameters, lattice.bonds);
    const probes = { kind, chains: 2, samples: 4 };
    const few = new Metropolis(network, readout, { ...plan, chains: 8, probes, samples: 128, magnetisation }).draw();
    const { roots, count, measured } = few;
    expect({ count, measured, probes: few.probes }).toEqual({ count: 136, measured: 128, probes });
    const weights = Array.from(network.kernels.float64(roots, count), (root) => root * root);
    expect(weights.reduce((sum, weight) => sum + weight, 0) / count).toBeCloseTo(1, 12);
    expect(weights[128] / weights[0]).toBeCloseTo(times, 12);
    expect(new Set(weights).size).toBe(times === 1 ? 1 : 2);
  });

  test("seeded probes sample |f|^q once the parameters changed, from structured configurations on", async () => {
    const network = await networkOf(ansatz, lattice, parameters, lattice.bonds);
    const probes = { kind: "seeded", chains: 8, samples: 1_000 } as const;
    const sampler = new Metropolis(network, readout, { ...plan, chains: 8, probes, samples: 8_000, magnetisation });
    sampler.moved();
    const drawn = sampler.draw();
    expect(drawn).toMatchObject({ count: 16_000, measured: 8_000, chains: 8 });
    const rows = spinsIn(network, drawn.bits, drawn.count).slice(8_000);
    expect(chiSquareDeviations(chiSquare(countsOf(rows, states), p))).toBeLessThan(MOST_DEVIATIONS);
  });

  test("after the parameters changed the samples follow the new ones, chains renewed or not", async () => {
    const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, 0.8, 82), lattice.bonds);
    const sampler = new Metropolis(network, readout, { ...plan, renewal: 40, magnetisation });
    sampler.draw();
    network.setParameters(parameters);
    sampler.moved();
    const samples = sampler.draw();
    const counts = countsOf(spinsIn(network, samples.bits, samples.measured), states);
    expect(chiSquareDeviations(chiSquare(counts, p))).toBeLessThan(MOST_DEVIATIONS);
  });
});

describe("random numbers", () => {
  const lattice = chain(8);
  const parameters = randomParameters(dense, lattice, 0.3, 83);
  const draw = async (change: Partial<MetropolisOptions>) => {
    const network = await networkOf(dense, lattice, parameters, lattice.bonds);
    const samples = new Metropolis(network, readoutOf("born"), { ...plan, samples: 64, ...change }).draw();
    return spinsIn(network, samples.bits, samples.measured).map(numberOf);
  };

  test("the same seed and label draw the same samples; others, and other chains, draw others", async () => {
    const first = await draw({});
    expect(await draw({})).toEqual(first);
    expect(await draw({ seed: 2 })).not.toEqual(first);
    expect(await draw({ label: "other" })).not.toEqual(first);
    expect(new Set(Array.from({ length: 16 }, (_, c) => first.slice(4 * c, 4 * c + 4).join(" "))).size).toBeGreaterThan(14);
  });

  test("chains draw the same whatever the number of others", async () => {
    const sixteen = await draw({});
    expect(await draw({ chains: 8, samples: 32 })).toEqual(sixteen.slice(0, 32));
    for (const kind of ["tempered", "seeded"] as const) expect(await draw({ probes: { kind, chains: 4, samples: 4 } })).toEqual(sixteen);
  });
});

test("kept about a sample is what belongs to its configuration", async () => {
  const lattice = chain(8);
  const network = await networkOf(dense, lattice, randomParameters(dense, lattice, 0.3, 84), lattice.bonds);
  const { kernels, stateBytes } = network;
  const samples = new Metropolis(network, readoutOf("born"), { ...plan, samples: 160 }).draw();
  const kept = kernels.float64(samples.states, (stateBytes / 8) * 160).slice();
  network.evaluate(samples, kernels.allocate(16 * 160));
  const built = kernels.float64(samples.states, (stateBytes / 8) * 160);
  /** Look-ups of order one after some thousand multiplications. */
  const DRIFT = 1e-11;
  expect(Math.max(...kept.map((value, k) => Math.abs(value - built[k])))).toBeLessThan(DRIFT);
  expect(kernels.float64(samples.roots, 160).every((root) => root === 1)).toBe(true);
});

test.each([8, -8, 10, 1, 7, 0.5, Number.NaN])("a magnetisation of %s is refused: 8 sites cannot exchange it", async (magnetisation) => {
  const network = await networkOf(machine(), chain(8), new Float64Array(128));
  expect(() => new Metropolis(network, readoutOf("born"), { ...plan, magnetisation })).toThrow(
    /^sampler.magnetisation: expected .* 8 sites/,
  );
});
