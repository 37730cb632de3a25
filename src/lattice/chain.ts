// The chain, periodic or open.
import { checkInteger } from "../core/check.ts";
import { refuseUnknown } from "../core/errors.ts";
import { type Bond, distinct, type Lattice, mirrored, twoColour, whenAsked } from "./lattice.ts";

/** Whether the last site is joined to the first. */
export const boundaries = ["periodic", "open"] as const;
/** One of {@link boundaries}. */
export type Boundary = (typeof boundaries)[number];

/** The most sites a lattice may have: far above what variational Monte Carlo can treat, far below what exhausts memory. */
export const MOST_SITES = 4096;

/**
 * A chain of `size` sites with bonds (i, i+1); a periodic chain closes with the bond (size-1, 0). Second neighbours are (i, i+2). Each pair of
 * sites is joined once, as in other programs: a ring of two has one bond, a ring of four two pairs of second neighbours, one site has none.
 * (`sum(Z(i)*Z(i+1))` in a formula is a sum over i, and so counts the bond of a ring of two twice.)
 * @throws InputError if `size` is no integer from 1 to 4096.
 */
export function chain(size: number, boundary: Boundary = "periodic"): Lattice {
  if (!boundaries.includes(boundary)) refuseUnknown("lattice.boundary", boundary, boundaries);
  const periodic = boundary === "periodic";
  checkInteger("lattice.sites", size, 1, MOST_SITES);
  const sites = Array.from({ length: size }, (_, i) => i);
  const joined = (step: number): Bond[] => {
    const around = 2 * step === size ? step : size;
    const last = periodic && size > step ? around : Math.max(size - step, 0);
    return sites.slice(0, last).map((i) => [i, (i + step) % size]);
  };
  const bonds = joined(1);
  const translations = whenAsked(() => sites.slice(0, periodic ? size : 1).map((r) => sites.map((i) => (i + r) % size)));
  return {
    kind: "chain",
    name: `${boundary} chain of ${size} site${size === 1 ? "" : "s"}`,
    size,
    extent: [size],
    wraps: [periodic],
    periodic,
    sites,
    bonds,
    nextBonds: joined(2),
    get translations() {
      return translations();
    },
    pointGroup: distinct([sites, sites.map((i) => mirrored(i, size, periodic))]),
    sublattices: twoColour(size, bonds),
  };
}
