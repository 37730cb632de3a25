// Medians and quantiles.

/** The middle of some values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that this part of all lies below. */
export function quantile(values: Float64Array, part: number): number {
  return values.slice().sort()[Math.floor(part * values.length)];
}
