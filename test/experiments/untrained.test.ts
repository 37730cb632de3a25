import { beforeAll, expect, test } from "vitest";
import { halfEntropy, pageEntropy, randomOf, shortRange, stateOfMachine } from "../../src/experiments/entanglement/randomNetworks.ts";
import { untrainedExperiment } from "../../src/experiments/entanglement/untrained.ts";
import { type ExperimentResult, runExperiment } from "../../src/experiments/index.ts";
import { above, meanOf } from "../../src/experiments/support/means.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { blockEntropy, pureState, schmidtCoefficients } from "../../src/index.ts";

let result: ExperimentResult;
let numbers: Parameters<typeof untrainedExperiment.judge>[0];

beforeAll(async () => {
  result = await runExperiment(untrainedExperiment, { quick: true });
  numbers = result.numbers as typeof numbers;
});

test("Page's value is the mean entropy of normal random states", () => {
  const random = randomNumbers(1, "page");
  const amplitudes = () => Float64Array.from({ length: 16 }, () => random.normal());
  const entropies = Array.from({ length: 400 }, () => blockEntropy(pureState(amplitudes(), amplitudes()), [0, 1]));
  const { mean, error } = meanOf(entropies);
  expect(Math.abs(mean - pageEntropy(4))).toBeLessThan(5 * error);
  expect(error).toBeLessThan(0.02);
});

test("one hidden unit: the entropy of two product states that add up, in closed form", async () => {
  // f = e^(A + B) + e^(-A - B), A and B the sums over the halves: Gram matrices of two vectors in either half give the two eigenvalues.
  const weights = [0.3, -0.8, 0.5, 1.1];
  const parameters = new Float64Array(2 * 9);
  for (const [i, weight] of weights.entries()) parameters[2 * (5 + i) + 1] = weight;
  // |e^(±iA)> have norm 2 and overlap Π_i Σ_s e^(2iws)/2 = Π cos 2w: real here, so that the sum and the difference are orthogonal.
  const [a, b] = [0, 2].map((from) => Math.cos(2 * weights[from]) * Math.cos(2 * weights[from + 1]));
  // cos(A + B) = cos A cos B - sin A sin B, with |cos A|² ∝ 1 + a and |sin A|² ∝ 1 - a.
  const terms = [(1 + a) * (1 + b), (1 - a) * (1 - b)];
  const expected = terms.reduce((sum, term) => sum - (term / (terms[0] + terms[1])) * Math.log(term / (terms[0] + terms[1])), 0);
  expect(await halfEntropy({ sites: 4, hidden: 1, parameters })).toBeCloseTo(expected, 10);
});

test("k hidden units: the Schmidt rank is at most 2^k, S at most k ln 2, and imaginary weights come near", () => {
  for (const { hidden, limit, most, rank } of numbers.bounds) {
    expect(limit).toBe(hidden * Math.LN2);
    expect(most).toBeLessThanOrEqual(limit + 1e-9);
    expect(rank).toBe(2 ** hidden);
  }
  expect(numbers.bounds[0].most).toBeGreaterThan(0.95 * Math.LN2);
});

test("weights between neighbours: only the two hidden units beside the cut cross it", async () => {
  const machine = randomOf("complex", 8, 8, 0.5, randomNumbers(2, "short"));
  const rank = async (of: typeof machine) =>
    schmidtCoefficients(await stateOfMachine(of), [0, 1, 2, 3]).filter((coefficient) => coefficient > 1e-10).length;
  expect(await rank(shortRange(machine, 1))).toBe(4);
  expect(await rank(machine)).toBe(16);
});

test("entropy grows with the chain all-to-all and not between neighbours; small weights have none", () => {
  expect(above(numbers.slopes.long, 0.1)).toBe(true);
  expect(above(numbers.slopes.short, 0)).toBe(false);
  for (const { entropy } of numbers.scales.filter(({ scale }) => scale === 0.01)) expect(entropy.mean).toBeLessThan(1e-3);
  expect(result.verdict).toBe("holds only if the weights are near zero");
});

test("networks without hidden coupling are separable at every scale: the statement holds", async () => {
  const scales = await Promise.all(
    [0.01, 1].map(async (scale) => {
      const machine = shortRange(randomOf("complex", 6, 6, scale, randomNumbers(1, "uncoupled")), -1);
      return { kind: "complex" as const, scale, entropy: { mean: await halfEntropy(machine), error: 0 } };
    }),
  );
  expect(untrainedExperiment.judge({ ...numbers, scales }).verdict).toBe("holds");
});

test("entangled at the smallest weights too, the statement fails", () => {
  expect(untrainedExperiment.judge({ ...numbers, scales: numbers.scales.filter(({ scale }) => scale >= 0.3 && scale < 1) }).verdict).toBe(
    "fails",
  );
});
