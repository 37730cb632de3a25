// Correlations of two sites: by distance, as matrices, in momentum space.
import type { Pauli } from "../hamiltonian/pauli.ts";
import { distances, type Lattice } from "../lattice/lattice.ts";
import { momentaOf } from "../lattice/momenta.ts";
import type { Observable, Use } from "./observable.ts";

const axes = [
  ["xx", "X"],
  ["yy", "Y"],
  ["zz", "Z"],
] as const;

/** Places of <P_i P_j> for i < j, row by row, and of <P_i>. */
interface Places {
  readonly pairs: readonly number[];
  readonly sites: readonly number[];
}

function placesOf({ sites }: Lattice, use: Use, matrix: Pauli): Places {
  return {
    pairs: sites.flatMap((i) => sites.slice(i + 1).map((j) => use({ [i]: matrix, [j]: matrix }))),
    sites: sites.map((i) => use({ [i]: matrix })),
  };
}

/**
 * By distance r in bonds, the mean over all pairs of sites so far apart: <P_i P_j> as `xx`, `yy`, `zz`, and <P_i P_j> - <P_i><P_j> under `connected`.
 * Pairs that no bonds join are left out.
 */
export const correlations: Observable = {
  help: "<XX>, <YY>, <ZZ> by distance in bonds, r = 0, 1, …, and connected ones",
  keys: ["correlations"],
  prepare(lattice, use) {
    const places = axes.map(([name, matrix]) => [name, placesOf(lattice, use, matrix)] as const);
    const apart = lattice.sites.map((i) => distances(lattice, i));
    const reach = Math.max(...apart.flat().filter(Number.isFinite));
    const byDistance = (value: (i: number, j: number, pair: number) => number, own: (i: number) => number) => {
      const sums = new Array<number>(reach + 1).fill(0);
      const counts = new Array<number>(reach + 1).fill(0);
      let pair = 0;
      for (const i of lattice.sites) {
        sums[0] += own(i);
        counts[0]++;
        for (let j = i + 1; j < lattice.size; j++, pair++) {
          const r = apart[i][j];
          if (!Number.isFinite(r)) continue;
          sums[r] += value(i, j, pair);
          counts[r]++;
        }
      }
      return sums.map((sum, r) => sum / counts[r]);
    };
    return (means) => {
      const plain = ({ pairs }: Places) =>
        byDistance(
          (_i, _j, pair) => means[pairs[pair]],
          () => 1,
        );
      const connected = ({ pairs, sites }: Places) =>
        byDistance(
          (i, j, pair) => means[pairs[pair]] - means[sites[i]] * means[sites[j]],
          (i) => 1 - means[sites[i]] * means[sites[i]],
        );
      const record = (of: (places: Places) => number[]) => Object.fromEntries(places.map(([name, found]) => [name, of(found)]));
      return { correlations: { ...record(plain), connected: record(connected) } };
    };
  },
};

/** <P_i P_j> of all pairs, N × N; 1 on the diagonal. */
export const correlationMatrix: Observable = {
  help: "<X_i X_j>, <Y_i Y_j>, <Z_i Z_j> of all pairs, N × N",
  keys: ["correlationMatrix"],
  prepare(lattice, use) {
    const { size, sites } = lattice;
    const places = axes.map(([name, matrix]) => [name, placesOf(lattice, use, matrix).pairs] as const);
    // Where row i < j begins in the list of pairs.
    const pairAt = (i: number, j: number) => i * size - (i * (i + 1)) / 2 + (j - i - 1);
    return (means) => ({
      correlationMatrix: Object.fromEntries(
        places.map(([name, pairs]) => [
          name,
          sites.map((i) => sites.map((j) => (i === j ? 1 : means[pairs[pairAt(Math.min(i, j), Math.max(i, j))]]))),
        ]),
      ),
    });
  },
};

/** S(q_k) = Σ_ij exp(i q_k (r_i - r_j)) <Z_i Z_j> / N for every momentum of the lattice, q_k = 2π (k_x / L_x, k_y / L_y), k = k_x + L_x k_y. */
export const structureFactor: Observable = {
  help: "S(q) = Σ_ij exp(iq(r_i - r_j)) <Z_i Z_j> / N at q = 2π k / L; on two dimensions k = k_x + L_x k_y",
  keys: ["structureFactor"],
  prepare(lattice, use) {
    const { size } = lattice;
    const momenta = momentaOf(lattice, "observables.structure-factor");
    const { pairs } = placesOf(lattice, use, "Z");
    const apart = lattice.sites.flatMap((i) => lattice.sites.slice(i + 1).map((j) => momenta.displacement(i, j)));
    const zero = momenta.displacement(0, 0);
    return (means) => {
      const sums = new Float64Array(momenta.displacements);
      sums[zero] = size;
      for (const [pair, place] of pairs.entries()) sums[apart[pair]] += 2 * means[place];
      return { structureFactor: momenta.transform(sums).map((value) => value / size) };
    };
  },
};
