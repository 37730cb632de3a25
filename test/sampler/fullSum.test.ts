import { describe, expect, test } from "vitest";
import { chain } from "../../src/lattice/chain.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { machine, networkOf, randomParameters, spinsIn } from "../engine.ts";
import { logAmplitude, plainRbm, sectorStates, spinsOf } from "../judges.ts";

/** Weights of order one from logarithms of order ten. */
const ROUNDING = 1e-12;

const cases = (["born", "phaseless", "classical"] as const).flatMap((reading) =>
  [null, 0, 2, -6, 6].map((magnetisation) => ({ reading, magnetisation })),
);

describe.each([0.4, 30])("|W| <= %s", (bound) => {
  test.each(cases)(
    "$reading, Σ s = $magnetisation: every configuration once, with |f|^q over its mean",
    async ({ reading, magnetisation }) => {
      const ansatz = machine({ density: 1, biases: true });
      const lattice = chain(6);
      const readout = readoutOf(reading);
      const parameters = randomParameters(ansatz, lattice, bound, 91);
      const network = await networkOf(ansatz, lattice, parameters);
      const samples = new FullSum(network, readout, magnetisation).draw();
      const states = sectorStates(6, magnetisation);
      expect(samples).toMatchObject({ count: states.length, measured: states.length, exact: true, acceptance: 1 });
      const configurations = states.map((state) => spinsOf(state, 6));
      expect(spinsIn(network, samples.bits, samples.count)).toEqual(configurations);
      const plain = plainRbm(ansatz, lattice, parameters);
      const logs = configurations.map((spins) => logAmplitude(plain, spins)[0]);
      const largest = Math.max(...logs);
      const weights = logs.map((log) => Math.exp(readout.exponent * (log - largest)));
      const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
      const roots = network.kernels.float64(samples.roots, samples.count);
      // e^x carries the rounding of x.
      const size = Math.max(1, ...logs.map(Math.abs));
      for (const [x, weight] of weights.entries()) {
        expect(Math.abs(roots[x] ** 2 - weight / mean)).toBeLessThan(ROUNDING * size * Math.max(1, weight / mean));
      }
    },
  );
});

test.each([null, 0])("Σ s = %s, folded: of s and -s one, with the weight of both", async (magnetisation) => {
  const ansatz = { ...machine({ density: 2, biases: true }), parity: "odd" } as const;
  const network = await networkOf(ansatz, chain(6), randomParameters(ansatz, chain(6), 0.4, 93));
  const whole = new FullSum(network, readoutOf("born"), magnetisation).draw();
  const configurations = spinsIn(network, whole.bits, whole.count).map(String);
  const roots = network.kernels.float64(whole.roots, whole.count).slice();
  const folded = new FullSum(network, readoutOf("born"), magnetisation, true).draw();
  expect(folded.count).toBe(whole.count / 2);
  const met = new Set<string>();
  for (const [x, spins] of spinsIn(network, folded.bits, folded.count).entries()) {
    for (const image of [spins, spins.map((spin) => -spin)]) {
      met.add(String(image));
      expect(roots[configurations.indexOf(String(image))]).toBeCloseTo(network.kernels.float64(folded.roots, folded.count)[x], 12);
    }
  }
  expect(met.size).toBe(whole.count);
});

test("new parameters count from the next draw on", async () => {
  const ansatz = machine();
  const network = await networkOf(ansatz, chain(4), randomParameters(ansatz, chain(4), 1, 92));
  const sampler = new FullSum(network, readoutOf("born"), null);
  const roots = () => network.kernels.float64(sampler.draw().roots, 16).slice();
  const before = roots();
  network.setParameters(new Float64Array(32));
  sampler.moved();
  expect(before.every((root) => root === 1)).toBe(false);
  expect(roots().every((root) => root === 1)).toBe(true);
});

test("more than 16 sites are refused", async () => {
  const network = await networkOf(machine(), chain(17), new Float64Array(2 * 17 * 17));
  expect(() => new FullSum(network, readoutOf("born"), null)).toThrow(
    "sampler.fullSum: expected at most 16 sites, got 17; leave out --full-sum",
  );
});
