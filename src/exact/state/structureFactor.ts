// Correlations by their wave vector, on the lattices whose momenta are known.
import { refuse } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";

/** The structure factor at one momentum. */
export interface StructureFactor {
  /** q: [2πk/N] on a ring, [2πk_x/W, 2πk_y/H] on a square lattice, in inverse lattice spacings. */
  readonly momentum: readonly number[];
  /** S(q). */
  readonly value: number;
}

/**
 * The structure factor S(q) = (1/N) Σ_ij e^{iq·(r_i - r_j)} C_ij at every momentum of a periodic chain, r_i = i, or a periodic square lattice of W × H sites,
 * r_i = (i mod W, ⌊i/W⌋): q = 2πk/N, k = 0 … N - 1, or q = (2πk_x/W, 2πk_y/H), k_x running fastest. Its sum over all q is Σ_i C_ii, N for Pauli matrices.
 * @param correlations C_ij, of a state (`correlations(state, "Z")`) or from elsewhere; N × N and symmetric
 * @throws InputError for another lattice, an open boundary, and correlations of another number of sites.
 */
export function structureFactor(correlations: readonly (readonly number[])[], lattice: Lattice): StructureFactor[] {
  const { size } = lattice;
  if (correlations.length !== size || correlations.some((row) => row.length !== size)) {
    refuse("structureFactor.correlations", `${size} × ${size} values, as the lattice has sites`, correlations.length);
  }
  const width = widthOf(lattice);
  const height = size / width;
  // Pairs of one displacement have one phase: N sums of N terms instead of N sums of N².
  const byDisplacement = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const x = ((i % width) - (j % width) + width) % width;
      const y = (Math.floor(i / width) - Math.floor(j / width) + height) % height;
      byDisplacement[x + width * y] += correlations[i][j];
    }
  }
  return lattice.sites.map((k) => {
    const [kx, ky] = [k % width, Math.floor(k / width)];
    let value = 0;
    for (let d = 0; d < size; d++) {
      // Whole turns are left out exactly, so that q = π is a sum of ±1.
      const turnsX = (kx * (d % width)) % width;
      const turnsY = (ky * Math.floor(d / width)) % height;
      value += Math.cos(2 * Math.PI * (turnsX / width + turnsY / height)) * byDisplacement[d];
    }
    const qx = (2 * Math.PI * kx) / width;
    return { momentum: height === 1 ? [qx] : [qx, (2 * Math.PI * ky) / height], value: value / size };
  });
}

/** W, how often the translation by one site along x has to be repeated to come back; N on a chain. */
function widthOf({ kind, name, periodic, size, translations }: Lattice): number {
  const step = translations.find(([first]) => first === 1);
  const known = (kind === "chain" || kind === "square") && periodic && translations.length === size;
  if (!known || (!step && size > 1)) refuse("structureFactor.lattice", "a periodic chain or a periodic square lattice", name);
  let width = 1;
  for (let site = step?.[0] ?? 0; site !== 0; site = step?.[site] ?? 0) width++;
  return width;
}
