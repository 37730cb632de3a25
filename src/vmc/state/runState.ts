// Everything that determines how a run goes on: plain data and typed arrays.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import type { GibbsState } from "../../branches/gibbs.ts";
import type { AdamState } from "../../optimizer/adam.ts";
import type { ChainsState } from "../../sampler/chainsState.ts";
import type { BranchMeasurementState, MeasurementState } from "./measurementState.ts";
import type { TrainedNetwork } from "./trainedNetwork.ts";

/** What a guard remembers of the best weights. Energies in the units of the run. */
export interface GuardState {
  readonly best: { readonly parameters: Float64Array; readonly energy: number; readonly error: number } | null;
  readonly rollbacks: number;
  readonly sinceFall: number;
  readonly level: number;
  readonly risenUpdates: number;
}

/** What an optimizer remembers from update to update. */
export interface DescentState {
  /** rgn: τ as part of the largest; else by how much steps are divided. */
  readonly step: number;
  readonly adam: AdamState | null;
}

/** What a schedule was told, and what it made of it. */
export interface ScheduleState {
  readonly updates: number;
  readonly energiesPerSite: Float64Array;
  readonly vScores: Float64Array;
  /** The update at which the steps begin to shrink fast, and the first that is not made. */
  readonly main: number;
  readonly end: number;
  readonly settled: boolean;
}

/** One network in training. */
export interface TrainingState {
  readonly network: TrainedNetwork;
  /** The weights it began from. */
  readonly first: Float64Array;
  readonly guard: GuardState;
  readonly descent: DescentState;
  /** `null` where everything is summed. */
  readonly chains: ChainsState | null;
}

/** The stage of a run: its network in training, and what that is to be at the end. */
export interface StageState {
  readonly ansatz: ResolvedAnsatz;
  /** Of the chains, where it is not the usual one. */
  readonly rule: "flip" | "mixed" | null;
  readonly projected: boolean;
  /** Rollbacks of earlier stages. */
  readonly rollbacks: number;
  readonly training: TrainingState;
}

/** A start that is compared with others: its network once it has one, and the energy that was read. */
export interface RaceEntry {
  readonly start: number;
  readonly network: TrainedNetwork | null;
  readonly energy: number;
}

/** One that is through a round. */
export interface RaceCandidate extends RaceEntry {
  readonly network: TrainedNetwork;
}

/** Where the comparison of starts is: those of this round, and those that are through. The first that is not is being trained. */
export interface RaceState {
  /** From 0. */
  readonly round: number;
  /** Of a start in a usual round. */
  readonly updates: number;
  readonly entries: readonly RaceEntry[];
  readonly through: readonly RaceCandidate[];
}

/** `starts` are compared, one is in `training`, the network is `trained` and to be measured. */
export type RunPhase = "starts" | "training" | "trained";

/** How far a run has come. Energies in its own units. */
export interface RunProgress {
  readonly phase: RunPhase;
  /** Whether it began once more from the best product state. */
  readonly fromProduct: boolean;
  /** In words, why the chains froze to the last attempt; `null` if they did not. */
  readonly frozen: string | null;
  readonly iteration: number;
  readonly made: number;
  readonly spent: number;
  readonly attempt: number;
  readonly start: number;
  readonly starts: number;
  readonly vScore: number;
  readonly lowest: { readonly energy: number; readonly error: number } | null;
  readonly kept: { readonly energy: number; readonly network: TrainedNetwork } | null;
  /** Draws in a row without an accepted move. */
  readonly still: number;
  readonly race: RaceState | null;
  readonly schedule: ScheduleState;
  readonly stage: StageState;
  /** How far the final measurement is, once the network is trained; `null` before its second batch. */
  readonly measurement: MeasurementState | null;
}

/** One network in training under the branches reading. */
export interface BranchTrainingState {
  readonly network: TrainedNetwork;
  readonly updates: number;
  /** `null` where every branch is summed. */
  readonly chains: GibbsState | null;
  readonly adam: AdamState | null;
}

/** A start under the branches reading. */
export interface BranchStart {
  readonly start: number;
  readonly iteration: number;
  readonly energy: number;
  readonly schedule: ScheduleState;
  readonly training: BranchTrainingState;
}

/** How far a run under the branches reading has come. */
export interface BranchProgress {
  readonly phase: RunPhase;
  readonly made: number;
  /** The best start so far; the one that is trained or measured once it was chosen. */
  readonly best: BranchStart;
  /** The start that is compared with it, and which of them it is. */
  readonly other: BranchStart | null;
  readonly round: number;
  /** How far the final measurement is, once the network is trained. */
  readonly measurement?: BranchMeasurementState | null;
}

/**
 * Everything that determines how a run of `groundState` goes on: it ends with the same bits as one that was never stopped, whatever the number of workers. Plain
 * data and typed arrays, for `structuredClone`, IndexedDB or a file. Nothing in it is meant to be changed.
 */
export interface RunState {
  /** Of this format: another is refused. */
  readonly version: number;
  /** The problem and the settings by name: a state of others is refused. */
  readonly about: Readonly<Record<string, string | number | boolean | null>>;
  /** The most updates that were asked for. A run may go on with more. */
  readonly iterations: number;
  /** The best weights so far; once the network is trained, those that will be measured. */
  readonly network: TrainedNetwork;
  readonly progress: RunProgress | BranchProgress;
}
