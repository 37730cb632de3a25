// Where the entries of a JSON text stand, and what is wrong with it beside its grammar.
import { type Entries, isTooDeep, keyMistake, TOO_DEEP, type Wrong } from "./entries.ts";

interface Container {
  /** Of a record. */
  readonly keys: Set<string> | null;
  /** Entries of a list so far. */
  count: number;
  /** Whether the next text is a key. */
  awaitsKey: boolean;
}

export interface ScannedJson extends Pick<Entries, "offsets"> {
  /** The first key that stands there twice or names what no record may hold; means nothing if the text is no JSON. */
  readonly wrong: Wrong | null;
  /** Nesting that is too deep or values that are too many: not to be parsed. */
  readonly excess: Wrong | null;
}

/**
 * Walks once through a text and tells the first thing that is wrong with it beside its grammar. Whether it is JSON is not asked.
 * @param most values
 */
export function scanJson(text: string, most: number): ScannedJson {
  const offsets = new Map<string | number, number>();
  const open: Container[] = [];
  let values = 0;
  let wrong: Wrong | null = null;
  const found = (excess: Wrong | null): ScannedJson => ({ offsets, wrong, excess });
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (BETWEEN.includes(character)) continue;
    const container = open[open.length - 1];
    if (character === ",") {
      if (container?.keys) container.awaitsKey = true;
      continue;
    }
    if (character === "]" || character === "}") {
      open.pop();
      continue;
    }
    if (container?.keys && container.awaitsKey) {
      const end = endOf(text, at);
      const key = keyIn(text.slice(at, end));
      if (key === null) return found(null);
      const mistake = keyMistake(key, container.keys);
      if (mistake !== null) wrong ??= { at, what: mistake };
      container.keys.add(key);
      container.awaitsKey = false;
      if (open.length === 1) offsets.set(key, at);
      at = end - 1;
      continue;
    }
    if (container && open.length === 1 && container.keys === null) offsets.set(container.count++, at);
    if (++values > most) return found({ at, what: `at most ${most} values, got more` });
    if (character === "{" || character === "[") {
      open.push({ keys: character === "{" ? new Set() : null, count: 0, awaitsKey: character === "{" });
      if (isTooDeep(open.length)) return found({ at, what: TOO_DEEP });
    } else at = endOf(text, at) - 1;
  }
  return found(null);
}

function keyIn(text: string): string | null {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === "string" ? key : null;
  } catch {
    return null;
  }
}

const BETWEEN = " \n\r\t:";
const ENDS = `${BETWEEN},]}`;

/** The end of the text, number or word that begins at an offset. */
function endOf(text: string, from: number): number {
  let at = from + 1;
  if (text[from] !== '"') {
    while (at < text.length && !ENDS.includes(text[at])) at++;
    return at;
  }
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
