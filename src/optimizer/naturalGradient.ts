import type { Pointer } from "../kernels/kernels.ts";
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";

/** λ = absolute + relative · mean diagonal of S, added to the diagonal of the metric. */
export interface DiagonalShift {
  readonly absolute: number;
  readonly relative: number;
}

/** What the samples say, beside their derivatives. */
export interface Forces {
  /** ε(s_x) - <ε>, complex interleaved, length 2 N_s. */
  readonly estimates: Float64Array;
  /** √g for each sample, g of mean 1; length N_s, in the memory of the kernels. */
  readonly roots: Pointer;
  /** Which part of the Gram matrix is the metric. With "real" the imaginary part of ε does not enter. */
  readonly metric: "complex" | "real";
  readonly shift: DiagonalShift;
}

/** Solve with the P × P metric, or with the N_s × N_s Gram matrix: the same vector either way. */
export type SolveForm = "primal" | "dual";

/**
 * Stochastic reconfiguration: δ = (S + λ)^-1 F with S = <O* O> - <O*><O>, F = <O* (ε - <ε>)> (Sorella 1998; Amari's natural gradient).
 * (S + λ)^-1 O† = O† (K + λ)^-1, K = O O† / N_s, so the smaller of the two systems is solved, by Cholesky, exactly.
 * With a real metric the parameters are (Re θ, Im θ) and δ is returned as Re + i Im.
 * @returns δ, complex interleaved, length 2P; `null` if the metric is not positive definite in floating point, or not finite.
 */
export function naturalGradient(
  derivatives: LogDerivatives,
  forces: Forces,
  form = preferredForm(derivatives, forces),
): Float64Array | null {
  return form === "primal" ? solvePrimal(derivatives, forces) : solveDual(derivatives, forces);
}

/** Primal where there are fewer parameters than samples; a real metric has two real parameters for each complex one. */
export function preferredForm({ parameters, samples }: LogDerivatives, { metric }: Forces): SolveForm {
  return (metric === "real" ? 2 * parameters : parameters) < samples ? "primal" : "dual";
}

function solvePrimal(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, parameters, samples } = derivatives;
  const { call } = kernels;
  const estimates = loadEstimates(derivatives, forces);
  const panels = derivatives.parameterPanels();
  const force = kernels.scratch("force", 16 * parameters);
  call.centreRowsComplex(panels, parameters, samples, forces.roots, estimates, force);
  const tile = kernels.scratch("tile", 256);
  if (forces.metric === "complex") {
    const matrix = kernels.scratch("metric", panelBytes(parameters, parameters + 3));
    call.gramComplex(panels, parameters, samples, matrix);
    const shift = shiftOf(forces.shift, call.traceComplex(matrix, parameters), derivatives);
    call.scaleAndShiftComplex(matrix, parameters, 1 / samples, shift);
    if (call.choleskyComplex(matrix, parameters, tile) !== 0) return null;
    // The panels hold O transposed, so the matrix is S*: solve S* δ* = F*.
    const vector = kernels.float64(force, 2 * parameters);
    conjugate(vector);
    call.solveComplex(matrix, parameters, force);
    const solution = kernels.float64(force, 2 * parameters).slice();
    conjugate(solution);
    return finite(solution);
  }
  const half = 4 * Math.ceil(parameters / 4);
  const real = kernels.scratch("realDerivatives", panelBytes(2 * half, samples) / 2);
  call.realRows(panels, parameters, samples, real);
  const matrix = kernels.scratch("realMetric", panelBytes(2 * half, 2 * half) / 2);
  call.gramReal(real, 2 * half, samples, matrix);
  const shift = shiftOf(forces.shift, call.traceReal(matrix, 2 * half), derivatives);
  call.scaleAndShiftReal(matrix, 2 * half, 1 / samples, shift);
  if (call.choleskyReal(matrix, 2 * half, tile) !== 0) return null;
  const interleaved = kernels.float64(force, 2 * parameters).slice();
  const split = kernels.scratch("realForce", 16 * half);
  const vector = kernels.float64(split, 2 * half).fill(0);
  for (let k = 0; k < parameters; k++) {
    vector[k] = interleaved[2 * k];
    vector[half + k] = interleaved[2 * k + 1];
  }
  call.solveReal(matrix, 2 * half, split);
  const solved = kernels.float64(split, 2 * half);
  for (let k = 0; k < parameters; k++) {
    interleaved[2 * k] = solved[k];
    interleaved[2 * k + 1] = solved[half + k];
  }
  return finite(interleaved);
}

