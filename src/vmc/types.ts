// What a user gives to a driver and gets from it.

import type { Ansatz } from "../ansatz/ansatz.ts";
import type { StopSignal } from "../core/interrupted.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { ObservableName } from "../observables/list.ts";
import type { ObservableValues } from "../observables/values.ts";
import type { ReadoutName } from "../readout/index.ts";
import type { Estimate } from "../statistics/estimate.ts";
import type { EnergySummary } from "../statistics/summary.ts";
import type { MeasureState } from "./state/measurementState.ts";
import type { RunState } from "./state/runState.ts";
import type { TrainedNetwork } from "./state/trainedNetwork.ts";

export type { NetworkProblem, TrainedNetwork } from "./state/trainedNetwork.ts";
export type { Estimate, StopSignal };

/** What a set of samples says about the energy. */
export interface EnergyStatistics extends EnergySummary {
  /** Accepted / proposed moves. 1 under full summation. */
  readonly acceptance: number;
}

/** One update of the weights: the statistics of the samples it was computed from. */
export interface Step extends EnergyStatistics {
  /** From 0. */
  readonly iteration: number;
  /** From 0: how often training began again from new initial weights, because the chains had frozen. */
  readonly attempt: number;
  /** From 0: which of several starts this update belongs to, of the one that was carried on once they were compared. */
  readonly start: number;
  /** How many starts are being compared; 1 where there is but one, and once the best is carried on. */
  readonly starts: number;
  /** Complex parameters of the network: more once it has grown. */
  readonly parameters: number;
  /** Updates that the training will have made at its end, as far as is known by now: it ends earlier once the V-score no longer falls. */
  readonly iterations: number;
  /** Norm of the change of the parameters, after the limit. */
  readonly stepNorm: number;
  /** How often this attempt took its parameters back, because the energy had left the best one behind. */
  readonly rollbacks: number;
}

/** Why a run ended. The first three are good ends. */
export const stopReasons = [
  "iterations",
  "converged",
  "interrupted",
  "not finite",
  "diverged",
  "frozen chains",
  "chains disagree",
  "below exact",
  "hidden mode",
] as const;
/** One of {@link stopReasons}. */
export type StopReason = (typeof stopReasons)[number];

/** How a run ended. */
export interface Stop {
  readonly reason: StopReason;
  /** Updates made before the run ended. */
  readonly iteration: number;
  /** One line in words where the reason is trouble, or where something speaks against calling the energy converged. */
  readonly detail?: string;
  /** One line in words where something had gone wrong on the way and was mended. */
  readonly recovered?: string;
}

/** What a search for configurations that outweigh everything sampled came to; see `searchHiddenModes`. */
export interface HiddenModes {
  /** Structured configurations from which the search climbed. */
  readonly starts: number;
  /** Starts that ended in a proven hidden mode. 0: none found. */
  readonly found: number;
  /** Of the heaviest summit, in nats: above 0 it alone outweighs everything sampled. */
  readonly excess: number;
  /** The heaviest summit, `+` and `-` for up and down. */
  readonly configuration: string;
  /**
   * What annealed chains read, if they came to rest in a hidden mode: the energy of the network as it is. The measurement beside it is then that
   * of the region where other chains stay. `null` if they did not.
   */
  readonly energyPerSite: Estimate | null;
}

/** A measurement with frozen weights. Of another operator than the Hamiltonian the network was trained on, `energy` is its expectation value. */
export interface Measurement extends EnergyStatistics {
  readonly readout: ReadoutName;
  /** Whether it is the energy of the problem that the network was trained on. */
  readonly sameProblem: boolean;
  /** The variance of the local energy over the configurations connected to the samples; far above `variance` where chains are frozen. */
  readonly connectedVariance: number;
  /** How often all chains were annealed again, more slowly, because a few had come to rest far from the others. */
  readonly reannealed: number;
  /** Whether everything was summed: every configuration, or every hidden branch. */
  readonly summed: boolean;
  /** `null` under full summation, which misses nothing, where hidden branches are drawn, none of which is refused, and where the measurement was interrupted. */
  readonly hiddenModes: HiddenModes | null;
  readonly observables: MeasuredObservables;
}

