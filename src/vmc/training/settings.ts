import { optimizerUnder, usualLearningRate } from "../setup/optimizer.ts";
import type { TrainingSettings } from "../types.ts";
import type { RunPlan } from "./plan.ts";
import { startsOf } from "./starts.ts";

/** What a run trains with, nothing left open, in the units of the Hamiltonian as it was given. */
export function settingsOf(plan: RunPlan): TrainingSettings {
  const { hamiltonian, units, readout } = plan;
  const { workers: _, ...settings } = plan.settings;
  const optimizer = optimizerUnder(readout, settings.optimizer);
  const rate = settings.learningRate ?? usualLearningRate(optimizer, hamiltonian, settings.fullSum);
  return { ...settings, optimizer, starts: startsOf(plan), learningRate: optimizer === "sr" ? rate / units.unit : rate };
}
