import { determinant as byMlMatrix, EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { determinant, rotationPart } from "../../src/exact/linear/orthogonalPart.ts";
import { singularValues } from "../../src/exact/linear/singularValues.ts";
import { testStream } from "../engine.ts";

/** Two codes work to rounding. */
const ROUNDING = 1e-12;
/** The judge takes the root of eigenvalues that are good to 1e-16. */
const SQUARED = 1e-7;

function random(length: number, seed: number): Float64Array {
  const stream = testStream(seed);
  return Float64Array.from({ length }, () => stream.uniform() - 0.5);
}

/** Roots of the eigenvalues of A†A, as a real matrix of twice the size, by ml-matrix; descending. */
function judge(rows: number, columns: number, real: Float64Array, imaginary: Float64Array): number[] {
  const a = Matrix.zeros(2 * rows, 2 * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      a.set(i, k, real[i * columns + k]);
      a.set(rows + i, columns + k, real[i * columns + k]);
      a.set(i, columns + k, -imaginary[i * columns + k]);
      a.set(rows + i, k, imaginary[i * columns + k]);
    }
  }
  const { realEigenvalues } = new EigenvalueDecomposition(a.transpose().mmul(a), { assumeSymmetric: true });
  const sorted = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))).sort((x, y) => y - x);
  return Array.from({ length: Math.min(rows, columns) }, (_, k) => sorted[2 * k]);
}

describe("singularValues", () => {
  test.each([
    [1, 1],
    [4, 4],
    [7, 3],
    [3, 7],
    [16, 16],
    [2, 40],
  ])("of random matrices of %i × %i, complex and real", (rows, columns) => {
    const [real, imaginary] = [random(rows * columns, rows), random(rows * columns, columns + 50)];
    const zero = new Float64Array(rows * columns);
    for (const [im, given] of [
      [imaginary, imaginary],
      [zero, zero],
      [zero, null],
    ] as const) {
      const found = singularValues({ rows, columns, real, imaginary: given });
      for (const [k, value] of judge(rows, columns, real, im).entries()) expect(Math.abs(found[k] - value)).toBeLessThan(SQUARED);
      const norm = [...real, ...im].reduce((total, x) => total + x * x, 0);
      expect(Math.abs(found.reduce((total, value) => total + value * value, 0) - norm)).toBeLessThan(ROUNDING);
    }
  });

  test("of low rank with rounding on top, as a simple state has them: an end is reached, and the rest is 0", () => {
    const size = 128;
    const noise = random(size * size, 8);
    const [u, v] = [random(2 * size, 3), random(2 * size, 4)];
    const real = noise.map((x, at) => {
      const [i, k] = [Math.floor(at / size), at % size];
      return u[i] * v[k] + u[size + i] * v[size + k] + 1e-17 * x;
    });
    const found = singularValues({ rows: size, columns: size, real, imaginary: null });
    expect(found[1]).toBeGreaterThan(1);
    for (const value of found.subarray(2)) expect(value).toBeLessThan(ROUNDING);
    expect([...singularValues({ rows: 3, columns: 3, real: new Float64Array(9), imaginary: null })]).toEqual([0, 0, 0]);
  });

  test("small ones keep their digits: a graded matrix", () => {
    const scales = [1, 1e-5, 1e-10, 1e-14];
    const [c, s] = [0.6, 0.8];
    // diag(scales) times rotations of neighbours: the product of the values is its determinant.
    const real = Float64Array.from([c, s, 0, 0, -s * 1e-5, c * 1e-5, 0, 0, 0, 0, 1e-10, 0, 0, 0, 0, 1e-14]);
    const found = singularValues({ rows: 4, columns: 4, real, imaginary: null });
    for (const [k, value] of found.entries()) expect(value / scales[k]).toBeCloseTo(1, 9);
  });
});

describe("real square matrices", () => {
  const rowsOf = (values: Float64Array, size: number) => Array.from({ length: size }, (_, i) => values.slice(i * size, (i + 1) * size));

  test("determinants, of a part too", () => {
    const matrix = rowsOf(random(36, 2), 6);
    const rows = matrix.map((row) => [...row]);
    expect(determinant(matrix)).toBeCloseTo(byMlMatrix(new Matrix(rows)), 13);
    expect(determinant(matrix, 1, 2, 4)).toBeCloseTo(byMlMatrix(new Matrix(rows).subMatrix(1, 4, 2, 5)), 13);
    expect(determinant(rowsOf(Float64Array.of(0, 1, 1, 0), 2))).toBe(-1);
    expect(determinant(rowsOf(new Float64Array(9), 3))).toBe(0);
  });

  test.each([3, 4])(
    "the rotation part is a rotation, and leaves a symmetric rest without negative values: %i rows, singular too",
    (size) => {
      const regular = rowsOf(random(size * size, 5), size);
      if (determinant(regular) < 0) regular[0] = regular[0].map((x) => -x);
      const singular = regular.map((row, i) => (i === size - 1 ? new Float64Array(size) : row));
      for (const matrix of [regular, singular]) {
        const k = new Matrix(rotationPart(matrix).map((row) => [...row]));
        const m = new Matrix(matrix.map((row) => [...row]));
        expect(k.mmul(k.transpose()).sub(Matrix.eye(size)).norm()).toBeLessThan(ROUNDING);
        expect(byMlMatrix(k)).toBeCloseTo(1, 12);
        const rest = k.transpose().mmul(m);
        expect(Matrix.sub(rest, rest.transpose()).norm()).toBeLessThan(ROUNDING);
        const { realEigenvalues } = new EigenvalueDecomposition(rest, { assumeSymmetric: true });
        expect(Math.min(...realEigenvalues)).toBeGreaterThan(-ROUNDING);
      }
    },
  );
});
