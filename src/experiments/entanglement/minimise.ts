// The minimum of a function whose gradient is known, by the method of Broyden, Fletcher, Goldfarb and Shanno.

/** A value and its gradient. */
export interface Valued {
  readonly energy: number;
  readonly gradient: Float64Array;
}

/** Steps that do not lower the value enough are halved (Armijo's rule). */
const ENOUGH = 1e-4;
const MOST_HALVINGS = 30;

/**
 * Goes down from `start`: x ← x - t B g, B the approximate inverse of the second derivatives, until |g| <= `gradient` or `steps` steps are done.
 * @param step called before each step
 */
export async function minimise(
  f: (x: Float64Array) => Valued,
  start: Float64Array,
  { steps, gradient: small, step }: { steps: number; gradient: number; step?: (done: number) => Promise<void> },
): Promise<{ readonly x: Float64Array; readonly energy: number; readonly steps: number }> {
  let x = start;
  let at = f(x);
  const inverse = new InverseHessian(x.length);
  for (let n = 0; n < steps; n++) {
    await step?.(n);
    if (norm(at.gradient) <= small) return { x, energy: at.energy, steps: n };
    const direction = inverse.times(at.gradient);
    const slope = dot(direction, at.gradient);
    // A first step of unit length at most: nothing is known of the curvature yet.
    let t = n === 0 ? 1 / Math.max(1, norm(direction)) : 1;
    let next = x;
    let there = at;
    for (let halvings = 0; halvings < MOST_HALVINGS; halvings++, t /= 2) {
      next = x.map((value, k) => value - t * direction[k]);
      there = f(next);
      if (there.energy <= at.energy - ENOUGH * t * slope) break;
    }
    if (there.energy >= at.energy) return { x, energy: at.energy, steps: n };
    inverse.learn(
      next.map((value, k) => value - x[k]),
      there.gradient.map((value, k) => value - at.gradient[k]),
    );
    [x, at] = [next, there];
  }
  return { x, energy: at.energy, steps };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const norm = (a: Float64Array) => Math.sqrt(dot(a, a));

/** B, the identity at first. */
class InverseHessian {
  private readonly b: Float64Array;
  private readonly size: number;
  private known = false;

  constructor(size: number) {
    this.size = size;
    this.b = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  }

  times(vector: Float64Array): Float64Array {
    const { b, size } = this;
    return vector.map((_, row) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += b[row * size + k] * vector[k];
      return sum;
    });
  }

  /** B ← (1 - ρ s yᵀ) B (1 - ρ y sᵀ) + ρ s sᵀ, ρ = 1/(y·s); left as it is where the curvature y·s is not positive. */
  learn(s: Float64Array, y: Float64Array): void {
    const { b, size } = this;
    const curvature = dot(s, y);
    if (!(curvature > 1e-12 * norm(s) * norm(y))) return;
    if (!this.known) for (let k = 0; k < size; k++) b[k * (size + 1)] = curvature / dot(y, y);
    this.known = true;
    const by = this.times(y);
    const factor = (1 + dot(y, by) / curvature) / curvature;
    for (let k = 0; k < size; k++) {
      for (let l = 0; l < size; l++) b[k * size + l] += factor * s[k] * s[l] - (by[k] * s[l] + s[k] * by[l]) / curvature;
    }
  }
}
