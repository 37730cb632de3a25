// Files of measured configurations, and of the bases they were measured in.
import { InputError, refuse, show } from "../../core/errors.ts";
import { MOST_SITES } from "../../lattice/chain.ts";
import { basisLetters, MeasurementCounter, type Measurements } from "../../learn/measurements.ts";
import { type Line, linesIn, linesOf } from "./lines.ts";

const ROWS = "a file with a row of 0 and 1, or of 1 and -1, for each measurement";
const BASES = "a file with a row of letters X, Y, Z for each measurement";

/** What files of measurements may be read with. */
export interface LoadMeasurementsOptions {
  /** A file with the basis of each row, `X Z` or `XZ`. Without it everything was measured along Z. */
  readonly bases?: string;
}

/**
 * Reads measured configurations: a row for each, `1 0 1` or `101`, all of 0 (spin up along its axis) and 1 (down), or all of 1 (up) and -1 (down). Blanks at the end
 * of a row and empty lines at the end of the file do not matter. Rows are read one by one and equal ones counted, so that memory grows with the distinct rows alone.
 * In Node alone; elsewhere use `measurements`.
 * @throws InputError, one line that begins with file and line, for a file that is missing or empty, a row of another length, other symbols, 0 and -1 in one file,
 * other letters or another number of bases, and more than 2 million distinct rows.
 */
export function loadMeasurements(path: string, { bases }: LoadMeasurementsOptions = {}): Measurements {
  return counted(linesOf(path, ROWS), path, bases === undefined ? null : linesOf(bases, BASES), bases ?? "");
}

/** What a text of measurements may be read with. */
export interface ParseMeasurementsOptions {
  /** The text of a file of bases, as {@link LoadMeasurementsOptions} has it. */
  readonly bases?: string;
  /** Begins every message about the rows. Default `rows`. */
  readonly name?: string;
}

/**
 * The same as {@link loadMeasurements} of a text that is in memory: what a page was handed.
 * @throws InputError as there, beginning with the name and the line.
 */
export function parseMeasurements(text: string, { bases, name = "rows" }: ParseMeasurementsOptions = {}): Measurements {
  return counted(linesIn(text, name, ROWS), name, bases === undefined ? null : linesIn(bases, "bases", BASES), "bases");
}

function counted(rows: Generator<Line, void>, path: string, lettersOf: Generator<Line, void> | null, bases: string): Measurements {
  let counter: MeasurementCounter | null = null;
  let words = new Uint32Array(0);
  let sites = 0;
  let alongZ = "";
  const seen = { zero: 0, minus: 0 };
  for (const line of rows) {
    if (counter === null) {
      sites = readRow(path, line, null, null);
      if (sites > MOST_SITES) refuse(`${path}:${line.number}`, `at most ${MOST_SITES} outcomes, one for each site`, sites);
      counter = new MeasurementCounter(sites);
      words = new Uint32Array(Math.ceil(sites / 32));
      alongZ = "Z".repeat(sites);
    }
    words.fill(0);
    const found = readRow(path, line, words, seen);
    if (found !== sites) refuse(`${path}:${line.number}`, `${sites} outcomes, as the rows above have`, found);
    if (seen.zero > 0 && seen.minus > 0) refuse(`${path}:${line.number}`, "0 and 1, or 1 and -1, throughout", "0 and -1 in one file");
    counter.add(words, lettersOf === null ? alongZ : nextBasis(lettersOf, bases, path, line, sites), `${path}:${line.number}`);
  }
  if (counter === null) throw new InputError(`${path}: expected ${ROWS}, got an empty file`);
  const more = lettersOf?.next();
  if (more && !more.done) refuse(`${bases}:${more.value.number}`, `${counter.rows} bases, as ${path} has rows`, "more");
  return counter.finish(seen.minus > 0);
}

function nextBasis(lines: Generator<Line, void>, file: string, path: string, { number }: Line, sites: number): string {
  const next = lines.next();
  if (next.done) refuse(file, `a basis for every row of ${path}`, `none for line ${number}`);
  const { text, number: at } = next.value;
  const basis = basisLetters(text);
  if (basis === null) refuse(`${file}:${at}`, "letters X, Y, Z, one for each site", text);
  if (basis.length !== sites) refuse(`${file}:${at}`, `${sites} letters, one for each site`, basis.length);
  return basis;
}

/**
 * The outcomes of a row: bit i of `words` is set where outcome i is 1. Returns how many there are.
 * @param seen told the first line with a 0, and with a -1
 */
function readRow(path: string, { text, number }: Line, words: Uint32Array | null, seen: { zero: number; minus: number } | null): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === " " || character === "\t" || character === ",") continue;
    if (character === "0") {
      if (seen) seen.zero ||= number;
    } else if (character === "1") {
      if (words) words[count >> 5] |= 1 << (count & 31);
    } else if ((character === "-" || character === "+") && text[at + 1] === "1") {
      at++;
      if (character === "-" && seen) seen.minus ||= number;
      if (character === "+" && words) words[count >> 5] |= 1 << (count & 31);
    } else {
      throw new InputError(`${path}:${number}: expected outcomes 0 and 1, or 1 and -1, got ${show(wordAround(text, at))}`);
    }
    count++;
  }
  return count;
}

/** What stands between blanks around a character of a row; the nearest characters of a long word. */
function wordAround(text: string, at: number): string {
  const before = /[^\s,]*$/.exec(text.slice(0, at))?.[0] ?? "";
  const from = /^[^\s,]+/.exec(text.slice(at))?.[0] ?? "";
  return `${before.length > MOST_QUOTED ? `…${before.slice(-MOST_QUOTED)}` : before}${from.slice(0, MOST_QUOTED)}`;
}

const MOST_QUOTED = 20;