/** Expectation values with their errors, in the basis in which the user writes. */
export interface MeasuredObservables extends ObservableValues {
  /** Mean of Z_i Z_j over the bonds of the lattice. */
  readonly zz: Estimate;
  /** Mean of X_i over the sites. Exactly 0 where the sampled sector fixes Σ Z. */
  readonly x: Estimate;
}

/** What is measured beside the energy, <ZZ> and <X>. */
export interface ObservableOptions {
  /** See `observableNames`. */
  readonly observables?: readonly ObservableName[];
  /** Operators of your own: their expectation values come under the names that they have here. */
  readonly operators?: Readonly<Record<string, Hamiltonian>>;
  /** Pairs of sites for what is told pair by pair, such as `chsh`; those of the bonds if left out. */
  readonly pairs?: readonly (readonly [number, number])[];
}

/** The names of verdicts, see {@link VerdictName}. */
export const verdictNames = ["right", "eigenstate", "at rest", "wrong", "not converged", "stopped"] as const;
/**
 * What an energy is worth. `right`: the known answer was met; `eigenstate`: no answer is known, nothing speaks against the energy; `at rest`: as low as this
 * network or reading was found to go, which is not the ground state or not known to be it; `wrong`: a lower energy is known; `not converged`: something speaks
 * against it; `stopped`: the run ended early.
 */
export type VerdictName = (typeof verdictNames)[number];

/** What an energy is worth. */
export interface Verdict {
  readonly name: VerdictName;
  /** Whether the energy may be taken for what was looked for: the first two names. */
  readonly converged: boolean;
  /** One line in words, with the numbers it rests on. */
  readonly text: string;
}

/** An energy in J that bounds the ground energy from above, its error, and whose it is: `a product state`, `another start`. */
export interface Bound {
  readonly energy: number;
  readonly error: number;
  readonly of: string;
}

/** What `groundState` returns. Energies in J. */
export interface Outcome {
  readonly stopped: Stop;
  /** From everything that is known at the end. No exact energy enters the training. */
  readonly verdict: Verdict;
  readonly network: TrainedNetwork;
  /** What the network was trained with, nothing left open; the learning rate in the units of H as it was given. */
  readonly settings: TrainingSettings;
  /** The energy of an independent run with the weights frozen at `network`. `null` if the run was interrupted or broke down before it. */
  readonly final: Measurement | null;
  /** Where the time went, if it was asked for. */
  readonly profile?: UpdateProfile;
}

/** Where an update spends its time: kernels by what they are for, and TypeScript's rest. */
export const partNames = ["sampling", "local energies", "derivatives", "solve", "update", "rest"] as const;
/** One of {@link partNames}. */
export type PartName = (typeof partNames)[number];

/** Mean seconds of the parts of an update, and of the whole, `iteration`. */
export type UpdateProfile = Readonly<Record<PartName | "iteration", number>>;

/** Rayleigh-Gauss-Newton, stochastic reconfiguration (the natural gradient), Adam. */
export const optimizerNames = ["rgn", "sr", "adam"] as const;
/** One of {@link optimizerNames}. */
export type OptimizerName = (typeof optimizerNames)[number];

