// How far the action values Q(row, column, action) of a grid of 4 × 4 are from a product: operator-Schmidt entropies of its cuts.
import { blockEntropy, pureState } from "../../index.ts";

/** One index against the other two. */
export const cuts = ["row", "column", "action"] as const;
export type Cut = (typeof cuts)[number];

/** An index of four values is two bits: the tensor is a state of six. */
const bits: Readonly<Record<Cut, readonly number[]>> = { action: [0, 1], column: [2, 3], row: [4, 5] };

/** S = -Σ c² ln c², in nats, over the singular values c of Q as a matrix of one index against the others, Σ c² = 1; at most ln 4. @param values at [4 row + column][action] */
export function cutEntropies(values: readonly Float64Array[]): Readonly<Record<Cut, number>> {
  const real = Float64Array.from(values.flatMap((row) => [...row]));
  const state = pureState(real);
  return { row: blockEntropy(state, bits.row), column: blockEntropy(state, bits.column), action: blockEntropy(state, bits.action) };
}
