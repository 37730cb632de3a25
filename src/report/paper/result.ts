// What the report needs to know of an experiment, as plain data.
import type { Chart } from "../chart.ts";
import type { Cell } from "../csv.ts";

/** Rows under named columns. */
export interface PaperTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A statement of the paper, what was computed about it, and what came of it. */
export interface PaperResult {
  readonly name: string;
  /** The statement, one sentence. */
  readonly claim: string;
  /** Its place in the paper. */
  readonly section: string;
  /** `holds`, `fails`, or `holds only if …`. */
  readonly verdict: string;
  /** The numbers that say so, one sentence. */
  readonly because: string;
  /** What was done. */
  readonly method: string;
  /** What would have changed the verdict. */
  readonly otherwise: string;
  readonly numbers: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly quick: boolean;
  readonly version: string;
  readonly seconds: number;
  readonly charts: readonly Chart[];
  readonly tables: readonly PaperTable[];
}

export type VerdictKind = "holds" | "fails" | "conditional";

/** @returns `conditional` for `holds only if …` */
export function kindOf(verdict: string): VerdictKind {
  return verdict === "holds" || verdict === "fails" ? verdict : "conditional";
}

/** The command that computes a result again, to the same digits. */
export function commandOf({ name, seed, quick }: Pick<PaperResult, "name" | "seed" | "quick">): string {
  return `nqs paper ${name} --seed ${seed}${quick ? " --quick" : ""}`;
}
