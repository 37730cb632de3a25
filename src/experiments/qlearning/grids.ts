// Two worlds of 4 × 4 cells and 4 actions: one where the best action depends on all around it, and one whose values are products.
import type { DecisionProcess, Outcome } from "./decisionProcess.ts";

/** Rows and columns. */
export const SIDE = 4;
const DISCOUNT = 0.9;

/** Row and column of the cell each, one of four: 8 inputs. */
const inputs = cells((row, column) => Float64Array.from({ length: 2 * SIDE }, (_, k) => (k === row || k === SIDE + column ? 1 : 0)));

/** The map of FrozenLake: in H every action ends the episode without reward, in G with reward 1. */
const LAKE = ["....", ".H.H", "...H", "H..G"];
/** Down, up, right, left: a turn by a right angle is the other pair. */
const MOVES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];
const SLIP = 0.2;

/** A step goes where it should with probability 0.8 and to either side with 0.1; against the edge it stays. */
export const slipperyGrid: DecisionProcess = {
  name: "slippery grid",
  states: SIDE * SIDE,
  actions: MOVES.length,
  discount: DISCOUNT,
  outcomes: cells((row, column) =>
    MOVES.map((move, action): Outcome[] => {
      const cell = LAKE[row][column];
      if (cell !== ".") return [{ probability: 1, reward: cell === "G" ? 1 : 0, next: null }];
      const aside = MOVES.filter((_, other) => other >> 1 !== action >> 1);
      return [
        { probability: 1 - SLIP, reward: 0, next: moved(row, column, move) },
        ...aside.map((other) => ({ probability: SLIP / aside.length, reward: 0, next: moved(row, column, other) })),
      ];
    }),
  ),
  inputs,
  returns: [-1, 1],
};

/** What each action pays, times f(row) f(column). */
const PAID = [0.1, 0.2, 0.3, 0.4];
/** f(r) = sin(π (r + 1)/5): a walk that goes up or down and ends outside has <f(r')> = cos(π/5) f(r). */
const profile = (at: number) => Math.sin((Math.PI * (at + 1)) / (SIDE + 1));

/**
 * The walker drifts on its own, a row up or down and a column left or right, and the episode ends outside; action a pays p_a f(row) f(column). With λ = cos²(π/5)
 * and v = max p / (1 - γ λ) the optimal values are Q*(row, column, a) = f(row) f(column) (p_a + γ λ v): a product, so that every cut has entropy 0.
 */
export const driftingGrid: DecisionProcess = {
  name: "drifting grid",
  states: SIDE * SIDE,
  actions: PAID.length,
  discount: DISCOUNT,
  outcomes: cells((row, column) =>
    PAID.map((paid): Outcome[] =>
      [-1, 1].flatMap((down) =>
        [-1, 1].map((right) => {
          const inside = [row + down, column + right].every((at) => at >= 0 && at < SIDE);
          const next = inside ? (row + down) * SIDE + column + right : null;
          return { probability: 1 / 4, reward: paid * profile(row) * profile(column), next };
        }),
      ),
    ),
  ),
  inputs,
  returns: [-2, 2],
};

function cells<T>(of: (row: number, column: number) => T): T[] {
  return Array.from({ length: SIDE * SIDE }, (_, s) => of(Math.floor(s / SIDE), s % SIDE));
}

function moved(row: number, column: number, [down, right]: readonly number[]): number {
  const clip = (at: number) => Math.min(SIDE - 1, Math.max(0, at));
  return clip(row + down) * SIDE + clip(column + right);
}
