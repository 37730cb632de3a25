import { outcomeOf } from "../../src/vmc/outcomeOf.ts";

/** Runs a driver to its end: what it returns. */
export const last = outcomeOf;

/** Runs a driver to its end: every step, and what it returns. */
export async function everything<T, R>(driver: AsyncGenerator<T, R>): Promise<{ steps: T[]; result: R }> {
  const steps: T[] = [];
  const result = await outcomeOf(driver, (step) => steps.push(step));
  return { steps, result };
}

/** The reasons of runs that nothing is wrong with. */
export const goodEnds: readonly string[] = ["iterations", "converged"];
