import { describe, expect, test } from "vitest";
import { timesAdjoint } from "../../src/kernels/gram.ts";
import { type Kernels, loadKernels } from "../../src/kernels/kernels.ts";
import { readPanels, testStream, writePanels } from "../engine.ts";
import { add, type Complex, complexOf, conjugate, distance, modulus, multiply, scale } from "../judges.ts";

/** |A x - v| relative to |v|: rounding, the growth of partial pivoting and the condition of random matrices of these sizes. */
const RESIDUAL = 1e-11;
/** The same sums in another order. */
const PRODUCT = 1e-13;

/** Sizes below, at and above the tiles of 4 and the block columns of 32. */
const sizes = [1, 2, 3, 4, 5, 31, 32, 33, 64, 70, 101];

const stream = testStream(91);
const random = (): Complex => [2 * stream.uniform() - 1, 2 * stream.uniform() - 1];
const randomMatrix = (rows: number, columns: number) => Array.from({ length: rows }, () => Array.from({ length: columns }, random));
const padded = (n: number) => 4 * Math.ceil(n / 4);

/** Rows written with the columns a factorisation asks for; what is in the padding does not matter. */
function written(kernels: Kernels, matrix: readonly (readonly Complex[])[]) {
  const n = matrix.length;
  return writePanels(
    kernels,
    matrix.map((row) => [...row, ...Array.from({ length: padded(n) - n }, random)]),
    padded(n),
  );
}

function factored(kernels: Kernels, matrix: readonly (readonly Complex[])[]) {
  const n = matrix.length;
  const c = written(kernels, matrix);
  const pivots = kernels.allocate(4 * padded(n));
  const failed = kernels.call.luComplex(c, n, pivots, kernels.allocate(kernels.call.luBytes(n)));
  return { c, pivots, failed };
}

function solved(kernels: Kernels, matrix: readonly (readonly Complex[])[], right: readonly Complex[]): Complex[] {
  const { c, pivots } = factored(kernels, matrix);
  const v = kernels.allocate(16 * right.length);
  kernels.float64(v, 2 * right.length).set(right.flat());
  kernels.call.luSolveComplex(c, matrix.length, pivots, v);
  return complexOf(kernels.float64(v, 2 * right.length));
}

const dot = (row: readonly Complex[], x: readonly Complex[]) => row.reduce<Complex>((total, z, k) => add(total, multiply(z, x[k])), [0, 0]);

describe.each(sizes)("n = %s", (n) => {
  test("the solution solves the system", async () => {
    const kernels = await loadKernels();
    const matrix = randomMatrix(n, n);
    const right = Array.from({ length: n }, random);
    const x = solved(kernels, matrix, right);
    const largest = Math.max(...right.map(modulus)) * Math.max(1, ...x.map(modulus));
    for (const [i, row] of matrix.entries()) expect(distance(dot(row, x), right[i])).toBeLessThan(RESIDUAL * largest);
  });

  test("without pivoting it could not: zeros on the diagonal", async () => {
    if (n === 1) return;
    const kernels = await loadKernels();
    // A cyclic permutation, of small and large numbers.
    const matrix = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, k): Complex => (k === (i + 1) % n ? scale(10 ** ((i % 5) - 2), [0.6, 0.8]) : [0, 0])),
    );
    const right = Array.from({ length: n }, random);
    const x = solved(kernels, matrix, right);
    for (const [i, row] of matrix.entries()) expect(distance(dot(row, x), right[i])).toBeLessThan(RESIDUAL * 1e4);
  });

  test("A B† and the sum with a Hermitian matrix of which the lower triangle is given", async () => {
    const kernels = await loadKernels();
    const columns = 37;
    const [a, b] = [randomMatrix(n, columns), randomMatrix(n, columns)];
    const c = kernels.allocate(16 * padded(n) * padded(n));
    timesAdjoint(kernels, writePanels(kernels, a, columns), writePanels(kernels, b, columns), n, columns, c);
    const wanted = a.map((row) => b.map((other) => dot(row, other.map(conjugate))));
    const found = readPanels(kernels, c, n, padded(n));
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) expect(distance(found[i][k], wanted[i][k])).toBeLessThan(PRODUCT * columns);

    const square = randomMatrix(n, n);
    const hermitian = square.map((row, i) => row.map((z, k) => add(z, conjugate(square[k][i]))));
    // Above the diagonal stands what must not be read.
    const lower = hermitian.map((row, i) => row.map((z, k): Complex => (k > i ? [Number.NaN, Number.NaN] : z)));
    const target = kernels.allocate(16 * padded(n) * padded(n));
    kernels.call.addHermitian(c, 0.5, written(kernels, lower), 2, 3, n, target);
    const sum = readPanels(kernels, target, n, padded(n));
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const exact = add(add(scale(0.5, wanted[i][k]), scale(2, hermitian[i][k])), [i === k ? 3 : 0, 0]);
        expect(distance(sum[i][k], exact)).toBeLessThan(PRODUCT * columns);
      }
    }
  });
});

test("a singular matrix, and one that is not finite, are told of", async () => {
  const kernels = await loadKernels();
  for (const n of [3, 40]) {
    const matrix = randomMatrix(n, n);
    expect(factored(kernels, matrix).failed).toBe(0);
    const empty = matrix.map((row) => row.map((z, k): Complex => (k === n - 1 ? [0, 0] : z)));
    expect(factored(kernels, empty).failed).toBe(n);
    const broken = matrix.map((row, i) => row.map((z, k): Complex => (i === n - 1 && k === 1 ? [0, Number.NaN] : z)));
    expect(factored(kernels, broken).failed).toBeGreaterThan(0);
  }
});
