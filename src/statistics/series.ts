// Series of many chains, one behind the other: means, deviations, halves.
import { checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";

/** Values this much closer to each other than they are large differ by rounding alone: 450 units in the last place. */
const ROUNDING = 1e-13;

/** A series without its mean, in units of its own spread, so that no square overflows or vanishes. */
export interface Deviations {
  readonly mean: number;
  /** max |x - x_0|. 0 where all values are equal to rounding, and then the deviations are 0 too; NaN or Infinity where a value is. */
  readonly scale: number;
  /** (x - mean) / scale, in the order of the series. */
  readonly values: Float64Array;
}

/**
 * Values per chain of a chain-major series: the value of chain c at time t is `series[c * length + t]`.
 * @throws InputError if `chains` is no integer >= 1, or the series is empty or does not divide into chains.
 */
export function chainLength(where: string, series: ArrayLike<number>, chains: number): number {
  checkInteger(`${where}.chains`, chains, 1);
  const length = series.length / chains;
  if (length >= 1 && Number.isInteger(length)) return length;
  return refuse(where, `${chains} chain${chains === 1 ? "" : "s"} of equal length`, `${series.length} values in all`);
}

/** The mean, summed as differences from the first value: the mean of equal values is that value to the last bit. */
export function meanOf(series: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < series.length; i++) sum += series[i] - series[0];
  return series[0] + sum / series.length;
}

/** Mean, spread and scaled deviations of a series. */
export function deviationsOf(series: ArrayLike<number>): Deviations {
  let largest = 0;
  let spread = 0;
  for (let i = 0; i < series.length; i++) {
    largest = Math.max(largest, Math.abs(series[i]));
    spread = Math.max(spread, Math.abs(series[i] - series[0]));
  }
  const values = new Float64Array(series.length);
  if (!Number.isFinite(spread)) return { mean: meanOf(series), scale: spread, values };
  if (spread <= ROUNDING * largest) return { mean: meanOf(series), scale: 0, values };
  for (let i = 0; i < series.length; i++) values[i] = (series[i] - series[0]) / spread;
  const shift = meanOf(values);
  for (let i = 0; i < values.length; i++) values[i] -= shift;
  return { mean: series[0] + spread * shift, scale: spread, values };
}

/** Averages neighbours in time, which halves the length and keeps the mean. The last value of a chain of odd length is left out. */
export function halve(series: Float64Array, chains: number): Float64Array {
  const length = series.length / chains;
  const half = Math.floor(length / 2);
  const halved = new Float64Array(chains * half);
  for (let c = 0; c < chains; c++) {
    for (let t = 0; t < half; t++) halved[c * half + t] = (series[c * length + 2 * t] + series[c * length + 2 * t + 1]) / 2;
  }
  return halved;
}
