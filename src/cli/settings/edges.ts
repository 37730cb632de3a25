// The bonds of a lattice from a file.
import type { BondRow } from "../../files/lattices.ts";
import { readText } from "../../files/read.ts";
import { InputError } from "../../index.ts";
import { checkBonds, MOST_BONDS, MOST_SITES, refuse, show } from "../../internal.ts";
import { readDocument } from "../documents/document.ts";

const LARGEST_BYTES = 1 << 22;

/**
 * The bonds that a file lists: a line `0 1` for each, or `0 1 0.35` with its weight, # for comments; or a list of such rows in YAML or JSON.
 * @param where names what asked for the file
 * @throws InputError with file and line.
 */
export function readEdges(file: string, where: string): BondRow[] {
  const text = readText(file, where, "a file with a bond on each line", LARGEST_BYTES);
  const { bonds, line } = isList(text) ? fromList(text, file) : fromLines(text, file);
  if (bonds.length > MOST_BONDS) refuse(where, `at most ${MOST_BONDS} bonds`, bonds.length);
  checkBonds(
    MOST_SITES,
    bonds.map(([i, j]) => [i, j]),
    (index) => `${file}:${line(index)}`,
  );
  if (bonds.length === 0) throw new InputError(`${file}: expected at least one bond such as "0 1", got none`);
  return bonds;
}

/** Whether the first line that is neither blank nor a comment begins as a list of YAML or JSON does. */
function isList(text: string): boolean {
  for (let at = 0; at < text.length; at = endOfLine(text, at) + 1) {
    const line = text.slice(at, endOfLine(text, at)).trimStart();
    if (line !== "" && line[0] !== "#") return line[0] === "[" || line[0] === "-";
  }
  return false;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

interface Found {
  readonly bonds: BondRow[];
  /** The line of a bond. */
  readonly line: (index: number) => number;
}

function fromLines(text: string, file: string): Found {
  const bonds: BondRow[] = [];
  const lines: number[] = [];
  for (let at = 0, number = 1; at < text.length; number++) {
    const end = endOfLine(text, at);
    const whole = text.slice(at, end);
    at = end + 1;
    const line = whole.split("#", 1)[0].trim();
    if (line === "") continue;
    // More bonds than may be are counted, not kept.
    if (bonds.length > MOST_BONDS) break;
    bonds.push(bondIn(line) ?? refuseBond(file, number, line));
    lines.push(number);
  }
  return { bonds, line: (index) => lines[index] };
}

function bondIn(line: string): BondRow | null {
  if (line.length > LONGEST_ROW) return null;
  const [i, j, ...more] = line.split(/\s*,\s*|\s+/);
  const weight = more.map((text) => (text === "" ? Number.NaN : Number(text)));
  const isRow = [i, j].every((site) => /^\d+$/.test(site ?? "")) && weight.length <= 1 && weight.every(Number.isFinite);
  return isRow ? rowOf(Number(i), Number(j), weight[0]) : null;
}

const LONGEST_ROW = 200;

function fromList(text: string, file: string): Found {
  const { value, line } = readDocument(text, file);
  if (!Array.isArray(value)) return refuseBond(file, 1, "something else");
  const bonds = value.map((row: unknown, index) => {
    const isRow = Array.isArray(row) && (row.length === 2 || row.length === 3);
    if (!isRow || ![row[0], row[1]].every(Number.isInteger) || !row.every(Number.isFinite)) return refuseBond(file, line(index), row);
    return rowOf(row[0], row[1], row[2]);
  });
  return { bonds, line };
}

function rowOf(i: number, j: number, weight: number | undefined): BondRow {
  return weight === undefined ? [i, j] : [i, j, weight];
}

function refuseBond(file: string, line: number, got: unknown): never {
  throw new InputError(`${file}:${line}: expected two sites such as "0 1", or with a weight "0 1 0.35", got ${show(got)}`);
}
