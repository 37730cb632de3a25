// Measured configurations, equal ones counted.
import { InputError, refuse } from "../core/errors.ts";

/** Measured rows: each distinct one once, with how often it was found. Made by `measurements` or `loadMeasurements`. */
export interface Measurements {
  /** N. */
  readonly sites: number;
  /** Rows, equal ones counted apart. */
  readonly rows: number;
  /** The distinct bases, a letter for each site from X, Y, Z. */
  readonly bases: readonly string[];
  /** Of each distinct row: ⌈N/32⌉ words whose bit i is set where site i gave the second outcome, spin down along its axis. */
  readonly words: Uint32Array;
  /** Of each distinct row the number of its basis. */
  readonly basisOf: Uint32Array;
  /** How often each distinct row was found. */
  readonly counts: Float64Array;
}

/** More distinct rows than these are no longer held in memory. */
export const MOST_DISTINCT_ROWS = 1 << 21;

/** And of more words of 32 sites than these in all. */
const MOST_DISTINCT_WORDS = 1 << 23;

/** Counts rows as they come: memory grows with the distinct ones. */
export class MeasurementCounter {
  readonly #sites: number;
  readonly #numberOf = new Map<string, number>();
  readonly #bases = new Map<string, number>();
  readonly #words: number[] = [];
  readonly #basisOf: number[] = [];
  readonly #counts: number[] = [];
  #rows = 0;

  constructor(sites: number) {
    this.#sites = sites;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param words as in {@link Measurements}, copied. @throws InputError beyond {@link MOST_DISTINCT_ROWS} distinct rows, beginning with `where`. */
  add(words: ArrayLike<number>, basis: string, where: string): void {
    this.#rows++;
    let basisNumber = this.#bases.get(basis);
    if (basisNumber === undefined) {
      basisNumber = this.#bases.size;
      this.#bases.set(basis, basisNumber);
    }
    let key = String.fromCharCode(basisNumber & 0xffff, basisNumber >>> 16);
    for (let w = 0; w < words.length; w++) key += String.fromCharCode(words[w] & 0xffff, words[w] >>> 16);
    const known = this.#numberOf.get(key);
    if (known !== undefined) {
      this.#counts[known]++;
      return;
    }
    const most = Math.min(MOST_DISTINCT_ROWS, Math.floor(MOST_DISTINCT_WORDS / words.length));
    if (this.#counts.length >= most) {
      throw new InputError(`${where}: expected at most ${most} different rows, got more; learn from a part of them`);
    }
    this.#numberOf.set(key, this.#counts.length);
    for (let w = 0; w < words.length; w++) this.#words.push(words[w] >>> 0);
    this.#basisOf.push(basisNumber);
    this.#counts.push(1);
  }

  /** @param inverted whether a set bit meant up */
  finish(inverted = false): Measurements {
    const sites = this.#sites;
    const perRow = Math.ceil(sites / 32);
    const last = sites % 32 === 0 ? 0xffffffff : 0xffffffff >>> (32 - (sites % 32));
    const mask = (w: number) => (w % perRow === perRow - 1 ? last : 0xffffffff);
    return {
      sites,
      rows: this.#rows,
      bases: [...this.#bases.keys()],
      words: Uint32Array.from(this.#words, (word, w) => (inverted ? ~word & mask(w) : word) >>> 0),
      basisOf: Uint32Array.from(this.#basisOf),
      counts: Float64Array.from(this.#counts),
    };
  }
}

/** The letters of a basis, `X Z` or `XZ`, as `XZ`; `null` for anything else. */
export function basisLetters(text: string): string | null {
  const letters = text.replace(/[\s,]+/g, "");
  return /^[XYZ]+$/.test(letters) ? letters : null;
}

/**
 * Measured rows as they stand in a program: each a list of N outcomes, all of them 0 (spin up along the axis) and 1 (down), or all of them 1 (up) and -1 (down).
 * @param bases the axis of every site for each row, `XZ`; along Z everywhere if left out. The first outcome of X and Y is the eigenstate of +1.
 * @throws InputError for rows of different lengths, other outcomes, another number of bases than of rows, other letters.
 */
export function measurements(rows: Iterable<ArrayLike<number>>, bases?: readonly string[]): Measurements {
  const where = "measurements";
  let counter: MeasurementCounter | null = null;
  let sites = 0;
  let row = 0;
  let zeroAt = -1;
  let minusAt = -1;
  for (const outcomes of rows) {
    sites ||= outcomes.length;
    counter ??= new MeasurementCounter(sites);
    if (sites === 0 || outcomes.length !== sites) refuse(`${where}[${row}]`, `${sites || "some"} outcomes`, outcomes.length);
    const words = new Uint32Array(Math.ceil(sites / 32));
    for (let i = 0; i < sites; i++) {
      const outcome = outcomes[i];
      if (outcome === 1) words[i >> 5] |= 1 << (i & 31);
      else if (outcome === 0 && zeroAt < 0) zeroAt = row;
      else if (outcome === -1 && minusAt < 0) minusAt = row;
      else if (outcome !== 0 && outcome !== -1) refuse(`${where}[${row}]`, "outcomes 0 and 1, or 1 and -1", outcome);
    }
    const given = bases?.[row];
    const basis = bases === undefined ? "Z".repeat(sites) : basisLetters(given ?? "");
    if (basis?.length !== sites) refuse(`${where}: bases[${row}]`, `${sites} letters X, Y, Z`, given);
    counter.add(words, basis, where);
    row++;
  }
  if (counter === null) throw new InputError(`${where}: expected at least one row, got none`);
  if (bases !== undefined && bases.length !== row) refuse(`${where}: bases`, `${row}, one for each row`, bases.length);
  if (zeroAt >= 0 && minusAt >= 0) refuse(`${where}[${Math.max(zeroAt, minusAt)}]`, "outcomes 0 and 1, or 1 and -1", "0 and -1");
  return counter.finish(minusAt >= 0);
}
