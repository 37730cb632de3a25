// Trainings inside an experiment: those that are asked to end give no number.
import {
  type GroundStateOptions,
  groundState,
  type Measurement,
  type MeasureOptions,
  measure,
  type Outcome,
  outcomeOf,
} from "../../index.ts";
import { Interrupted, type Setting } from "../experiment.ts";

/** An outcome that has its final measurement. */
export type Trained = Outcome & { readonly final: Measurement };

/** Trains with the seed, the threads and the signal of the experiment. @throws Interrupted; Error where the training broke down. */
export async function trained(setting: Setting, options: GroundStateOptions): Promise<Trained> {
  const { seed, workers, signal } = setting;
  const outcome = await outcomeOf(groundState({ seed, ...options, workers, signal }));
  const { stopped, final } = outcome;
  if (stopped.reason === "interrupted") throw new Interrupted("interrupted while a network was trained");
  if (final === null)
    throw new Error(`a training ended without an energy: ${stopped.reason}${stopped.detail ? `, ${stopped.detail}` : ""}`);
  return { ...outcome, final };
}

/** Measures with the seed, the threads and the signal of the experiment. */
export async function measured(setting: Setting, options: MeasureOptions): Promise<Measurement> {
  const { seed, workers, signal } = setting;
  const measurement = await outcomeOf(measure({ seed, ...options, workers, signal }));
  if (signal.aborted) throw new Interrupted("interrupted while a network was measured");
  return measurement;
}
