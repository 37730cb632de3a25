// The energy that a weights file tells, beside the one that is measured of its weights.
import type { Estimate } from "../../index.ts";
import { withError } from "./numbers.ts";

/** What a weights file keeps of the measurement after its training. */
type Kept = { readonly mean: number; readonly error: number | null };

/** Farther apart than so many errors of both are no two measurements of one state. */
const MANY_ERRORS = 6;
/** Differences below this part of an energy are rounding: sums over all configurations have errors of 0. */
const ROUNDING = 1e-9;

/** The energy of the card, and by how many errors of both the measured one lies above it. */
export interface Beside {
  readonly energy: Kept;
  readonly errors: number;
  /** Whether they are no two measurements of one state. */
  readonly deviates: boolean;
}

/** `null` where the card tells no energy, or no error, and where nothing finite was measured. */
export function besideCard(measured: Estimate, kept: Kept | undefined): Beside | null {
  if (kept === undefined || kept.error === null || !Number.isFinite(measured.mean) || !Number.isFinite(measured.error)) return null;
  const difference = measured.mean - kept.mean;
  const error = Math.max(Math.hypot(measured.error, kept.error), ROUNDING * Math.abs(kept.mean));
  const errors = error === 0 ? 0 : difference / error;
  return { energy: kept, errors, deviates: Math.abs(errors) > MANY_ERRORS };
}

/** One line where they deviate. */
export function deviationLine({ energy, errors }: Beside, sites: number): string {
  const card = withError(energy.mean / sites, (energy.error ?? 0) / sites);
  const away = `${Number(Math.abs(errors).toPrecision(2))} errors ${errors > 0 ? "above" : "below"} it`;
  return `the card tells ${card} per site, what is measured lies ${away}: weights or card are not those of the training, or chains miss a part of the state`;
}
