// What a driver asks of a sampler, and the samples it draws.
import type { Batch } from "../ansatz/network.ts";
import type { Pointer } from "../kernels/kernels.ts";
import type { ProbeKind } from "../readout/index.ts";
import type { ChainsState } from "./chainsState.ts";

/** Chains beside the ordinary ones; see {@link ProbeKind}. */
export interface Probes {
  readonly kind: ProbeKind;
  readonly chains: number;
  /** Of each chain. */
  readonly samples: number;
}

/** Samples of |f|^q in the memory of the kernels; overwritten by the next draw. */
export interface Samples extends Batch {
  /** Rows that are samples of |f|^q: the first of `count`. The others are those of the probe chains and must not enter an average. */
  readonly measured: number;
  /** Sample t of chain c is row c·(measured/chains) + t. */
  readonly chains: number;
  /** Whose rows follow the measured ones, chain after chain; `null` for none. */
  readonly probes: Probes | null;
  /** √g for each sample, g of mean 1: equal for the measured rows of Monte Carlo, N_s |f|^q / Σ |f|^q under full summation. */
  readonly roots: Pointer;
  /** Every configuration once, with exact weights: no statistical error. */
  readonly exact: boolean;
  /** Accepted / proposed moves of this draw; 1 under full summation. */
  readonly acceptance: number;
}

/** A source of samples of a network's |f|^q. */
export interface Sampler {
  /** Draws for the network as it is now; call {@link moved} after its parameters changed. */
  draw(): Samples;
  /** Tells the sampler that the parameters changed. */
  moved(): void;
  /** Tells the sampler that the parameters changed so much that its configurations say nothing: all chains begin again, so many times more slowly. */
  anew(slower?: number): void;
  /** Everything that determines the next draws; `null` where that is nothing. */
  state(): ChainsState | null;
}
