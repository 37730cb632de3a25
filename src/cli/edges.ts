import { isSeq, LineCounter, parseDocument } from "yaml";
import { type Bond, checkBonds, InputError, MOST_SITES, show } from "../index.ts";
import { readText } from "./config.ts";

/**
 * The bonds that a file lists: a line `0 1` for each, # for comments; or a list of pairs in YAML or JSON.
 * @param where names what asked for the file
 * @throws InputError with file and line.
 */
export function readEdges(file: string, where: string): Bond[] {
  const text = readText(file, where, "a file with a bond on each line");
  const found = /^\s*(#.*\s+)*[[-]/.test(text) ? fromList(text, file) : fromLines(text, file);
  checkBonds(
    MOST_SITES,
    found.map(({ bond }) => bond),
    (index) => `${file}:${found[index].line}`,
  );
  if (found.length === 0) throw new InputError(`${file}: expected at least one bond such as "0 1", got none`);
  return found.map(({ bond }) => bond);
}

interface Found {
  readonly bond: Bond;
  readonly line: number;
}

function fromLines(text: string, file: string): Found[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const line = whole.replace(/#.*/, "").trim();
    if (line === "") return [];
    const [, i, j] = /^(\d+)(?:\s+|\s*,\s*)(\d+)$/.exec(line) ?? refuseBond(file, index + 1, line);
    return [{ bond: [Number(i), Number(j)], line: index + 1 }];
  });
}

function fromList(text: string, file: string): Found[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const [mistake] = document.errors;
  if (mistake)
    throw new InputError(`${file}:${lineOf(mistake.pos[0])}: expected YAML or JSON, got a mistake: ${mistake.message.split("\n")[0]}`);
  const { contents } = document;
  if (!isSeq(contents)) return refuseBond(file, 1, "something else");
  return contents.items.map((item) => {
    const line = lineOf((item as { range?: [number, number, number] }).range?.[0] ?? 0);
    const pair: unknown = isSeq(item) ? item.toJS(document) : null;
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(Number.isInteger)) return refuseBond(file, line, String(item));
    return { bond: [pair[0], pair[1]], line };
  });
}

function refuseBond(file: string, line: number, got: string): never {
  throw new InputError(`${file}:${line}: expected two sites such as "0 1", got ${show(got)}`);
}
