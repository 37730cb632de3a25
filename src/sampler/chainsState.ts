// Markov chains as data.

/** Persistent chains between two draws. */
export interface ChainsState {
  /** The streams that place chains, one behind the other. */
  readonly streams: Uint8Array;
  /** Of every chain: the state of its generator and its counts; its configuration. */
  readonly heads: Uint8Array;
  readonly bits: Uint8Array;
  /** 1 for chains whose look-ups have to be rebuilt. Of the others these follow, each with the lists of up and down spins before it. */
  readonly stale: Uint8Array;
  readonly lookups: Uint8Array;
  /** Sweeps due before the next sample, and the next chain to begin anew. */
  readonly due: number;
  readonly next: number;
}
