// A variant in a decision process, once for each seed, and what its action values come to beside the exact ones.
import type { Estimate } from "../../index.ts";
import { meanOf } from "../support/means.ts";
import { course, type Plan, type Point } from "./course.ts";
import { best, type DecisionProcess } from "./decisionProcess.ts";
import { optimalValues, policyValues } from "./exactValues.ts";
import type { Variant } from "./variants.ts";

/** Of one table of values, means over the states. */
export type Figures = {
  /** <max_a Q - max_a Q*>. */
  readonly bias: number;
  /** The same of what targets take for the value of a state. */
  readonly targets: number;
  /** <V> of the policy that takes the best action by Q. */
  readonly worth: number;
  /** ‖Q - Q*‖ / ‖Q*‖. */
  readonly error: number;
};

/** The figures of tables of this process. */
export function figuresIn(process: DecisionProcess): (point: Pick<Point, "values" | "estimates">) => Figures {
  const exact = optimalValues(process);
  const tops = exact.map((row) => Math.max(...row));
  const over = (of: (s: number) => number) => tops.reduce((sum, top, s) => sum + (of(s) - top) / tops.length, 0);
  return ({ values, estimates }) => ({
    bias: over((s) => Math.max(...values[s])),
    targets: over((s) => estimates[s]),
    worth: meanOf([...policyValues(process, values.map(best))]).mean,
    error: norm(values.map((row, s) => row.map((value, a) => value - exact[s][a]))) / norm(exact),
  });
}

/** <V*> over the states. */
export const optimumOf = (process: DecisionProcess) => meanOf(optimalValues(process).map((row) => Math.max(...row))).mean;

const norm = (values: readonly Float64Array[]) =>
  Math.sqrt(values.reduce((sum, row) => row.reduce((total, value) => total + value * value, sum), 0));

/** What is asked of a study beside the plan of each course. */
export interface StudyOptions {
  readonly plan: Omit<Plan, "seed">;
  readonly seeds: readonly number[];
  /** Told of the part that is done, from 0 to 1. */
  readonly step: (part: number) => Promise<void>;
}

/** Updates, and at each of them a look at the values of every seed. */
export type Study<T> = readonly { readonly updates: number; readonly looks: readonly T[] }[];

export async function study<T>(
  process: DecisionProcess,
  variant: Variant,
  { plan, seeds, step }: StudyOptions,
  look: (point: Point) => T,
): Promise<Study<T>> {
  const all = new Map<number, T[]>();
  for (const [k, seed] of seeds.entries()) {
    for (const point of course(process, variant, { ...plan, seed })) {
      await step((k + point.updates / plan.updates) / seeds.length);
      all.set(point.updates, [...(all.get(point.updates) ?? []), look(point)]);
    }
  }
  return Array.from(all, ([updates, looks]) => ({ updates, looks }));
}

/** Mean and error over the seeds, along the study: points of a chart. */
export function curveOf<T>(of: Study<T>, pick: (look: T) => number): readonly (readonly [number, number, number])[] {
  return of.map(({ updates, looks }) => {
    const { mean, error } = meanOf(looks.map(pick));
    return [updates, mean, error];
  });
}

/** Over the seeds, at the end. */
export const endOf = <T>(of: Study<T>, pick: (look: T) => number): Estimate => meanOf(of[of.length - 1].looks.map(pick));

/** A variant at the end of its training, means over seeds. */
export type Row = Readonly<Record<keyof Figures, Estimate>> & { readonly variant: string };

export function rowOf({ name }: Variant, of: Study<Figures>): Row {
  const end = (key: keyof Figures) => endOf(of, (look) => look[key]);
  return { variant: name, bias: end("bias"), targets: end("targets"), worth: end("worth"), error: end("error") };
}

/** So many transitions, all of them remembered, and the sizes that every part of the experiment shares where it does not say otherwise. */
export function planOf(updates: number): Omit<Plan, "seed"> {
  return { hidden: 24, rate: 2e-3, batch: 32, memory: updates, updates, every: updates / 10, refresh: 100, exploration: 0.1 };
}
