import { checkInteger, checkNotNegative, checkPositive } from "../core/check.ts";
import { refuseUnknown } from "../core/errors.ts";
import type { DiagonalShift } from "../optimizer/forces.ts";
import { type OptimizerName, optimizerNames, type TrainingOptions } from "./types.ts";

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
  readonly finalSamples: number;
  readonly workers: number;
}

/** Updates after which the Ising and Heisenberg rings of 20 sites are within 1.2e-5 of the exact energy, relative, at density 2. */
const ITERATIONS = 500;
/** As many samples as make the noise of an update smaller than its step; 1000 to 2000 are customary (Carleo & Troyer 2017). */
const SAMPLES = 1024;
/** Many short chains disagree before they agree on something wrong; 16 samples of each still measure its correlations. */
const CHAINS = 64;
/** γ of stochastic reconfiguration and of Adam in the first update, the schedule ends at 0.3 of it; the largest τ of RGN in its own units. */
export const learningRates: Readonly<Record<OptimizerName, number>> = { rgn: 1, sr: 0.1, adam: 0.01 };
/** λ. With ten times as much, and ten times the relative part, the Ising ring of 20 sites ended at 1.3e-5 instead of 8e-6, the mean of four seeds. */
const SHIFT = 1e-5;
/** Enough for an error of 1e-5 per site where the variance is that of a converged network. */
const FINAL_SAMPLES = 65536;

/** More threads than this no machine has use for. */
export const MOST_WORKERS = 256;

/** Fills in the defaults. @throws InputError for values that no run can have. Samples are rounded up to a multiple of the chains. */
export function resolveTraining(options: TrainingOptions): ResolvedTraining {
  const { seed = 1, iterations = ITERATIONS, samples = SAMPLES, optimizer = "sr", learningRate, shift = SHIFT } = options;
  const { fullSum = false, finalSamples = FINAL_SAMPLES, workers = 1 } = options;
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
  return {
    seed,
    iterations,
    samples: roundUp(samples, chains),
    chains,
    optimizer,
    ...(learningRate === undefined ? {} : { learningRate }),
    shift,
    fullSum,
    finalSamples: roundUp(finalSamples, chains),
    workers,
  };
}

function roundUp(samples: number, chains: number): number {
  return Math.ceil(samples / chains) * chains;
}

/** The part of γ left at the end. A smaller step averages the noise of the last samples. */
const FINAL_FRACTION = 0.3;

/** γ at an update: falls linearly from the learning rate to 0.3 of it. */
export function learningRateAt(learningRate: number, { iterations }: ResolvedTraining, iteration: number): number {
  return learningRate * (1 - (1 - FINAL_FRACTION) * (iteration / iterations));
}

/** The updates over which the largest τ of RGN falls, as part of all, and what is left of it at the end. */
const SLOWING = 0.5;
const FINAL_PART = 0.03;

/** The largest τ of RGN at an update, in units of the inverse energy scale. */
export function timeStepAt({ learningRate = learningRates.rgn, iterations }: ResolvedTraining, iteration: number): number {
  return learningRate * Math.max(FINAL_PART, Math.min(1, (1 - iteration / iterations) / SLOWING));
}

/** Part of the mean diagonal of S that is added to it: λ_rel = max(0.9^p, 1e-4), as Carleo & Troyer 2017 let theirs fall. */
const RELATIVE_SHIFT_DECAY = 0.9;
const LEAST_RELATIVE_SHIFT = 1e-4;

/**
 * λ at an update. The large beginning serves RGN as well: with 1e-2 · 0.9^p two of four Ising rings of 80 sites ended in a local minimum at
 * density 1, 4.5e-4 above the ground state instead of 6e-5.
 */
export function shiftAt({ shift }: ResolvedTraining, iteration: number): DiagonalShift {
  let relative = 1;
  for (let p = 0; p < iteration && relative > LEAST_RELATIVE_SHIFT; p++) relative *= RELATIVE_SHIFT_DECAY;
  return { absolute: shift, relative: Math.max(relative, LEAST_RELATIVE_SHIFT) };
}
