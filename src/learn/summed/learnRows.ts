// Learning from measured rows by summation: candidates, starts, stages, and all rows at the end.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { logarithm } from "../../core/elementary.ts";
import { randomStream } from "../../core/random.ts";
import type { Phases, RowObjectives } from "../objectives/objective.ts";
import type { Summation } from "../objectives/summed.ts";
import { squaredNorm } from "../objectives/vectors.ts";
import { initialParameters, objectiveOfAll, rowObjectivesOf, summationOf } from "../setup/objectivesOf.ts";
import { type Candidate, type LearnPlan, startsOf } from "../setup/plan.ts";
import type { Resumable } from "../setup/resumable.ts";
import type { SummedStage } from "../state.ts";
import type { LearnStopReason } from "../types.ts";
import { likeliestReal } from "./likeliest.ts";
import { withProductPhases } from "./phases.ts";
import { chosenStage, FIRST_DECAYS, isFollowingNoise, LATER_DECAYS, leastDifference, scoreOf } from "./stages.ts";
import { type Taught, type TaughtStep, teachStage } from "./teach.ts";

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

/** Starts come to the same where -ln P of all rows differs by less than this part. */
const SAME_MINIMUM = 0.03;

/** Weights whose square is this part of that of the initial ones are next to zero. */
const ALIKE = 0.01;

/**
 * Every candidate network makes the first stages from several starts and the others from the best of them. Of the candidates the simplest that the rows do not speak
 * against is kept. It then learns from all rows at the penalty that the held-out ones chose.
 */
export async function* learnRows(
  plan: LearnPlan,
  interrupted: () => boolean,
  resumable: Resumable,
): AsyncGenerator<StartStep, Learnt, void> {
  let kept: Tried | null = null;
  let first = 0;
  for (const candidate of plan.candidates) {
    const tried: Tried = yield* learnWith(plan, candidate, { first, before: kept, interrupted, resumable });
    first += tried.starts;
    if (kept === null || isPreferred(tried, kept)) kept = tried;
    if (interrupted()) break;
  }
  if (kept === null || plan.rows === null) throw new Error("learnState: no rows");
  const { ansatz, summation, objectives, taught, reason, phases } = kept;
  summation.network.setParameters(taught.parameters);
  if (objectives.heldOut === null || interrupted()) return { ansatz, summation, taught, reason: interrupted() ? "interrupted" : reason };
  const all = { taught: objectiveOfAll(plan.rows, plan, summation), rows: plan.rows.all.rows, heldOut: null };
  const stage = resumable.stage<TaughtStep, SummedStage, Taught>(ansatz, summation.network, (from, offer) =>
    teachStage(summation, all, taught.decay, { iterations: plan.settings.iterations, interrupted, phases, from, offer }),
  );
  let next = await stage.next();
  for (; !next.done; next = await stage.next()) yield { ...next.value, heldOut: taught.heldOut, start: first };
  return { ansatz, summation, taught: { ...next.value, heldOut: taught.heldOut }, reason: interrupted() ? "interrupted" : reason };
}

interface Tried extends Learnt {
  /** Starts made. */
  readonly starts: number;
  readonly objectives: RowObjectives;
  readonly phases: Phases;
}

interface TryOptions {
  /** The number of the first start. */
  readonly first: number;
  /** What was tried before: where it has the same weights, one more start begins from them. */
  readonly before: Tried | null;
  readonly interrupted: () => boolean;
  readonly resumable: Resumable;
}

