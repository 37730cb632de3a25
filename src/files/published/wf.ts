// The `.wf` files of Carleo & Troyer, Science 355, 602 (2017), supplementary package: dense complex RBMs as text.
import { InputError, show } from "../../core/errors.ts";

/**
 * A dense complex RBM, f(s) = exp(Σ a_i s_i) Π_j 2cosh(b_j + Σ_i W_ij s_i), as the `.wf` files of Carleo & Troyer, Science 355, 602 (2017),
 * supplementary package, have it.
 */
export interface WfNetwork {
  /** N, the visible units. */
  readonly visible: number;
  /** M, the hidden units. */
  readonly hidden: number;
  /** a (N), b (M), W_ij (N × M, row-major): complex, interleaved re/im, in the order in which a dense `rbm` with biases stores them. */
  readonly parameters: Float64Array;
}

/** N and M. */
const HEADER_LINES = 2;
const number = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** Longer than any pair of numbers that a program prints. */
const LONGEST_LINE = 1000;
const complex = new RegExp(String.raw`^\(\s*(${number})\s*,\s*(${number})\s*\)$`);

/**
 * Reads the text of a `.wf` file: N, M, then one line `(re,im)` for each a_i, b_j and W_ij. Blank lines may stand at the end alone.
 * @param where names the file; every message begins `<where>:<line>: `
 * @throws InputError for the first line that is not what belongs there, one line too few or one too many.
 */
export function decodeWf(text: string, where: string): WfNetwork {
  const lines = text.trimEnd().split("\n");
  const visible = countAt(lines, 0, "N, the visible units", where);
  const hidden = countAt(lines, 1, "M, the hidden units", where);
  const numbers = visible + hidden + visible * hidden;
  const present = Math.min(numbers, lines.length - HEADER_LINES);
  const truncated =
    present < numbers ? `; the file is truncated: N = ${visible} and M = ${hidden} need ${numbers + HEADER_LINES} lines` : "";
  const parameters = new Float64Array(2 * present);
  for (let index = 0; index < present; index++) {
    const line = lines[index + HEADER_LINES].trim();
    const [, re, im] = (line.length <= LONGEST_LINE ? complex.exec(line) : null) ?? [];
    parameters[2 * index] = Number(re);
    parameters[2 * index + 1] = Number(im);
    if (Number.isFinite(parameters[2 * index]) && Number.isFinite(parameters[2 * index + 1])) continue;
    const mend = index === lines.length - HEADER_LINES - 1 ? truncated : "";
    bad(where, index + HEADER_LINES, `${nameOf(index, visible, hidden)} as two finite numbers (re,im)`, show(line), mend);
  }
  if (truncated) bad(where, lines.length, nameOf(present, visible, hidden), "the end", truncated);
  const rest = lines[numbers + HEADER_LINES];
  if (rest !== undefined) bad(where, numbers + HEADER_LINES, `the end, for N = ${visible} and M = ${hidden}`, show(rest.trim()));
  return { visible, hidden, parameters };
}

/** The text of a `.wf` file, every number with 17 significant digits: {@link decodeWf} gives the same bits back. */
export function encodeWf({ visible, hidden, parameters }: WfNetwork): string {
  const numbers = visible + hidden + visible * hidden;
  if (parameters.length !== 2 * numbers) throw new Error(`wf: ${parameters.length} numbers for N = ${visible} and M = ${hidden}`);
  const rows = Array.from({ length: numbers }, (_, k) => `(${digits(parameters[2 * k])},${digits(parameters[2 * k + 1])})`);
  return `${[visible, hidden, ...rows].join("\n")}\n`;
}

/** A number as C writes it with `%.16e`. */
function digits(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`wf: ${value} among the weights`);
  const sign = Object.is(value, -0) ? "-" : "";
  return sign + value.toExponential(16).replace(/e([-+])(\d)$/, "e$10$2");
}

function countAt(lines: readonly string[], index: number, what: string, where: string): number {
  const line = lines[index]?.trim();
  if (line !== undefined && /^[1-9]\d{0,8}$/.test(line)) return Number(line);
  return bad(where, index, `${what}, as a whole number`, line === undefined ? "the end" : show(line));
}

/** The parameter on a line, counted from 0. */
function nameOf(index: number, visible: number, hidden: number): string {
  if (index < visible) return `a_${index}`;
  const rest = index - visible;
  if (rest < hidden) return `b_${rest}`;
  return `W_${Math.floor((rest - hidden) / hidden)},${(rest - hidden) % hidden}`;
}

/** Refuses a file in one line; `index` counts lines from 0, the message from 1. */
function bad(where: string, index: number, expected: string, got: string, mend = ""): never {
  throw new InputError(`${where}:${index + 1}: expected ${expected}, got ${got}${mend}`);
}
