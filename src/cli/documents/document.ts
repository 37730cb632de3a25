// YAML or JSON as plain data, and where each entry of the first level stands.
import { InputError } from "../../index.ts";
import type { Entries, Wrong } from "./entries.ts";
import { scanJson } from "./json.ts";
import { fromYaml } from "./yaml.ts";

export interface PlainDocument {
  /** Plain data; `null` where the text is empty. */
  readonly value: unknown;
  /** `file:line:column` of an entry of the first level, of the beginning for any other. */
  readonly place: (entry: string | number) => string;
  readonly line: (entry: string | number) => number;
}

/** Values of a JSON text. */
const MOST_VALUES = 1 << 19;

/**
 * Reads JSON, or YAML that says everything itself: one document, no aliases, tags or directives. The work is bounded whatever the text holds.
 * @throws InputError beginning with file, line and column.
 */
export function readDocument(text: string, file: string): PlainDocument {
  const found = (/^\s*[[{]/.test(text) ? fromJson(text) : null) ?? fromYaml(text);
  const named = (offset: number) => {
    const { line, column } = placeIn(text, offset);
    return `${file}:${line}:${column}`;
  };
  if ("what" in found) throw new InputError(`${named(found.at)}: expected ${found.what}`);
  const offsetOf = (entry: string | number) => found.offsets.get(entry) ?? 0;
  return { value: found.value, place: (entry) => named(offsetOf(entry)), line: (entry) => placeIn(text, offsetOf(entry)).line };
}

/** `null` for a text that is no JSON: YAML has lists and records in brackets too. */
function fromJson(text: string): Entries | Wrong | null {
  const { offsets, wrong, excess } = scanJson(text, MOST_VALUES);
  if (excess) return excess;
  try {
    const value: unknown = JSON.parse(text);
    return wrong ?? { value, offsets };
  } catch {
    return null;
  }
}

/** Line and column, from 1, of an offset. Asked for once or twice, where something is wrong. */
function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", start)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
