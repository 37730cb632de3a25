// How well a taught network knows what it was taught.
import { amplitudesOf, divergence, overlap } from "./objectives/exactObjectives.ts";
import type { Summation } from "./objectives/summed.ts";
import { entropyOfFeed } from "./setup/objectivesOf.ts";
import type { LearnPlan } from "./setup/plan.ts";
import { probabilitiesOf, type Target, withoutPhases } from "./setup/target.ts";
import type { Taught } from "./summed/teach.ts";
import type { LearnFigures } from "./types.ts";

/** Of the weights that are in the summation's network. Everything is summed: no figure has an error. */
export function figuresOf(plan: LearnPlan, summation: Summation, { loss, heldOut }: Pick<Taught, "loss" | "heldOut">): LearnFigures {
  const { rows, target } = plan;
  const compared = target && comparedWith(target, plan, summation);
  const exact = (mean: number) => ({ mean, error: 0 });
  return {
    fidelity: compared && exact(compared.fidelity),
    divergence: compared && exact(compared.divergence),
    entropy: entropyOfFeed(plan),
    // Rounding may leave a loss of -1e-16.
    loss: Math.max(0, loss),
    heldOut,
    rows: rows?.all.rows ?? 0,
    heldOutRows: rows?.heldOut.rows ?? 0,
  };
}

/** What the network leaves out of the target's configurations counts against it. */
function comparedWith({ amplitudes }: Target, { readout }: LearnPlan, summation: Summation): { fidelity: number; divergence: number } {
  const state = summation.draw();
  const within = new Float64Array(2 * summation.states.length);
  for (const [x, s] of summation.states.entries()) within.set(amplitudes.subarray(2 * s, 2 * s + 2), 2 * x);
  const p = probabilitiesOf(within);
  const whole = p.reduce((total, share) => total + share, 0);
  const distance = whole < 1 - NOTHING ? Number.POSITIVE_INFINITY : divergence(p, state.probabilities);
  if (readout.exponent === 1) {
    const shared = p.reduce((total, share, x) => total + Math.sqrt(share * state.probabilities[x]), 0);
    return { fidelity: shared * shared, divergence: distance };
  }
  const learnt = amplitudesOf(state);
  const [re, im] = overlap(readout.ratio === "complex" ? learnt : withoutPhases({ amplitudes: learnt }).amplitudes, within);
  return { fidelity: Math.min(1, re * re + im * im), divergence: Math.max(0, distance) };
}

/** Weight outside the sector below this is rounding. */
const NOTHING = 1e-9;
