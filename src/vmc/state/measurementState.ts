// Everything that determines how a measurement goes on: plain data and typed arrays.
import type { GibbsState } from "../../branches/gibbs.ts";
import type { ChainsState } from "../../sampler/chainsState.ts";
import type { Estimate } from "../../statistics/estimate.ts";
import type { StreamedState } from "../../statistics/streamed.ts";

/** Sums of some quantities, block by block. */
export interface BlockTotalsState {
  /** Samples of each chain so far. */
  readonly taken: number;
  readonly blocks: readonly { readonly chain: number; readonly stretch: number }[];
  /** Block after block. */
  readonly sums: Float64Array;
  readonly weights: Float64Array;
}

/** What is measured beside the energy. */
export interface InstrumentsState {
  readonly paulis: { readonly totals: BlockTotalsState; readonly batches: number };
  readonly swap: BlockTotalsState | null;
}

/** Samples that were drawn together, and the local estimates of every operator on them. */
export interface BatchState {
  readonly count: number;
  readonly acceptance: number;
  readonly series: readonly Float64Array[];
}

/** Batches of which sums are kept. */
export interface StreamedBatches {
  /** Samples so far, all chains together. */
  readonly count: number;
  /** Batches, and the sum of their acceptances. */
  readonly batches: number;
  readonly acceptances: number;
  /** Of every operator. */
  readonly series: readonly StreamedState[];
}

/** The local estimates that a measurement has gathered. */
export interface GatheredState {
  readonly batches: readonly BatchState[];
  /** In the place of batches, where samples are too many for their local estimates to be kept. */
  readonly streamed?: StreamedBatches | null;
}

/** Where a measurement of branches is, between two batches. */
export interface BranchMeasurementState extends GatheredState {
  /** What is measured: a state of something else is not gone on with. */
  readonly of: string;
  /** Branches of each chain that are to be drawn, as far as is known. */
  readonly length: number;
  readonly chains: GibbsState;
  readonly instruments: { readonly means: BlockTotalsState; readonly purities: BlockTotalsState } | null;
}

/** Where a measurement from chains is, between two batches. */
export interface MeasurementState extends GatheredState {
  /** What is measured: a state of something else is not gone on with. */
  readonly of: string;
  /** Whether these are the annealed chains, which come first; or those beside a hidden mode, and what the annealed ones read in it. */
  readonly annealed: boolean;
  readonly mode: { readonly energyPerSite: Estimate | null } | null;
  /** Samples that are to be drawn, as far as is known. */
  readonly count: number;
  readonly reannealed: number;
  readonly chains: ChainsState;
  readonly instruments: InstrumentsState | null;
}

/**
 * Everything that determines how a run of `measure` goes on: it ends with the same bits as one that was never stopped, whatever the number of workers. Plain data and
 * typed arrays. Nothing in it is meant to be changed.
 */
export interface MeasureState {
  /** Of this format: another is refused. */
  readonly version: number;
  /** What is measured, of which weights, by name: a state of others is refused. */
  readonly about: Readonly<Record<string, string | number | boolean | null>>;
  readonly measurement: Omit<MeasurementState, "of"> | Omit<BranchMeasurementState, "of">;
}
