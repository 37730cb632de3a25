import { InputError } from "../../src/index.ts";
import { median } from "../../src/statistics/median.ts";
import { plain, trimmed } from "../table.ts";
import type { Judgement } from "./judge.ts";

/** What a run came to. Where a reading has no exact target, only whether it says that it converged. */
export const outcomes = [
  "right, believed",
  "right, doubted",
  "wrong, said so",
  "silently wrong",
  "below exact",
  "believed",
  "doubted",
  "no answer",
  "over the limit",
  "crashed",
] as const;
export type OutcomeName = (typeof outcomes)[number];

export const readings = ["born", "phaseless", "classical"] as const;
export type Reading = (typeof readings)[number];

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Killed at the limit. */
  readonly over: boolean;
}

/** A finished run, as a line of the file has it. */
export interface Finished {
  readonly command: string;
  readonly index: number;
  readonly kind: string;
  readonly name: string;
  readonly seed: number;
  readonly readout: Reading;
  readonly outcome: OutcomeName;
  readonly believed: boolean;
  readonly exact: number;
  readonly levels: readonly number[];
  /** What this reading should find; `null` where that is not known. */
  readonly target: number | null;
  readonly diagonalMinimum: number;
  readonly energy: Estimate | null;
  readonly verdict: string;
  readonly seconds: number;
  /** A believed energy above what a single configuration has, under a reading without a target: to be looked at. */
  readonly suspicious: boolean;
}

interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** What is read of the JSON of `nqs run`. */
interface Result {
  readonly energy: Estimate | null;
  readonly stopped: { readonly reason: string; readonly detail?: string };
  readonly converged?: boolean;
  readonly verdict?: string;
}

/** An energy this close, as a part of the energy without the identity's, is right whatever its error. */
const CLOSE = 1e-3;
/** And so is one within so many of its errors. */
const ERRORS = 5;
/** Closer than this, as a part, an energy is not called below the exact one. */
const ROUNDING = 1e-6;
/** Good end, and an end in trouble that the run tells of. */
const expectedCodes: readonly (number | null)[] = [0, 1];

type Judged = Pick<Finished, "outcome" | "believed" | "target" | "energy" | "verdict" | "suspicious">;

export function classify(ended: Ended, judgement: Judgement, readout: Reading): Judged {
  const none = { believed: false, target: null, energy: null, suspicious: false };
  if (ended.over) return { ...none, outcome: "over the limit", verdict: "killed" };
  const result = /^\s+at .+:\d+:\d+\)?$/m.test(ended.stderr) || !expectedCodes.includes(ended.code) ? null : resultOf(ended.stdout);
  if (result === null) return { ...none, outcome: "crashed", verdict: `exit code ${ended.code}: ${tail(ended.stderr)}` };
  const { energy, stopped } = result;
  const { reason, detail } = stopped;
  const believed = result.converged ?? (["iterations", "converged"].includes(reason) && detail === undefined);
  const verdict = result.verdict ?? `${reason}${detail === undefined ? "" : `: ${detail}`}`;
  if (!energy || !Number.isFinite(energy.mean) || !Number.isFinite(energy.error)) return { ...none, outcome: "no answer", verdict };
  const { exact, target } = targetsOf(judgement, readout, energy.mean);
  const above = (reference: number) => energy.mean - reference;
  const allowed = (part: number, reference: number) =>
    Math.max(ERRORS * energy.error, part * Math.max(Math.abs(reference - judgement.offset), ROUNDING));
  const suspicious = target === null && believed && above(judgement.diagonalMinimum) > allowed(CLOSE, judgement.diagonalMinimum);
  const outcome = (): OutcomeName => {
    if (above(exact) < -allowed(ROUNDING, exact)) return "below exact";
    if (target === null) return believed ? "believed" : "doubted";
    if (Math.abs(above(target)) <= allowed(CLOSE, target)) return believed ? "right, believed" : "right, doubted";
    return believed ? "silently wrong" : "wrong, said so";
  };
  return { outcome: outcome(), believed, target, energy, verdict, suspicious };
}

