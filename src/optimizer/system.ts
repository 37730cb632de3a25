// What the forms of the natural gradient share: centring, weights, the shift.
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import type { LogDerivatives } from "../kernels/logDerivatives.ts";
import type { DiagonalShift, Forces } from "./forces.ts";

/** Derivatives centred over the samples and weighted with √g, rows parameters, and F_k = Σ_x g_x O_k* ε / N_s, complex interleaved. */
export function centredForce(derivatives: LogDerivatives, { estimates, roots, metric }: Forces): { panels: Pointer; force: Pointer } {
  const { kernels, columns, samples } = derivatives;
  const loaded = kernels.scratch("estimates", 16 * samples);
  const force = kernels.scratch("force", 16 * columns);
  const panels = derivatives.parameterPanels();
  const vector = kernels.float64(loaded, 2 * samples);
  vector.set(estimates);
  if (metric === "real") for (let x = 0; x < samples; x++) vector[2 * x + 1] = 0;
  kernels.call.centreRowsComplex(panels, columns, samples, roots, loaded, force);
  return { panels, force };
}

/** λ from the trace of N_s S, which is also that of K. */
export function shiftOf({ absolute, relative }: DiagonalShift, trace: number, { columns, samples }: LogDerivatives): number {
  return absolute + (relative * trace) / (samples * columns);
}

/** Multiplies a complex vector over the samples by √g × factor. */
export function weighted(kernels: Kernels, vector: Pointer, roots: Pointer, samples: number, factor: number): void {
  const values = kernels.float64(vector, 2 * samples);
  const weights = kernels.float64(roots, samples);
  for (let x = 0; x < samples; x++) {
    values[2 * x] *= weights[x] * factor;
    values[2 * x + 1] *= weights[x] * factor;
  }
}

/** v ← v*, complex interleaved. */
export function conjugate(vector: Float64Array): void {
  for (let k = 1; k < vector.length; k += 2) vector[k] = -vector[k];
}
