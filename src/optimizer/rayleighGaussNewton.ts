// The Rayleigh-Gauss-Newton method (Webber & Lindsey, arXiv:2106.10558).
import { complexGram, timesAdjoint } from "../kernels/gram.ts";
import type { Pointer } from "../kernels/kernels.ts";
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { centredForce, conjugate, shiftOf } from "./system.ts";

/** A step of the Rayleigh-Gauss-Newton method, θ ← θ - δ. */
export interface GaussNewtonStep {
  /** δ as a change of the parameters, complex interleaved. */
  readonly direction: Float64Array;
  /** √(δ† S δ), how far the normalised wave function moves (Fubini-Study, in radians). */
  readonly distance: number;
  /** How much the quadratic model of the energy falls by, 2 Re g†δ - δ† H δ. */
  readonly decrease: number;
}

/**
 * The Rayleigh-Gauss-Newton method (Webber & Lindsey, arXiv:2106.10558), Newton's method for the Rayleigh quotient without the second
 * derivatives of f, which vanish with the residual at an eigenstate:
 *
 *     (H + (S + λ)/τ) δ = g,   S_ij = Cov(O_i*, O_j),   g_i = Cov(O_i*, ε),   H_ij = Cov(O_i*, ∂_j ε) + <δO_i* (ε - <ε>) δO_j>.
 *
 * Small τ is the natural gradient with step τ, large τ is Newton. ∂_j ε = h_j - ε O_j with h_j of that paper: the same H, its fluctuations
 * vanish with those of ε. P × P and, as estimated, not Hermitian: solved by LU. A network with real parameters has the real parts of all
 * three. Only for a complex ratio: with moduli the derivatives of ε are others.
 */
export class GaussNewtonSystem {
  readonly #derivatives: LogDerivatives;
  readonly #pointers: Readonly<
    Record<"centred" | "metric" | "hessian" | "matrix" | "force" | "vector" | "pivots" | "scratch" | "response", Pointer>
  >;
  readonly #shift: number;

  /**
   * @param estimateDerivatives ∂_k ε(s_x), panels as those of the derivatives; overwritten
   * @param curving what stands for ε - <ε> in H. Newton lowers ln f by 1 where a configuration of large ε is pushed away; with ε/κ there, by κ.
   */
  constructor(derivatives: LogDerivatives, estimateDerivatives: Pointer, forces: Forces, curving: Float64Array = forces.estimates) {
    const { kernels, columns, samples } = derivatives;
    const { call } = kernels;
    const { panels, force } = centredForce(derivatives, forces);
    const square = panelBytes(columns, columns + 3);
    this.#derivatives = derivatives;
    this.#pointers = {
      centred: panels,
      force,
      metric: kernels.scratch("metric", square),
      hessian: kernels.scratch("hessian", square),
      matrix: kernels.scratch("gaussNewton", square),
      vector: kernels.scratch("gaussNewtonVector", 16 * (columns + 3)),
      pivots: kernels.scratch("pivots", 4 * (columns + 3)),
      scratch: kernels.scratch("lu", call.luBytes(columns)),
      response: kernels.scratch("response", 16 * samples),
    };
    const { metric, hessian } = this.#pointers;
    const curvature = kernels.scratch("curvingEstimates", 16 * samples);
    kernels.float64(curvature, 2 * samples).set(curving);
    call.addEstimated(estimateDerivatives, panels, columns, samples, forces.roots, curvature);
    complexGram(kernels, panels, columns, samples, metric);
    this.#shift = shiftOf(forces.shift, call.traceComplex(metric, columns), derivatives);
    call.scaleAndShiftComplex(metric, columns, 1 / samples, 0);
    // Both matrices are conjugated: the panels hold O and ∂ε transposed.
    timesAdjoint(kernels, panels, estimateDerivatives, columns, samples, hessian);
    if (derivatives.field === "complex") return;
    for (const square of [metric, hessian]) dropImaginary(kernels.float64(square, panelBytes(columns, 4 * Math.ceil(columns / 4)) / 8));
    kernels.float64(force, 2 * columns).forEach((_, k, values) => {
      if (k % 2 === 1) values[k] = 0;
    });
  }

  /** δ for one τ; `null` if there is none in floating point. */
  solve(τ: number): GaussNewtonStep | null {
    const { kernels, columns, samples, field } = this.#derivatives;
    const { call } = kernels;
    const { centred, metric, hessian, matrix, force, vector, pivots, scratch, response } = this.#pointers;
    call.addHermitian(hessian, 1 / samples, metric, 1 / τ, this.#shift / τ, columns, matrix);
    if (call.luComplex(matrix, columns, pivots, scratch) !== 0) return null;
    const right = kernels.float64(vector, 2 * columns);
    right.set(kernels.float64(force, 2 * columns));
    conjugate(right);
    call.luSolveComplex(matrix, columns, pivots, vector);
    conjugate(right);
    if (!right.every(Number.isFinite)) return null;
    call.timesRows(centred, columns, samples, vector, response);
    const squared = sumOfSquares(kernels.float64(response, 2 * samples)) / samples;
    const forces = kernels.float64(force, 2 * columns);
    const linear = right.reduce((total, value, k) => total + value * forces[k], 0);
    const decrease = linear + (squared + this.#shift * sumOfSquares(right)) / τ;
    const solution = field === "complex" ? right.slice() : right.filter((_, k) => k % 2 === 0);
    return { direction: this.#derivatives.toParameters(solution), distance: Math.sqrt(squared), decrease };
  }
}

/** Panels hold the real parts of four numbers, then their imaginary parts. */
function dropImaginary(panels: Float64Array): void {
  for (let at = 4; at < panels.length; at += 8) panels.fill(0, at, at + 4);
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((total, value) => total + value * value, 0);
}
