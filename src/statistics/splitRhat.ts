// Split R-hat, whether chains agree.
import { chainLength, deviationsOf } from "./series.ts";

/**
 * Split R-hat of a chain-major series: each chain is cut into halves (the middle value of an odd length belongs to neither), and
 *
 *     R̂ = √(((n-1)/n · W + B/n) / W),
 *
 * with n values per half, W the mean variance within halves and B/n the variance of their means (Vehtari, Gelman, Simpson, Carpenter &
 * Bürkner, Bayesian Anal. 16 (2021) 667, eqs. 1-4, arXiv:1903.08008; without rank normalisation). 1 where the chains agree; above 1.01
 * they have not mixed. Chains of 2 or 3 values are compared whole; where nothing can be compared (chains of one value, or a single chain
 * of fewer than four), and for a constant series, it is 1. Chains that are each constant but differ, and values that are not finite,
 * give Infinity; never NaN.
 * @throws InputError for a series that does not divide into chains.
 */
export function splitRhat(series: Float64Array, chains: number): number {
  const length = chainLength("statistics.splitRhat", series, chains);
  const { scale, values } = deviationsOf(series);
  if (!Number.isFinite(scale)) return Number.POSITIVE_INFINITY;
  const pieces = length >= 4 ? 2 : 1;
  const size = Math.floor(length / pieces);
  const parts: Float64Array[] = [];
  for (let c = 0; c < chains; c++) {
    const chain = values.subarray(c * length, (c + 1) * length);
    parts.push(chain.subarray(0, size));
    if (pieces === 2) parts.push(chain.subarray(length - size));
  }
  if (scale === 0 || size < 2 || parts.length < 2) return 1;

  const moments = parts.map(deviationsOf);
  const means = deviationsOf(moments.map((part) => part.mean));
  const within = moments.reduce((sum, part) => sum + sampleVariance(part.values) * part.scale * part.scale, 0) / parts.length;
  const between = sampleVariance(means.values) * means.scale * means.scale;
  if (between === 0 && within === 0) return 1;
  return Math.sqrt((size - 1) / size + between / within);
}

/** Σ x² / (n - 1) of deviations from their mean. */
function sampleVariance(deviations: Float64Array): number {
  let squares = 0;
  for (const x of deviations) squares += x * x;
  return squares / (deviations.length - 1);
}
