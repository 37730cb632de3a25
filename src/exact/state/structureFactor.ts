// Correlations by their wave vector, on the lattices whose momenta are known.
import { refuse } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { momentaOf } from "../../lattice/momenta.ts";

/** The structure factor at one momentum. */
export interface StructureFactor {
  /** q: [2πk/N] on a ring, [2πk_x/W, 2πk_y/H] on a square lattice, in inverse lattice spacings. */
  readonly momentum: readonly number[];
  /** S(q). */
  readonly value: number;
}

/**
 * The structure factor S(q) = (1/N) Σ_ij e^{iq·(r_i - r_j)} C_ij at every momentum of a chain, r_i = i, a square lattice of W × H sites or a ladder,
 * r_i = (i mod W, ⌊i/W⌋): q = 2πk/N, k = 0 … N - 1, or q = (2πk_x/W, 2πk_y/H), k_x running fastest. Its sum over all q is Σ_i C_ii, N for Pauli matrices.
 * @param correlations C_ij, of a state (`correlations(state, "Z")`) or from elsewhere; N × N and symmetric
 * @throws InputError for a lattice that is a list of bonds, and correlations of another number of sites.
 */
export function structureFactor(correlations: readonly (readonly number[])[], lattice: Lattice): StructureFactor[] {
  const { size, sites } = lattice;
  if (correlations.length !== size || correlations.some((row) => row.length !== size)) {
    refuse("structureFactor.correlations", `${size} × ${size} values, as the lattice has sites`, correlations.length);
  }
  const { momenta, displacements, displacement, transform } = momentaOf(lattice, "structureFactor.lattice");
  const sums = new Float64Array(displacements);
  for (const i of sites) for (const j of sites) sums[displacement(i, j)] += correlations[i][j];
  return transform(sums).map((value, k) => ({ momentum: momenta[k], value: value / size }));
}
