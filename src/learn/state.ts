// Everything that determines how a learning goes on: plain data and typed arrays.
import type { ChainsState } from "../sampler/chainsState.ts";
import type { TrainedNetwork } from "../vmc/state/trainedNetwork.ts";

/** What a stage, or a start of an exact target, or a network that is sampled, came to. */
export interface FinishedStage {
  readonly parameters: Float64Array;
  readonly loss: number;
  /** -<ln P> of the held-out rows; `null` where there are none. */
  readonly heldOut: number | null;
  readonly decay: number;
  /** Steps made. */
  readonly steps: number;
  /** Why it ended, where that is not told by the next one. */
  readonly reason?: string;
}

/** A stage on its way where the model is summed. */
export interface SummedStage {
  readonly parameters: Float64Array;
  readonly damping: number;
  /** τ and w of the penalty of weights; `null` for exact targets. */
  readonly penalty: { readonly decay: number; readonly relevance: Float64Array } | null;
  /** -<ln P> of the held-out rows when it began. */
  readonly begun: number | null;
  readonly steps: number;
  /** After every step of an exact target. */
  readonly losses: Float64Array;
}

/** The same where it is sampled. */
export interface SampledStage {
  readonly parameters: Float64Array;
  readonly chains: ChainsState;
  /** The stream that draws rows. */
  readonly stream: Uint8Array;
  /** Mean of the weights since the last look at the held-out rows, the best such mean, and how many looks were worse in a row. */
  readonly mean: Float64Array;
  readonly kept: { readonly parameters: Float64Array; readonly heldOut: number } | null;
  readonly looks: number;
  readonly made: number;
}

/** How far a learning has come. */
export interface LearnProgress {
  /** Steps that were told. */
  readonly made: number;
  /** What is behind it, in order. */
  readonly finished: readonly FinishedStage[];
  /** The weights that starts began from, in order. */
  readonly beginnings: readonly Float64Array[];
  /** What it is at; `null` once everything is learnt. */
  readonly stage: SummedStage | SampledStage | null;
}

/**
 * Everything that determines how a run of `learnState` goes on: it ends with the same bits as one that was never stopped, whatever the number of workers. Plain data and
 * typed arrays. Nothing in it is meant to be changed.
 */
export interface LearnState {
  /** Of this format: another is refused. */
  readonly version: number;
  /** What is learnt and the settings by name: a state of others is refused. */
  readonly about: Readonly<Record<string, string | number | boolean | null>>;
  /** The weights of the moment. */
  readonly network: TrainedNetwork;
  readonly progress: LearnProgress;
}