async function* learnWith(plan: LearnPlan, candidate: Candidate, options: TryOptions): AsyncGenerator<StartStep, Tried, void> {
  const { ansatz, phases } = candidate;
  const { first, before, interrupted, resumable } = options;
  const { iterations } = plan.settings;
  const summation = await summationOf(plan, ansatz);
  const { network } = summation;
  const objectives = rowObjectivesOf(plan, summation);
  const teach = (stages: readonly Taught[], decay: number, start: number) => {
    const options = { iterations: iterations - stepsOf(stages), interrupted, phases };
    const stage = resumable.stage<TaughtStep, SummedStage, Taught>(ansatz, network, (from, offer) =>
      teachStage(summation, objectives, decay, { ...options, from, offer }),
    );
    return counted(stage, start);
  };
  const same = before !== null && before.phases === "fixed" && before.ansatz === ansatz ? before.taught.parameters : null;
  const starts = startsOf(plan, candidate);
  /** Of what the penalty presses on: phases that stay as they are do not count. */
  const sizeOf = (parameters: Float64Array) =>
    squaredNorm(phases === "free" ? parameters : parameters.map((value, k) => (k % 2 === 0 ? value : 0)));
  let best: readonly Taught[] | null = null;
  const scores: number[] = [];
  for (let start = same ? -1 : 0; start < starts.usual || (start < starts.most && !agree(scores)); start++) {
    if (best !== null && interrupted()) break;
    const initial = same && start < 0 ? same : resumable.beginning(() => beginning(plan, candidate, summation, objectives, start));
    const stages: Taught[] = [];
    network.setParameters(initial);
    for (const decay of FIRST_DECAYS) {
      // Where the penalty pressed all weights to zero, hidden units are alike, and nothing tells them apart.
      if (sizeOf(network.parameters()) < ALIKE * sizeOf(initial)) network.setParameters(initial);
      stages.push(yield* teach(stages, decay, first + Math.max(start, 0)));
    }
    const score = scoreOf(last(stages), objectives);
    if (best === null || score < Math.min(...scores)) best = stages;
    scores.push(score);
  }
  const stages = [...(best ?? [])];
  network.setParameters(last(stages).parameters);
  const least = leastDifference(objectives);
  let reason: LearnStopReason = "converged";
  for (const decay of LATER_DECAYS) {
    if (interrupted() || stepsOf(stages) >= iterations) {
      reason = interrupted() ? "interrupted" : "iterations";
      break;
    }
    stages.push(yield* teach(stages, decay, first));
    if (!isFollowingNoise(stages, least)) continue;
    reason = objectives.heldOut === null ? "converged" : "held-out rows";
    break;
  }
  return { ansatz, phases, summation, objectives, taught: chosenStage(stages, objectives), reason, starts: scores.length };
}

/** The weights that a start begins from. */
function beginning(
  plan: LearnPlan,
  { ansatz, phases }: Candidate,
  summation: Summation,
  objectives: RowObjectives,
  start: number,
): Float64Array {
  const random = initialParameters(plan, ansatz, summation.network, start);
  // Free phases begin at random: what a product state has was found before.
  if (!plan.settings.phases || (phases === "free" && plan.candidates.length > 1)) return random;
  const search = { ansatz, lattice: plan.lattice, summation, objective: objectives.taught, whole: phases === "fixed" };
  const stream = start === 0 ? null : randomStream(plan.settings.seed, `learn/phases/${start}`);
  if (phases === "free") return withProductPhases(random, { ...search, stream });
  const turned = withProductPhases(
    random.map((value, k) => (k % 2 === 0 ? value : 0)),
    { ...search, stream },
  );
  return likeliestReal(turned, plan, { ansatz, summation, objective: objectives.taught, start });
}

async function* counted(stage: AsyncGenerator<TaughtStep, Taught, void>, start: number): AsyncGenerator<StartStep, Taught, void> {
  let next = await stage.next();
  for (; !next.done; next = await stage.next()) yield { ...next.value, start };
  return next.value;
}

/**
 * Whether to take what was tried last in place of what was kept. The symmetries of the lattice, tried after no symmetry, are taken unless the held-out rows speak
 * against them. Free phases, tried after those of a product state, are taken if -ln P of all rows falls by more than their number (Akaike 1974).
 */
function isPreferred(tried: Tried, kept: Tried): boolean {
  if (kept.phases === "fixed" && tried.phases === "free") {
    const gained = scoreOf(kept.taught, kept.objectives) - scoreOf(tried.taught, tried.objectives);
    return gained > tried.taught.parameters.length / 2;
  }
  const { heldOut } = kept.objectives;
  if (!heldOut?.shares) return tried.taught.loss <= kept.taught.loss;
  const { mean, error } = comparedOn(heldOut.shares, heldOut.rows, probabilitiesOf(tried), probabilitiesOf(kept));
  return mean >= -error;
}

function probabilitiesOf({ summation, taught }: Tried): Float64Array {
  summation.network.setParameters(taught.parameters);
  return summation.draw().probabilities;
}

/** <ln P - ln P'> over rows, and its standard error: of the two predictions of the same rows, not of two independent means. */
function comparedOn(shares: Float64Array, rows: number, one: Float64Array, other: Float64Array): { mean: number; error: number } {
  let mean = 0;
  let squares = 0;
  for (const [x, share] of shares.entries()) {
    if (share === 0) continue;
    const difference = logarithm(one[x] / other[x]);
    mean += share * difference;
    squares += share * difference * difference;
  }
  return { mean, error: Math.sqrt(Math.max(0, squares - mean * mean) / rows) };
}

/** Whether the two best starts came to the same. */
function agree(scores: readonly number[]): boolean {
  const [best, next = Number.POSITIVE_INFINITY] = [...scores].sort((a, b) => a - b);
  return next - best <= SAME_MINIMUM * Math.abs(best);
}

function stepsOf(stages: readonly Taught[]): number {
  return stages.reduce((total, { steps }) => total + steps, 0);
}

function last(stages: readonly Taught[]): Taught {
  return stages[stages.length - 1];
}
