// What two sites share: the reduced density matrix, the CHSH value, mutual information.
import { logarithm } from "../core/elementary.ts";
import { chshOf } from "../exact/state/bell.ts";
import type { Observable, Use } from "./observable.ts";

const paulis = ["X", "Y", "Z"] as const;

/** `<P_i Q_j>` for all P, Q, row by row. */
function tensorPlaces(use: Use, i: number, j: number): number[] {
  return paulis.flatMap((p) => paulis.map((q) => use({ [i]: p, [j]: q })));
}

/** The name of a pair in a result: `0-1`. */
const pairName = ([i, j]: readonly [number, number]) => `${i}-${j}`;

/**
 * The largest CHSH value that measurements on two sites reach, 2 √(t_1² + t_2²) with the largest singular values of T_PQ = <P_i Q_j> (Horodecki, Horodecki &
 * Horodecki, Phys. Lett. A 200, 340 (1995)). Above 2 no classical mixture reaches it; 2√2 at most.
 */
export const chsh: Observable = {
  help: "the largest CHSH value of each pair of --pairs (default: neighbours), 2 √(t1² + t2²); no classical mixture exceeds 2",
  keys: ["chsh"],
  prepare(_, use, { pairs }) {
    const places = pairs.map(([i, j]) => tensorPlaces(use, i, j));
    return (means) => ({
      chsh: Object.fromEntries(pairs.map((pair, n) => [pairName(pair), chshOf(Float64Array.from(places[n], (place) => means[place]))])),
    });
  },
};

/** Expectation values that make up the reduced density matrices of sites and pairs, ρ_i = Σ_P <P_i> P / 2 and ρ_ij = Σ_PQ <P_i Q_j> P ⊗ Q / 4. */
export const density: Observable = {
  help: "the reduced density matrices of every site and of each pair of --pairs (default: neighbours), as their Pauli expectation values",
  keys: ["density"],
  prepare({ sites }, use, { pairs }) {
    const single = sites.map((i) => paulis.map((p) => [p, use({ [i]: p })] as const));
    const double = pairs.map(([i, j]) => paulis.flatMap((p) => paulis.map((q) => [`${p}${q}`, use({ [i]: p, [j]: q })] as const)));
    const record = (means: ArrayLike<number>, places: readonly (readonly [string, number])[]) =>
      Object.fromEntries(places.map(([name, place]) => [name, means[place]]));
    return (means) => ({
      density: {
        ...Object.fromEntries(sites.map((i) => [`${i}`, record(means, single[i])])),
        ...Object.fromEntries(pairs.map((pair, n) => [pairName(pair), record(means, double[n])])),
      },
    });
  },
};

/** I(i:j) = Σ p(s_i, s_j) ln [p(s_i, s_j) / (p(s_i) p(s_j))] of measurements of Z on two sites, in nats; by pairs, as `chsh`. */
export const mutualInformation: Observable = {
  help: "the mutual information of Z measured on both sites of each pair of --pairs (default: neighbours), in nats",
  keys: ["mutualInformation"],
  prepare(_, use, { pairs }) {
    const places = pairs.map(([i, j]) => [use({ [i]: "Z" }), use({ [j]: "Z" }), use({ [i]: "Z", [j]: "Z" })] as const);
    return (means) => ({
      mutualInformation: Object.fromEntries(
        pairs.map((pair, n) => {
          const [a, b, ab] = places[n].map((place) => means[place]);
          return [pairName(pair), informationOf(a, b, ab)];
        }),
      ),
    });
  },
};

function informationOf(a: number, b: number, ab: number): number {
  let total = 0;
  for (const s of [1, -1]) {
    for (const t of [1, -1]) {
      const joint = (1 + s * a + t * b + s * t * ab) / 4;
      // Sampled means may lead below zero, where the probability is none.
      if (joint > 0) total += joint * logarithm((4 * joint) / ((1 + s * a) * (1 + t * b)));
    }
  }
  return total;
}
