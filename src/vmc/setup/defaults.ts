// The options of a training, checked, with their defaults.
import { checkInteger, checkNotNegative, checkPositive } from "../../core/check.ts";
import { refuseUnknown } from "../../core/errors.ts";
import { type OptimizerName, optimizerNames, type TrainingOptions } from "../types.ts";

/** Training options with nothing left open. */
export interface ResolvedTraining {
  readonly seed: number;
  readonly iterations: number;
  readonly samples: number;
  readonly chains: number;
  readonly optimizer: OptimizerName;
  /** Left out: that of the optimizer. */
  readonly learningRate?: number;
  readonly shift: number;
  readonly fullSum: boolean;
  /** Left out: settled by the problem. */
  readonly starts?: number;
  readonly accuracy: number;
  readonly finalSamples: number;
  readonly workers: number;
}

/** The most updates; a training whose V-score rests ends earlier (docs/tuning.md). */
const ITERATIONS = 1000;
/** As many samples as make the noise of an update smaller than its step; 1000 to 2000 are customary (Carleo & Troyer 2017). */
const SAMPLES = 1024;
/** Many short chains disagree before they agree on something wrong; 16 samples of each still measure its correlations. */
const CHAINS = 64;
/**
 * Full steps: γ of stochastic reconfiguration and the largest τ of RGN, in units of 1/√(Σ c²/N) over the terms of H; γ of Adam (docs/tuning.md).
 */
export const learningRates: Readonly<Record<OptimizerName, number>> = { rgn: 1, sr: 0.15, adam: 0.01 };
/** λ; ten times as much costs accuracy (docs/tuning.md). */
const SHIFT = 1e-5;
/** Enough for an error of 1e-5 per site where the variance is that of a converged network. */
const FINAL_SAMPLES = 65536;

/** The energy of most models is off by less than a part V-score of this size. */
const ACCURACY = 1e-3;
export const MOST_STARTS = 64;

/** Samples at most where an error is to be reached: their local energies are kept. */
export const MOST_FOR_TOLERANCE = 4_194_304;

/** More threads than this no machine has use for. */
export const MOST_WORKERS = 256;

/**
 * Fills in the defaults. Samples are rounded up to a multiple of the chains.
 * @param summable whether the sector is small enough to be summed, for readings with complex ratios or without; nothing is summed by itself if left out
 * @throws InputError for values that no run can have.
 */
export function resolveTraining(options: TrainingOptions, summable?: { readonly complex: boolean }): ResolvedTraining {
  const { seed = 1, samples = SAMPLES, learningRate, shift = SHIFT, starts, accuracy = ACCURACY } = options;
  const fullSum = options.fullSum ?? (summable !== undefined && options.samples === undefined && options.chains === undefined);
  const { optimizer = fullSum && summable?.complex ? "rgn" : "sr", finalSamples = FINAL_SAMPLES, workers = 1 } = options;
  const { iterations = ITERATIONS } = options;
  checkInteger("seed", seed, 0);
  checkInteger("training.iterations", iterations, 1);
  checkInteger("training.samples", samples, 2);
  const chains = options.chains ?? Math.min(CHAINS, samples);
  checkInteger("training.chains", chains, 1, samples);
  checkInteger("training.finalSamples", finalSamples, 2);
  checkInteger("workers", workers, 1, MOST_WORKERS);
  if (!optimizerNames.includes(optimizer)) refuseUnknown("training.optimizer", optimizer, optimizerNames);
  if (learningRate !== undefined) checkPositive("training.learningRate", learningRate);
  checkNotNegative("training.shift", shift);
  if (starts !== undefined) checkInteger("training.starts", starts, 1, MOST_STARTS);
  checkPositive("training.accuracy", accuracy);
  return {
    seed,
    iterations,
    samples: roundUp(samples, chains),
    chains,
    optimizer,
    ...(learningRate === undefined ? {} : { learningRate }),
    shift,
    fullSum,
    ...(starts === undefined ? {} : { starts }),
    accuracy,
    finalSamples: roundUp(finalSamples, chains),
    workers,
  };
}

function roundUp(samples: number, chains: number): number {
  return Math.ceil(samples / chains) * chains;
}
