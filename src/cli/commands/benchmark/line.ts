// One training of the accuracy table as plain data, as a line of the table, and as JSON.
import { type Outcome, version } from "../../../index.ts";
import { scientific, scientificWithError, withError } from "../../terminal/numbers.ts";
import { type ExactReference, relativeError } from "../../terminal/result.ts";
import { type AccuracyRow, accuracyRows } from "./accuracy.ts";

/** What one training of a row came to: plain data, kept from run to run. */
export interface Line extends Pick<Outcome, "final" | "stopped" | "verdict"> {
  readonly name: string;
  readonly seed: number;
  readonly exact: ExactReference | null;
  readonly sites: number;
  /** Whether the network is summed over the point group of its lattice. */
  readonly pointGroup: boolean;
  readonly seconds: number;
}

function rowOf({ name }: Line): AccuracyRow {
  const row = accuracyRows.find((known) => known.name === name);
  if (row === undefined) throw new Error(`benchmark: no row ${name}`);
  return row;
}

export const ENERGY_HEAD = [
  "| problem | seed | energy per site | exact | relative error | V-score | hidden modes | published | ratio | seconds | verdict |",
  "|---|---|---|---|---|---|---|---|---|---|---|",
].join("\n");

export function energyLine(line: Line): string {
  const { name, seed, exact, final, verdict, seconds } = line;
  const { published } = rowOf(line);
  const error = final && exact ? relativeError(final.energy.mean, exact.energy) : Number.NaN;
  const cells = [
    name,
    String(seed),
    final ? withError(final.energyPerSite.mean, final.energyPerSite.error) : "–",
    exact ? String(Number(exact.energyPerSite.toPrecision(10))) : "–",
    final && exact ? scientificWithError(error, final.energy.error / Math.abs(exact.energy)) : "–",
    scientific(final?.vScore ?? Number.NaN),
    final?.hiddenModes ? `${final.hiddenModes.found} of ${final.hiddenModes.starts}` : "–",
    published ? `${scientific(published.relativeError)} (${published.source})` : "–",
    published ? scientific(error / published.relativeError) : "–",
    seconds.toFixed(1),
    verdict.text,
  ];
  return `| ${cells.join(" | ")} |`;
}

export const VARBENCH_HEAD = [
  "| Energy | Sigma | Energy Variance | DOF | Einf | Method | Data Repository |",
  "|--------|-------|-----------------|-----|------|--------|-----------------|",
].join("\n");

/** In the form of the VarBench tables; none where nothing was measured. */
export function varbenchLine(line: Line): string[] {
  const { name, final, pointGroup, sites } = line;
  if (!final) return [];
  const method = `symmetric RBM (alpha = ${rowOf(line).density})${pointGroup ? ", summed over the point group" : ""}, nqs ${version}`;
  const { energy, variance } = final;
  const digits = Math.max(0, 2 - Math.ceil(Math.log10(energy.error || 1e-12)));
  const numbers = [energy.mean.toFixed(digits), energy.error.toFixed(digits), variance.toPrecision(4)];
  return [`| ${numbers.join(" | ")} | ${sites} | 0 | ${method} | ${name} |`];
}

export function recordOf(line: Line) {
  const { name, seed, exact, final, stopped, verdict, sites, seconds } = line;
  const { density, published } = rowOf(line);
  return {
    name,
    seed,
    sites,
    density,
    energy: final?.energy ?? null,
    energyPerSite: final?.energyPerSite ?? null,
    exact,
    relativeError: final && exact ? relativeError(final.energy.mean, exact.energy) : null,
    variance: final?.variance ?? null,
    vScore: final?.vScore ?? null,
    hiddenModes: final?.hiddenModes ?? null,
    published: published ?? null,
    seconds,
    converged: verdict.converged,
    verdict: verdict.text,
    stopped,
  };
}
