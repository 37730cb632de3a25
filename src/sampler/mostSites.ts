// The largest lattices whose configurations are summed.

/** More sites than this are refused: 2^16 configurations with everything kept about each fill the memory. */
export const MOST_FULL_SUM_SITES = 16;
