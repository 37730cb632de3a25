import { expect, test } from "vitest";
import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { blochVectors } from "../../src/branches/blochVectors.ts";
import { productOperator, productValues } from "../../src/branches/energy.ts";
import { branchForces, branchMetric, type WeightedBranches } from "../../src/branches/gradient.ts";
import { parameterMap, spreadOut } from "../../src/branches/network.ts";
import { allHidden, branchProbabilities } from "../../src/branches/samples.ts";
import { randomStream } from "../../src/core/random.ts";
import { sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { chain } from "../../src/lattice/chain.ts";
import { conjugateGradients } from "../../src/optimizer/conjugateGradients.ts";
import { machine, randomWeights } from "./networks.ts";

const ring = chain(4);
const operator = productOperator(
  sum("mixed", ring, [...dm(ring, { d: 0.7 }).strings, pauli(0.3, { 0: "Y" }), pauli(-0.4, { 1: "X", 2: "Y", 3: "Z" })]),
);
/** Of central differences, and their error: step² and rounding / step. */
const STEP = 1e-5;
const DIFFERENCES = 1e-8;

function branchesOf(ansatz: ResolvedRbm, parameters: Float64Array): WeightedBranches {
  const network = spreadOut(parameterMap("test", ansatz, ring), parameters);
  const hidden = allHidden(network.hidden);
  const rows = 1 << network.hidden;
  return { hidden, weights: branchProbabilities(network, hidden, rows), bloch: blochVectors(network, hidden, rows) };
}

const networks: [string, ResolvedRbm][] = [
  ["dense", machine(0.75)],
  ["without biases", machine(1, { biases: false })],
  ["shared weights", machine(1, { symmetric: true })],
];

test.each(networks)("%s: twice the forces are the finite differences of the energy", (_, ansatz) => {
  const parameters = randomWeights(ansatz, ring, 0.5, 2);
  const energy = (values: Float64Array) => {
    const { weights, bloch } = branchesOf(ansatz, values);
    return productValues(operator, bloch).reduce((total, value, t) => total + weights[t] * value, 0);
  };
  const map = parameterMap("test", ansatz, ring);
  const { forces } = branchForces(operator, map, parameters.length / 2, branchesOf(ansatz, parameters));
  for (let k = 0; k < parameters.length; k++) {
    const at = (step: number) => energy(parameters.map((value, n) => (n === k ? value + step : value)));
    expect(Math.abs(2 * forces[k] - (at(STEP) - at(-STEP)) / (2 * STEP))).toBeLessThan(DIFFERENCES);
  }
});

test.each(networks)("%s: four times the metric is Σ_h p_h [(d ln p_h)² + Σ_i |dr_i|²]", (_, ansatz) => {
  const parameters = randomWeights(ansatz, ring, 0.5, 3);
  const stream = randomStream(5, "test/branches/direction");
  const direction = parameters.map(() => stream.uniform() - 0.5);
  const branches = branchesOf(ansatz, parameters);
  const product = branchMetric(parameterMap("test", ansatz, ring), branches)(direction);
  const [after, before] = [STEP, -STEP].map((step) =>
    branchesOf(
      ansatz,
      parameters.map((value, k) => value + step * direction[k]),
    ),
  );
  let wanted = 0;
  const width = 3 * ring.size;
  for (const [t, weight] of branches.weights.entries()) {
    const score = Math.log(after.weights[t] / before.weights[t]) / (2 * STEP);
    wanted += weight * score * score;
    for (let k = t * width; k < (t + 1) * width; k++) wanted += weight * ((after.bloch[k] - before.bloch[k]) / (2 * STEP)) ** 2;
  }
  const found = 4 * product.reduce((total, value, k) => total + value * direction[k], 0);
  expect(Math.abs(found - wanted)).toBeLessThan(1e-7 * wanted);
});

test("conjugate gradients solve (S + λ) x = b", () => {
  const ansatz = machine(1);
  const parameters = randomWeights(ansatz, ring, 0.5, 4);
  const metric = branchMetric(parameterMap("test", ansatz, ring), branchesOf(ansatz, parameters));
  const times = (vector: Float64Array) => metric(vector).map((value, k) => value + 1e-2 * vector[k]);
  const right = parameters.map((_, k) => Math.sin(k));
  const solution = conjugateGradients(times, right, { tolerance: 1e-12, mostProducts: 200 });
  for (const [k, value] of times(solution).entries()) expect(Math.abs(value - right[k])).toBeLessThan(1e-9);
});
