// Steps towards an exact target, and the stages in which measured rows are learnt from.

import type { Objective, Phases, RowObjectives } from "../objectives/objective.ts";
import type { Summation } from "../objectives/summed.ts";
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
export interface Taught {
  readonly parameters: Float64Array;
  readonly loss: number;
  /** -<ln P> of the held-out rows; `null` where there are none. */
  readonly heldOut: number | null;
  /** τ of the penalty of weights, in units of 1/rows; 0 for an exact target. */
  readonly decay: number;
  /** Steps made. */
  readonly steps: number;
}

export interface TeachOptions {
  /** The most steps. */
  readonly iterations: number;
  readonly interrupted: () => boolean;
  /** Default free. */
  readonly phases?: Phases;
}

/** An exact target is learnt when the loss is below this, or when so many steps gained less than this part of it. */
const LEARNT = 1e-11;
const RESTING = { steps: 20, part: 0.02 } as const;

/** Minimises the loss of an exact target from the weights that the network has, and leaves the best ones there. */
export function* teachExactly(
  summation: Summation,
  objective: Objective,
  { iterations, interrupted }: TeachOptions,
): Generator<TaughtStep, Taught & { readonly reason: LearnStopReason }> {
  const descent = new ObjectiveDescent(summation, objective);
  const losses: number[] = [];
  const ended = (reason: LearnStopReason) => {
    const parameters = summation.network.parameters();
    return { parameters, loss: descent.loss, heldOut: null, decay: 0, steps: losses.length, reason };
  };
  while (losses.length < iterations) {
    const stepped = descent.step();
    if (stepped === null) return ended("converged");
    losses.push(descent.loss);
    yield { loss: descent.loss, heldOut: null, decay: 0, stepNorm: stepped.length };
    if (interrupted()) return ended("interrupted");
    const before = losses.at(-1 - RESTING.steps);
    if (descent.loss < LEARNT || (before !== undefined && before - descent.loss < RESTING.part * before)) return ended("converged");
  }
  return ended("iterations");
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
  { iterations, interrupted, phases }: TeachOptions,
): Generator<TaughtStep, Taught> {
  const { network } = summation;
  const descent = new ObjectiveDescent(summation, taught, phases);
  const judge = () => heldOut && heldOut.objective.loss(descent.state) + heldOut.entropy;
  const begun = judge();
  descent.setPenalty(penaltyAt(decay / rows, network.parameters()));
  let steps = 0;
  while (steps < Math.min(MOST_STEPS_OF_STAGE, iterations) && !interrupted()) {
    const stepped = descent.step();
    if (stepped === null) break;
    steps++;
    yield { loss: descent.loss, heldOut: begun, decay: decay / rows, stepNorm: stepped.length };
    if (stepped.gained < LEAST_GAIN / rows) break;
  }
  return { parameters: network.parameters(), loss: descent.loss, heldOut: judge(), decay, steps };
}
