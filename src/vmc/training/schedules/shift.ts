// The diagonal shift over the updates.
import type { DiagonalShift } from "../../../optimizer/forces.ts";
import type { ResolvedTraining } from "../../setup/defaults.ts";
import type { Pace } from "./schedule.ts";

/** Part of the mean diagonal of S that is added to it: λ_rel = max(0.9^p, 1e-4), as Carleo & Troyer 2017 let theirs fall. */
const RELATIVE_SHIFT_DECAY = 0.9;
const LEAST_RELATIVE_SHIFT = 1e-4;

/** λ at an update. The large beginning keeps RGN from local minima (docs/tuning.md). */
export function shiftAt({ shift }: ResolvedTraining, { iteration }: Pace): DiagonalShift {
  let relative = 1;
  for (let p = 0; p < iteration && relative > LEAST_RELATIVE_SHIFT; p++) relative *= RELATIVE_SHIFT_DECAY;
  return { absolute: shift, relative: Math.max(relative, LEAST_RELATIVE_SHIFT) };
}
