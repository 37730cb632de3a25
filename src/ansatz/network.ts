// What a driver asks of any network, and the samples it gives.
import type { Kernels, Pointer } from "../kernels/kernels.ts";
import type { LogDerivatives } from "../kernels/logDerivatives.ts";

/**
 * How a move is proposed: one random site; an up and a down spin exchanged (half of them over a prepared pair); or, mixed, one site, one of
 * some sets of sites, or a block of neighbouring sites (assembly/spins/mixed-moves.ts).
 */
export type MoveRule = "flip" | "exchange" | "mixed";

/** How chains move. */
export interface Moves {
  readonly rule: MoveRule;
  /** The sets of two and more sites that `mixed` flips together, a MoveSets in the memory of the kernels; 0 for none. */
  readonly sets: Pointer;
}

/** How one chain is advanced and sampled. */
export interface ChainPlan {
  readonly chain: Pointer;
  /** Whether what the chain keeps about its configuration has to be rebuilt first. */
  readonly stale: boolean;
  /** Sweeps before the first sample. */
  readonly thermalisation: number;
  readonly samples: number;
  /** Sweeps before each sample. */
  readonly sweeps: number;
  /** n in the weight |f|^q, q = 2 / 2^n: 0 samples |f|², 1 samples |f|, more flattens the distribution; -1 climbs |f| and never falls. */
  readonly halvings: number;
  /** Where the samples go, as in a {@link Batch} of so many. */
  readonly bits: Pointer;
  readonly states: Pointer;
}

/**
 * Configurations in the memory of the kernels: `count` rows of bits (bit i set: spin i is down) and what the network keeps about each.
 */
export interface Batch {
  readonly count: number;
  readonly bits: Pointer;
  readonly states: Pointer;
}

/** What a ratio f(s')/f(s) adds to a local estimate. */
export type RatioUse = "complex" | "modulus" | "none";

/**
 * A network in the memory of one set of kernels. It knows no Hamiltonian and no reading: it moves chains under |f|^q, gives local
 * estimates of an operator that was loaded there, and its logarithmic derivatives.
 */
export interface Network {
  readonly kernels: Kernels;
  readonly sites: number;
  /** Complex parameters P. */
  readonly parameterCount: number;
  /** 64-bit words per configuration. */
  readonly words: number;
  /** Bytes kept per configuration. */
  readonly stateBytes: number;
  /** Bytes a chain keeps about its configuration. */
  readonly chainBytes: number;
  /** A copy of the parameters, complex interleaved, length 2P. */
  parameters(): Float64Array;
  /** Replaces the parameters and rebuilds what depends on them. Chains are stale afterwards. */
  setParameters(values: Float64Array): void;
  /** Fills `batch.states` from `batch.bits`; writes ln f(s), complex interleaved, to `logs`. */
  evaluate(batch: Batch, logs: Pointer): void;
  /** Advances chains, each by its plan, and stores their samples. `sets` is that of {@link Moves}. */
  draw(rule: MoveRule, plans: readonly ChainPlan[], sets?: Pointer): void;
  /** ε(s) = Σ_F m_F(s) ρ(f(s^F)/f(s)) for each sample, complex interleaved, into `out`. */
  localEstimates(operator: Pointer, batch: Batch, use: RatioUse, out: Pointer): void;
  logDerivatives(batch: Batch): LogDerivatives;
  /**
   * ∂_k ε(s) = Σ_F m_F(s) f(s^F)/f(s) [O_k(s^F) - O_k(s)], how the local estimate changes with the parameters (or, for a network with real
   * ones, with those); panels of 4 rows whose rows are parameters and whose columns are samples, overwritten by the next call.
   */
  estimateDerivatives(operator: Pointer, batch: Batch): Pointer;
}
