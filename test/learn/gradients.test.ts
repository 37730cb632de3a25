import { describe, expect, test } from "vitest";
import { createNetwork } from "../../src/ansatz/create.ts";
import { rotationOf } from "../../src/exact/state/rotations.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import { amplitudeObjective, probabilityObjective } from "../../src/learn/objectives/exactObjectives.ts";
import { measuredObjective } from "../../src/learn/objectives/measuredObjective.ts";
import type { Objective } from "../../src/learn/objectives/objective.ts";
import { Summation } from "../../src/learn/objectives/summed.ts";
import { penalisedStep, penaltyAt, penaltyOf } from "../../src/learn/summed/penalty.ts";
import { forceOf } from "../../src/optimizer/force.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { machine, randomParameters } from "../engine.ts";

/** Central differences of this step carry an error of its square, and rounding over it. */
const STEP = 1e-5;
const ERROR = 1e-7;
const SITES = 3;

async function summed(readout: "born" | "classical", magnetisation: number | null = null) {
  const ansatz = machine({ biases: true });
  const lattice = chain(SITES, "open");
  const network = createNetwork(await loadKernels(), ansatz, lattice, []);
  const parameters = randomParameters(ansatz, lattice, 0.5, 3);
  network.setParameters(parameters);
  return { summation: new Summation(network, readoutOf(readout), magnetisation), parameters };
}

/** dL = 2 Re F* dθ for the complex metric; q Re F* dθ for probabilities of |f|^q: the largest difference. */
function worst(summation: Summation, parameters: Float64Array, objective: Objective, factor: number): number {
  const { network } = summation;
  const state = summation.draw();
  const { roots } = state.samples;
  const shift = { absolute: 0, relative: 0 };
  const forces = { estimates: objective.estimates(state), roots, metric: objective.metric, shift };
  const force = forceOf(network.logDerivatives(state.samples), forces);
  const lossAt = (k: number, by: number) => {
    network.setParameters(parameters.map((value, at) => (at === k ? value + by : value)));
    return objective.loss(summation.draw());
  };
  return Math.max(...force.map((value, k) => Math.abs((lossAt(k, STEP) - lossAt(k, -STEP)) / (2 * STEP) - factor * value)));
}

const target = Float64Array.from({ length: 16 }, (_, k) => Math.sin(2 * k + 1));
const normalised = target.map((value) => value / Math.hypot(...target));
const probabilities = Float64Array.of(0.3, 0.1, 0.05, 0.05, 0.2, 0, 0.1, 0.2);

describe("the gradient of a loss is that of finite differences", () => {
  test("amplitudes: -ln F", async () => {
    const { summation, parameters } = await summed("born");
    expect(worst(summation, parameters, amplitudeObjective(normalised), 2)).toBeLessThan(ERROR);
  });

  test.each([
    ["born", 2],
    ["classical", 1],
  ] as const)("probabilities under %s: KL(p || |f|^%i / Z)", async (readout, exponent) => {
    const { summation, parameters } = await summed(readout);
    expect(worst(summation, parameters, probabilityObjective(probabilities, exponent), exponent)).toBeLessThan(ERROR);
  });

  const bases = ["ZZZ", "XZZ", "ZYZ", "XYZ", "YXY"];
  test.each([...bases.map((basis) => [basis]), bases])("rows along %s", async (...axes: string[]) => {
    const { summation, parameters } = await summed("born");
    const rows = axes.map((basis) => ({
      rotation: rotationOf(basis),
      outcomes: Uint32Array.of(0, 3, 5, 6, 7),
      shares: Float64Array.of(0.3, 0.1, 0.2, 0.2, 0.2).map((share) => share / axes.length),
    }));
    expect(worst(summation, parameters, measuredObjective(rows, summation.states, SITES), 2)).toBeLessThan(ERROR);
  });

  test("in a sector of fixed Σ s_i", async () => {
    const { summation, parameters } = await summed("born", 1);
    const rows = [{ rotation: rotationOf("XXZ"), outcomes: Uint32Array.of(0, 1, 2), shares: Float64Array.of(0.5, 0.3, 0.2) }];
    expect(worst(summation, parameters, measuredObjective(rows, summation.states, SITES), 2)).toBeLessThan(ERROR);
  });
});

test("a penalised step solves (S + (τ + λ) w) δ = γ F + τ w θ", async () => {
  const { summation, parameters } = await summed("born");
  const { network } = summation;
  const state = summation.draw();
  const { samples } = state;
  const objective = amplitudeObjective(normalised);
  const estimates = objective.estimates(state);
  const penalty = penaltyAt(0.02, parameters);
  const damping = 0.05;
  const change = penalisedStep(network, samples, { estimates, metric: "complex", damping, penalty });
  if (change === null) throw new Error("no step");
  // S δ by its definition: the force of the estimates (O - <O>) δ, with those taken by finite differences of ln f.
  const along = alongDifferences(summation, parameters, change);
  const shift = { absolute: 0, relative: 0 };
  const forceOfEstimates = (values: Float64Array) =>
    forceOf(network.logDerivatives(samples), { estimates: values, roots: samples.roots, metric: "complex", shift });
  const [left, right] = [forceOfEstimates(along), forceOfEstimates(estimates)];
  for (const [k, value] of left.entries()) {
    const w = penalty.relevance[k >> 1];
    const expected = right[k] + penalty.decay * w * parameters[k];
    expect(Math.abs(value + (penalty.decay + damping) * w * change[k] - expected)).toBeLessThan(ERROR);
  }
  expect(penaltyOf(penalty, parameters)).toBeGreaterThan(0);
});

function alongDifferences(summation: Summation, parameters: Float64Array, direction: Float64Array): Float64Array {
  const { network } = summation;
  const logsAt = (by: number) => {
    network.setParameters(parameters.map((value, k) => value + by * direction[k]));
    return summation.draw().logs;
  };
  const [after, before] = [logsAt(STEP), logsAt(-STEP)];
  network.setParameters(parameters);
  const { probabilities: weights } = summation.draw();
  const along = after.map((value, at) => (value - before[at]) / (2 * STEP));
  const mean = [0, 1].map((part) => weights.reduce((total, weight, x) => total + weight * along[2 * x + part], 0));
  return along.map((value, at) => value - mean[at % 2]);
}
