// How much a measurement holds at once.

/** Samples that are held in memory at once, and the most bytes of look-ups they may take. */
const BATCH = 8192;
const BATCH_BYTES = 256 * 1024 * 1024;

/** Samples of one draw: each chain takes as many as the others, and at least one. */
export function batchOf({ samples, chains }: { readonly samples: number; readonly chains: number }, stateBytes: number): number {
  const fitting = Math.min(BATCH, Math.floor(BATCH_BYTES / stateBytes));
  return Math.min(samples, Math.max(1, Math.floor(fitting / chains)) * chains);
}

/** Chains, samples of each and sweeps before them, of the probe: enough to see where most chains that were not annealed stay. */
export const PROBE = { chains: 32, samples: 512, burnIn: 200 } as const;

/** Structured configurations from which the search for hidden modes climbs. */
export const STARTS = 200;

/** Components of Bloch vectors that a measurement of branches holds at once. */
export const BLOCH_BATCH = 2_000_000;

/** Hidden signs and components of Bloch vectors of the pairs of branches that are drawn for an entropy. */
export const PAIRED = 1 << 25;
