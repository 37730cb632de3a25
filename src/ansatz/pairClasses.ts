import type { Lattice } from "../lattice/lattice.ts";

/** Which pairs of sites i < k share a parameter. */
export interface PairClasses {
  readonly count: number;
  /** Class of pair (i, k), i < k, at i·N + k; -1 elsewhere. */
  readonly index: Int32Array;
}

/** Each pair by itself, or pairs that a translation maps onto each other together; numbered by first appearance. */
export function pairClasses({ size, translations }: Lattice, symmetric: boolean): PairClasses {
  const index = new Int32Array(size * size).fill(-1);
  let count = 0;
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      if (index[i * size + k] >= 0) continue;
      for (const translation of symmetric ? translations : translations.slice(0, 1)) {
        const a = Math.min(translation[i], translation[k]);
        const b = Math.max(translation[i], translation[k]);
        index[a * size + b] = count;
      }
      count++;
    }
  }
  return { count, index };
}
