// The stages of a learning from measured rows: which penalty comes next, when noise is followed, which weights are kept.
import { logarithm } from "../../core/elementary.ts";
import type { RowObjectives } from "../objectives/objective.ts";
import type { Taught } from "./teach.ts";

/**
 * τ in units of 1/rows, from stage to stage: the penalty is strong at first and weaker each time. All starts make the first stages, the best one the others. Around the
 * usual penalty the measured Ising chain and ring of ten sites, and two qubits, are learnt best.
 */
export const FIRST_DECAYS = [800, 400, 200] as const;
const USUAL_DECAY = 50;
export const LATER_DECAYS = [100, USUAL_DECAY, 25, 12.5, 6, 3, 1.5, 0.7] as const;
/** So many stages that predict the held-out rows worse than the best one did follow noise. */
const PATIENCE = 3;

/** A difference of -<ln P> that says something: a likelihood ratio e of all held-out rows. */
export function leastDifference({ heldOut }: Pick<RowObjectives, "heldOut">): number {
  return heldOut === null ? 0 : 1 / heldOut.rows;
}

/**
 * Whether to make no further stage: the last ones predicted the held-out rows worse than the best one, or, at less than the usual penalty, no better. Without
 * held-out rows the usual penalty is the last.
 */
export function isFollowingNoise(stages: readonly Taught[], least: number): boolean {
  const { decay, heldOut } = stages[stages.length - 1];
  if (heldOut === null) return decay <= USUAL_DECAY;
  const judged = stages.map((stage) => stage.heldOut ?? Number.POSITIVE_INFINITY);
  if (decay < USUAL_DECAY) return heldOut > Math.min(...judged.slice(0, -1)) - least;
  const best = Math.min(...judged);
  return judged.length > PATIENCE && judged.slice(-PATIENCE).every((value) => value > best + least);
}

/**
 * The stage that is most likely the best one: -ln P of the held-out rows and ½ log₂²(τ/usual τ), for few rows tell little, and the usual penalty is seldom wrong by more
 * than a factor of 2. Without held-out rows the last.
 */
export function chosenStage(stages: readonly Taught[], { heldOut: held }: Pick<RowObjectives, "heldOut">): Taught {
  const costOf = ({ heldOut, decay }: Taught) => {
    const octaves = logarithm(decay / USUAL_DECAY) / Math.LN2;
    return finiteOr((held?.rows ?? 0) * (heldOut ?? 0) + (octaves * octaves) / 2);
  };
  const [first, ...others] = [...stages].reverse();
  if (held === null) return first;
  return others.reduce((best, stage) => (costOf(stage) < costOf(best) ? stage : best), first);
}

/** By what starts at the same penalty are compared: -ln P of all rows, the held-out ones too. */
export function scoreOf({ loss, heldOut }: Taught, { rows, heldOut: held }: RowObjectives): number {
  return finiteOr(rows * loss + (held === null || heldOut === null ? 0 : held.rows * heldOut));
}

/** A loss to be compared with others: one that broke down loses. */
export function finiteOr(loss: number): number {
  return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}
