import type { Run, RunPlan } from "./run.ts";
import { SummedSchedule } from "./summedSchedule.ts";
import type { Step } from "./types.ts";

/** Starts that are compared where positive off-diagonal elements are left: the landscape has traps then, excited eigenstates among them. */
const WITH_SIGNS = 4;
/** Without signs there are few; where everything is summed a second start costs next to nothing. */
const SUMMED = 2;
/** Updates of a start before the better half is carried on; at most this part of all updates. */
const ROUND = 60;
const SUMMED_ROUND = 40;
const DEAR_ROUND = 20;
const PART = 8;
/** Deviation of the initial weights of the starts in turn, in units of the usual one: from all but a constant f to one that is rough. */
const FACTORS = [1, 5, 15];
/** The Rayleigh-Gauss-Newton method without noise leaves a constant f by symmetry alone, so it begins farther from it. */
const SUMMED_FACTORS = [5, 1, 15];

/** How many starts a run compares. */
export function startsOf({ settings, signs, initial, readout }: RunPlan): number {
  if (initial) return 1;
  if (settings.starts !== undefined) return settings.starts;
  if (readout.ratio === "none") return 1;
  if (signs) return WITH_SIGNS;
  return settings.fullSum ? SUMMED : 1;
}

interface Candidate {
  readonly start: number;
  readonly parameters: Float64Array;
  readonly energy: number;
}

/**
 * Successive halving: short trainings from different initial weights, the better half of them carried on as long again, until one is left. The run goes on with
 * that one. No exact energy is looked at.
 */
export async function* compareStarts(run: Run): AsyncGenerator<Step, void> {
  const { plan } = run;
  const starts = startsOf(plan);
  const { fullSum, iterations } = plan.settings;
  const quiet = run.schedule instanceof SummedSchedule;
  // The weights of a multilayer perceptron are scaled by their variance already.
  const factors = plan.ansatz.name === "mlp" ? [1] : quiet ? SUMMED_FACTORS : FACTORS;
  const begin = (start: number) => run.stage.training.begin(start, factors[start % factors.length]);
  if (starts === 1) {
    if (quiet && !plan.initial) begin(0);
    return;
  }
  const dear = run.schedule instanceof SummedSchedule && run.schedule.dear;
  const usual = dear ? DEAR_ROUND : fullSum ? SUMMED_ROUND : ROUND;
  const round = Math.max(1, Math.min(usual, Math.floor(iterations / PART)));
  let left: Candidate[] = [];
  for (let start = 0; start < starts && !run.interrupted; start++) {
    run.start = start;
    begin(start);
    left.push(yield* followed(run, start, round));
  }
  for (left = better(left); left.length > 1 && !run.interrupted; left = better(left)) {
    const longer: Candidate[] = [];
    for (const { start, parameters } of left) {
      run.start = start;
      run.stage.training.resume(parameters, `start/${start}/again`);
      longer.push(yield* followed(run, start, round));
    }
    left = longer;
  }
  run.kept = null;
  const [best] = left;
  run.start = best.start;
  run.stage.training.resume(best.parameters, "chosen");
  run.schedule = run.newSchedule();
  run.attempt = 0;
}

/** Half of the candidates, the lowest in energy. */
function better(candidates: readonly Candidate[]): Candidate[] {
  const lowest = [...candidates].sort((a, b) => a.energy - b.energy);
  return lowest.slice(0, Math.ceil(candidates.length / 2));
}

async function* followed(run: Run, start: number, updates: number): AsyncGenerator<Step, Candidate> {
  run.schedule = run.newSchedule();
  run.attempt = 0;
  const end = yield* run.train(updates);
  const { training } = run.stage;
  const { energy, error } = training.settle();
  const healthy = (end === null || end.reason === "frozen chains") && Number.isFinite(energy);
  if (healthy && (run.lowest === null || energy < run.lowest.energy)) run.lowest = { energy, error };
  const { parameters } = training.current();
  if (healthy && (run.kept === null || energy < run.kept.energy)) run.kept = { energy, parameters };
  return { start, parameters, energy: healthy ? energy : Number.POSITIVE_INFINITY };
}
