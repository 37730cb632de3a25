import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import type { ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import { productOperator, productValues } from "../../src/branches/energy.ts";
import { type BlochSamples, branchMean, branchSamples } from "../../src/branches/samples.ts";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { chain } from "../../src/lattice/chain.ts";
import { add, type Complex, distance, multiply, plainRbm, scale } from "../judges.ts";
import { machine, randomWeights, tracedDensity } from "./networks.ts";

/** Rounding of sums over a few hundred terms of size one. */
const ROUNDING = 1e-12;
const PLAN = { seed: 1, samples: 4096, chains: 16 };
const ring = chain(4);

/** Σ_h p_h Π_i (1 + r_i·σ_i)/2, written out. */
function mixture({ sites, count, bloch, weights }: BlochSamples): Complex[][] {
  const dimension = 2 ** sites;
  const rho = Array.from({ length: dimension }, () => new Array<Complex>(dimension).fill([0, 0]));
  for (let t = 0; t < count; t++) {
    for (let row = 0; row < dimension; row++) {
      for (let column = 0; column < dimension; column++) {
        let value: Complex = [weights[t], 0];
        for (let i = 0; i < sites; i++) {
          const [x, y, z] = bloch.subarray(3 * (t * sites + i));
          const [r, c] = [(row >> i) & 1, (column >> i) & 1];
          value = multiply(value, r === c ? [(1 + (r === 0 ? z : -z)) / 2, 0] : [x / 2, (r === 0 ? -y : y) / 2]);
        }
        rho[row][column] = add(rho[row][column], value);
      }
    }
  }
  return rho;
}

/** Tr ρ H of a dense H. */
function traceWith(rho: readonly (readonly Complex[])[], hamiltonian: Parameters<typeof denseMatrix>[0]): number {
  const { dimension, real, imaginary } = denseMatrix(hamiltonian);
  let total = 0;
  for (let r = 0; r < dimension; r++) {
    for (let c = 0; c < dimension; c++) total += multiply(rho[c][r], [real[r * dimension + c], imaginary[r * dimension + c]])[0];
  }
  return total;
}

const networks: [string, ReturnType<typeof machine>][] = [
  ["dense, three hidden units", machine(0.75)],
  ["dense without biases", machine(1, { biases: false })],
  ["weights shared over translations", machine(2, { symmetric: true })],
  ["shared, without biases", machine(1, { symmetric: true, biases: false })],
  ["real", machine(1, { real: true })],
];

describe.each(networks)("%s", (_, ansatz) => {
  test.each([0.2, 1])("Bloch vectors of all branches are the traced density matrix, weights up to %s", (size) => {
    for (const seed of [1, 2, 3]) {
      const parameters = randomWeights(ansatz, ring, size, seed);
      if (ansatz.real) for (let k = 1; k < parameters.length; k += 2) parameters[k] = 0;
      const samples = branchSamples({ ansatz, parameters }, ring, PLAN);
      expect(samples).toMatchObject({ exact: true, chains: 1, count: 2 ** Math.round(4 * ansatz.density) });
      const [found, wanted] = [mixture(samples), tracedDensity(plainRbm(ansatz, ring, parameters))];
      for (const [r, row] of wanted.entries())
        for (const [c, value] of row.entries()) expect(distance(found[r][c], value)).toBeLessThan(ROUNDING);
      const operator = sum("mixed", ring, [
        ...dm(ring, { d: 0.7 }).strings,
        pauli(0.3, { 0: "Y" }),
        pauli(-0.4, { 1: "X", 2: "Y", 3: "Z" }),
        pauli(0.9, {}),
        pauli(0.2, { 2: "Z" }),
      ]);
      const { mean, error } = branchMean(samples, productValues(productOperator(operator), samples.bloch));
      expect(error).toBe(0);
      expect(Math.abs(mean - traceWith(wanted, operator))).toBeLessThan(10 * ROUNDING);
    }
  });
});

test("a product state is one branch", () => {
  const ansatz: ResolvedAnsatz = { name: "product", symmetric: false, pointGroup: false, parity: "none", biases: true, deviation: 0.02 };
  const parameters = Float64Array.from({ length: 8 }, (_, k) => Math.sin(1 + k));
  const samples = branchSamples({ ansatz, parameters }, ring, PLAN);
  expect(samples).toMatchObject({ count: 1, exact: true });
  const a = Array.from({ length: 4 }, (_, i): Complex => [parameters[2 * i], parameters[2 * i + 1]]);
  const wanted = tracedDensity({ a, b: [], w: a.map(() => []) });
  for (const [r, row] of mixture(samples).entries())
    for (const [c, value] of row.entries()) expect(distance(value, wanted[r][c])).toBeLessThan(ROUNDING);
});

/** Σ of the negative eigenvalues of ρ transposed on the first half of the sites. */
function negativity(rho: readonly (readonly Complex[])[], sites: number): number {
  const half = (1 << (sites >> 1)) - 1;
  const moved = (r: number, c: number) => rho[(r & ~half) | (c & half)][(c & ~half) | (r & half)];
  const dimension = rho.length;
  // Hermitian A + iB as the real symmetric [[A, -B], [B, A]], whose eigenvalues are those twice.
  const real = Matrix.zeros(2 * dimension, 2 * dimension);
  for (let r = 0; r < dimension; r++) {
    for (let c = 0; c < dimension; c++) {
      const [re, im] = moved(r, c);
      real.set(r, c, re);
      real.set(r + dimension, c + dimension, re);
      real.set(r, c + dimension, -im);
      real.set(r + dimension, c, im);
    }
  }
  const { realEigenvalues } = new EigenvalueDecomposition(real, { assumeSymmetric: true });
  return realEigenvalues.reduce((total, value) => total + Math.max(0, -value), 0) / 2;
}

test("the mixture is separable: the negativity of 200 random networks is zero", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const ansatz = machine(seed % 2 === 0 ? 1 : 0.5);
    const parameters = randomWeights(ansatz, ring, 0.3 + (seed % 5) / 4, seed);
    expect(negativity(tracedDensity(plainRbm(ansatz, ring, parameters)), 4)).toBeLessThan(ROUNDING);
  }
});

