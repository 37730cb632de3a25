// Text in lines of a terminal.
import { wrapped } from "../../report/wrapped.ts";

export { wrapped };

/** Lines longer than this are hard to read, however wide the terminal is. */
export const WIDEST_HELP = 100;

/** Of a pipe, which has no width, as commander takes it. */
export const DEFAULT_WIDTH = 80;

/** A term, and its text beside it from a column on. */
export function hanging(term: string, column: number, text: string, width: number): string[] {
  return wrapped(text, width - column).map((line, index) => `${(index === 0 ? term : "").padEnd(column)}${line}`);
}
