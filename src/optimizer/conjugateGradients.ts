// A system of equations whose matrix is known by its products alone.

/** When to stop. */
export interface ConjugateGradientsOptions {
  /** The residual that is left, as part of the right side. */
  readonly tolerance: number;
  readonly mostProducts: number;
}

/**
 * x with A x = b for a symmetric positive definite A, by conjugate gradients (Hestenes & Stiefel 1952): each step costs one product A p. Stopped early, x is
 * still a direction of descent, b·x > 0.
 */
export function conjugateGradients(
  times: (vector: Float64Array) => Float64Array,
  right: Float64Array,
  { tolerance, mostProducts }: ConjugateGradientsOptions,
): Float64Array {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = right.slice();
  let squared = dot(residual, residual);
  const enough = tolerance * tolerance * squared;
  for (let n = 0; n < mostProducts && squared > enough; n++) {
    const product = times(direction);
    const step = squared / dot(direction, product);
    for (let k = 0; k < right.length; k++) {
      solution[k] += step * direction[k];
      residual[k] -= step * product[k];
    }
    const before = squared;
    squared = dot(residual, residual);
    for (let k = 0; k < right.length; k++) direction[k] = residual[k] + (squared / before) * direction[k];
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k] * b[k];
  return total;
}
