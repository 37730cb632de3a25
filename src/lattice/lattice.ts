// What every lattice is: sites, bonds, symmetries, distances.

/** A pair of sites joined by an interaction. */
export type Bond = readonly [number, number];

/** Sites, the bonds that join them, and the permutations that map the bonds onto themselves. Everything is counted from 0. */
export interface Lattice {
  /** What the judges recognise: `"chain"`, `"square"`, `"ladder"`, `"edges"`. */
  readonly kind: string;
  /** As an error message or a report names it: `periodic chain of 20 sites`. */
  readonly name: string;
  readonly size: number;
  /** Sites along each direction: site x + extent[0]·y lies at (x, y). Absent where the lattice is a list of bonds. */
  readonly extent?: readonly number[];
  /** Which of these directions are periodic. */
  readonly wraps?: readonly boolean[];
  /** Whether it is periodic in every direction that could be. */
  readonly periodic: boolean;
  /** 0 … size - 1. */
  readonly sites: readonly number[];
  /** Nearest neighbours. */
  readonly bonds: readonly Bond[];
  /** A factor for each bond by which models multiply their nearest-neighbour couplings; absent where all are 1. */
  readonly weights?: readonly number[];
  /** Second neighbours, by distance: i, i+2 on a chain, the diagonals of a plaquette. Empty where there are none. */
  readonly nextBonds: readonly Bond[];
  /** Every translation as a permutation: site i moves to `translation[i]`. The identity comes first, and alone where nothing else fits. */
  readonly translations: readonly (readonly number[])[];
  /**
   * The point group: every rotation and reflection of the lattice's shape as a permutation like those above, about site 0 in periodic
   * directions and about the middle in open ones. A group; none but the identity, which comes first, is a translation.
   */
  readonly pointGroup: readonly (readonly number[])[];
  /** 0 or 1 for each site such that every bond joins unlike ones; `null` where the lattice is not bipartite. */
  readonly sublattices: readonly number[] | null;
}

/** The weight of a bond. */
export function weightOf({ weights }: Pick<Lattice, "weights">, bond: number): number {
  return weights?.[bond] ?? 1;
}

/** Where the mirror of a direction takes a coordinate: about 0 if it is periodic, else about the middle. */
export function mirrored(coordinate: number, length: number, periodic: boolean): number {
  return periodic ? (length - coordinate) % length : length - 1 - coordinate;
}

/** Made when it is first asked for: the translations of 4096 sites are 16 million numbers. */
export function whenAsked<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Permutations without their repetitions: on a lattice of few sites two rotations or reflections may be one permutation. */
export function distinct(permutations: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...new Map(permutations.map((permutation) => [permutation.join(), permutation])).values()];
}

/** Two-colours the sites so that every bond joins unlike colours, or returns `null` (an odd cycle). */
export function twoColour(size: number, bonds: readonly Bond[]): readonly number[] | null {
  const neighbours = neighboursOf(size, bonds);
  const colour = new Array<number>(size).fill(-1);
  for (let root = 0; root < size; root++) {
    if (colour[root] >= 0) continue;
    colour[root] = 0;
    const stack = [root];
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      for (const j of neighbours[i]) {
        if (colour[j] === colour[i]) return null;
        if (colour[j] >= 0) continue;
        colour[j] = 1 - colour[i];
        stack.push(j);
      }
    }
  }
  return colour;
}

/** Bonds on the shortest way from a site to each one; Infinity where there is none. */
export function distances({ size, bonds }: Pick<Lattice, "size" | "bonds">, from: number): number[] {
  const neighbours = neighboursOf(size, bonds);
  const found = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
  found[from] = 0;
  const queue = [from];
  for (const i of queue) {
    for (const j of neighbours[i]) {
      if (found[j] !== Number.POSITIVE_INFINITY) continue;
      found[j] = found[i] + 1;
      queue.push(j);
    }
  }
  return found;
}

function neighboursOf(size: number, bonds: readonly Bond[]): number[][] {
  const neighbours: number[][] = Array.from({ length: size }, () => []);
  for (const [i, j] of bonds) {
    neighbours[i].push(j);
    neighbours[j].push(i);
  }
  return neighbours;
}
