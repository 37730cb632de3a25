// Stochastic reconfiguration, δ = (S + λ)^-1 F, in the cheaper of its two forms.
import type { LogDerivatives } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { dualHermitian, primalHermitian } from "./hermitianSolve.ts";
import { dualReal, primalReal, realGram } from "./realSolve.ts";

/** Solve with the metric of the parameters, or with the Gram matrix of the samples: the same vector either way. */
export type SolveForm = "primal" | "dual";

/**
 * Stochastic reconfiguration: δ = (S + λ)^-1 F with S = <O* O> - <O*><O>, F = <O* (ε - <ε>)> (Sorella 1998; Amari's natural gradient).
 * (S + λ)^-1 O† = O† (K + λ)^-1, K = O O† / N_s, so the smaller of the two systems is solved, by Cholesky, exactly. With a real metric the
 * parameters are (Re θ, Im θ) and δ is returned as Re + i Im; a network with real parameters has the real part of S in every reading.
 * @returns δ as a change of the parameters, complex interleaved; `null` if the metric is not positive definite in floating point.
 */
export function naturalGradient(
  derivatives: LogDerivatives,
  forces: Forces,
  form = preferredForm(derivatives, forces),
): Float64Array | null {
  const direction = solve(derivatives, forces, form);
  return direction?.every(Number.isFinite) ? derivatives.toParameters(direction) : null;
}

function solve(derivatives: LogDerivatives, forces: Forces, form: SolveForm): Float64Array | null {
  const complex = derivatives.field === "complex";
  if (form === "primal")
    return complex && forces.metric === "complex" ? primalHermitian(derivatives, forces) : primalReal(derivatives, forces);
  if (!complex) return dualReal(derivatives, forces);
  return forces.metric === "complex" ? dualHermitian(derivatives, forces) : realGram(derivatives, forces);
}

/**
 * The form that costs fewer operations. Building a Hermitian n × n matrix from m products takes 3 n² m (three real products), factoring it
 * 4/3 n³; a real one n² m and n³/3. Without a factorised Gram matrix that is the smaller of the two systems.
 */
export function preferredForm(
  { columns, samples, field, gramColumns }: Pick<LogDerivatives, "columns" | "samples" | "field" | "gramColumns">,
  { metric }: Pick<Forces, "metric">,
): SolveForm {
  const complex = field === "complex" && metric === "complex";
  const unknowns = field === "complex" && metric === "real" ? 2 * columns : columns;
  const equations = field === "real" && metric === "complex" ? 2 * samples : samples;
  const factor = (n: number) => ((complex ? 4 : 1) * n * n * n) / 3;
  const primal = (complex ? 3 : 1) * unknowns * unknowns * equations + factor(unknowns);
  const dual = (field === "complex" ? 3 * samples * samples * gramColumns : equations * equations * columns) + factor(equations);
  return primal < dual ? "primal" : "dual";
}
