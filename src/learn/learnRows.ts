// Learning from measured rows by summation: candidates, starts, stages, and all rows at the end.
import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { initialParameters, lessonOfAll, rowLessonsOf, summationOf } from "./lessons.ts";
import type { LearnPlan } from "./plan.ts";
import { chosenStage, FIRST_DECAYS, isFollowingNoise, LATER_DECAYS, leastDifference, scoreOf } from "./stages.ts";
import type { Summation } from "./summed.ts";
import { type RowLessons, type Taught, type TaughtStep, teachStage } from "./teach.ts";
import type { LearnStopReason } from "./types.ts";

/** The weights that were kept, in the network of their summation. */
export interface Learnt {
  readonly ansatz: ResolvedAnsatz;
  readonly summation: Summation;
  readonly taught: Taught;
  readonly reason: LearnStopReason;
}

/** A step and the start it belongs to, all networks together. */
export interface StartStep extends TaughtStep {
  readonly start: number;
}

/**
 * Every candidate network makes the first stages from several starts and the others from the best of them. Of the candidates the last that the held-out rows do not
 * speak against is kept: the one with the symmetries of the lattice. It then learns from all rows at the price that the held-out ones chose.
 */
export async function* learnRows(plan: LearnPlan, interrupted: () => boolean): AsyncGenerator<StartStep, Learnt, void> {
  let kept: Candidate | null = null;
  let start = 0;
  for (const ansatz of plan.candidates) {
    const candidate: Candidate = yield* learnWith(plan, ansatz, start, interrupted);
    start += plan.settings.starts;
    if (kept === null || isAsGood(candidate, kept)) kept = candidate;
    if (interrupted()) break;
  }
  if (kept === null || plan.rows === null) throw new Error("learnState: no rows");
  const { ansatz, summation, lessons, taught, reason } = kept;
  summation.network.setParameters(taught.parameters);
  if (lessons.heldOut === null || interrupted()) return { ansatz, summation, taught, reason: interrupted() ? "interrupted" : reason };
  const all = { taught: lessonOfAll(plan.rows, plan, summation), rows: plan.rows.all.rows, heldOut: null };
  const stage = teachStage(summation, all, taught.decay, { iterations: plan.settings.iterations, interrupted });
  let next = stage.next();
  for (; !next.done; next = stage.next()) yield { ...next.value, heldOut: taught.heldOut, start };
  return { ansatz, summation, taught: { ...next.value, heldOut: taught.heldOut }, reason: interrupted() ? "interrupted" : reason };
}

interface Candidate extends Learnt {
  readonly lessons: RowLessons;
}

async function* learnWith(
  plan: LearnPlan,
  ansatz: ResolvedAnsatz,
  firstStart: number,
  interrupted: () => boolean,
): AsyncGenerator<StartStep, Candidate, void> {
  const summation = await summationOf(plan, ansatz);
  const lessons = rowLessonsOf(plan, summation);
  const { starts, iterations } = plan.settings;
  let best: readonly Taught[] | null = null;
  for (let start = 0; start < starts && !(best !== null && interrupted()); start++) {
    const initial = initialParameters(plan, ansatz, summation, start);
    const stages: Taught[] = [];
    summation.network.setParameters(initial);
    for (const decay of FIRST_DECAYS) {
      // Where the price pressed all weights to zero, hidden units are alike, and nothing tells them apart.
      if (size(summation.network.parameters()) < size(initial) / 2) summation.network.setParameters(initial);
      const options = { iterations: iterations - stepsOf(stages), interrupted };
      stages.push(yield* counted(teachStage(summation, lessons, decay, options), firstStart + start));
    }
    if (best === null || scoreOf(last(stages), lessons) < scoreOf(last(best), lessons)) best = stages;
  }
  const stages = [...(best ?? [])];
  summation.network.setParameters(last(stages).parameters);
  const least = leastDifference(lessons);
  let reason: LearnStopReason = "converged";
  for (const decay of LATER_DECAYS) {
    if (interrupted() || stepsOf(stages) >= iterations) {
      reason = interrupted() ? "interrupted" : "iterations";
      break;
    }
    const options = { iterations: iterations - stepsOf(stages), interrupted };
    stages.push(yield* counted(teachStage(summation, lessons, decay, options), firstStart));
    if (!isFollowingNoise(stages, least)) continue;
    reason = lessons.heldOut === null ? "converged" : "held-out rows";
    break;
  }
  return { ansatz, summation, lessons, taught: chosenStage(stages, least), reason };
}

function* counted(stage: Generator<TaughtStep, Taught>, start: number): Generator<StartStep, Taught> {
  let next = stage.next();
  for (; !next.done; next = stage.next()) yield { ...next.value, start };
  return next.value;
}

/** Whether the held-out rows do not speak against a candidate; without them by what was taught. */
function isAsGood(candidate: Candidate, kept: Candidate): boolean {
  const [one, other] = [candidate.taught, kept.taught];
  if (one.heldOut === null || other.heldOut === null) return one.loss < other.loss;
  return one.heldOut <= other.heldOut + leastDifference(kept.lessons);
}

function stepsOf(stages: readonly Taught[]): number {
  return stages.reduce((total, { steps }) => total + steps, 0);
}

function last(stages: readonly Taught[]): Taught {
  return stages[stages.length - 1];
}

function size(parameters: Float64Array): number {
  return parameters.reduce((total, value) => total + value * value, 0);
}
