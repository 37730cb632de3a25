// What the local energies of a set of samples say: mean, error, variance, V-score.
import { checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { type Estimate, estimate, type SampledEstimate } from "./estimate.ts";
import { chainLength, meanOf } from "./series.ts";
import { splitRhat } from "./splitRhat.ts";
import { vScoreOf } from "./vScore.ts";

/** What the local energies of a set of samples say. Energies in J. */
export interface EnergySummary {
  readonly energy: Estimate;
  readonly energyPerSite: Estimate;
  /** <|ε|²> - |<ε>|²: the variance of H in the variational state. */
  readonly variance: number;
  /** N Var(H) / E². */
  readonly vScore: number;
  /** Of Re ε. 1 where the chains agree. */
  readonly splitRhat: number;
  /** Of Re ε, in samples. */
  readonly autocorrelationTime: number;
  readonly samples: number;
}

/**
 * Statistics of complex local energies ε(s).
 *
 * The energy is <Re ε> with the error of {@link estimate}. The variance counts the imaginary part, whose mean tends to 0 for a Hermitian
 * H but whose spread does not. V-score = sites · variance / energy² (Wu et al., Science 386 (2024) 296, arXiv:2302.04919, with E_∞ = 0
 * as for every spin model): 0 for an eigenstate, Infinity for an energy of exactly 0 that is none.
 * @param energies interleaved re/im, chain-major: Re ε of chain c at time t is `energies[2 * (c * length + t)]`; read only
 * @throws InputError if the samples do not divide into chains or `sites` is no integer >= 1.
 */
export function summarise(energies: Float64Array, chains: number, sites: number): EnergySummary {
  if (energies.length % 2 !== 0) refuse("statistics.summarise", "interleaved real and imaginary parts", `${energies.length} numbers`);
  checkInteger("statistics.summarise.sites", sites, 1);
  const real = energies.filter((_, i) => i % 2 === 0);
  const imaginary = energies.filter((_, i) => i % 2 === 1);
  chainLength("statistics.summarise", real, chains);

  const variance = squaredSpread(real) + squaredSpread(imaginary);
  return summaryOf(estimate(real, chains), variance, splitRhat(real, chains), real.length, sites);
}

/** The summary of energies whose mean, variance and agreement are known. */
export function summaryOf(
  { mean, error, autocorrelationTime }: SampledEstimate,
  variance: number,
  agreement: number,
  samples: number,
  sites: number,
): EnergySummary {
  return {
    energy: { mean, error },
    energyPerSite: { mean: mean / sites, error: error / sites },
    variance,
    vScore: vScoreOf(sites, variance, mean),
    splitRhat: agreement,
    autocorrelationTime,
    samples,
  };
}

/** Of energies that are summed over everything there is: no statistical error. */
export function exactSummary(mean: number, variance: number, samples: number, sites: number): EnergySummary {
  return summaryOf({ mean, error: 0, autocorrelationTime: 1 }, variance, 1, samples, sites);
}

/** <x²> - <x>², from deviations. */
function squaredSpread(series: Float64Array): number {
  const mean = meanOf(series);
  let squares = 0;
  for (const x of series) squares += (x - mean) * (x - mean);
  return squares / series.length;
}
