import { beforeAll, describe, expect, test } from "vitest";
import { complexGram } from "../../src/kernels/gram.ts";
import { type Kernels, loadKernels } from "../../src/kernels/kernels.ts";
import { readPanels, readRealPanels, testStream, writePanels, writeRealPanels } from "../engine.ts";
import { add, type Complex, complexOf, conjugate, distance, modulus, multiply, scale, subtract } from "../judges.ts";

/** n products of numbers of order one are summed: rounding grows at most with n. */
const ROUNDING = 1e-14;
/** |L L† - A| and |A x - b| of a stable factorisation, per row and unit of |A| and |x|. */
const RESIDUAL = 1e-14;

/** Below, at and above the panels of 4 and the blocks of 64 columns. */
const sizes = [1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 66, 127, 129, 150];
/** Padding rows of a panel may hold anything; here the worst. */
const RUBBISH = Number.NaN;

let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

const stream = testStream(31);
const real = () => 2 * stream.uniform() - 1;
const padded = (rows: number) => 4 * Math.ceil(rows / 4);

function randomComplex(rows: number, columns: number): Complex[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, (): Complex => [real(), real()]));
}
/** Adds rows of rubbish up to a whole panel. */
function withRubbish(matrix: Complex[][], columns: number): Complex[][] {
  return [
    ...matrix,
    ...Array.from({ length: padded(matrix.length) - matrix.length }, () => new Array<Complex>(columns).fill([RUBBISH, RUBBISH])),
  ];
}
function withRealRubbish(matrix: number[][], columns: number): number[][] {
  return [...matrix, ...Array.from({ length: padded(matrix.length) - matrix.length }, () => new Array<number>(columns).fill(RUBBISH))];
}

/** A A† + 1, written out. */
function definite(rows: number): Complex[][] {
  const a = randomComplex(rows, rows);
  return a.map((x, i) =>
    a.map((y, j) =>
      add(
        x.reduce<Complex>((total, z, k) => add(total, multiply(z, conjugate(y[k]))), [0, 0]),
        [i === j ? 1 : 0, 0],
      ),
    ),
  );
}
const realPartOf = (matrix: Complex[][]) => matrix.map((row) => row.map(([x]) => x));
const largest = (matrix: Complex[][]) => Math.max(...matrix.map((row) => row.reduce((total, z) => total + modulus(z), 0)));

/** A Hermitian matrix as the kernels leave it: only the lower triangle, rubbish above and in the padding. */
function lower(matrix: Complex[][]): number {
  const n = padded(matrix.length);
  const kept = matrix.map((row, i) => Array.from({ length: n }, (_, k): Complex => (k <= i ? row[k] : [RUBBISH, RUBBISH])));
  return writePanels(kernels, withRubbish(kept, n), n);
}
function lowerReal(matrix: number[][]): number {
  const n = padded(matrix.length);
  const kept = matrix.map((row, i) => Array.from({ length: n }, (_, k) => (k <= i ? row[k] : RUBBISH)));
  return writeRealPanels(kernels, withRealRubbish(kept, n), n);
}

describe("Gram matrices", () => {
  test.each([
    [1, 1],
    [3, 5],
    [4, 4],
    [6, 1],
    [65, 7],
    [67, 40],
    [130, 3],
  ])("%i rows of %i columns", (rows, columns) => {
    const a = randomComplex(rows, columns);
    const out = kernels.allocate(64 * padded(rows) * (padded(rows) / 4));
    complexGram(kernels, writePanels(kernels, withRubbish(a, columns), columns), rows, columns, out);
    const found = readPanels(kernels, out, rows, padded(rows));
    const b = realPartOf(a);
    const outReal = kernels.allocate(32 * padded(rows) * (padded(rows) / 4));
    kernels.call.gramReal(writeRealPanels(kernels, withRealRubbish(b, columns), columns), rows, columns, outReal);
    const foundReal = readRealPanels(kernels, outReal, rows, padded(rows));
    const errors: number[] = [];
    for (let x = 0; x < rows; x++) {
      expect(found[x][x][1]).toBe(0);
      for (let y = 0; y <= x; y++) {
        const wanted = a[x].reduce<Complex>((total, z, k) => add(total, multiply(z, conjugate(a[y][k]))), [0, 0]);
        const wantedReal = b[x].reduce((total, z, k) => total + z * b[y][k], 0);
        errors.push(distance(found[x][y], wanted), Math.abs(foundReal[x][y] - wantedReal));
      }
    }
    expect(Math.max(...errors)).toBeLessThan(ROUNDING * columns);
  });
});

