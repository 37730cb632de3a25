// The natural gradient with a real metric, over parameters or over samples.
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { centredForce, shiftOf, weighted } from "./system.ts";

/**
 * δ = (Re S + λ)^-1 F for real unknowns: the real and imaginary parts of complex parameters under a real metric (rows Re O, -Im O), or real
 * parameters (rows O, whose imaginary parts count as further samples if the metric is complex).
 */
export function primalReal(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples, field } = derivatives;
  const { call } = kernels;
  const { panels, force } = centredForce(derivatives, forces);
  const half = 4 * Math.ceil(columns / 4);
  const bothParts = field === "real" && forces.metric === "complex";
  const rows = field === "complex" ? 2 * half : columns;
  const width = bothParts ? 2 * samples : samples;
  const real = kernels.scratch("realDerivatives", panelBytes(rows, width) / 2);
  const matrix = kernels.scratch("realMetric", panelBytes(rows, rows + 3) / 2);
  const vector = kernels.scratch("realForce", 16 * half);
  if (field === "complex") call.realRows(panels, columns, samples, real);
  else call.realColumns(panels, columns, samples, bothParts ? 1 : 0, real);
  call.gramReal(real, rows, width, matrix);
  const shift = shiftOf(forces.shift, call.traceReal(matrix, rows), derivatives);
  call.scaleAndShiftReal(matrix, rows, 1 / samples, shift);
  if (call.choleskyReal(matrix, rows, kernels.scratch("cholesky", call.choleskyBytes(rows))) !== 0) return null;
  const complexForce = kernels.float64(force, 2 * columns);
  const unknowns = kernels.float64(vector, 2 * half).fill(0);
  for (let k = 0; k < columns; k++) {
    unknowns[k] = complexForce[2 * k];
    if (field === "complex") unknowns[half + k] = complexForce[2 * k + 1];
  }
  call.solveReal(matrix, rows, vector);
  const solved = kernels.float64(vector, 2 * half);
  if (field === "real") return solved.slice(0, columns);
  const direction = new Float64Array(2 * columns);
  for (let k = 0; k < columns; k++) {
    direction[2 * k] = solved[k];
    direction[2 * k + 1] = solved[half + k];
  }
  return direction;
}

/** The same for complex parameters under a real metric by the Gram matrix: δ = O† (Re K + λ)^-1 Re ε / N_s. */
export function realGram(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const gram = derivatives.gram();
  call.centreComplex(gram, samples, forces.roots, kernels.scratch("means", call.centringBytes(samples)));
  const real = kernels.scratch("realMetric", panelBytes(samples, samples + 3) / 2);
  const vector = kernels.scratch("realForce", 8 * samples);
  const w = kernels.scratch("dualVector", 16 * samples);
  const out = kernels.scratch("force", 16 * columns);
  const shift = shiftOf(forces.shift, call.traceComplex(gram, samples), derivatives);
  call.realPart(gram, samples, real);
  call.scaleAndShiftReal(real, samples, 1 / samples, shift);
  if (call.choleskyReal(real, samples, kernels.scratch("cholesky", call.choleskyBytes(samples))) !== 0) return null;
  const roots = kernels.float64(forces.roots, samples);
  const right = kernels.float64(vector, samples);
  for (let x = 0; x < samples; x++) right[x] = roots[x] * forces.estimates[2 * x];
  call.solveReal(real, samples, vector);
  const solved = kernels.float64(vector, samples);
  const complex = kernels.float64(w, 2 * samples);
  for (let x = 0; x < samples; x++) {
    complex[2 * x] = solved[x];
    complex[2 * x + 1] = 0;
  }
  weighted(kernels, w, forces.roots, samples, 1 / samples);
  derivatives.adjoint(w, out);
  return kernels.float64(out, 2 * columns).slice();
}

/** The same for real parameters by the Gram matrix of the samples, the imaginary parts of O behind the real ones if the metric is complex. */
export function dualReal(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, columns, samples } = derivatives;
  const { call } = kernels;
  const half = 4 * Math.ceil(samples / 4);
  const rows = forces.metric === "complex" ? 2 * half : half;
  const real = kernels.scratch("realDerivatives", panelBytes(2 * half, columns) / 2);
  const matrix = kernels.scratch("realMetric", panelBytes(rows, rows) / 2);
  const vector = kernels.scratch("realForce", 16 * half);
  const out = kernels.scratch("force", 16 * columns);
  const panels = derivatives.samplePanels();
  call.centreColumnsComplex(panels, samples, columns, forces.roots);
  // Rows Re O, then rows -Im O.
  call.realRows(panels, samples, columns, real);
  call.gramReal(real, rows, columns, matrix);
  const shift = shiftOf(forces.shift, call.traceReal(matrix, rows), derivatives);
  call.scaleAndShiftReal(matrix, rows, 1 / samples, shift);
  if (call.choleskyReal(matrix, rows, kernels.scratch("cholesky", call.choleskyBytes(rows))) !== 0) return null;
  const roots = kernels.float64(forces.roots, samples);
  const right = kernels.float64(vector, 2 * half).fill(0);
  for (let x = 0; x < samples; x++) {
    right[x] = roots[x] * forces.estimates[2 * x];
    if (rows > half) right[half + x] = -roots[x] * forces.estimates[2 * x + 1];
  }
  call.solveReal(matrix, rows, vector);
  call.transposeTimesReal(real, rows, columns, vector, out);
  return kernels.float64(out, columns).map((value) => value / samples);
}
