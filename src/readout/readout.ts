// What a reading is: what is sampled, and how its energy follows.
/** The readings that give configurations a weight |f|^q, see {@link Readout}. */
export const configurationReadoutNames = ["born", "phaseless", "classical"] as const;
/** The readings, see {@link Reading}: f is an amplitude, |f| is an amplitude, |f| is a probability, the hidden branches of f carry probabilities. */
export const readoutNames = [...configurationReadoutNames, "branches"] as const;
/** One of {@link readoutNames}. */
export type ReadoutName = (typeof readoutNames)[number];

/**
 * How a network's output f(s) is read as a weight of configurations: the whole difference between a quantum and a classical network (arXiv:2206.00005).
 */
export interface Readout {
  readonly name: (typeof configurationReadoutNames)[number];
  /** Shown by `nqs compare` and in the report. */
  readonly meaning: string;
  /** Samples are configurations s. */
  readonly sampled: "configurations";
  /** q in the sampling weight |f(s)|^q. */
  readonly exponent: 1 | 2;
  /** What a ratio f(s')/f(s) adds to the local estimator: itself, its modulus, or nothing. */
  readonly ratio: "complex" | "modulus" | "none";
  /** The part of the centred Gram matrix that is the metric. */
  readonly metric: "complex" | "real";
}

/** A reading of the sum over hidden units, f(s) = Σ_h f(s,h), that adds probabilities where the others add amplitudes. Only an RBM has such branches. */
export interface BranchReadout {
  readonly name: "branches";
  readonly meaning: string;
  /** Samples are hidden configurations h. */
  readonly sampled: "hidden branches";
}

/** Any reading: `sampled` tells which kind. */
export type Reading = Readout | BranchReadout;
