// The lines of a text file of any size, one after the other.
import { InputError } from "../../core/errors.ts";
import { nodeFiles } from "../platformNode.ts";
import { NotRegular, openRegular, reasonOf } from "../read.ts";

/** A line without its end, and its number, from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

const CHUNK = 1 << 20;
const LONGEST_LINE = 1 << 16;
/** At the end of a file. */
const MOST_EMPTY = 10_000;

/**
 * Reads a regular file piece by piece. Empty lines at the end are left out.
 * @throws InputError beginning with the path for a file that cannot be read or is no regular one, and for an empty line between others.
 */
export function* linesOf(path: string, expected: string): Generator<Line, void> {
  yield* linesOfPieces(piecesOf(path, expected), path, expected);
}

/** The same of a text that is in memory, `name` in the place of the path. */
export function* linesIn(text: string, name: string, expected: string): Generator<Line, void> {
  yield* linesOfPieces([text], name, expected);
}

function* piecesOf(path: string, expected: string): Generator<string, void> {
  const { fs } = nodeFiles(path);
  const broken = (error: unknown): never => {
    throw new InputError(`${path}: expected ${expected}, got none that can be read (${reasonOf(error)}); check the path`);
  };
  let file = -1;
  try {
    ({ file } = openRegular(path));
  } catch (error) {
    if (error instanceof NotRegular) throw new InputError(`${path}: expected ${expected}, got something that is no regular file`);
    broken(error);
  }
  try {
    const buffer = new Uint8Array(CHUNK);
    const decoder = new TextDecoder("latin1");
    for (;;) {
      let read = 0;
      try {
        read = fs.readSync(file, buffer, 0, CHUNK, null);
      } catch (error) {
        broken(error);
      }
      if (read === 0) return;
      yield decoder.decode(buffer.subarray(0, read));
    }
  } finally {
    fs.closeSync(file);
  }
}

function* linesOfPieces(pieces: Iterable<string>, path: string, expected: string): Generator<Line, void> {
  let rest = "";
  let number = 0;
  let empty = 0;
  function* numbered(lines: readonly string[]): Generator<Line, void> {
    for (const line of lines) {
      number++;
      const text = line.trim();
      if (text === "") {
        empty ||= number;
        if (number - empty > MOST_EMPTY) throw new InputError(`${path}:${empty}: expected ${expected}, got empty lines alone; remove them`);
        continue;
      }
      if (empty > 0) throw new InputError(`${path}:${empty}: expected ${expected}, got an empty line between others; remove it`);
      yield { text, number };
    }
  }
  for (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE)
      throw new InputError(
        `${path}:${number + lines.length + 1}: expected ${expected}, got a line of more than ${LONGEST_LINE} characters`,
      );
    yield* numbered(lines);
  }
  yield* numbered([rest]);
}
