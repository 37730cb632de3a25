// Means over seeds with their standard errors.
import type { Estimate } from "../../index.ts";

/** Mean and standard error of independent values, √(Σ (x - mean)² / (n (n - 1))); the error of a single value is 0. */
export function meanOf(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: count > 1 ? Math.sqrt(squares / (count * (count - 1))) : 0 };
}

/** Whether `value` is above `bound` by more than `errors` standard errors. */
export const above = ({ mean, error }: Estimate, bound: number, errors = 3) => mean - errors * error > bound;
