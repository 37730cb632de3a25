// The sentences that close a table: what was reached, in which basis.
import {
  type Estimate,
  type Frame,
  frameText,
  type Hamiltonian,
  inFrame,
  isStoquastic,
  type ReadoutName,
  readoutOf,
  type Step,
  type Stop,
} from "../../index.ts";
import { withError } from "./numbers.ts";
import { inTrouble, type References } from "./result.ts";

/** Energies closer than this part of each other count as equal in words. */
const EQUAL = 1e-3;
/** A difference of more errors than this is real. */
const SURE = 3;
/** So far below the exact energy is no fluctuation. */
const IMPOSSIBLE = 5;

export interface Reading {
  readonly name: string;
  readonly energyPerSite: Estimate | null;
  readonly stopped: Stop;
}

/** What was found about a reading: the first that holds, in this order. */
type Finding = "none" | "trouble" | "impossible" | "exact" | "agrees" | "diagonal" | "product" | "below" | "above" | "unclear";

const order: readonly Finding[] = ["exact", "agrees", "below", "product", "diagonal", "above", "unclear", "impossible", "trouble", "none"];

const predicates: Readonly<Record<Finding, readonly [one: string, many: string]>> = {
  exact: ["reaches the exact quantum energy within 0.1 %", "reach the exact quantum energy within 0.1 %"],
  agrees: ["agrees with the exact quantum energy within its error", "agree with the exact quantum energy within their errors"],
  below: ["lies below the best product state", "lie below the best product state"],
  product: ["sits at the energy of the best product state", "sit at the energy of the best product state"],
  diagonal: ["sits at the minimum of the diagonal", "sit at the minimum of the diagonal"],
  above: ["stays above the best product state", "stay above the best product state"],
  unclear: ["cannot be told from the best product state", "cannot be told from the best product state"],
  impossible: ["lies below the exact energy and cannot be trusted", "lie below the exact energy and cannot be trusted"],
  trouble: ["ended in trouble", "ended in trouble"],
  none: ["has no final energy", "have no final energy"],
};

/** One sentence that says what a table shows, from its numbers alone. */
export function sentenceOf(readings: readonly Reading[], references: References): string {
  const found = readings.map((reading) => ({ reading, finding: findingOf(reading, references) }));
  const clauses = order.flatMap((finding) => {
    const group = found.filter((entry) => entry.finding === finding).map(({ reading }) => reading);
    return group.length === 0 ? [] : [clause(finding, group, references)];
  });
  const sentence = `${clauses.join("; ")}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export function findingOf(
  { energyPerSite, stopped }: Reading,
  { exact, productState, diagonalMinimum, offsetPerSite: zero = 0 }: References,
): Finding {
  if (inTrouble(stopped)) return "trouble";
  if (!energyPerSite || !Number.isFinite(energyPerSite.mean)) return "none";
  const { mean, error } = energyPerSite;
  const scaleOf = (value: number) => EQUAL * Math.abs(value - zero);
  const at = (value: number) => Math.abs(mean - value) <= scaleOf(value) && error <= scaleOf(value);
  const tolerance = exact ? Math.max(IMPOSSIBLE * error, scaleOf(exact.energyPerSite)) : 0;
  if (exact && mean < exact.energyPerSite - tolerance) return "impossible";
  if (exact && at(exact.energyPerSite)) return "exact";
  if (diagonalMinimum && at(diagonalMinimum.energyPerSite)) return "diagonal";
  const product = productState.energyPerSite;
  if (at(product)) return "product";
  if (exact && Math.abs(mean - exact.energyPerSite) <= SURE * error && Math.abs(mean - product) > SURE * error) return "agrees";
  if (mean < product - SURE * error) return "below";
  return mean > product + SURE * error ? "above" : "unclear";
}

function clause(
  finding: Finding,
  group: readonly Reading[],
  { exact, diagonalMinimum, productState, offsetPerSite = 0 }: References,
): string {
  const names = listed(group.map(({ name }) => name));
  const text = `${names} ${predicates[finding][group.length === 1 ? 0 : 1]}`;
  const [{ energyPerSite, stopped }] = group;
  if (finding === "trouble") return `${text} (${group.map((reading) => reading.stopped.reason).join(", ")})`;
  if (finding === "none") return `${text} (${stopped.reason})`;
  const sameAsProduct = diagonalMinimum && Math.abs(diagonalMinimum.energyPerSite - productState.energyPerSite) < 1e-9;
  const place = finding === "diagonal" && sameAsProduct ? ", which is also the best product state here" : "";
  if (finding === "exact" || finding === "agrees" || finding === "impossible" || group.length > 1 || !exact || !energyPerSite)
    return text + place;
  const scale = Math.abs(exact.energyPerSite - offsetPerSite);
  if (scale === 0) return text + place;
  const percent = (100 * (energyPerSite.mean - exact.energyPerSite)) / scale;
  return `${text}${place}, ${Number(Math.abs(percent).toPrecision(2))} % ${percent < 0 ? "below" : "above"} the exact energy`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** One line about a training without a final measurement: the energy of its last update, its weights, and what measures them. */
export function unfinishedLine(last: Step | null, weights: string | null): string {
  const energy =
    last === null
      ? "no update was made"
      : `energy per site of update ${last.iteration + 1}: ${withError(last.energyPerSite.mean, last.energyPerSite.error)}`;
  return `${energy}; ${weights === null ? "the weights are lost: no --out was given" : `the best weights are kept, to be measured by nqs evaluate ${weights}`}`;
}

/** What the readings are, in one sentence, for those who see them first. */
export function meaningLine(names: readonly ReadoutName[]): string {
  return `A network gives f(s) for every configuration s of the spins. ${names.map((name) => `${name}: ${readoutOf(name).meaning}`).join("; ")}.`;
}

/** Where what the columns say is told. */
export const COLUMNS_LINE = "columns: docs/output.md; signs and units of H: nqs help models";

/** One line: the basis in which a network was trained, and beside the problem it was trained on the signs there; `null` where nothing was rotated. */
export function basisLine(hamiltonian: Hamiltonian, frame: Frame, signs = true): string | null {
  const { sublattices, size } = hamiltonian.lattice;
  const text = frameText(frame, sublattices, size);
  if (text === null) return null;
  if (!signs) return `basis: ${text}`;
  const positive = isStoquastic(inFrame(hamiltonian, frame));
  return `basis: ${text}${positive ? ": no off-diagonal element is positive, so the ground state has no signs" : "; signs remain"}`;
}
