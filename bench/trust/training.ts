import { availableParallelism } from "node:os";
import { type GroundStateOptions, groundState, type Outcome } from "../../src/index.ts";

/** Seeds of the checks that are quick. */
export const SEEDS = 50;
export const workers = availableParallelism();

/** Runs a driver to its end. */
export async function ended(options: GroundStateOptions): Promise<Outcome> {
  const run = groundState({ workers, ...options });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

/** An end that the verdict calls converged. */
export function convergedIn({ stopped }: Outcome): boolean {
  return ["iterations", "converged"].includes(stopped.reason) && stopped.detail === undefined;
}
