// A Hermitian positive system solved in double precision with a factor in single precision.
import type { Kernels, Pointer } from "../kernels/kernels.ts";

/** |A x - b| / |b| of a solution: far below the noise of any sampled b, and below what the linear step itself neglects. */
const TOLERANCE = 1e-8;
/** A factor in single precision that needs more iterations than this is no help. Two or three are usual. */
const MOST_ITERATIONS = 25;

/**
 * Solves A x = b for a Hermitian positive matrix of n rows, in panels, by conjugate gradients preconditioned with its Cholesky factor in single
 * precision (Saad, Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 9.1). A is kept, x replaces b: complex, interleaved.
 * @returns whether it came to a relative residual of 1e-8; if not, A is too badly conditioned for single precision, and b is kept
 */
export function refinedSolve(kernels: Kernels, matrix: Pointer, rows: number, b: Pointer): boolean {
  const { call } = kernels;
  const single = kernels.scratch("single", call.singleBytes(rows));
  if (call.choleskySingle(matrix, rows, single) !== 0) return false;
  const length = 8 * Math.ceil(rows / 4);
  const panels = Math.ceil(rows / 8);
  const input = kernels.scratch("productInput", 8 * length);
  const output = kernels.scratch("productOutput", 8 * length);
  const partials = kernels.scratch("productPartials", call.productBytes(rows));
  const preconditioned = kernels.scratch("preconditioned", 64 * panels);

  const residual = new Float64Array(length);
  residual.set(kernels.float64(b, 2 * rows));
  const solution = new Float64Array(length);
  const z = new Float64Array(length);
  let direction = new Float64Array(length);
  const target = TOLERANCE * TOLERANCE * dot(residual, residual);
  let before = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    // The factor is that of A, and single precision reaches from 1e-38 to 1e38: the residual is scaled to 1.
    const scale = Math.sqrt(dot(residual, residual));
    if (scale === 0 || scale * scale <= target) {
      kernels.float64(b, 2 * rows).set(solution.subarray(0, 2 * rows));
      return true;
    }
    const panelled = kernels.float32(preconditioned, 16 * panels).fill(0);
    for (let row = 0; row < rows; row++) {
      const at = (row >> 3) * 16 + (row & 7);
      panelled[at] = residual[2 * row] / scale;
      panelled[at + 8] = residual[2 * row + 1] / scale;
    }
    call.solveSingle(single, rows, preconditioned);
    const solved = kernels.float32(preconditioned, 16 * panels);
    for (let row = 0; row < rows; row++) {
      const at = (row >> 3) * 16 + (row & 7);
      z[2 * row] = solved[at] * scale;
      z[2 * row + 1] = solved[at + 8] * scale;
    }
    const now = dot(residual, z);
    if (iteration === 0) direction = z.slice();
    else for (let k = 0; k < length; k++) direction[k] = z[k] + (now / before) * direction[k];
    before = now;
    kernels.float64(input, length).set(direction);
    call.multiplyHermitian(matrix, rows, input, partials, output);
    const image = kernels.float64(output, length);
    const step = now / dot(direction, image);
    for (let k = 0; k < length; k++) {
      solution[k] += step * direction[k];
      residual[k] -= step * image[k];
    }
  }
  return false;
}

/** Re Σ a* b of complex interleaved vectors. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
