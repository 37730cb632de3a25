import { describe, expect, test } from "vitest";
import type { ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import type { Network } from "../../src/ansatz/network.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Forces } from "../../src/optimizer/forces.ts";
import { naturalGradient, preferredForm } from "../../src/optimizer/naturalGradient.ts";
import { batchOf, machine, machines, networkOf, randomParameters, randomSpins, readPanels, testStream } from "../engine.ts";
import {
  add,
  type Complex,
  complexOf,
  conjugate,
  distance,
  logAmplitude,
  modulus,
  multiply,
  plainRbm,
  scale,
  spinsOf,
  subtract,
} from "../judges.ts";

/** The two solves agree to rounding times the condition of S + λ, which is 1e5 here. */
const FORMS = 1e-9;
/** |(S + λ) δ - F|, relative to F: rounding times |S|/λ at worst. */
const RESIDUAL = 1e-10;
/** Central differences of ln p. */
const STEP = 1e-5;
const CENTRAL_DIFFERENCE = 1e-8;

const SHIFT = { absolute: 1e-3, relative: 1e-2 };
const SIZE = 6;
const lattice = chain(SIZE);

interface Setting {
  readonly network: Network;
  readonly forces: (metric: Forces["metric"]) => Forces;
  readonly batch: ReturnType<typeof batchOf>["batch"];
  readonly weights: readonly number[];
}

/** A network, `count` configurations, estimates of weighted mean 0 and weights of mean 1. */
async function setting(ansatz: ResolvedAnsatz, count: number, weighted: boolean, seed: number): Promise<Setting> {
  const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, 0.4, seed));
  const stream = testStream(seed + 1);
  const { batch } = batchOf(
    network,
    Array.from({ length: count }, () => randomSpins(SIZE, stream)),
  );
  const raw = Array.from({ length: count }, () => (weighted ? stream.uniform() ** 2 : 1));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((g) => (g * count) / total);
  const estimates = Array.from({ length: count }, (): Complex => [2 * stream.uniform() - 1, 2 * stream.uniform() - 1]);
  const mean = average(estimates, weights);
  const roots = network.kernels.allocate(8 * count);
  network.kernels.float64(roots, count).set(weights.map(Math.sqrt));
  const centred = Float64Array.from(estimates.flatMap((z) => [...subtract(z, mean)]));
  return { network, batch, weights, forces: (metric) => ({ estimates: centred, roots, metric, shift: SHIFT }) };
}

function average(values: readonly Complex[], weights: readonly number[]): Complex {
  return scale(
    1 / values.length,
    values.reduce<Complex>((total, z, x) => add(total, scale(weights[x], z)), [0, 0]),
  );
}

/** S_kl = <O_k* O_l> - <O_k*><O_l> and F_k = <O_k* ε>, written out from the explicit derivatives. */
function explicit({ network, batch, weights }: Setting, estimates: Float64Array) {
  const derivatives = network.logDerivatives(batch);
  const o = readPanels(network.kernels, derivatives.parameterPanels(), derivatives.columns, batch.count).map((row) => {
    const mean = average(row, weights);
    return row.map((z) => subtract(z, mean));
  });
  const ε = complexOf(estimates);
  const covariance = (a: readonly Complex[], b: readonly Complex[]) =>
    average(
      a.map((z, x) => multiply(conjugate(z), b[x])),
      weights,
    );
  return { o, metric: o.map((row) => o.map((other) => covariance(row, other))), force: o.map((row) => covariance(row, ε)) };
}

const kinds = machines(1).flatMap(([name, ansatz]) =>
  [false, true].flatMap((weighted) =>
    [9, 70].map((count) => ({ name: `${name}, ${count} ${weighted ? "weighted" : "equal"} samples`, ansatz, weighted, count })),
  ),
);

describe.each(kinds)("$name", ({ ansatz, weighted, count }) => {
  test.each(["complex", "real"] as const)("%s metric: primal and dual are one vector, and it solves (S + λ) δ = F", async (metric) => {
    const made = await setting(ansatz, count, weighted, 61);
    const forces = made.forces(metric);
    const derivatives = made.network.logDerivatives(made.batch);
    const [primal, dual] = (["primal", "dual"] as const).map((form) => complexOf(naturalGradient(derivatives, forces, form) ?? []));
    expect(primal.length).toBe(derivatives.columns);
    const norm = Math.max(...primal.map(modulus));
    for (const [k, z] of primal.entries()) expect(distance(z, dual[k])).toBeLessThan(FORMS * norm);

    const { metric: s, force } = explicit(made, forces.estimates);
    const meanDiagonal = s.reduce((total, row, k) => total + row[k][0], 0) / s.length;
    const shift = SHIFT.absolute + SHIFT.relative * meanDiagonal;
    if (metric === "complex") {
      const largest = Math.max(...force.map(modulus));
      for (const [k, row] of s.entries()) {
        const left = row.reduce<Complex>((total, z, l) => add(total, multiply(z, primal[l])), scale(shift, primal[k]));
        expect(distance(left, force[k])).toBeLessThan(RESIDUAL * largest);
      }
      return;
    }
    // Real parameters x = (Re θ, Im θ): ∂ ln|f| = (Re O, -Im O), and only Re ε enters.
    const { o } = explicit(made, forces.estimates);
    const rows = [...o.map((row) => row.map(([re]) => re)), ...o.map((row) => row.map(([, im]) => -im))];
    const solution = [...primal.map(([re]) => re), ...primal.map(([, im]) => im)];
    const mean = (values: readonly number[]) => values.reduce((total, v, x) => total + made.weights[x] * v, 0) / count;
    const realForce = rows.map((row) => mean(row.map((v, x) => v * forces.estimates[2 * x])));
    const largest = Math.max(...realForce.map(Math.abs));
    for (const [k, row] of rows.entries()) {
      const left = rows.reduce((total, other, l) => total + mean(row.map((v, x) => v * other[x])) * solution[l], shift * solution[k]);
      expect(Math.abs(left - realForce[k])).toBeLessThan(RESIDUAL * largest);
    }
  });
});