describe.each(sizes)("Cholesky of %i rows", (rows) => {
  test("complex: L L† = A, and the solution's residual vanishes", () => {
    const a = definite(rows);
    const pointer = lower(a);
    expect(kernels.call.choleskyComplex(pointer, rows, kernels.allocate(kernels.call.choleskyBytes(rows)))).toBe(0);
    const l = readPanels(kernels, pointer, rows, padded(rows));
    const size = largest(a);
    const errors: number[] = [];
    for (let x = 0; x < rows; x++) {
      expect(l[x][x][1]).toBe(0);
      for (let y = 0; y <= x; y++) {
        let product: Complex = [0, 0];
        for (let k = 0; k <= y; k++) product = add(product, multiply(l[x][k], conjugate(l[y][k])));
        errors.push(distance(product, a[x][y]));
      }
    }
    expect(Math.max(...errors)).toBeLessThan(RESIDUAL * size);
    const b = Array.from({ length: rows }, (): Complex => [real(), real()]);
    const vector = kernels.allocate(16 * rows);
    kernels.float64(vector, 2 * rows).set(b.flat());
    kernels.call.solveComplex(pointer, rows, vector);
    const x = complexOf(kernels.float64(vector, 2 * rows));
    const norm = Math.max(1, ...x.map(modulus));
    for (let i = 0; i < rows; i++) {
      const residual = a[i].reduce<Complex>((total, z, k) => add(total, multiply(z, x[k])), [-b[i][0], -b[i][1]]);
      expect(modulus(residual)).toBeLessThan(RESIDUAL * rows * size * norm);
    }
  });

  test("real: L Lᵀ = A, and the solution's residual vanishes", () => {
    const a = realPartOf(definite(rows));
    const pointer = lowerReal(a);
    expect(kernels.call.choleskyReal(pointer, rows, kernels.allocate(kernels.call.choleskyBytes(rows)))).toBe(0);
    const l = readRealPanels(kernels, pointer, rows, padded(rows));
    const size = Math.max(...a.map((row) => row.reduce((total, z) => total + Math.abs(z), 0)));
    const errors: number[] = [];
    for (let x = 0; x < rows; x++) {
      for (let y = 0; y <= x; y++) {
        let product = 0;
        for (let k = 0; k <= y; k++) product += l[x][k] * l[y][k];
        errors.push(Math.abs(product - a[x][y]));
      }
    }
    expect(Math.max(...errors)).toBeLessThan(RESIDUAL * size);
    const b = Array.from({ length: rows }, real);
    const vector = kernels.allocate(8 * rows);
    kernels.float64(vector, rows).set(b);
    kernels.call.solveReal(pointer, rows, vector);
    const x = kernels.float64(vector, rows);
    const norm = Math.max(1, ...x.map(Math.abs));
    for (let i = 0; i < rows; i++) {
      const residual = a[i].reduce((total, z, k) => total + z * x[k], -b[i]);
      expect(Math.abs(residual)).toBeLessThan(RESIDUAL * rows * size * norm);
    }
  });
});

