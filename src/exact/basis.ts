// The configurations of a sector, numbered.
import { bitCount } from "../core/bits.ts";
import { checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import type { Sector } from "../hamiltonian/sector.ts";

/** The most sites for which all 2^N configurations are listed. */
export const MOST_SITES_EVERYTHING = 20;
/** The most sites for which the configurations of one magnetisation are listed. */
export const MOST_SITES_SECTOR = 24;

/**
 * The configurations of a sector, numbered. A configuration is an integer whose bit i is set where spin i is down (s_i = -1), so 0 is all
 * up; the numbering is ascending.
 */
export interface Basis {
  /** N, the number of sites. */
  readonly size: number;
  /** Σ s_i of every configuration, or `null` if all 2^N are in. */
  readonly magnetisation: number | null;
  /** The configurations, ascending. Owned by the basis: do not change it. */
  readonly states: Int32Array;
  /** The number of a configuration; the argument must be in the basis. */
  indexOf(state: number): number;
  /** What `indexOf` adds up at fixed magnetisation, laid open for inner loops; `null` where a configuration is its own number. */
  readonly tables: LookUpTables | null;
}

/** The number of a state is `begin[state >> lower] + rank[state & (2^lower - 1)]`. */
export interface LookUpTables {
  readonly lower: number;
  readonly begin: Int32Array;
  readonly rank: Int32Array;
}

/** Whether {@link basisOf} can list the sector. */
export function fitsBasis(size: number, { magnetisation }: Sector): boolean {
  return size <= (magnetisation === null ? MOST_SITES_EVERYTHING : MOST_SITES_SECTOR);
}

/**
 * Lists the configurations of a sector. With `lastUp` only those whose last spin is up: one of each pair that the flip of all spins joins
 * (the sector must then hold both, so Σ s_i = 0 or everything).
 * @throws InputError for more than 20 sites (24 at fixed magnetisation), or a magnetisation that N spins cannot have.
 */
export function basisOf(size: number, sector: Sector, lastUp = false): Basis {
  const { magnetisation } = sector;
  checkInteger("exact.sites", size, 1, magnetisation === null ? MOST_SITES_EVERYTHING : MOST_SITES_SECTOR);
  const down = magnetisation === null ? null : (size - magnetisation) / 2;
  if (down !== null && !(Number.isInteger(down) && down >= 0 && down <= size)) {
    refuse("exact.magnetisation", `Σ s_i of ${size} spins: ${-size}, ${2 - size}, …, ${size}`, magnetisation);
  }
  const bits = lastUp ? size - 1 : size;
  const states = down === null ? Int32Array.from({ length: 2 ** bits }, (_, state) => state) : withBitsSet(bits, down);
  const tables = down === null ? null : lookUpTables(bits, states);
  return { size, magnetisation, states, tables, indexOf: (state) => numberOf(state, tables) };
}

function numberOf(state: number, tables: LookUpTables | null): number {
  if (tables === null) return state;
  const { lower, begin, rank } = tables;
  return begin[state >> lower] + rank[state & ((1 << lower) - 1)];
}

/** All integers of `bits` bits of which `set` are set, ascending. */
function withBitsSet(bits: number, set: number): Int32Array {
  const found: number[] = [];
  if (set > bits) return new Int32Array(0);
  let state = 2 ** set - 1;
  for (const end = 2 ** bits; state < end; ) {
    found.push(state);
    if (state === 0) break;
    // The next integer with as many bits set (Gosper).
    const lowest = state & -state;
    const ripple = state + lowest;
    state = (((state ^ ripple) >>> 2) / lowest) | 0 | ripple;
  }
  return Int32Array.from(found);
}

/**
 * Lin's tables (Phys. Rev. B 42, 6561 (1990)): where the states with a given upper half begin, and the rank of a lower half among those
 * with as many bits set.
 */
function lookUpTables(bits: number, states: Int32Array): LookUpTables {
  const lower = bits >> 1;
  const begin = new Int32Array(2 ** (bits - lower));
  for (let index = states.length - 1; index >= 0; index--) begin[states[index] >> lower] = index;
  const rank = new Int32Array(2 ** lower);
  const seen = new Int32Array(lower + 1);
  for (let low = 0; low < rank.length; low++) rank[low] = seen[bitCount(low)]++;
  return { lower, begin, rank };
}

/** The integer with the bits of the given sites set. */
export function bitMask(sites: readonly number[]): number {
  return sites.reduce((mask, site) => mask | (1 << site), 0);
}

/** The spins ±1 of a configuration. */
export function spinsOf(state: number, size: number): Int8Array {
  return Int8Array.from({ length: size }, (_, site) => 1 - 2 * ((state >> site) & 1));
}
