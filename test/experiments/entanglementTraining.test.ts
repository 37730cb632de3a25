import { beforeAll, expect, test } from "vitest";
import { descend } from "../../src/experiments/entanglement/courses.ts";
import { trainingExperiment } from "../../src/experiments/entanglement/training.ts";
import { type ExperimentResult, runExperiment } from "../../src/experiments/index.ts";
import { countOf, randomMachine } from "../../src/experiments/support/machine.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { bestProductState, blockEntropy, chain, freeFermionEntropy, ising, productNetwork, stateOf } from "../../src/index.ts";

const SITES = 6;
const hamiltonian = ising(chain(SITES), { field: 1 });
let result: ExperimentResult;
let numbers: Parameters<typeof trainingExperiment.judge>[0];

beforeAll(async () => {
  result = await runExperiment(trainingExperiment, { quick: true });
  numbers = result.numbers as typeof numbers;
});

test("the references are those of free fermions and of mean-field theory", () => {
  // E0 = -2/sin(π/2N) at h = 1; the best product state at h = 1 has <X> = 1/2: -3/4 - 1/2 per site.
  expect(numbers.exact.energy).toBeCloseTo(-2 / Math.sin(Math.PI / (2 * SITES)) / SITES, 10);
  expect(numbers.exact.entropy).toBeCloseTo(freeFermionEntropy(hamiltonian, SITES / 2), 10);
  expect(numbers.product).toBeCloseTo(-1.25, 10);
});

test("trained from small weights the entropy goes from none to that of the ground state, with the inner layer frozen nowhere", () => {
  const [small] = numbers.trained;
  expect(small.start.mean).toBeLessThan(1e-3);
  expect(Math.abs(small.end.mean - numbers.exact.entropy)).toBeLessThan(5e-3);
  expect(small.energy.mean).toBeCloseTo(numbers.exact.energy, 4);
  expect(numbers.frozen.end.mean).toBeLessThan(1e-3);
  expect(numbers.frozen.energy.mean).toBeCloseTo(-1.25, 3);
  expect(numbers.withoutHidden.entropy).toBeLessThan(1e-12);
  expect(numbers.withoutHidden.energy).toBeCloseTo(-1.25, 6);
});

test("8 sites: S begins below 1e-3 and ends at 0.635", async () => {
  const start = randomMachine(8, 8, { real: 0.01, imaginary: 0.01 }, randomNumbers(1, "test"));
  const trained = Array.from({ length: countOf(start) }, (_, k) => k);
  const ring = ising(chain(8), { field: 1 });
  const points = await descend(start, ring, { trained, updates: 45, every: 45, step: () => Promise.resolve() });
  expect(points[0].entropy).toBeLessThan(1e-3);
  expect(Math.abs(points[1].entropy - 0.635)).toBeLessThan(5e-3);
  expect(points[1].energyPerSite).toBeCloseTo(-1.2814, 3);
});

test("networks that no gradient touched are entangled: GHZ ln 2, cluster 2 ln 2, and what a search finds", () => {
  const entropy = (start: string) => numbers.untouched.find(({ name }) => name.startsWith(start))?.least ?? Number.NaN;
  expect(Math.abs(entropy("GHZ") - Math.LN2)).toBeLessThan(1e-10);
  expect(Math.abs(entropy("cluster") - 2 * Math.LN2)).toBeLessThan(1e-10);
  expect(entropy("found without gradient")).toBeGreaterThan(0.03);
  expect(result.verdict).toMatch(/^holds only if weights begin near 0/);
});

test("a network without hidden coupling is not entangled however trained: the statement fails", () => {
  expect(trainingExperiment.judge({ ...numbers, trained: [numbers.frozen] }).verdict).toBe("fails");
});

test("entropy with the inner layer frozen would not come from training that layer", () => {
  expect(trainingExperiment.judge({ ...numbers, frozen: numbers.trained[0] }).verdict).toBe("fails");
});

test("where no other network is entangled than one trained by back-propagation, the statement holds", async () => {
  const network = productNetwork(bestProductState(hamiltonian).bloch);
  const least = blockEntropy(await stateOf(network), [0, 1, 2]);
  const untouched = [{ name: "product state", entropy: { mean: least, error: 0 }, least }];
  expect(trainingExperiment.judge({ ...numbers, untouched }).verdict).toBe("holds");
});
