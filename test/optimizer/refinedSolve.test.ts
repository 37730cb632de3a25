import { beforeAll, describe, expect, test } from "vitest";
import { type Kernels, loadKernels, type Pointer } from "../../src/kernels/kernels.ts";
import { panelBytes } from "../../src/kernels/logDerivatives.ts";
import { refinedSolve } from "../../src/optimizer/refinedSolve.ts";
import { testStream } from "../engine.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

type Matrix = { readonly re: Float64Array; readonly im: Float64Array };

/** A A† / n + shift for a random A of `rank` columns whose scales fall from 1 to `least`. */
function positive(n: number, rank: number, least: number, shift: number): Matrix {
  const stream = testStream(n);
  const draw = () => Float64Array.from({ length: n * rank }, (_, k) => least ** ((k % rank) / rank) * (2 * stream.uniform() - 1));
  const [ar, ai] = [draw(), draw()];
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < rank; k++) {
        re[i * n + j] += (ar[i * rank + k] * ar[j * rank + k] + ai[i * rank + k] * ai[j * rank + k]) / n;
        im[i * n + j] += (ai[i * rank + k] * ar[j * rank + k] - ar[i * rank + k] * ai[j * rank + k]) / n;
      }
    }
    re[i * n + i] += shift;
  }
  return { re, im };
}

/** The lower triangle in panels of 4 rows; everything else is poisoned. */
function panels({ re, im }: Matrix, n: number): Pointer {
  const pointer = kernels.allocate(panelBytes(n, n + 3));
  const stride = 32 * Math.ceil(n / 4);
  const values = kernels.float64(pointer, panelBytes(n, n + 3) / 8).fill(Number.NaN);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const at = (i >> 2) * stride + 8 * j + (i & 3);
      values[at] = re[i * n + j];
      values[at + 4] = im[i * n + j];
    }
  }
  return pointer;
}

/** |A x - b| / |b|, by the definition. */
function relativeResidual({ re, im }: Matrix, n: number, x: Float64Array, b: Float64Array): number {
  let [residual, size] = [0, 0];
  for (let i = 0; i < n; i++) {
    let [r, s] = [-b[2 * i], -b[2 * i + 1]];
    for (let j = 0; j < n; j++) {
      r += re[i * n + j] * x[2 * j] - im[i * n + j] * x[2 * j + 1];
      s += re[i * n + j] * x[2 * j + 1] + im[i * n + j] * x[2 * j];
    }
    residual += r * r + s * s;
    size += b[2 * i] ** 2 + b[2 * i + 1] ** 2;
  }
  return Math.sqrt(residual / size);
}

function rightSide(n: number): { b: Float64Array; pointer: Pointer } {
  const stream = testStream(3);
  const b = Float64Array.from({ length: 2 * n }, () => stream.uniform() - 0.5);
  const pointer = kernels.allocate(16 * n);
  kernels.float64(pointer, 2 * n).set(b);
  return { b, pointer };
}

describe("a Hermitian system by single precision and refinement", () => {
  test.each([
    [1, 1, 1],
    [3, 3, 1e-1],
    [8, 8, 1e-2],
    [50, 70, 1e-3],
    [97, 30, 1e-4],
    [200, 250, 1e-5],
    [204, 40, 1e-6],
  ])("n = %i, rank %i, shift %f: to 1e-8", (n, rank, shift) => {
    const matrix = positive(n, rank, 1e-2, shift);
    const { b, pointer } = rightSide(n);
    expect(refinedSolve(kernels, panels(matrix, n), n, pointer)).toBe(true);
    expect(relativeResidual(matrix, n, kernels.float64(pointer, 2 * n), b)).toBeLessThan(2e-8);
  });

  test.each([1e-30, 1e30])("matrices and vectors of the size %f", (size) => {
    const n = 24;
    const { re, im } = positive(n, 30, 1, 1e-2);
    const matrix = { re: re.map((value) => size * value), im: im.map((value) => size * value) };
    const { b, pointer } = rightSide(n);
    kernels.float64(pointer, 2 * n).set(b.map((value) => value / size));
    expect(refinedSolve(kernels, panels(matrix, n), n, pointer)).toBe(true);
    expect(
      relativeResidual(
        matrix,
        n,
        kernels.float64(pointer, 2 * n),
        b.map((value) => value / size),
      ),
    ).toBeLessThan(2e-8);
  });

  test("b = 0 gives 0", () => {
    const n = 12;
    const pointer = kernels.allocate(16 * n);
    expect(refinedSolve(kernels, panels(positive(n, 12, 1, 1), n), n, pointer)).toBe(true);
    expect(kernels.float64(pointer, 2 * n).every((value) => value === 0)).toBe(true);
  });

  test.each([
    ["indefinite", -1],
    ["singular to single precision", 1e-14],
  ])("a matrix that is %s is handed back, and b is kept", (_, shift) => {
    const n = 40;
    const { b, pointer } = rightSide(n);
    expect(refinedSolve(kernels, panels(positive(n, 10, 1, shift), n), n, pointer)).toBe(false);
    expect(Array.from(kernels.float64(pointer, 2 * n))).toEqual(Array.from(b));
  });
});
