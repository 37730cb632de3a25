// Errors by binning.
import { chainLength, deviationsOf, halve, meanOf } from "./series.ts";

/** The error of the mean as bins of one length give it. */
export interface BinnedError {
  /** Values per bin: 1, 2, 4, … */
  readonly binLength: number;
  /** Bins in all chains together. */
  readonly bins: number;
  readonly error: number;
  /** Standard error of `error`, for bins long enough to be independent. */
  readonly uncertainty: number;
}

/**
 * The error of the mean of a chain-major series by binning, one record per bin length: √(c_0 / (n-1)), c_0 the variance of n bins,
 * uncertain by a factor 1/√(2(n-1)) (Flyvbjerg & Petersen, J. Chem. Phys. 91 (1989) 461, eq. 28). The errors rise with the bin
 * length to a plateau: the error with correlations, and a check on the error of a summary that shares no formula with it.
 * A bin never spans two chains; the last value of a chain of odd length is left out.
 * @throws InputError for a series that does not divide into chains.
 */
export function binnedErrors(series: Float64Array, chains: number): BinnedError[] {
  chainLength("statistics.binnedErrors", series, chains);
  const { scale, values } = deviationsOf(series);
  const levels: BinnedError[] = [];
  for (let bins = values, binLength = 1; bins.length > 1; bins = halve(bins, chains), binLength *= 2) {
    const mean = meanOf(bins);
    let squares = 0;
    for (const x of bins) squares += (x - mean) * (x - mean);
    const error = scale * Math.sqrt(squares / bins.length / (bins.length - 1));
    levels.push({ binLength, bins: bins.length, error, uncertainty: error / Math.sqrt(2 * (bins.length - 1)) });
  }
  return levels;
}
