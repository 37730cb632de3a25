import { describe, expect, test } from "vitest";
import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { Rbm } from "../../src/ansatz/rbm.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { batchOf, machine, machines, networkOf, randomParameters, randomSpins, readPanels, testStream } from "../engine.ts";
import { add, type Complex, complexOf, conjugate, distance, logAmplitude, modulus, multiply, plainRbm } from "../judges.ts";

/** Step of the central differences of ln f, and what they are good for: step² from the third derivative, 1e-16/step from rounding. */
const STEP = 1e-5;
const CENTRAL_DIFFERENCE = 1e-8;
/** Sums of some hundred products of numbers of order one. */
const ROUNDING = 1e-11;

const cases: [string, ResolvedRbm, Lattice, number][] = [
  ...machines(1).map(([name, ansatz]): [string, ResolvedRbm, Lattice, number] => [name, ansatz, chain(6), 9]),
  ...machines(2).map(([name, ansatz]): [string, ResolvedRbm, Lattice, number] => [`${name}, twice as dense`, ansatz, chain(5), 70]),
  ["11 hidden units", machine({ density: 11 / 7, biases: true }), chain(7), 130],
  ["four features", machine({ density: 4, symmetric: true }), chain(8), 17],
  ["five features on a square lattice", machine({ density: 5, symmetric: true, biases: true }), square(4, 3), 6],
  ["a square lattice periodic in one direction", machine({ density: 2, symmetric: true }), square(3, 5, ["open", "periodic"]), 6],
  ["a ladder", machine({ density: 2, symmetric: true, biases: true }), ladder(5), 6],
  ["more sites than a word", machine({ density: 1, symmetric: true, biases: true }), chain(66), 5],
  ["more sites than a word, dense", machine({ density: 0.1, biases: true }), chain(66), 67],
];

