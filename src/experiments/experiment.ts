// What an experiment is: a statement of the paper, what is computed about it, and how the numbers decide.
import type { Estimate, StopSignal } from "../index.ts";

export { Interrupted } from "../index.ts";

import type { Chart } from "../report/chart.ts";

/** Computed from numbers and their errors, never written down. */
export type Decision = "holds" | "fails" | `holds only if ${string}`;

/** Plain data, as JSON keeps it. */
export type Datum = number | string | boolean | null | Estimate | readonly Datum[] | { readonly [key: string]: Datum };

/** What an experiment found, by names that its judge knows. */
export type Numbers = { readonly [key: string]: Datum };

/** Rows under named columns; numbers come with their errors where they have some. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | Estimate)[])[];
}

/** Numbers for the judge, and the same for a reader. */
export interface Measured<N extends Numbers = Numbers> {
  readonly numbers: N;
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}

/** Whether the statement holds, and the numbers that say so, in one sentence. */
export interface Ruling {
  readonly verdict: Decision;
  readonly because: string;
}

/** What an experiment is run with. */
export interface Setting {
  readonly seed: number;
  /** Smaller sizes: seconds instead of a minute. */
  readonly quick: boolean;
  /** Threads that share the work; no number depends on it. */
  readonly workers: number;
  readonly signal: StopSignal;
  /** Tells how far it is, from 0 to 1, and lets other work be done. @throws Interrupted where the run was asked to end. */
  step(done: number, doing: string): Promise<void>;
}

/** A record for each statement, as the presets are for Hamiltonians. */
export interface Experiment<N extends Numbers = Numbers> {
  readonly name: string;
  /** The statement, one sentence. */
  readonly claim: string;
  /** Its place in the paper. */
  readonly section: string;
  /** What is done, in sentences that name sizes, formulas and judges. */
  readonly method: string;
  /** What would have changed the verdict. */
  readonly otherwise: string;
  measure(setting: Setting): Promise<Measured<N>>;
  /** From the numbers alone, so that other numbers can be judged. */
  judge(numbers: N): Ruling;
}
