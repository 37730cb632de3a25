// Integrated autocorrelation times.
import { chainLength, deviationsOf, halve, meanOf } from "./series.ts";

/** What the correlations of a series mean for the error of its mean. */
export interface Correlations {
  /** τ: the factor by which correlations multiply the variance of the mean, in samples. 1 for independent samples. */
  readonly time: number;
  /** Degrees of freedom that the estimate of τ rests on: few for short chains, N - 1 for independent samples. */
  readonly freedom: number;
}

/** Lags followed one by one; longer correlations are followed on a series binned by two, whose mean has the same variance. */
const LONGEST_LAG = 512;

/** The least τ that is believed: the error of an anticorrelated series falls to half that of independent samples, no further. */
const LEAST_TIME = 1 / 4;

/**
 * Integrated autocorrelation time in samples of a chain-major series (`chains` chains of equal length): N times the variance of the
 * mean over the variance of one value. 1 for a constant series and for chains of length 1; Infinity if a value is not finite.
 * Where chains are shorter than their correlations it is the factor at that length, which is what the error needs.
 * @throws InputError for a series that does not divide into chains.
 */
export function autocorrelationTime(series: Float64Array, chains: number): number {
  chainLength("statistics.autocorrelationTime", series, chains);
  const { scale, values } = deviationsOf(series);
  return Number.isFinite(scale) ? correlationsOf(values, chains).time : Number.POSITIVE_INFINITY;
}

/**
 * The estimate behind every error bar. With Γ(t) = Σ_c Σ_i x_c(i) x_c(i+t) / N, deviations x from the mean of ALL chains,
 *
 *     N v = (Γ(0) + 2 Σ_{t<=w} Γ(t)) / (1 - K/N),   K = 1 + 2 Σ_{t<=w} (1 - t/L),   τ = N v / (Γ(0) + v).
 *
 * - Dividing by N rather than by the number of pairs weighs lag t by 1 - t/L, as the variance of a mean over L values does exactly.
 * - Deviations from the common mean put the spread between chains into every Γ(t): chains that disagree have a long τ. At w = L - 1 the
 *   formula is the variance of the chain means over the number of chains, at w = 0 that of independent samples; in between it is the
 *   pooled sum of Wolff (2004), eq. 35.
 * - Subtracting the sampled mean lowers each Γ(t) by v; 1 - K/N gives that back (Wolff, eq. 49, here with weighted lags).
 * - The window w is Geyer's: the sums Γ(2k) + Γ(2k+1), which are positive and falling for a reversible chain, are followed while they are
 *   positive and never let rise (initial monotone sequence, Geyer, Statist. Sci. 7 (1992) 473, section 3.3).
 * - Such a sum has about N/K - 1 degrees of freedom: exact at both ends, C - 1 for the means of C chains.
 *
 * Stan's ρ_t = 1 - (W - Γ_c(t)) / var⁺ adds the spread between chains at full weight to all lags; for chains of 16 values with τ = 19
 * that makes the error a third too long. U. Wolff, Comput. Phys. Commun. 156 (2004) 143, arXiv:hep-lat/0306017.
 * @param deviations finite, mean 0
 */
export function correlationsOf(deviations: Float64Array, chains: number): Correlations {
  const samples = deviations.length;
  const plain = autocovariance(deviations, chains, 0);
  if (plain === 0) return { time: 1, freedom: Math.max(samples - 1, 1) };
  let series = deviations;
  let window = geyerWindow(series, chains);
  while (window === "too long") {
    series = halve(series, chains);
    const mean = meanOf(series);
    for (let i = 0; i < series.length; i++) series[i] -= mean;
    window = geyerWindow(series, chains);
  }
  // A single chain whose window is all of it says nothing about its error; several chains never reach this bound.
  const share = Math.min(window.weight / series.length, 1 / 2);
  const meanVariance = Math.max(window.sum / series.length / (1 - share), (LEAST_TIME * plain) / samples);
  return { time: (samples * meanVariance) / (plain + meanVariance), freedom: 1 / share - 1 };
}

interface Window {
  /** Γ(0) + 2 Σ Γ(t) within the window. */
  readonly sum: number;
  /** K. */
  readonly weight: number;
}

function geyerWindow(series: Float64Array, chains: number): Window | "too long" {
  const length = series.length / chains;
  const plain = autocovariance(series, chains, 0);
  let sum = -plain;
  let weight = -1;
  let pair = Number.POSITIVE_INFINITY;
  for (let t = 0; t < length; t += 2) {
    if (t >= LONGEST_LAG) return "too long";
    const even = t === 0 ? plain : autocovariance(series, chains, t);
    const odd = t + 1 < length ? autocovariance(series, chains, t + 1) : 0;
    if (t > 0 && !(even + odd > 0)) break;
    pair = Math.min(pair, even + odd);
    sum += 2 * pair;
    weight += 2 * (1 - t / length) + 2 * Math.max(1 - (t + 1) / length, 0);
    if (!(pair > 0)) break;
  }
  return { sum, weight };
}

/** Γ(lag): products of values `lag` apart in the same chain, over the number of all values. */
function autocovariance(series: Float64Array, chains: number, lag: number): number {
  const length = series.length / chains;
  let sum = 0;
  for (let c = 0; c < chains; c++) {
    const last = (c + 1) * length - lag;
    for (let i = c * length; i < last; i++) sum += series[i] * series[i + lag];
  }
  return sum / series.length;
}
