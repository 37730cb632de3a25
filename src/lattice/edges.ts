import { checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { MOST_SITES } from "./chain.ts";
import { type Bond, type Lattice, twoColour } from "./lattice.ts";

/**
 * Any graph: `size` sites and the bonds that join them, kept in the order and the direction given. No symmetry and no second
 * neighbours are looked for.
 * @throws InputError for a bond that leaves the lattice, joins a site to itself, or is given twice.
 */
export function edges(size: number, bonds: readonly Bond[]): Lattice {
  checkInteger("lattice.sites", size, 1, MOST_SITES);
  checkBonds(size, bonds, (index) => `lattice.bonds[${index}]`);
  const sites = Array.from({ length: size }, (_, i) => i);
  return {
    kind: "edges",
    name: `graph of ${size} sites and ${bonds.length} bonds`,
    size,
    periodic: false,
    sites,
    bonds: bonds.map(([i, j]) => [i, j]),
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
    const key = i < j ? `${i} ${j}` : `${j} ${i}`;
    if (seen.has(key)) refuse(where(index), "every bond once", `${i} ${j}`, `it is also ${where(seen.get(key) ?? 0)}`);
    seen.set(key, index);
  }
}
