// The lowest diagonal element of a Hamiltonian, by enumeration or site by site along the lattice.
import { refuse } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { groundSector, type Sector } from "../hamiltonian/sector.ts";

/** Up to this many sites every configuration is visited. */
const MOST_ENUMERATED_SITES = 20;
/** The dynamic programme keeps 2^frontier × (N + 1) energies; wider frontiers are given up. */
const WIDEST_FRONTIER = 16;

/**
 * min_s m_∅(s) over the configurations of a sector, in units of J: the lowest energy of a diagonal mixture, and of any single configuration.
 * By enumeration up to 20 sites, beyond by dynamic programming along the sites.
 * @returns `null` where the terms reach too far for that: more than 16 sites with unfinished terms at once.
 * @throws InputError for a magnetisation that N spins cannot have.
 */
export function minimumOfDiagonal(hamiltonian: Hamiltonian, sector: Sector = groundSector(hamiltonian)): number | null {
  return hamiltonian.lattice.size <= MOST_ENUMERATED_SITES
    ? minimumByEnumeration(hamiltonian, sector)
    : minimumByFrontier(hamiltonian, sector);
}

interface Diagonal {
  readonly size: number;
  readonly coefficients: readonly number[];
  readonly sites: readonly (readonly number[])[];
  /** Σ of the terms without sites. */
  readonly constant: number;
  /** How many spins are down, or `null` if any number may be. */
  readonly down: number | null;
}

function diagonalTerms({ groups, lattice }: Hamiltonian, { magnetisation }: Sector): Diagonal {
  const { size } = lattice;
  const down = magnetisation === null ? null : (size - magnetisation) / 2;
  if (down !== null && !(Number.isInteger(down) && down >= 0 && down <= size)) {
    refuse("exact.magnetisation", `Σ s_i of ${size} spins: ${-size}, ${2 - size}, …, ${size}`, magnetisation);
  }
  const terms = groups.filter(({ flips }) => flips.length === 0).flatMap((group) => group.terms);
  const constant = terms.filter(({ signs }) => signs.length === 0).reduce((total, { coefficient }) => total + coefficient[0], 0);
  const rest = terms.filter(({ signs }) => signs.length > 0);
  return { size, coefficients: rest.map(({ coefficient }) => coefficient[0]), sites: rest.map(({ signs }) => signs), constant, down };
}

/** Visits all 2^N configurations in Gray order, one flip at a time. */
export function minimumByEnumeration(hamiltonian: Hamiltonian, sector: Sector): number {
  const { size, coefficients, sites, constant, down } = diagonalTerms(hamiltonian, sector);
  const values = Float64Array.from(coefficients);
  const touching = Array.from({ length: size }, (_, site) => Int32Array.from(sites.flatMap((list, t) => (list.includes(site) ? [t] : []))));
  const spins = new Int8Array(size).fill(1);
  let energy = values.reduce((total, value) => total + value, 0);
  let count = 0;
  let best = down === null || down === 0 ? energy : Number.POSITIVE_INFINITY;
  for (let step = 1; step < 2 ** size; step++) {
    const site = 31 - Math.clz32(step & -step);
    for (const t of touching[site]) {
      energy -= 2 * values[t];
      values[t] = -values[t];
    }
    spins[site] = -spins[site];
    count -= spins[site];
    if (energy < best && (down === null || count === down)) best = energy;
  }
  return best + constant;
}

/**
 * Sites are set one after another. What the rest depends on is the spins of the sites with unfinished terms (the frontier) and, in a sector,
 * the number of spins down; for each such state the lowest energy so far is kept.
 */
export function minimumByFrontier(hamiltonian: Hamiltonian, sector: Sector): number | null {
  const { size, coefficients, sites, constant, down } = diagonalTerms(hamiltonian, sector);
  const counts = down === null ? 1 : down + 1;
  const last = sites.map((list) => Math.max(...list));
  const needed = new Array<number>(size).fill(-1); // up to which site each one is looked at
  sites.forEach((list, t) => {
    for (const site of list) needed[site] = Math.max(needed[site], last[t]);
  });
  let frontier: number[] = [];
  let best = new Float64Array(counts).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  for (let site = 0; site < size; site++) {
    const open = [...frontier, site];
    const kept = open.filter((i) => needed[i] > site);
    if (open.length > WIDEST_FRONTIER) return null;
    const finished = sites.flatMap((list, t) => (last[t] === site ? [{ coefficient: coefficients[t], mask: maskOf(list, open) }] : []));
    const keptBits = kept.map((i) => open.indexOf(i));
    const next = new Float64Array(2 ** kept.length * counts).fill(Number.POSITIVE_INFINITY);
    for (let pattern = 0; pattern < 2 ** open.length; pattern++) {
      const isDown = pattern >> frontier.length;
      const before = pattern & (2 ** frontier.length - 1);
      const gained = finished.reduce((total, { coefficient, mask }) => total + coefficient * parity(pattern & mask), 0);
      const after = keptBits.reduce((bits, bit, position) => bits | (((pattern >> bit) & 1) << position), 0);
      const shift = down === null ? 0 : isDown;
      for (let count = 0; count + shift < counts; count++) {
        const energy = best[before * counts + count] + gained;
        const place = after * counts + count + shift;
        if (energy < next[place]) next[place] = energy;
      }
    }
    [frontier, best] = [kept, next];
  }
  return best[counts - 1] + constant;
}

function maskOf(sites: readonly number[], open: readonly number[]): number {
  return sites.reduce((mask, site) => mask | (1 << open.indexOf(site)), 0);
}

function parity(bits: number): number {
  let sign = 1;
  for (let rest = bits; rest !== 0; rest &= rest - 1) sign = -sign;
  return sign;
}
