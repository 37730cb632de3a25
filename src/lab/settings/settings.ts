// Everything that a run of the page follows from, as plain data: problem, network, training, readings, seed.
import type { AnsatzName, Boundary, OptimizerName, ReadoutName } from "../../index.ts";
import { type ModelName, usualCouplings } from "./models.ts";

/** All networks of the library, in the order of the page. */
export const networkNames = ["rbm", "mlp", "jastrow", "product"] as const satisfies readonly AnsatzName[];
/** The switch, in the order of the page. */
export const readingNames = ["born", "phaseless", "branches", "classical"] as const satisfies readonly ReadoutName[];
/** `auto` leaves the choice to the library. */
export const methodNames = ["auto", "sr", "rgn", "adam"] as const satisfies readonly (OptimizerName | "auto")[];
export const boundaryNames = ["periodic", "open"] as const satisfies readonly Boundary[];
/** The basis of the network: chosen by the library, or that of the formula. */
export const basisNames = ["auto", "none"] as const;

/** What the page is about. Energies in units of J. */
export interface LabSettings {
  readonly model: ModelName;
  /** Read where the model is `formula`. */
  readonly formula: string;
  /** Of the model; of a formula `h`, which it may leave out. */
  readonly couplings: Readonly<Record<string, number>>;
  readonly sites: number;
  readonly boundary: (typeof boundaryNames)[number];
  readonly basis: (typeof basisNames)[number];
  readonly network: (typeof networkNames)[number];
  /** Hidden units per site, of an RBM. */
  readonly density: number;
  readonly method: (typeof methodNames)[number];
  /** Updates at most. */
  readonly iterations: number;
  /** Samples of each update; 0 leaves them to the library, which sums small problems instead. */
  readonly samples: number;
  /** Starts that are compared; 0 leaves them to the library. */
  readonly starts: number;
  readonly seed: number;
  /** Milliseconds that each update waits, for whoever wants to watch. */
  readonly pace: number;
  /** Readings that are trained side by side, at least one. */
  readonly readings: readonly (typeof readingNames)[number][];
}

/** Sites that the page offers. */
export const mostSites = 60;

/** A number that may be set, and how far. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

export const ranges = {
  sites: { least: 2, most: mostSites, whole: true },
  density: { least: 0.5, most: 8, whole: false },
  iterations: { least: 1, most: 5000, whole: true },
  samples: { least: 0, most: 16384, whole: true },
  starts: { least: 0, most: 16, whole: true },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
  pace: { least: 0, most: 1000, whole: true },
} as const satisfies Readonly<Record<string, Range>>;

/**
 * First sight: the critical Ising ring of 12, under two readings from the same weights. Stochastic reconfiguration and one start for all readings, so that they
 * really begin alike.
 */
export const firstSight: LabSettings = {
  model: "ising",
  formula: "-sum(Z(i)*Z(i+1)) - h*sum(X(i))",
  couplings: usualCouplings("ising"),
  sites: 12,
  boundary: "periodic",
  basis: "auto",
  network: "rbm",
  density: 2,
  method: "sr",
  iterations: 300,
  samples: 0,
  starts: 1,
  seed: 1,
  pace: 0,
  readings: ["born", "classical"],
};

/** Whether a formula has the number `h` in it, alone or behind another number, `2h`. */
export function formulaHasField(formula: string): boolean {
  return /(?<![\w.])(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?h(?!\w)/.test(formula);
}

/** The readings in the order of the page, each once. */
export function inOrder(readings: readonly string[]): LabSettings["readings"] {
  return readingNames.filter((name) => readings.includes(name));
}
