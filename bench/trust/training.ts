import { availableParallelism } from "node:os";
import { type GroundStateOptions, groundState, type Outcome, outcomeOf } from "../../src/index.ts";

/** Seeds of the checks that are quick. */
export const SEEDS = 50;
export const workers = availableParallelism();

/** Runs a driver to its end. */
export function ended(options: GroundStateOptions): Promise<Outcome> {
  return outcomeOf(groundState({ workers, ...options }));
}

/** An end that the verdict calls converged. */
export function convergedIn({ stopped }: Outcome): boolean {
  return ["iterations", "converged"].includes(stopped.reason) && stopped.detail === undefined;
}
