// The natural gradient with a complex metric, over parameters or over samples.
import { complexGram } from "../kernels/gram.ts";
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { refinedSolve } from "./refinedSolve.ts";
import { centredForce, conjugate, shiftOf, weighted } from "./system.ts";

/** δ = (S + λ)^-1 F with the P × P Hermitian metric. */
export function primalHermitian(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const { panels, force } = centredForce(derivatives, forces);
  const matrix = kernels.scratch("metric", panelBytes(columns, columns + 3));
  complexGram(kernels, panels, columns, samples, matrix);
  const shift = shiftOf(forces.shift, call.traceComplex(matrix, columns), derivatives);
  call.scaleAndShiftComplex(matrix, columns, 1 / samples, shift);
  // The panels hold O transposed, so the matrix is S*: solve S* δ* = F*.
  conjugate(kernels.float64(force, 2 * columns));
  if (!solveHermitian(kernels, matrix, columns, force)) return null;
  const solution = kernels.float64(force, 2 * columns).slice();
  conjugate(solution);
  return solution;
}

/** δ = O† (K + λ)^-1 ε / N_s with the N_s × N_s Gram matrix. */
export function dualHermitian(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const gram = derivatives.gram();
  call.centreComplex(gram, samples, forces.roots, kernels.scratch("means", call.centringBytes(samples)));
  const w = kernels.scratch("dualVector", 16 * samples);
  const out = kernels.scratch("force", 16 * columns);
  const shift = shiftOf(forces.shift, call.traceComplex(gram, samples), derivatives);
  call.scaleAndShiftComplex(gram, samples, 1 / samples, shift);
  kernels.float64(w, 2 * samples).set(forces.estimates);
  weighted(kernels, w, forces.roots, samples, 1);
  if (!solveHermitian(kernels, gram, samples, w)) return null;
  weighted(kernels, w, forces.roots, samples, 1 / samples);
  derivatives.adjoint(w, out);
  return kernels.float64(out, 2 * columns).slice();
}

/** Rows from which single precision, refined, is the faster way. */
const LEAST_REFINED = 192;

/** Replaces v by A^-1 v; destroys A. Returns whether A is positive definite in floating point. */
function solveHermitian(kernels: Kernels, matrix: Pointer, rows: number, v: Pointer): boolean {
  const { call } = kernels;
  if (rows >= LEAST_REFINED && refinedSolve(kernels, matrix, rows, v)) return true;
  if (call.choleskyComplex(matrix, rows, kernels.scratch("cholesky", call.choleskyBytes(rows))) !== 0) return false;
  call.solveComplex(matrix, rows, v);
  return true;
}