/** The energy nothing can be below, and the one to be found. A classical run that stays in a sector is right at that sector's minimum. */
function targetsOf({ energy, diagonalMinimum, balancedMinimum }: Judgement, readout: Reading, found: number) {
  if (readout === "born") return { exact: energy, target: energy };
  if (readout === "phaseless") return { exact: energy, target: null };
  const minima = [diagonalMinimum, balancedMinimum ?? diagonalMinimum];
  const [nearest] = minima.sort((a, b) => Math.abs(found - a) - Math.abs(found - b));
  return { exact: diagonalMinimum, target: nearest };
}

function resultOf(stdout: string): Result | null {
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    return null;
  }
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-1)[0].slice(0, 300);
}

/** Whether a run tells a falsehood and says that it converged. */
export function isLie({ outcome, believed }: Finished): boolean {
  return outcome === "silently wrong" || (outcome === "below exact" && believed);
}

/** The lines that close the check. */
export function reportOf(runs: readonly Finished[]): string[] {
  if (runs.length === 0) throw new InputError("npm run trust: expected at least one run, got none; ask for more problems or seeds");
  const wrong = runs.filter((run) => isLie(run) || run.outcome === "wrong, said so" || run.outcome === "below exact");
  const broken = runs.filter(({ outcome }) => ["no answer", "over the limit", "crashed"].includes(outcome));
  return [
    tableOf(runs),
    ...totals(runs),
    ...list("silently wrong", runs.filter(isLie)),
    ...list("wrong", wrong),
    ...list("without an answer", broken),
    ...list(
      "to be looked at: believed, above the minimum of the diagonal",
      runs.filter(({ suspicious }) => suspicious),
    ),
    secondsText(runs.map(({ seconds }) => seconds)),
  ];
}

function tableOf(runs: readonly Finished[]): string {
  const shown = outcomes.filter((outcome) => runs.some((run) => run.outcome === outcome));
  const table = plain(["kind", "runs", ...shown]);
  const count = (some: readonly Finished[], name: OutcomeName) => `${some.filter(({ outcome }) => outcome === name).length || ""}`;
  for (const kind of new Set(runs.map((run) => run.kind))) {
    const some = runs.filter((run) => run.kind === kind);
    table.push([kind, `${some.length}`, ...shown.map((outcome) => count(some, outcome))]);
  }
  table.push(["all", `${runs.length}`, ...shown.map((outcome) => count(runs, outcome))]);
  return trimmed(table);
}

function totals(runs: readonly Finished[]): string[] {
  const part = (count: number) => `${((100 * count) / runs.length).toFixed(1)} %`;
  return outcomes.flatMap((name) => {
    const count = runs.filter(({ outcome }) => outcome === name).length;
    return count === 0 ? [] : [`${name}: ${count} of ${runs.length}, ${part(count)}`];
  });
}

function list(title: string, runs: readonly Finished[]): string[] {
  if (runs.length === 0) return [];
  return [`\n${title} (${runs.length}):`, ...runs.flatMap(({ command, ...run }) => [`  ${lineOf(run)}`, `    ${command}`])];
}

/** One run in one line. */
export function lineOf({
  index,
  kind,
  name,
  seed,
  outcome,
  exact,
  levels,
  target,
  energy,
  verdict,
  seconds,
}: Omit<Finished, "command">): string {
  const got = energy === null ? "none" : `${energy.mean.toFixed(6)} ± ${energy.error.toExponential(1)}`;
  const other = target === null || target === exact ? "" : ` (to be found ${target.toFixed(6)})`;
  const level = energy === null ? -1 : levels.findIndex((value, at) => at > 0 && Math.abs(value - energy.mean) < CLOSE * Math.abs(value));
  const near = level > 0 ? `, at excited level ${level}` : "";
  return `${index} ${kind}, ${name}, seed ${seed}: ${outcome}; exact ${exact.toFixed(6)}${other}, got ${got}${near}; ${seconds.toFixed(1)} s; ${verdict}`;
}

function secondsText(seconds: readonly number[]): string {
  const sorted = [...seconds].sort((a, b) => a - b);
  const most = sorted[Math.min(sorted.length - 1, Math.floor(0.9 * sorted.length))];
  return `\nwall seconds: median ${median(sorted).toFixed(1)}, 90 % within ${most.toFixed(1)}, longest ${sorted[sorted.length - 1].toFixed(1)}`;
}
