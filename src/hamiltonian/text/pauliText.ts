// A Hamiltonian from a text of Pauli strings, whatever code wrote it.
import { MOST_SITES } from "../../lattice/chain.ts";
import type { PauliString } from "../pauli.ts";
import { PauliCollector, type Place } from "./pauliCollector.ts";
import { readLabelList } from "./pauliLists.ts";
import { isPlain, readTerms } from "./pauliTerms.ts";

/** A Hermitian sum of Pauli strings. */
export interface PauliSum {
  /** The sites it needs: the length of its labels, or its largest site + 1. */
  readonly size: number;
  /** With real coefficients, equal operators added up, in the order in which they were first written; the identity has no factors. */
  readonly strings: readonly PauliString[];
}

/** What {@link parsePauliSum} may be told. */
export interface PauliTextOptions {
  /** Begins every message, told the line and the column of the mistake. */
  readonly where?: Place;
  /** Sites of the lattice. */
  readonly sites?: number;
}

/**
 * Reads a sum of Pauli strings as other programs print it:
 * - one term a line, `0.17 Z0 Z1`, `0.17 * Z0*Z1`, `-1.5` (the identity), or labels whose rightmost letter is site 0, `ZIZI -0.3` or `-0.3 ZIZI`;
 * - OpenFermion, `-0.81 [] + (0.17+0j) [Z0 X1]`, over any number of lines; PennyLane, `0.5 * X(0) @ X(1)`;
 * - Qiskit, `[("ZIZI", -0.3), …]` or `SparsePauliOp(['ZIZI', …], coeffs=[-0.3+0.j, …])`.
 * What follows # is a comment. Coefficients are numbers, `1e-3`, or complex, `(0.5+0.1j)`; products of matrices on one site are multiplied out.
 * A time of the order of a millisecond for a hundred terms.
 * @throws InputError, one line with the place, for anything else, for a site off the lattice and for coefficients that stay imaginary.
 */
export function parsePauliSum(given: string, options: PauliTextOptions = {}): PauliSum {
  const { where = (line, column) => `pauli sum: line ${line}, column ${column}`, sites = MOST_SITES } = options;
  const text = withHyphens(given);
  const collector = new PauliCollector(text, where, sites);
  if (/^[^#\n]*["']/m.test(text)) readLabelList(text, collector);
  else readTerms(text, collector);
  if (collector.isEmpty) collector.refuse(0, 'at least one term such as "0.5 Z0 Z1"', null);
  const strings = collector.strings();
  return { size: collector.size, strings };
}

/** Places in a text that is no file: the column, and the line where there are several. */
export function placeIn(text: string, where: string): Place {
  return (line, column) => `${where}: ${text.includes("\n") ? `line ${line}, ` : ""}column ${column}`;
}

/** Whether a text is a sum of Pauli strings and nothing that needs the reader of formulas. */
export function isPauliText(given: string): boolean {
  const text = withHyphens(given);
  return /["'][IXYZ]+["']/.test(text) || isPlain(text);
}

/** Printed minus signs as the keyboard has them. */
function withHyphens(text: string): string {
  return text.replaceAll("−", "-");
}
