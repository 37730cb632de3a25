// What a text was read as, and what is said where it cannot be.

/** Plain data, lists, records with keys of their own, text, numbers, true, false, null, and the offsets of the entries of the first level. */
export interface Entries {
  /** `null` where the text is empty. */
  readonly value: unknown;
  /** By key or, of a list, by number. */
  readonly offsets: ReadonlyMap<string | number, number>;
}

/** The first thing that is wrong with a text: where, and what completes `expected …`. */
export interface Wrong {
  readonly at: number;
  readonly what: string;
}

/** Lists and records within each other; a setting has at most four. */
const DEEPEST = 16;
const LONGEST_KEY = 40;

export function isTooDeep(depth: number): boolean {
  return depth > DEEPEST;
}

export const TOO_DEEP = `at most ${DEEPEST} lists and records within each other, got more`;

/** What is wrong with a key beside those before it, `null` if nothing is. No record of data may name its own kind, `__proto__`. */
export function keyMistake(key: string, before: { has(key: string): boolean }): string | null {
  if (key === "__proto__") return 'another key, got "__proto__"';
  return before.has(key) ? `every key once, got ${JSON.stringify(key.slice(0, LONGEST_KEY))} again` : null;
}
