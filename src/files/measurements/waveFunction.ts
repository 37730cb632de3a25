// Files of amplitudes.
import { InputError, refuse } from "../../core/errors.ts";
import { MOST_FULL_SUM_SITES } from "../../sampler/mostSites.ts";
import { linesOf } from "./lines.ts";

const AMPLITUDES = "a file with 2^N rows `re im`";

/**
 * Reads the amplitudes of N spins: 2^N rows `re im` in the order of the binary number whose first digit is site 0, as `learnState` takes them; of any norm. In Node
 * alone.
 * @returns complex interleaved
 * @throws InputError, one line that begins with file and line, for a file that is missing, rows that are not two finite numbers, another number of rows than 2^N for
 * 1 to 16 sites, and amplitudes that are all 0.
 */
export function loadWaveFunction(path: string): Float64Array {
  const values: number[] = [];
  for (const { text, number } of linesOf(path, AMPLITUDES)) {
    const parts = text.split(/[\s,]+/).map(Number);
    if (parts.length !== 2 || !parts.every(Number.isFinite)) refuse(`${path}:${number}`, "two finite numbers, re and im", text);
    if (values.length >= 2 << MOST_FULL_SUM_SITES) refuse(`${path}:${number}`, `at most 2^${MOST_FULL_SUM_SITES} amplitudes`, "more");
    values.push(...parts);
  }
  const count = values.length / 2;
  if (count < 2 || (count & (count - 1)) !== 0) refuse(path, "2^N amplitudes, one on each row", count);
  if (values.every((value) => value === 0)) throw new InputError(`${path}: expected amplitudes that can be normalised, got zeros alone`);
  return Float64Array.from(values);
}
