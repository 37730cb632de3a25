// How many states share the ground energy.
import { refuse } from "../core/errors.ts";
import { randomStream } from "../core/random.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Sector } from "../hamiltonian/sector.ts";
import { basisOf } from "./basis.ts";
import { lowestState } from "./lanczos.ts";
import { sectorOperator } from "./operator.ts";

/** The most sites that are searched. */
export const MOST_SITES_COUNTED = 14;
/** The count stops here. */
export const MOST_COUNTED = 4;
/** What is left of a vector beyond the others before it counts as another state; Lanczos vectors are good to 1e-8. */
const OTHER = 1e-4;

/**
 * The number of ground states in a sector, counted up to {@link MOST_COUNTED}: Lanczos from independent random vectors ends in independent combinations of
 * them, so their rank is the number. Levels apart by less than about 1e-10 of the spectrum count as one.
 * @throws InputError for more than 14 sites.
 */
export function groundDegeneracy(hamiltonian: Hamiltonian, sector: Sector = { magnetisation: null }): number {
  const { size } = hamiltonian.lattice;
  if (size > MOST_SITES_COUNTED) refuse("groundDegeneracy", `at most ${MOST_SITES_COUNTED} sites`, size);
  const operator = sectorOperator(hamiltonian, basisOf(size, sector));
  if (!operator.flips) {
    const lowest = operator.diagonal.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const close = 1e-12 * Math.max(1, Math.abs(lowest));
    return Math.min(MOST_COUNTED, operator.diagonal.filter((value) => value - lowest <= close).length);
  }
  const stream = randomStream(0, "exact/degeneracy");
  const found: Float64Array[] = [];
  while (found.length < MOST_COUNTED) {
    const vector = lowestState(
      operator,
      Float64Array.from({ length: operator.length }, () => stream.uniform() - 0.5),
    ).vector();
    if (!addIndependent(found, vector, operator.complex)) return found.length;
  }
  return found.length;
}

/** Orthogonalises a vector against those found, twice against rounding, and keeps it if something is left. Complex ones as [real parts, imaginary parts]. */
function addIndependent(found: Float64Array[], vector: Float64Array, complex: boolean): boolean {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of found) {
      subtract(vector, other, dot(other, vector));
      if (complex) subtract(vector, timesImaginaryUnit(other), dot(timesImaginaryUnit(other), vector));
    }
  }
  const norm = Math.sqrt(dot(vector, vector));
  if (norm < OTHER) return false;
  found.push(vector.map((value) => value / norm));
  return true;
}

function timesImaginaryUnit(vector: Float64Array): Float64Array {
  const half = vector.length / 2;
  return Float64Array.from(vector, (_, i) => (i < half ? -vector[i + half] : vector[i - half]));
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function subtract(from: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= factor * vector[i];
}