test("the test of separability can fail: a Bell pair beside two spins up has negativity 1/2", () => {
  // Sites 0 and 2 in (|00> + |11>)/√2: states 0 and 5.
  const rho = Array.from({ length: 16 }, (_, r) =>
    Array.from({ length: 16 }, (_, c): Complex => scale(r % 5 === 0 && c % 5 === 0 && r <= 5 && c <= 5 ? 0.5 : 0, [1, 0])),
  );
  expect(negativity(rho, 4)).toBeCloseTo(0.5, 12);
});

/** Of four standard errors: 6e-5 of normal deviates lie farther. */
const FOUR = 4;

test("drawn branches agree with all of them within four errors, seed after seed, and the errors are no larger than they need be", () => {
  const lattice = chain(6);
  const ansatz = machine(1);
  const operator = productOperator(dm(lattice, { d: 0.5 }));
  const pulls: number[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    const network = { ansatz, parameters: randomWeights(ansatz, lattice, 0.35, seed) };
    const all = branchSamples(network, lattice, PLAN);
    const drawn = branchSamples(network, lattice, { ...PLAN, seed, fullSum: false });
    expect(drawn).toMatchObject({ exact: false, chains: 16, count: 4096 });
    const exact = branchMean(all, productValues(operator, all.bloch)).mean;
    const { mean, error } = branchMean(drawn, productValues(operator, drawn.bloch));
    pulls.push((mean - exact) / error);
  }
  for (const pull of pulls) expect(Math.abs(pull)).toBeLessThan(FOUR);
  const square = pulls.reduce((total, pull) => total + pull * pull, 0) / pulls.length;
  expect(square).toBeGreaterThan(0.2);
  expect(square).toBeLessThan(3);
});

test("the same seed draws the same branches, another seed others", () => {
  const ansatz = machine(1);
  const network = { ansatz, parameters: randomWeights(ansatz, ring, 0.5, 4) };
  const draw = (seed: number) => branchSamples(network, ring, { seed, samples: 64, chains: 8, fullSum: false }).bloch;
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).not.toEqual(draw(4));
});

test("refusals say what is read, and how to mend it", () => {
  const parameters = new Float64Array(0);
  const refused = (ansatz: ResolvedAnsatz) => () => branchSamples({ ansatz, parameters }, ring, PLAN);
  expect(refused(machine(1, { pointGroup: true }))).toThrow(
    /^branches: branches reads the hidden units of an rbm, got one summed over the point group; train it with --no-point-group/,
  );
  expect(refused(machine(1, { parity: "odd" }))).toThrow(/got one projected on odd parity; train it with --parity none/);
  const { density: _, real: __, ...common } = machine(1);
  expect(refused({ ...common, name: "jastrow" })).toThrow(/got jastrow; use an rbm, or another reading/);
  expect(refused({ ...common, name: "mlp", widths: [4], activation: "log-cosh" })).toThrow(/got mlp; use an rbm/);
  const large = machine(5);
  const network = { ansatz: large, parameters: randomWeights(large, ring, 0.1, 1) };
  expect(() => branchSamples(network, ring, { ...PLAN, fullSum: true })).toThrow(/at most 16 hidden units to sum over, got 20/);
});
