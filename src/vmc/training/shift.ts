// The diagonal shift over the updates.
import type { DiagonalShift } from "../../optimizer/forces.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import type { Pace } from "./schedule.ts";

/** Part of the mean diagonal of S that is added to it: λ_rel = max(0.9^p, 1e-4), as Carleo & Troyer 2017 let theirs fall. */
const RELATIVE_SHIFT_DECAY = 0.9;
const LEAST_RELATIVE_SHIFT = 1e-4;

/**
 * λ at an update. The large beginning serves RGN as well: with 1e-2 · 0.9^p two of four Ising rings of 80 sites ended in a local minimum at
 * density 1, 4.5e-4 above the ground state instead of 6e-5.
 */
export function shiftAt({ shift }: ResolvedTraining, { iteration }: Pace): DiagonalShift {
  let relative = 1;
  for (let p = 0; p < iteration && relative > LEAST_RELATIVE_SHIFT; p++) relative *= RELATIVE_SHIFT_DECAY;
  return { absolute: shift, relative: Math.max(relative, LEAST_RELATIVE_SHIFT) };
}
