// Maximum likelihood where the model is too large to be summed.
import type { LearnPlan } from "./plan.ts";
import type { LearnOptions, LearnOutcome, LearnStep } from "./types.ts";

export async function* learnFromSamples(_plan: LearnPlan, _options: LearnOptions): AsyncGenerator<LearnStep, LearnOutcome, void> {
  throw new Error("later");
}
