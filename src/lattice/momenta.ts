// The momenta of a lattice, and the displacements they multiply.
import { cosine } from "../core/elementary.ts";
import { refuse } from "../core/errors.ts";
import type { Lattice } from "./lattice.ts";

/** Pairs of sites by what lies between them, and the momenta of a lattice with sites at whole coordinates. */
export interface Momenta {
  /** q_k in radians per lattice spacing, a component for each direction: q = 2π (k_x / L_x, k_y / L_y) for k = k_x + L_x k_y. */
  readonly momenta: readonly (readonly number[])[];
  /** The number of different displacements. */
  readonly displacements: number;
  /** The number of the displacement r_i - r_j, modulo the lattice in periodic directions. */
  displacement(i: number, j: number): number;
  /** Σ_r cos(q_k · r) C(r) for every k, from C by the number of the displacement r. */
  transform(sums: ArrayLike<number>): number[];
}

/** @throws InputError for a lattice whose sites have no coordinates. */
export function momentaOf({ name, extent, wraps, size }: Lattice, where: string): Momenta {
  if (!extent || !wraps) return refuse(where, "a chain, a square lattice or a ladder, whose sites have coordinates", `a ${name}`);
  const ranges = extent.map((length, d) => (wraps[d] ? length : 2 * length - 1));
  const coordinates = Array.from({ length: size }, (_, i) => coordinatesOf(i, extent));
  const momenta = coordinates.map((k) => k.map((value, d) => (2 * Math.PI * value) / extent[d]));
  const displacements = ranges.reduce((product, range) => product * range, 1);
  const vectors = Array.from({ length: displacements }, (_, index) => coordinatesOf(index, ranges));
  const cosineOf = (k: readonly number[], vector: readonly number[]) => {
    // Whole turns are left out exactly, so that q = π is a sum of ±1.
    const turns = extent.map((length, d) => ((k[d] * (vector[d] - (wraps[d] ? 0 : length - 1))) % length) / length);
    return cosine(2 * Math.PI * turns.reduce((total, turn) => total + turn, 0));
  };
  const cosines = coordinates.map((k) => Float64Array.from(vectors, (vector) => cosineOf(k, vector)));
  return {
    momenta,
    displacements,
    displacement(i, j) {
      let index = 0;
      for (let d = extent.length - 1; d >= 0; d--) {
        const step = coordinates[i][d] - coordinates[j][d];
        index = index * ranges[d] + (wraps[d] ? (step + extent[d]) % extent[d] : step + extent[d] - 1);
      }
      return index;
    },
    transform(sums) {
      return cosines.map((row) => row.reduce((total, value, d) => total + value * sums[d], 0));
    },
  };
}

function coordinatesOf(index: number, extent: readonly number[]): number[] {
  let rest = index;
  return extent.map((length) => {
    const coordinate = rest % length;
    rest = (rest - coordinate) / length;
    return coordinate;
  });
}

/**
 * The momenta of a lattice, in radians per lattice spacing: entry k is q_k = 2π (k_x / L_x, k_y / L_y), k = k_x + L_x k_y, as in a structure factor.
 * @throws InputError for a lattice that is a list of bonds.
 */
export function momenta(lattice: Lattice): readonly (readonly number[])[] {
  return momentaOf(lattice, "momenta").momenta;
}
