import { describe, expect, test } from "vitest";
import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { chain } from "../../src/lattice/chain.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { FullSum } from "../../src/sampler/fullSum.ts";
import { machine, networkOf, randomParameters, readPanels } from "../engine.ts";
import { add, type Complex, conjugate, logAmplitude, multiply, plainRbm, scale, spinsOf, subtract } from "../judges.ts";

/** Sums of 64 products of numbers near 1, in another order. */
const ROUNDING = 1e-12;

const SIZE = 6;
const lattice = chain(SIZE);
const configurations = Array.from({ length: 2 ** SIZE }, (_, state) => spinsOf(state, SIZE));

/** p(s) = |f|^q / Σ |f|^q. */
function probabilities(ansatz: ResolvedRbm, parameters: Float64Array, exponent: number): number[] {
  const plain = plainRbm(ansatz, lattice, parameters);
  const weights = configurations.map((spins) => Math.exp(exponent * logAmplitude(plain, spins)[0]));
  const norm = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / norm);
}

/** ∂ ln |f(s)| by the real weights a_i, b_j, W_ij of a dense machine: s_i, tanh θ_j, s_i tanh θ_j. */
function logGradient(ansatz: ResolvedRbm, parameters: Float64Array, spins: readonly number[]): number[] {
  const { b, w } = plainRbm(ansatz, lattice, parameters);
  const tanh = b.map(([bias], j) => Math.tanh(spins.reduce((angle, s, i) => angle + w[i][j][0] * s, bias)));
  return [...spins, ...tanh, ...spins.flatMap((s) => tanh.map((t) => s * t))];
}

/** The Fisher information of p = |f|^q / Z, by the scores q (∂ ln|f| - <∂ ln|f|>). */
function fisher(ansatz: ResolvedRbm, parameters: Float64Array, exponent: number): number[][] {
  const p = probabilities(ansatz, parameters, exponent);
  const rows = configurations.map((spins) => logGradient(ansatz, parameters, spins));
  const means = rows[0].map((_, k) => rows.reduce((total, row, s) => total + p[s] * row[k], 0));
  const scores = rows.map((row) => row.map((value, k) => exponent * (value - means[k])));
  return means.map((_, k) => means.map((_, l) => scores.reduce((total, row, s) => total + p[s] * row[k] * row[l], 0)));
}

/** S_kl = <O_k* O_l> - <O_k*><O_l> of the network as the sums of a reading weight it. */
async function metricOf(ansatz: ResolvedRbm, parameters: Float64Array, reading: "born" | "phaseless" | "classical"): Promise<Complex[][]> {
  const network = await networkOf(ansatz, lattice, parameters);
  const samples = new FullSum(network, readoutOf(reading), null).draw();
  const derivatives = network.logDerivatives(samples);
  const roots = network.kernels.float64(samples.roots, samples.count).slice();
  const mean = (values: readonly Complex[]) =>
    values.reduce<Complex>((total, z, x) => add(total, scale((roots[x] * roots[x]) / samples.count, z)), [0, 0]);
  const rows = readPanels(network.kernels, derivatives.parameterPanels(), derivatives.columns, samples.count).map((row) => {
    const centre = mean(row);
    return row.map((z) => subtract(z, centre));
  });
  return rows.map((row) => rows.map((other) => mean(row.map((z, x) => multiply(conjugate(z), other[x])))));
}

const realParameters = (ansatz: ResolvedRbm, seed: number) =>
  randomParameters(ansatz, lattice, 0.5, seed).map((value, k) => (k % 2 === 0 ? value : 0));

describe.each([
  ["complex machine with real weights", machine({ biases: true })],
  ["machine of real parameters", { ...machine({ biases: true }), real: true }],
] as const)("%s", (_, ansatz) => {
  // Born's |f|² carries the score twice, so its information is four times the metric; the metric of p = |f| is its own information.
  test.each([
    ["born", 2, 4],
    ["phaseless", 2, 4],
    ["classical", 1, 1],
  ] as const)("%s: the metric of all configurations is the Fisher information of |f|^%i over %i", async (reading, exponent, over) => {
    const parameters = realParameters(ansatz, 71);
    const information = fisher(ansatz, parameters, exponent);
    const metric = await metricOf(ansatz, parameters, reading);
    expect(metric.length).toBe(SIZE + SIZE + SIZE * SIZE);
    for (const [k, row] of metric.entries()) {
      for (const [l, [re, im]] of row.entries()) {
        expect(Math.abs(re - information[k][l] / over)).toBeLessThan(ROUNDING);
        expect(Math.abs(im)).toBeLessThan(ROUNDING);
      }
    }
    expect(metric[0][0][0]).toBeGreaterThan(0.1);
  });
});

test("phases add to the metric what no probability knows: with complex weights S is not Fisher/4", async () => {
  const ansatz = machine({ biases: true });
  const parameters = randomParameters(ansatz, lattice, 0.5, 72);
  const information = fisher(ansatz, parameters, 2);
  const metric = await metricOf(ansatz, parameters, "born");
  const farthest = Math.max(...metric.flatMap((row, k) => row.map(([re], l) => Math.abs(re - information[k][l] / 4))));
  expect(farthest).toBeGreaterThan(1e-2);
});