/** How the network is trained. Everything has a default that converges. */
export interface TrainingOptions {
  readonly seed?: number;
  /** The most updates of the weights: a training ends earlier once its V-score no longer falls, after 250 at the earliest. */
  readonly iterations?: number;
  /** Samples per update, all chains together. Default 1024; under `branches` 256, of 32 chains. */
  readonly samples?: number;
  /** Independent Markov chains. */
  readonly chains?: number;
  /**
   * Short trainings from different initial weights, the better half carried on twice. Default 4 where positive off-diagonal elements remain and under
   * `branches`, 2 where everything is summed, else 1.
   */
  readonly starts?: number;
  /**
   * The V-score at which a network need not grow any more, and the part of the energy by which a right one may be off. Default 1e-3; a network that was given
   * its density does not grow.
   */
  readonly accuracy?: number;
  /**
   * Default `rgn` where everything is summed under the born reading, else `sr`. `rgn` is for networks of few parameters: its matrix is as large as they are many, squared, and it needs complex ratios; where
   * the reading takes none, stochastic reconfiguration stands in.
   */
  readonly optimizer?: OptimizerName;
  /**
   * sr, adam: γ in θ ← θ - γ δ; it falls by half until the last fifth of the updates and to a tenth in that. The default of sr is 0.15 / √(Σ c² / N) over the terms of H, under `branches` 0.2. rgn:
   * the largest τ, in units of 1 / √(Σ c² / N), 30 where everything is summed.
   */
  readonly learningRate?: number;
  /** λ in (S + λ) δ = F, absolute; a relative part of the mean diagonal of S is added, falling with the iterations. */
  readonly shift?: number;
  /**
   * Replace sampling by exact enumeration of the sector (at most 16 sites). Left out: where the sector has at most 4096 configurations (1024 for an MLP)
   * and neither samples nor chains are asked for. Under `branches` it is hidden configurations that are enumerated, of at most 16 hidden units; left out: of at
   * most 12.
   */
  readonly fullSum?: boolean;
  /** Samples of the final measurement. */
  readonly finalSamples?: number;
  /** Threads that share the work. The results have the same bits whatever their number. Default 1. */
  readonly workers?: number;
  /** Ends the run, in the middle of an update too; the outcome holds the best state so far. */
  readonly signal?: StopSignal;
}

/** {@link TrainingOptions} with nothing left open; the number of threads, which changes no digit, left out. */
export type TrainingSettings = Readonly<Required<Omit<TrainingOptions, "signal" | "workers">>>;

/** `auto`: the basis with the fewest positive off-diagonal elements is looked for, see `chooseFrame`; `none`: that of the Hamiltonian as it is given. */
export const rotateNames = ["auto", "none"] as const;

/** What `groundState` is told. Another name among them is refused. */
export interface GroundStateOptions extends TrainingOptions, ObservableOptions {
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: Ansatz;
  /** Default `auto`. A Hamiltonian that was rotated before stays as it is. */
  readonly rotate?: (typeof rotateNames)[number];
  /** `"quantum"` is an alias of `"born"`. */
  readonly readout?: ReadoutName | "quantum";
  /**
   * A known ground-state energy, which the verdict holds the result against. Left out it is computed where a closed form or Lanczos reaches, after the training;
   * `null` withholds it. The training does not see it.
   */
  readonly exactEnergy?: number | null;
  /** Milliseconds, such as `performance.now`: the outcome then tells where the time of an update went. */
  readonly clock?: () => number;
  /** Start from these weights instead of random ones. */
  readonly initial?: TrainedNetwork;
  /**
   * Told after updates, when the training is at its end, and then, `trained`, between batches of the final measurement, that the run can go on from here: `take`
   * makes the state, at a cost only where it is called.
   */
  readonly checkpoint?: (take: () => RunState, trained: boolean) => void;
  /**
   * Go on from here: the run ends with the same bits as one that was never stopped. The options have to be those that it was begun with, but for `workers`,
   * what the final measurement is told, and more `iterations`.
   */
  readonly state?: RunState;
}

