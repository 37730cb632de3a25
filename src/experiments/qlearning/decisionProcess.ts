// A Markov decision process as data: states, actions, and what may come of each action in each state.
import type { RandomNumbers } from "../support/random.ts";

/** One thing that may happen. */
export interface Outcome {
  readonly probability: number;
  readonly reward: number;
  /** The next state; `null` where the episode ends. */
  readonly next: number | null;
}

/** Episodes begin in any state, each as likely. */
export interface DecisionProcess {
  readonly name: string;
  readonly states: number;
  readonly actions: number;
  /** γ in [0, 1). */
  readonly discount: number;
  /** Of state s and action a at [s][a]; probabilities add up to 1. */
  readonly outcomes: readonly (readonly (readonly Outcome[])[])[];
  /** What a network is shown of each state. */
  readonly inputs: readonly Float64Array[];
  /** Returns lie in this range, for networks that need to know. */
  readonly returns: readonly [lowest: number, highest: number];
}

/** One outcome by its probability. */
export function drawn(outcomes: readonly Outcome[], random: RandomNumbers): Outcome {
  let rest = random.uniform();
  for (const outcome of outcomes) {
    rest -= outcome.probability;
    if (rest < 0) return outcome;
  }
  return outcomes[outcomes.length - 1];
}

/** The first of the largest values. */
export function best(values: ArrayLike<number>): number {
  let at = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[at]) at = k;
  return at;
}
