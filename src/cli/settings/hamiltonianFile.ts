import { readText } from "../../files/read.ts";
import { type PauliSum, parsePauliSum } from "../../index.ts";
import { refuse } from "../../internal.ts";

const LARGEST_BYTES = 4 << 20;

/**
 * The sum of Pauli strings in a file, in any form that {@link parsePauliSum} reads.
 * @param where names what asked for the file
 * @param sites of the lattice, where it is known
 * @throws InputError with file and line.
 */
export function readHamiltonianFile(file: string, where: string, sites?: number): PauliSum {
  const expected = "a text file with a sum of Pauli strings";
  const text = readText(file, where, expected, LARGEST_BYTES);
  if (/[\0\uFFFD]/.test(text)) refuse(where, expected, file, "it holds no text");
  return parsePauliSum(text, { where: (line) => `${file}:${line}`, ...(sites !== undefined && { sites }) });
}
