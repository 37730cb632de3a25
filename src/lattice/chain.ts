import { checkInteger } from "../core/check.ts";
import { refuseUnknown } from "../core/errors.ts";
import { type Bond, distinct, type Lattice, mirrored, twoColour } from "./lattice.ts";

export const boundaries = ["periodic", "open"] as const;
export type Boundary = (typeof boundaries)[number];

/** The most sites a lattice may have: far above what variational Monte Carlo can treat, far below what exhausts memory. */
export const MOST_SITES = 4096;

/**
 * A chain of `size` sites with bonds (i, i+1). A periodic chain closes with the bond (size-1, 0), so two sites are joined twice,
 * as the sum over i in H = Σ_i Z_i Z_{i+1} says. Second neighbours are (i, i+2), in a ring of four each pair twice for the same reason.
 * @throws InputError if `size` is no integer from 1 (open) or 2 (periodic) to 4096.
 */
export function chain(size: number, boundary: Boundary = "periodic"): Lattice {
  if (!boundaries.includes(boundary)) refuseUnknown("lattice.boundary", boundary, boundaries);
  const periodic = boundary === "periodic";
  checkInteger("lattice.sites", size, periodic ? 2 : 1, MOST_SITES);
  const sites = Array.from({ length: size }, (_, i) => i);
  const joined = (step: number): Bond[] => sites.slice(0, periodic ? size : Math.max(size - step, 0)).map((i) => [i, (i + step) % size]);
  const bonds = joined(1);
  return {
    kind: "chain",
    name: `${boundary} chain of ${size} site${size === 1 ? "" : "s"}`,
    size,
    periodic,
    sites,
    bonds,
    nextBonds: size > 2 ? joined(2) : [],
    translations: sites.slice(0, periodic ? size : 1).map((r) => sites.map((i) => (i + r) % size)),
    pointGroup: distinct([sites, sites.map((i) => mirrored(i, size, periodic))]),
    sublattices: twoColour(size, bonds),
  };
}