/** What `measure` is told. Another name among them is refused. */
export interface MeasureOptions extends ObservableOptions {
  /** Any operator: it is measured in the state that the network was trained to be, in whatever basis it comes. */
  readonly hamiltonian: Hamiltonian;
  readonly network: TrainedNetwork;
  /** Default `born`. */
  readonly readout?: ReadoutName | "quantum";
  /** Default 1. */
  readonly seed?: number;
  /** Default 65536, all chains together. */
  readonly samples?: number;
  /**
   * Sampling goes on until the error of the energy per site is at most this, up to 2²² samples: whether it was reached, the error tells. In units of
   * the operator.
   */
  readonly tolerance?: number;
  /** Independent Markov chains, default 64. */
  readonly chains?: number;
  /**
   * As in training: where left out, a sector of at most 4096 configurations is summed (1024 for an MLP) unless samples or chains are asked for; under `branches`
   * all branches are, where there are no more of them than samples.
   */
  readonly fullSum?: boolean;
  /** Threads that share the work, as in training. */
  readonly workers?: number;
  readonly signal?: StopSignal;
  /** Told after batches of samples that the measurement can go on from here; not where everything is summed. */
  readonly checkpoint?: (take: () => MeasureState) => void;
  /** Go on from here: the options have to be those that it was begun with, but for `workers`. */
  readonly state?: MeasureState;
}

/** Samples measured so far, of how many. */
export interface MeasureProgress {
  readonly samples: number;
  readonly of: number;
}

/** What `compareReadouts` is told. Another name among them is refused. */
export interface CompareOptions extends TrainingOptions {
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: Ansatz;
  /** As for a ground state; the axes stay as they are, for the readings have to share a basis. */
  readonly rotate?: (typeof rotateNames)[number];
  /** As for a ground state. */
  readonly exactEnergy?: number | null;
  /** Defaults to all that the network and the problem allow: `branches` is for an RBM without projections. */
  readonly readouts?: readonly (ReadoutName | "quantum")[];
  /** Told after updates, at the end of every training (`trained`), and after every cell of the matrix that the comparison can go on from here. */
  readonly checkpoint?: (take: () => CompareState, trained: boolean) => void;
  /** Go on from here: the options have to be those that it was begun with, but for `workers`. */
  readonly state?: CompareState;
}

/**
 * Everything that determines how a run of `compareReadouts` goes on: it ends with the same bits as one that was never stopped. Plain data and typed arrays. Nothing in it
 * is meant to be changed.
 */
export interface CompareState {
  /** Of this format: another is refused. */
  readonly version: number;
  /** The problem and the settings by name: a state of others is refused. */
  readonly about: RunState["about"];
  /** Of the readings whose training is behind it, as in {@link Comparison}. */
  readonly outcomes: Comparison["outcomes"];
  /** The cells that are measured. */
  readonly matrix: Comparison["matrix"];
  /** The reading that is being trained, and how far; `null` between two of them and afterwards. */
  readonly current: { readonly readout: ReadoutName; readonly state: RunState } | null;
}

/** A step of the comparison, and whose it is. */
export interface CompareStep extends Step {
  readonly readout: ReadoutName;
}

/** A cell of the matrix that is being measured, after the trainings. */
export interface ComparePhase {
  readonly phase: "matrix";
  readonly trained: ReadoutName;
  readonly read: ReadoutName;
}

/** A reading that a comparison left out, and why: in one line. */
export interface SkippedReading {
  /** Whose network could not be read so; `null`: none was trained so either. */
  readonly trained: ReadoutName | null;
  readonly read: ReadoutName;
  readonly reason: string;
}

/** What `compareReadouts` returns. */
export interface Comparison {
  /** By the reading trained under. */
  readonly outcomes: Readonly<Partial<Record<ReadoutName, Outcome>>>;
  /** matrix[trained][read]: the network trained under one reading, measured under another. */
  readonly matrix: Readonly<Partial<Record<ReadoutName, Readonly<Partial<Record<ReadoutName, Measurement>>>>>>;
  /** Readings that the network or the problem does not allow, of those compared where none were named. */
  readonly skipped: readonly SkippedReading[];
}
