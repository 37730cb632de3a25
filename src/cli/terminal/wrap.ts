// Text in lines of a terminal.
import { wrapped } from "../../report/wrapped.ts";

export { wrapped };

/** Lines longer than this are hard to read, however wide the terminal is. */
export const WIDEST_HELP = 100;

/** Of a pipe, which has no width, as commander takes it. */
export const DEFAULT_WIDTH = 80;

/** Sentences in lines of at most so many characters, as help is; rows of tables between them stay as they are, and numbers with their per cent. */
export function folded(text: string, width: number): string {
  const lines = text.split("\n");
  const fold = (line: string) =>
    wrapped(line.replaceAll(" %", "\u00A0%"), Math.min(width, WIDEST_HELP)).map((part) => part.replaceAll("\u00A0", " "));
  return lines.flatMap((line) => (/[│┌├└]/.test(line) ? [line] : fold(line))).join("\n");
}

/** A term, and its text beside it from a column on. */
export function hanging(term: string, column: number, text: string, width: number): string[] {
  return wrapped(text, width - column).map((line, index) => `${(index === 0 ? term : "").padEnd(column)}${line}`);
}
