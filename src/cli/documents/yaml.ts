// YAML as plain data: what could make its reader run long, or say something else than it shows, is refused before.
import { CST, isMap, isScalar, isSeq, Lexer, parseDocument } from "yaml";
import { type Entries, isTooDeep, keyMistake, TOO_DEEP, type Wrong } from "./entries.ts";

/** Words and signs that are read: about a second's work. */
const MOST_TOKENS = 400_000;
const WIDEST_INDENT = 100;
/** Lists that begin on one line, `- - -`. */
const MOST_ON_A_LINE = 8;

/** Parts of YAML that a setting has no use for, and what is said of them. */
const refused: Readonly<Partial<Record<CST.TokenType, string>>> = {
  alias: "values that are written out, got an alias",
  anchor: "values alone, got an anchor",
  tag: "values alone, got a tag",
  "directive-line": "settings alone, got a directive",
  "explicit-key-ind": 'settings such as "sites: 20", got a "?"',
};

export function fromYaml(text: string): Entries | Wrong {
  const strange = lookThrough(text);
  if (strange) return strange;
  // Keys are compared below: the parser compares every one with every other.
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error", uniqueKeys: false });
  const [mistake] = document.errors;
  if (mistake) return { at: mistake.pos[0], what: `YAML or JSON, got a mistake: ${mistakeText(mistake)}` };
  const offsets = new Map<string | number, number>();
  const { contents } = document;
  if (isMap(contents)) for (const { key } of contents.items) if (isScalar(key)) offsets.set(String(key.value), key.range?.[0] ?? 0);
  if (isSeq(contents)) for (const [n, item] of contents.items.entries()) offsets.set(n, rangeOf(item));
  try {
    return { value: plain(contents), offsets };
  } catch (error) {
    if (error instanceof Found) return error;
    throw error;
  }
}

function mistakeText({ code, message }: { readonly code: string; readonly message: string }): string {
  return code === "MULTIPLE_DOCS" ? "a second document" : message.split("\n")[0];
}

/** The first part that is refused, nesting that is too deep, or parts that are too many. */
function lookThrough(text: string): Wrong | null {
  let at = 0;
  let depth = 0;
  let lists = 0;
  let atStart = true;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    const what = type === null ? undefined : refused[type];
    if (what !== undefined) return { at, what };
    if (type === "flow-seq-start" || type === "flow-map-start") depth++;
    if (type === "flow-seq-end" || type === "flow-map-end") depth--;
    if (type === "seq-item-ind") lists++;
    if (isTooDeep(depth) || lists > MOST_ON_A_LINE) return { at, what: TOO_DEEP };
    if (type === "space" && atStart && token.length > WIDEST_INDENT)
      return { at, what: `an indentation of at most ${WIDEST_INDENT} blanks, got more` };
    if (++tokens > MOST_TOKENS) return { at, what: `at most ${MOST_TOKENS} words and signs of YAML, got more; write it as JSON` };
    atStart = type === "newline";
    if (atStart) lists = 0;
    // The signs of the lexer itself are no part of the text.
    if (type !== "doc-mode" && type !== "flow-error-end" && type !== "scalar") at += token.length;
  }
  return null;
}

/** A mistake on its way out of a recursion. */
class Found extends Error implements Wrong {
  readonly at: number;
  readonly what: string;

  constructor(at: number, what: string) {
    super(what);
    this.at = at;
    this.what = what;
  }
}

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (!isMap(node)) return null;
  const record = new Map<string, unknown>();
  for (const { key, value } of node.items) {
    if (!isScalar(key)) throw new Found(rangeOf(key), 'a key such as "sites", got a list or a record');
    const name = String(key.value);
    const mistake = keyMistake(name, record);
    if (mistake !== null) throw new Found(rangeOf(key), mistake);
    record.set(name, plain(value));
  }
  return Object.fromEntries(record);
}

function rangeOf(node: unknown): number {
  return (node as { readonly range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}
