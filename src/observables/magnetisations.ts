// Magnetisations: of one site, of all, squared, and the parity Π X.
import type { Pauli } from "../hamiltonian/pauli.ts";
import type { Observable } from "./observable.ts";

/** Σ_i <P_i> / N. */
function uniform(matrix: Pauli, name: string): Observable {
  return {
    help: `<${matrix}>, the mean over the sites`,
    keys: [name],
    prepare({ sites, size }, use) {
      const places = sites.map((i) => use({ [i]: matrix }));
      return (means) => ({ [name]: places.reduce((total, place) => total + means[place], 0) / size });
    },
  };
}

/** <X_i>, <Y_i> and <Z_i> of every site. */
export const sites: Observable = {
  help: "<X_i>, <Y_i>, <Z_i> of every site",
  keys: ["sites"],
  prepare(lattice, use) {
    const places = (matrix: Pauli) => lattice.sites.map((i) => use({ [i]: matrix }));
    const [x, y, z] = [places("X"), places("Y"), places("Z")];
    const taken = (means: ArrayLike<number>, of: readonly number[]) => of.map((place) => means[place]);
    return (means) => ({ sites: { x: taken(means, x), y: taken(means, y), z: taken(means, z) } });
  },
};

/** <(Σ Z_i / N)²>, and with the signs of the sublattices <(Σ ±Z_i / N)²>. */
export const magnetisation: Observable = {
  help: "<(Σ Z_i / N)²> and, where the lattice is bipartite, <(Σ ±Z_i / N)²> with the signs of its sublattices",
  keys: ["magnetisationSquared", "staggeredMagnetisationSquared"],
  prepare({ sites: all, size, sublattices }, use) {
    const pairs = all.flatMap((i) => all.slice(i + 1).map((j) => ({ place: use({ [i]: "Z", [j]: "Z" }), i, j })));
    const squared = (means: ArrayLike<number>, signs: readonly number[] | null) => {
      let total = size;
      for (const { place, i, j } of pairs) total += (signs !== null && signs[i] !== signs[j] ? -2 : 2) * means[place];
      return total / (size * size);
    };
    return (means) => ({
      magnetisationSquared: squared(means, null),
      ...(sublattices === null ? {} : { staggeredMagnetisationSquared: squared(means, sublattices) }),
    });
  },
};

/** <Π X_i>, the flip of all spins. */
export const parity: Observable = {
  help: "<Π X_i>, the flip of all spins",
  keys: ["parity"],
  prepare({ sites: all }, use) {
    const place = use(Object.fromEntries(all.map((i) => [i, "X" as const])));
    return (means) => ({ parity: means[place] });
  },
};

export const x = uniform("X", "x");
export const y = uniform("Y", "y");
export const z = uniform("Z", "z");
