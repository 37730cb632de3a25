import { isSeq, LineCounter, parseDocument } from "yaml";
import type { BondRow } from "../../files/lattices.ts";
import { InputError } from "../../index.ts";
import { checkBonds, MOST_SITES, show } from "../../internal.ts";
import { readText } from "./config.ts";

/**
 * The bonds that a file lists: a line `0 1` for each, or `0 1 0.35` with its weight, # for comments; or a list of such rows in YAML or JSON.
 * @param where names what asked for the file
 * @throws InputError with file and line.
 */
export function readEdges(file: string, where: string): BondRow[] {
  const text = readText(file, where, "a file with a bond on each line");
  const found = /^\s*(#.*\s+)*[[-]/.test(text) ? fromList(text, file) : fromLines(text, file);
  checkBonds(
    MOST_SITES,
    found.map(({ bond: [i, j] }) => [i, j]),
    (index) => `${file}:${found[index].line}`,
  );
  if (found.length === 0) throw new InputError(`${file}: expected at least one bond such as "0 1", got none`);
  return found.map(({ bond }) => bond);
}

interface Found {
  readonly bond: BondRow;
  readonly line: number;
}

function fromLines(text: string, file: string): Found[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const line = whole.replace(/#.*/, "").trim();
    if (line === "") return [];
    const [i, j, ...more] = line.split(/\s*,\s*|\s+/);
    const weight = more.map((text) => (text === "" ? Number.NaN : Number(text)));
    const isRow = [i, j].every((site) => /^\d+$/.test(site ?? "")) && weight.length <= 1 && weight.every(Number.isFinite);
    if (!isRow) refuseBond(file, index + 1, line);
    return [{ bond: rowOf(Number(i), Number(j), weight[0]), line: index + 1 }];
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
    const row: unknown = isSeq(item) ? item.toJS(document) : null;
    const isRow = Array.isArray(row) && (row.length === 2 || row.length === 3);
    if (!isRow || ![row[0], row[1]].every(Number.isInteger) || !row.every(Number.isFinite)) return refuseBond(file, line, String(item));
    return { bond: rowOf(row[0], row[1], row[2]), line };
  });
}

function rowOf(i: number, j: number, weight: number | undefined): BondRow {
  return weight === undefined ? [i, j] : [i, j, weight];
}

function refuseBond(file: string, line: number, got: string): never {
  throw new InputError(`${file}:${line}: expected two sites such as "0 1", or with a weight "0 1 0.35", got ${show(got)}`);
}
