// Sums over complex interleaved vectors.

/** |z_k|². */
export function squaredModulus(vector: Float64Array, k: number): number {
  return vector[2 * k] * vector[2 * k] + vector[2 * k + 1] * vector[2 * k + 1];
}

/** Σ |z_k|². */
export function squaredNorm(vector: Float64Array): number {
  let total = 0;
  for (const value of vector) total += value * value;
  return total;
}
