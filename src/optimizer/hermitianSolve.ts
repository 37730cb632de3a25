import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { centredForce, conjugate, shiftOf, TILE_BYTES, weighted } from "./system.ts";

/** δ = (S + λ)^-1 F with the P × P Hermitian metric. */
export function primalHermitian(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const { panels, force } = centredForce(derivatives, forces);
  const matrix = kernels.scratch("metric", panelBytes(columns, columns + 3));
  const tile = kernels.scratch("tile", TILE_BYTES);
  call.gramComplex(panels, columns, samples, matrix);
  const shift = shiftOf(forces.shift, call.traceComplex(matrix, columns), derivatives);
  call.scaleAndShiftComplex(matrix, columns, 1 / samples, shift);
  if (call.choleskyComplex(matrix, columns, tile) !== 0) return null;
  // The panels hold O transposed, so the matrix is S*: solve S* δ* = F*.
  conjugate(kernels.float64(force, 2 * columns));
  call.solveComplex(matrix, columns, force);
  const solution = kernels.float64(force, 2 * columns).slice();
  conjugate(solution);
  return solution;
}

/** δ = O† (K + λ)^-1 ε / N_s with the N_s × N_s Gram matrix. */
export function dualHermitian(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const gram = derivatives.gram();
  call.centreComplex(gram, samples, forces.roots, kernels.scratch("means", 16 * samples));
  const tile = kernels.scratch("tile", TILE_BYTES);
  const w = kernels.scratch("dualVector", 16 * samples);
  const out = kernels.scratch("force", 16 * columns);
  const shift = shiftOf(forces.shift, call.traceComplex(gram, samples), derivatives);
  call.scaleAndShiftComplex(gram, samples, 1 / samples, shift);
  if (call.choleskyComplex(gram, samples, tile) !== 0) return null;
  kernels.float64(w, 2 * samples).set(forces.estimates);
  weighted(kernels, w, forces.roots, samples, 1);
  call.solveComplex(gram, samples, w);
  weighted(kernels, w, forces.roots, samples, 1 / samples);
  derivatives.adjoint(w, out);
  return kernels.float64(out, 2 * columns).slice();
}
