// Steps towards an exact target, and the stages in which measured rows are learnt from.
import type { Objective, Phases, RowObjectives } from "../objectives/objective.ts";
import type { Summation } from "../objectives/summed.ts";
import type { OfferStage } from "../setup/resumable.ts";
import type { FinishedStage, SummedStage } from "../state.ts";
import type { LearnStopReason } from "../types.ts";
import { ObjectiveDescent } from "./descent.ts";
import { penaltyAt } from "./penalty.ts";

/** One step, for whoever watches. */
export interface TaughtStep {
  readonly loss: number;
  readonly heldOut: number | null;
  readonly decay: number;
  readonly stepNorm: number;
}

/** What a network has come to. */
export type Taught = FinishedStage;

export interface TeachOptions {
  /** The most steps. */
  readonly iterations: number;
  readonly interrupted: () => boolean;
  /** Default free. */
  readonly phases?: Phases;
  /** Where to go on, and who is told that it can be gone on. */
  readonly from?: SummedStage | null;
  readonly offer?: OfferStage<SummedStage>;
}

/** An exact target is learnt when the loss is below this, or when so many steps gained less than this part of it. */
const LEARNT = 1e-11;
const RESTING = { steps: 20, part: 0.02 } as const;

/** Minimises the loss of an exact target from the weights that the network has, and leaves the best ones there. */
export function* teachExactly(
  summation: Summation,
  objective: Objective,
  { iterations, interrupted, from = null, offer }: TeachOptions,
): Generator<TaughtStep, Taught & { readonly reason: LearnStopReason }> {
  const descent = descentFrom(summation, objective, from);
  const losses: number[] = [...(from?.losses ?? [])];
  const ended = (reason: LearnStopReason) => {
    const parameters = summation.network.parameters();
    return { parameters, loss: descent.loss, heldOut: null, decay: 0, steps: losses.length, reason };
  };
  while (losses.length < iterations) {
    const stepped = descent.step();
    if (stepped === null) return ended(descent.broken ? "not finite" : "converged");
    losses.push(descent.loss);
    yield { loss: descent.loss, heldOut: null, decay: 0, stepNorm: stepped.length };
    const before = losses.at(-1 - RESTING.steps);
    const rests = descent.loss < LEARNT || (before !== undefined && before - descent.loss < RESTING.part * before);
    if (!rests) offer?.(() => ({ ...stateOf(descent, summation), begun: null, steps: losses.length, losses: Float64Array.from(losses) }));
    if (interrupted()) return ended("interrupted");
    if (rests) return ended("converged");
  }
  return ended("iterations");
}

function descentFrom(summation: Summation, objective: Objective, from: SummedStage | null, phases?: Phases): ObjectiveDescent {
  if (from !== null) summation.network.setParameters(from.parameters);
  return new ObjectiveDescent(summation, objective, phases, from);
}

function stateOf({ settings }: ObjectiveDescent, { network }: Summation): Pick<SummedStage, "parameters" | "damping" | "penalty"> {
  return { parameters: network.parameters(), ...settings };
}

/** A stage ends when a step gains less than this part of 1/rows: a likelihood ratio of nearly 1. */
const LEAST_GAIN = 0.05;
const MOST_STEPS_OF_STAGE = 60;

/**
 * One stage: the loss of measured rows and a penalty of weights, minimised from the weights that the network has.
 * @param decay τ in units of 1/rows
 */
export function* teachStage(
  summation: Summation,
  { taught, rows, heldOut }: RowObjectives,
  decay: number,
  { iterations, interrupted, phases, from = null, offer }: TeachOptions,
): Generator<TaughtStep, Taught> {
  const { network } = summation;
  const descent = descentFrom(summation, taught, from, phases);
  const judge = () => heldOut && heldOut.objective.loss(descent.state) + heldOut.entropy;
  const begun = from === null ? judge() : from.begun;
  if (from === null) descent.setPenalty(penaltyAt(decay / rows, network.parameters()));
  let steps = from?.steps ?? 0;
  while (steps < Math.min(MOST_STEPS_OF_STAGE, iterations) && !interrupted()) {
    const stepped = descent.step();
    if (stepped === null) break;
    steps++;
    yield { loss: descent.loss, heldOut: begun, decay: decay / rows, stepNorm: stepped.length };
    if (stepped.gained < LEAST_GAIN / rows) break;
    offer?.(() => ({ ...stateOf(descent, summation), begun, steps, losses: new Float64Array(0) }));
  }
  const loss = descent.broken ? Number.NaN : descent.loss;
  return { parameters: network.parameters(), loss, heldOut: judge(), decay, steps };
}
