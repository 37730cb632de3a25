// What a reading is: the exponent of the sampling weight, the local estimator, the metric.
/** The three readings, see {@link Readout}: f is an amplitude, |f| is an amplitude, |f| is a probability. */
export const readoutNames = ["born", "phaseless", "classical"] as const;
/** One of {@link readoutNames}. */
export type ReadoutName = (typeof readoutNames)[number];

/** How a network's output f(s) is read: the whole difference between a quantum and a classical network (arXiv:2206.00005). */
export interface Readout {
  readonly name: ReadoutName;
  /** Shown by `nqs compare` and in the report. */
  readonly meaning: string;
  /** q in the sampling weight |f(s)|^q. */
  readonly exponent: 1 | 2;
  /** What a ratio f(s')/f(s) adds to the local estimator: itself, its modulus, or nothing. */
  readonly ratio: "complex" | "modulus" | "none";
  /** The part of the centred Gram matrix that is the metric. */
  readonly metric: "complex" | "real";
}
