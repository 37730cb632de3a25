import { beforeAll, expect, test } from "vitest";
import { type ExperimentResult, runExperiment } from "../../src/experiments/index.ts";
import { backpropagationExperiment } from "../../src/experiments/learning/backpropagation.ts";
import { networkOfLayers, randomLayers, wavesOf } from "../../src/experiments/learning/layers.ts";
import { gradientError, localNetwork } from "../../src/experiments/learning/signals.ts";
import { binned, conditionalInformation, entropyOf } from "../../src/experiments/support/information.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { amplitudes, chain, ising } from "../../src/index.ts";

let result: ExperimentResult;
let numbers: Parameters<typeof backpropagationExperiment.judge>[0];

beforeAll(async () => {
  result = await runExperiment(backpropagationExperiment, { quick: true });
  numbers = result.numbers as typeof numbers;
});

const spinsOf = (sites: number) =>
  Array.from({ length: 1 << sites }, (_, s) => Array.from({ length: sites }, (_, site) => 1 - 2 * ((s >> site) & 1)));

test("the forward wave ends in the amplitudes of the library's network", async () => {
  const network = randomLayers(4, [5, 3, 2], "complex", randomNumbers(2, "test"));
  const expected = await amplitudes(networkOfLayers(network), spinsOf(4), { lattice: chain(4) });
  const { logs } = wavesOf(network);
  // ln f up to a constant, its phase up to 2π.
  for (const [s, { logarithm }] of expected.entries()) {
    const [re, im] = [0, 1].map((part) => logs[2 * s + part] - logs[part]);
    expect(re).toBeCloseTo(logarithm.re - expected[0].logarithm.re, 10);
    const turned = im - logarithm.im + expected[0].logarithm.im;
    expect(Math.sin(turned)).toBeCloseTo(0, 10);
    expect(Math.cos(turned)).toBeGreaterThan(0);
  }
});

test("what comes back is ∂ ln f/∂h: a shift of a first-layer value is a shift of the biases above by its weights", () => {
  const network = randomLayers(3, [3, 2], "real", randomNumbers(5, "test"));
  const { backward } = wavesOf(network);
  const [weights, bias, step] = [12, 18, 1e-5];
  const shifted = (by: number) => {
    const parameters = network.parameters.slice();
    for (let k = 0; k < 2; k++) parameters[2 * (bias + k)] += by * parameters[2 * (weights + 2 * 1 + k)];
    return wavesOf({ ...network, parameters }).logs;
  };
  const [above, below] = [shifted(step), shifted(-step)];
  for (let s = 0; s < 8; s++) expect(backward[2 * (3 * s + 1)]).toBeCloseTo((above[2 * s] - below[2 * s]) / (2 * step), 7);
});

test("the chain of transposed layers is the exact gradient, and another chain is not", async () => {
  expect(numbers.gradientError).toBeLessThan(1e-6);
  const [network, other] = [1, 2].map((seed) => randomLayers(3, [3, 2], "complex", randomNumbers(seed, "test")));
  const wrong = { ...wavesOf(network), derivatives: wavesOf(other).derivatives };
  const error = await gradientError(network, wrong, ising(chain(3), { field: 1 }));
  expect(error).toBeGreaterThan(1e-2);
  expect(backpropagationExperiment.judge({ ...numbers, gradientError: error }).verdict).toBe("fails");
});

test("information: a fair bit has ln 2; a sum of two bits knows of one only with the other", () => {
  const fair = new Float64Array(4).fill(1 / 4);
  const [a, b] = [
    [0, 1, 0, 1],
    [0, 0, 1, 1],
  ];
  const sum = a.map((bit, k) => bit ^ b[k]);
  expect(entropyOf(fair, a)).toBeCloseTo(Math.LN2, 12);
  expect(entropyOf(fair, a, b)).toBeCloseTo(2 * Math.LN2, 12);
  expect(conditionalInformation(fair, sum, a, [0, 0, 0, 0])).toBeCloseTo(0, 12);
  expect(conditionalInformation(fair, sum, a, b)).toBeCloseTo(Math.LN2, 12);
});

test("bins have equal probability, and equal values share one", () => {
  expect([...binned(Float64Array.of(4, 1, 3, 2), new Float64Array(4).fill(1 / 4), 2)]).toEqual([1, 0, 1, 0]);
  expect([...binned(Float64Array.of(1, 2, 3), Float64Array.of(0.5, 0.25, 0.25), 4)]).toEqual([1, 2, 3]);
  expect([...binned(Float64Array.of(5, 5, 5), Float64Array.of(0.2, 0.3, 0.5), 8)]).toEqual([4, 4, 4]);
});

test("a unit of the first layer sees its site and the next on either side", () => {
  const { forward } = wavesOf(localNetwork(6, [4], randomNumbers(1, "test")));
  const value = (s: number) => forward[2 * (6 * s + 2)];
  for (const far of [0, 4, 5]) expect(value(1 << far)).toBe(value(0));
  for (const near of [1, 2, 3]) expect(value(1 << near)).not.toBe(value(0));
});

test("the forward wave knows nothing beyond the near half, the gradient does, the transposed layers from two layers on", () => {
  for (const { layers, beyond } of numbers.rows) {
    expect(beyond.forward.mean).toBeLessThan(1e-12);
    expect(beyond.gradient.mean).toBeGreaterThan(0.5);
    if (layers === 1) expect(beyond.transposed.mean).toBeLessThan(1e-12);
    else expect(beyond.transposed.mean).toBeGreaterThan(0.5);
    // Not more than the signal can tell, 8 values, nor than there is to be known, half of the ring.
    expect(beyond.gradient.mean).toBeLessThanOrEqual(Math.min(Math.log(8), 3 * Math.LN2));
  }
  expect(result.verdict).toBe("holds only if there are at least 2 hidden layers");
});

test("deep networks alone: the statement holds; shallow ones alone: only the loss is global", () => {
  const only = (layers: number) =>
    backpropagationExperiment.judge({ ...numbers, rows: numbers.rows.filter((row) => row.layers === layers) });
  expect(only(2).verdict).toBe("holds");
  expect(only(1).verdict).toBe("holds only if the loss looks at the whole chain");
});

test("a gradient that knows no more than the forward wave: the statement fails", () => {
  const rows = numbers.rows.map((row) => ({ ...row, beyond: { ...row.beyond, gradient: row.beyond.forward } }));
  expect(backpropagationExperiment.judge({ ...numbers, rows }).verdict).toBe("fails");
});