describe("what is not positive definite is named by its column, counted from 1", () => {
  const spoiled: [string, number][] = [
    ["negative", -1e3],
    ["zero", 0],
    ["not a number", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
  ];
  test.each(spoiled)("%s", (_, value) => {
    for (const [rows, column] of [
      [1, 0],
      [6, 4],
      [70, 66],
      [130, 129],
    ]) {
      const a = definite(rows);
      if (value === 0) {
        for (let k = 0; k < rows; k++) a[column][k] = a[k][column] = [0, 0];
      } else a[column][column] = [value, 0];
      const tile = kernels.allocate(kernels.call.choleskyBytes(rows));
      expect(kernels.call.choleskyComplex(lower(a), rows, tile)).toBe(column + 1);
      expect(kernels.call.choleskyReal(lowerReal(realPartOf(a)), rows, tile)).toBe(column + 1);
    }
  });
});

test.each(sizes)("trace, scale and shift, real part: %i rows", (rows) => {
  const a = definite(rows);
  const b = realPartOf(a);
  const [pointer, pointerReal] = [lower(a), lowerReal(b)];
  const trace = a.reduce((total, row, i) => total + row[i][0], 0);
  expect(Math.abs(kernels.call.traceComplex(pointer, rows) - trace)).toBeLessThan(ROUNDING * rows * trace);
  expect(Math.abs(kernels.call.traceReal(pointerReal, rows) - trace)).toBeLessThan(ROUNDING * rows * trace);
  kernels.call.scaleAndShiftComplex(pointer, rows, 0.25, 3);
  kernels.call.scaleAndShiftReal(pointerReal, rows, 0.25, 3);
  const part = kernels.allocate(8 * padded(rows) ** 2);
  kernels.call.realPart(pointer, rows, part);
  const found = readPanels(kernels, pointer, rows, padded(rows));
  const foundReal = readRealPanels(kernels, pointerReal, rows, padded(rows));
  const foundPart = readRealPanels(kernels, part, rows, padded(rows));
  for (let x = 0; x < rows; x++) {
    // A product by a power of two and one addition, rounded as here.
    const wanted = a[x].slice(0, x + 1).map(([re, im], y) => [0.25 * re + (x === y ? 3 : 0), 0.25 * im]);
    expect(found[x].slice(0, x + 1)).toEqual(wanted);
    expect(foundReal[x].slice(0, x + 1)).toEqual(wanted.map(([re]) => re));
    expect(foundPart[x].slice(0, x + 1)).toEqual(wanted.map(([re]) => re));
  }
});

/** Weights of mean 1, one of them 0, and their roots in memory. */
function weightsOf(count: number): { weights: number[]; roots: number } {
  const raw = Array.from({ length: count }, (_, x) => (x === 1 ? 0 : stream.uniform() + 0.1));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((g) => (g * count) / total);
  const roots = kernels.allocate(8 * count);
  kernels.float64(roots, count).set(weights.map(Math.sqrt));
  return { weights, roots };
}

/** Σ_x g_x O_x / n. */
function meanOf(row: readonly Complex[], weights: readonly number[]): Complex {
  return scale(
    1 / row.length,
    row.reduce<Complex>((total, z, x) => add(total, scale(weights[x], z)), [0, 0]),
  );
}

describe.each([
  [1, 1],
  [5, 2],
  [3, 6],
  [9, 66],
  [66, 65],
])("centring %i parameters of %i samples", (parameters, samples) => {
  test("rows: √g (O - <O>) and the forces Cov(O*, ε)", () => {
    const o = randomComplex(parameters, samples);
    const { weights, roots } = weightsOf(samples);
    const raw = Array.from({ length: samples }, (): Complex => [real(), real()]);
    const mean = meanOf(raw, weights);
    const estimates = raw.map((z) => subtract(z, mean));
    const pointer = writePanels(kernels, withRubbish(o, samples), samples);
    const input = kernels.allocate(16 * samples);
    kernels.float64(input, 2 * samples).set(estimates.flat());
    const force = kernels.allocate(16 * parameters);
    kernels.call.centreRowsComplex(pointer, parameters, samples, roots, input, force);
    const found = readPanels(kernels, pointer, parameters, samples);
    const forces = complexOf(kernels.float64(force, 2 * parameters));
    for (const [k, row] of o.entries()) {
      const average = meanOf(row, weights);
      for (const [x, z] of row.entries()) {
        expect(distance(found[k][x], scale(Math.sqrt(weights[x]), subtract(z, average)))).toBeLessThan(ROUNDING * samples);
      }
      // <O* ε> - <O*><ε>, from what was never centred.
      const covariance = subtract(
        meanOf(
          row.map((z, x) => multiply(conjugate(z), raw[x])),
          weights,
        ),
        multiply(conjugate(average), mean),
      );
      expect(distance(forces[k], covariance)).toBeLessThan(ROUNDING * samples);
    }
  });

  test("Gram matrix: that of the centred rows", () => {
    const o = randomComplex(parameters, samples);
    const { weights, roots } = weightsOf(samples);
    const gram = Array.from({ length: samples }, (_, x) =>
      Array.from({ length: samples }, (_, y) => o.reduce<Complex>((total, row) => add(total, multiply(row[x], conjugate(row[y]))), [0, 0])),
    );
    const pointer = lower(gram);
    kernels.call.centreComplex(pointer, samples, roots, kernels.allocate(kernels.call.centringBytes(samples)));
    const found = readPanels(kernels, pointer, samples, padded(samples));
    const centred = o.map((row) => {
      const average = meanOf(row, weights);
      return row.map((z, x) => scale(Math.sqrt(weights[x]), subtract(z, average)));
    });
    const errors: number[] = [];
    for (let x = 0; x < samples; x++) {
      for (let y = 0; y <= x; y++) {
        const wanted = centred.reduce<Complex>((total, row) => add(total, multiply(row[x], conjugate(row[y]))), [0, 0]);
        errors.push(distance(found[x][y], wanted));
      }
    }
    expect(Math.max(...errors)).toBeLessThan(ROUNDING * samples * parameters);
  });

  test("the real Jacobian holds Re O, then -Im O", () => {
    const o = randomComplex(parameters, samples);
    const n = padded(parameters);
    const out = kernels.allocate(8 * 2 * n * samples);
    kernels.call.realRows(writePanels(kernels, o, samples), parameters, samples, out);
    const found = readRealPanels(kernels, out, 2 * n, samples);
    for (const [k, row] of o.entries()) {
      expect(found[k]).toEqual(row.map(([re]) => re));
      expect(found[n + k]).toEqual(row.map(([, im]) => -im));
    }
    for (let k = parameters; k < n; k++) expect([...found[k], ...found[n + k]].every((value) => value === 0)).toBe(true);
  });
});

test("memory is zeroed, aligned, reused by name, and refused beyond 1 GiB", () => {
  const pointer = kernels.allocate(1000);
  expect(pointer % 16).toBe(0);
  expect(kernels.float64(pointer, 125).every((value) => value === 0)).toBe(true);
  const scratch = kernels.scratch("test", 100);
  expect(kernels.scratch("test", 50)).toBe(scratch);
  expect(kernels.scratch("test", 200)).not.toBe(scratch);
  expect(kernels.scratch("other", 50)).not.toBe(scratch);
  expect(() => kernels.allocate(2 ** 30 + 1)).toThrow(/memory: expected at most 1 GiB at once/);
});
