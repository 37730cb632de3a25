// Some sites of a state, and the numbers of their configurations.
import { checkInteger } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";

/** @throws InputError for a site twice, off the state, or fewer than `least` of them. */
export function checkSites(where: string, chosen: readonly number[], sites: number, least = 1): void {
  if (chosen.length < least) refuse(where, least === 1 ? "at least one site" : `at least ${least} sites`, chosen.length);
  for (const site of chosen) checkInteger(where, site, 0, sites - 1);
  if (new Set(chosen).size !== chosen.length) refuse(where, "each site once", chosen.join(", "));
}

/** A block that cuts the state in two: some of the sites, not all. @throws InputError for anything else. */
export function checkCut(where: string, block: readonly number[], sites: number): void {
  checkSites(where, block, sites);
  if (block.length === sites) refuse(where, `a cut: at most ${sites - 1} of ${sites} sites`, block.length);
}

/** The sites that are not in the block, ascending. */
export function complementOf(block: readonly number[], sites: number): number[] {
  const inside = new Set(block);
  return Array.from({ length: sites }, (_, site) => site).filter((site) => !inside.has(site));
}

/** The configurations of some sites: entry a has, of the numbers of all sites, bit `chosen[k]` set where a has bit k. */
export function placesOf(chosen: readonly number[]): Int32Array {
  const places = new Int32Array(1 << chosen.length);
  for (let a = 0; a < places.length; a++) {
    for (const [k, site] of chosen.entries()) if ((a >> k) & 1) places[a] |= 1 << site;
  }
  return places;
}