test("for real weights S is a quarter of the Fisher information of |f|²", async () => {
  const ansatz = machine({ density: 1, biases: true });
  const parameters = randomParameters(ansatz, lattice, 0.4, 71).map((value, k) => (k % 2 === 0 ? value : 0));
  const configurations = Array.from({ length: 2 ** SIZE }, (_, state) => spinsOf(state, SIZE));
  /** ln p(s) = 2 ln|f(s)| - ln Σ |f|². */
  const logProbabilities = (values: Float64Array) => {
    const plain = plainRbm(ansatz, lattice, values);
    const twice = configurations.map((spins) => 2 * logAmplitude(plain, spins)[0]);
    const norm = Math.log(twice.reduce((total, x) => total + Math.exp(x), 0));
    return twice.map((x) => x - norm);
  };
  const probabilities = logProbabilities(parameters).map(Math.exp);
  const scores = Array.from({ length: parameters.length / 2 }, (_, k) => {
    const at = (change: number) => logProbabilities(parameters.map((value, n) => (n === 2 * k ? value + change : value)));
    const [right, left] = [at(STEP), at(-STEP)];
    return right.map((x, s) => (x - left[s]) / (2 * STEP));
  });
  const network = await networkOf(ansatz, lattice, parameters);
  const { batch } = batchOf(network, configurations);
  const weights = probabilities.map((p) => p * configurations.length);
  const { metric } = explicit({ network, batch, weights, forces: () => unused() }, new Float64Array(2 * configurations.length));
  for (const [k, row] of metric.entries()) {
    for (const [l, [re, im]] of row.entries()) {
      const fisher = probabilities.reduce((total, p, s) => total + p * scores[k][s] * scores[l][s], 0);
      expect(Math.abs(re - fisher / 4)).toBeLessThan(CENTRAL_DIFFERENCE);
      expect(Math.abs(im)).toBeLessThan(CENTRAL_DIFFERENCE);
    }
  }
  expect(metric[0][0][0]).toBeGreaterThan(0.1);
});

function unused(): never {
  throw new Error("not asked for");
}

test("by far the smaller system is preferred", async () => {
  for (const metric of ["complex", "real"] as const) {
    const many = await setting(machine({ symmetric: true }), 200, false, 62); // 6 parameters
    expect(preferredForm(many.network.logDerivatives(many.batch), many.forces(metric))).toBe("primal");
    const few = await setting(machine({ density: 4 }), 5, false, 62); // 144 parameters
    expect(preferredForm(few.network.logDerivatives(few.batch), few.forces(metric))).toBe("dual");
  }
});

test("left to itself the gradient is that of the form preferred", async () => {
  const made = await setting(machine(), 30, true, 65);
  const derivatives = made.network.logDerivatives(made.batch);
  const forces = made.forces("complex");
  expect(naturalGradient(derivatives, forces)).toEqual(naturalGradient(derivatives, forces, preferredForm(derivatives, forces)));
});

describe("what cannot be solved is null, not a vector of NaN", () => {
  const forms = ["primal", "dual"] as const;
  const metrics = ["complex", "real"] as const;
  const pairs = forms.flatMap((form) => metrics.map((metric) => ({ form, metric })));
  test.each(pairs)("$form, $metric: estimates, a shift or weights that are not finite", async ({ form, metric }) => {
    const made = await setting(machine(), 10, false, 63);
    const forces = made.forces(metric);
    const derivatives = made.network.logDerivatives(made.batch);
    expect(naturalGradient(derivatives, { ...forces, estimates: forces.estimates.map(() => Number.NaN) }, form)).toBeNull();
    expect(naturalGradient(derivatives, { ...forces, shift: { absolute: Number.POSITIVE_INFINITY, relative: 0 } }, form)).toBeNull();
    expect(naturalGradient(derivatives, { ...forces, shift: { absolute: -1e6, relative: 0 } }, form)).toBeNull();
    made.network.setParameters(made.network.parameters().fill(Number.NaN));
    const { batch } = batchOf(made.network, [
      [1, 1, 1, 1, 1, 1],
      [1, -1, 1, 1, 1, 1],
    ]);
    const two = { ...forces, estimates: Float64Array.of(1, 0, -1, 0) };
    expect(naturalGradient(made.network.logDerivatives(batch), two, form)).toBeNull();
  });
});

test("the same samples give the same bits, whatever was computed before", async () => {
  const made = await setting(machine({ biases: true }), 30, true, 64);
  const derivatives = made.network.logDerivatives(made.batch);
  for (const form of ["primal", "dual"] as const) {
    const first = naturalGradient(derivatives, made.forces("complex"), form);
    naturalGradient(derivatives, made.forces("real"), form);
    expect(naturalGradient(derivatives, made.forces("complex"), form)).toEqual(first);
  }
});