function solveDual(derivatives: LogDerivatives, forces: Forces): Float64Array | null {
  const { kernels, parameters, samples } = derivatives;
  const { call } = kernels;
  const gram = derivatives.gram();
  call.centreComplex(gram, samples, forces.roots, kernels.scratch("means", 16 * samples));
  const shift = shiftOf(forces.shift, call.traceComplex(gram, samples), derivatives);
  const tile = kernels.scratch("tile", 256);
  const w = kernels.scratch("dualVector", 16 * samples);
  const right = kernels.scratch("realForce", 8 * samples);
  const real = forces.metric === "real" ? kernels.scratch("realMetric", panelBytes(samples, samples + 3) / 2) : 0;
  // Views last until memory grows: nothing is allocated below.
  const out = kernels.scratch("force", 16 * parameters);
  const roots = kernels.float64(forces.roots, samples);
  if (forces.metric === "complex") {
    call.scaleAndShiftComplex(gram, samples, 1 / samples, shift);
    if (call.choleskyComplex(gram, samples, tile) !== 0) return null;
    const vector = kernels.float64(w, 2 * samples);
    for (let x = 0; x < samples; x++) {
      vector[2 * x] = roots[x] * forces.estimates[2 * x];
      vector[2 * x + 1] = roots[x] * forces.estimates[2 * x + 1];
    }
    call.solveComplex(gram, samples, w);
  } else {
    call.realPart(gram, samples, real);
    call.scaleAndShiftReal(real, samples, 1 / samples, shift);
    if (call.choleskyReal(real, samples, tile) !== 0) return null;
    const vector = kernels.float64(right, samples);
    for (let x = 0; x < samples; x++) vector[x] = roots[x] * forces.estimates[2 * x];
    call.solveReal(real, samples, right);
    const complex = kernels.float64(w, 2 * samples).fill(0);
    const solved = kernels.float64(right, samples);
    for (let x = 0; x < samples; x++) complex[2 * x] = solved[x];
  }
  const vector = kernels.float64(w, 2 * samples);
  for (let x = 0; x < samples; x++) {
    vector[2 * x] *= roots[x] / samples;
    vector[2 * x + 1] *= roots[x] / samples;
  }
  derivatives.adjoint(w, out);
  return finite(kernels.float64(out, 2 * parameters).slice());
}

/** `trace` is that of N_s S, the same as that of K. */
function shiftOf({ absolute, relative }: DiagonalShift, trace: number, { parameters, samples }: LogDerivatives): number {
  return absolute + (relative * trace) / (samples * parameters);
}

function loadEstimates({ kernels, samples }: LogDerivatives, { estimates, metric }: Forces): Pointer {
  const pointer = kernels.scratch("estimates", 16 * samples);
  const loaded = kernels.float64(pointer, 2 * samples);
  loaded.set(estimates);
  if (metric === "real") for (let x = 0; x < samples; x++) loaded[2 * x + 1] = 0;
  return pointer;
}

function conjugate(vector: Float64Array): void {
  for (let k = 1; k < vector.length; k += 2) vector[k] = -vector[k];
}

function finite(vector: Float64Array): Float64Array | null {
  return vector.every(Number.isFinite) ? vector : null;
}
