// A lattice from a list of bonds.
import { checkFinite, checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { MOST_SITES } from "./chain.ts";
import { type Bond, type Lattice, twoColour } from "./lattice.ts";
import { pairKey } from "./pairKey.ts";

/** The most bonds that a list may hold: every pair of 512 sites. */
export const MOST_BONDS = 1 << 17;

/**
 * Any graph: `size` sites and the bonds that join them, kept in the order and the direction given. No symmetry and no second
 * neighbours are looked for.
 * @param weights one for each bond, by which models multiply their couplings; 1 where left out
 * @throws InputError for a bond that leaves the lattice, joins a site to itself, or is given twice, and for weights that do not belong to the bonds.
 */
export function edges(size: number, bonds: readonly Bond[], weights?: readonly number[]): Lattice {
  checkInteger("lattice.sites", size, 1, MOST_SITES);
  checkBonds(size, bonds, (index) => `lattice.bonds[${index}]`);
  if (weights && weights.length !== bonds.length) refuse("lattice.weights", `${bonds.length} numbers, one for each bond`, weights.length);
  for (const [index, weight] of (weights ?? []).entries()) checkFinite(`lattice.weights[${index}]`, weight);
  const weighted = weights?.some((weight) => weight !== 1) ?? false;
  const sites = Array.from({ length: size }, (_, i) => i);
  return {
    kind: "edges",
    name: `${weighted ? "weighted " : ""}graph of ${size} sites and ${bonds.length} bonds`,
    size,
    periodic: false,
    sites,
    bonds: bonds.map(([i, j]) => [i, j]),
    ...(weighted && weights && { weights: [...weights] }),
    nextBonds: [],
    translations: [sites],
    pointGroup: [sites],
    sublattices: twoColour(size, bonds),
  };
}

/** @param where names a bond by its index, for the message. @throws InputError as {@link edges} says. */
export function checkBonds(size: number, bonds: readonly Bond[], where: (index: number) => string): void {
  const seen = new Map<string, number>();
  for (const [index, [i, j]] of bonds.entries()) {
    for (const site of [i, j]) {
      if (!(Number.isInteger(site) && site >= 0 && site < size)) refuse(where(index), `sites 0 to ${size - 1}`, `${i} ${j}`);
    }
    if (i === j) refuse(where(index), "two different sites", `${i} ${j}`);
    const key = pairKey(i, j);
    if (seen.has(key)) refuse(where(index), "every bond once", `${i} ${j}`, `it is also ${where(seen.get(key) ?? 0)}`);
    seen.set(key, index);
  }
}