describe.each(cases)("%s", (_, ansatz, lattice, count) => {
  const { size } = lattice;
  const parameters = randomParameters(ansatz, lattice, 0.4, 21);
  const stream = testStream(22);
  const configurations = Array.from({ length: count }, () => randomSpins(size, stream));
  const made = async () => {
    const network = await networkOf(ansatz, lattice, parameters);
    const derivatives = network.logDerivatives(batchOf(network, configurations).batch);
    const { kernels } = network;
    // Rows are parameters, columns samples.
    const panels = () => readPanels(kernels, derivatives.parameterPanels(), derivatives.columns, count);
    return { network, kernels, derivatives, panels };
  };

  test("O_k is the derivative of ln f with respect to θ_k, real and imaginary direction", async () => {
    const { derivatives, panels } = await made();
    expect(derivatives.samples).toBe(count);
    expect(derivatives.columns).toBe(parameters.length / 2);
    expect(derivatives.field).toBe("complex");
    const found = panels();
    const some = configurations.slice(0, 4);
    const logs = (k: number, change: Complex) => {
      const moved = parameters.slice();
      moved[2 * k] += change[0];
      moved[2 * k + 1] += change[1];
      const plain = plainRbm(ansatz, lattice, moved);
      return some.map((spins) => logAmplitude(plain, spins));
    };
    for (const [k, row] of found.entries()) {
      if (found.length > 200 && k % 7 !== 0) continue; // a dense network of many sites: every seventh says enough
      const [right, left, up, down] = [logs(k, [STEP, 0]), logs(k, [-STEP, 0]), logs(k, [0, STEP]), logs(k, [0, -STEP])];
      for (const x of some.keys()) {
        const along = quotient(right[x], left[x]);
        const across = quotient(up[x], down[x]);
        expect(distance(row[x], along)).toBeLessThan(CENTRAL_DIFFERENCE * (size + modulus(along)));
        // f is holomorphic: the derivative along i is i O_k.
        expect(distance(multiply([0, 1], row[x]), across)).toBeLessThan(CENTRAL_DIFFERENCE * (size + modulus(across)));
      }
    }
  });

  test("K = O O†, never formed for a dense network, is the product of the explicit O", async () => {
    const { kernels, derivatives, panels } = await made();
    const explicit = panels();
    const columns = 4 * Math.ceil(count / 4);
    const gram = readPanels(kernels, derivatives.gram(), count, columns);
    for (let x = 0; x < count; x++) {
      for (let y = 0; y <= x; y++) {
        let wanted: Complex = [0, 0];
        for (const row of explicit) wanted = add(wanted, multiply(row[x], conjugate(row[y])));
        expect(distance(gram[x][y], wanted)).toBeLessThan(ROUNDING * size * explicit.length);
      }
    }
  });

  test("rows by sample hold the same numbers as rows by parameter", async () => {
    const { kernels, derivatives, panels } = await made();
    const byParameter = panels();
    const bySample = readPanels(kernels, derivatives.samplePanels(), count, derivatives.columns);
    for (const [x, row] of bySample.entries()) expect(row).toEqual(byParameter.map((values) => values[x]));
  });

  test("padding rows of parameters are zero: a real metric takes them for parameters", async () => {
    const { kernels, derivatives } = await made();
    derivatives.parameterPanels();
    const padded = 4 * Math.ceil(derivatives.columns / 4);
    // The worst that may have been left in memory.
    kernels.float64(kernels.scratch("derivatives", 0), 2 * padded * count).fill(Number.NaN);
    const rows = readPanels(kernels, derivatives.parameterPanels(), padded, count);
    for (const row of rows.slice(derivatives.columns)) for (const z of row) expect(z).toEqual([0, 0]);
    expect(rows.flat(2)).not.toContain(Number.NaN);
  });

  test("the adjoint is O† w", async () => {
    const { kernels, derivatives, panels } = await made();
    const explicit = panels();
    const w = Float64Array.from({ length: 2 * count }, () => 2 * stream.uniform() - 1);
    const input = kernels.allocate(16 * count);
    const out = kernels.allocate(16 * derivatives.columns);
    kernels.float64(input, 2 * count).set(w);
    derivatives.adjoint(input, out);
    const found = complexOf(kernels.float64(out, 2 * derivatives.columns));
    const weights = complexOf(w);
    for (const [k, row] of explicit.entries()) {
      const wanted = row.reduce<Complex>((total, o, x) => add(total, multiply(conjugate(o), weights[x])), [0, 0]);
      expect(distance(found[k], wanted)).toBeLessThan(ROUNDING * size * count);
    }
  });
});

describe("the adjoint of a dense network, shared by threads", () => {
  test.each([false, true])("is the same, bit for bit: biases %s", async (biases) => {
    const [sites, hidden, count] = [5, 10, 150];
    const ansatz = machine({ density: hidden / sites, biases });
    const adjoint = async (threads: number) => {
      const network = new Rbm(await loadKernels(threads), ansatz, chain(sites), []);
      network.setParameters(randomParameters(ansatz, chain(sites), 0.4, 23));
      const stream = testStream(24);
      const rows = Array.from({ length: count }, () => randomSpins(sites, stream));
      const { kernels, columns } = network;
      const derivatives = network.logDerivatives(batchOf(network, rows).batch);
      const w = kernels.allocate(16 * count);
      kernels.float64(w, 2 * count).set(Array.from({ length: 2 * count }, () => 2 * stream.uniform() - 1));
      const out = kernels.allocate(16 * columns);
      kernels.float64(out, 2 * columns).fill(Number.NaN);
      derivatives.adjoint(w, out);
      const found = kernels.float64(out, 2 * columns).slice();
      kernels.close();
      return found;
    };
    const alone = await adjoint(1);
    expect(alone).not.toContain(Number.NaN);
    expect(await adjoint(2)).toEqual(alone);
    expect(await adjoint(5)).toEqual(alone);
  });
});

function quotient(right: Complex, left: Complex): Complex {
  const turns = Math.round((right[1] - left[1]) / (2 * Math.PI));
  return [(right[0] - left[0]) / (2 * STEP), (right[1] - left[1] - 2 * Math.PI * turns) / (2 * STEP)];
}
