// A Hamiltonian as one record: Pauli strings grouped by the spins they flip.
import { checkFinite } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Frame, ownFrame } from "./frame.ts";
import { type ComplexPair, collect, operatorText, type PauliString } from "./pauli.ts";

/** One term of a matrix element: coefficient × Π s_i over `signs`. */
export interface ElementTerm {
  readonly coefficient: ComplexPair;
  readonly signs: readonly number[];
}

/** All strings that flip the same sites F: <s|H|s^F> = m_F(s) = Σ_terms coefficient · Π_{i in signs} s_i. */
export interface FlipGroup {
  /** F, ascending; empty for the diagonal. */
  readonly flips: readonly number[];
  readonly terms: readonly ElementTerm[];
}

/**
 * A Hermitian operator as Pauli strings, and the same grouped by the sites they flip.
 * One form serves every model: local energies, exact diagonalisation and symmetries all read it.
 */
export interface Hamiltonian {
  /** What the judges recognise: the name of a preset, or `"expression"`. */
  readonly name: string;
  readonly lattice: Lattice;
  /** The couplings the record was made from, in units of J: `{ field, coupling }`. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The basis that strings and groups are written in, seen from the user's own: see `rotateSigns`. The spectrum is the same. */
  readonly frame: Frame;
  /** Σ s_i of the configurations it is asked about, where somebody chose; see `inMagnetisation`. */
  readonly magnetisation?: number;
  readonly strings: readonly PauliString[];
  readonly groups: readonly FlipGroup[];
}

/** Squares of energies are to be finite too. */
const LARGEST_COEFFICIENT = 1e100;

/**
 * Adds strings to a Hamiltonian.
 * @throws InputError for a parameter that is no finite number, a site off the lattice, or a coefficient that is not real and at most 1e100.
 */
export function sum(
  name: string,
  lattice: Lattice,
  strings: readonly PauliString[],
  parameters: Readonly<Record<string, number>> = {},
): Hamiltonian {
  for (const [key, value] of Object.entries(parameters)) checkFinite(`${name}.${key}`, value);
  const collected = collect(strings);
  for (const string of collected) {
    const [re, im] = string.coefficient;
    const where = `hamiltonian.${name}`;
    if (!Number.isFinite(re) || !Number.isFinite(im)) refuse(where, "finite coefficients", `${re} for ${operatorText(string)}`);
    if (Math.abs(re) > LARGEST_COEFFICIENT)
      refuse(where, `coefficients of at most ${LARGEST_COEFFICIENT}`, `${re} for ${operatorText(string)}`);
    // A product of Pauli matrices on different sites is Hermitian, so a Hermitian sum has real coefficients.
    if (im !== 0) refuse(where, "a Hermitian operator", `(${re} + ${im}i) ${operatorText(string)}`);
    const outside = string.factors.find(([site]) => !(site >= 0 && site < lattice.size));
    if (outside) refuse(where, `sites 0 to ${lattice.size - 1}`, `site ${outside[0]} in ${operatorText(string)}`);
  }
  return { name, lattice, parameters, frame: ownFrame, strings: collected, groups: group(collected) };
}

/**
 * Groups strings by the sites they flip. X and Y flip; <s|Y|-s> = -i s, so each Y contributes a factor -i and a sign s.
 */
function group(strings: readonly PauliString[]): FlipGroup[] {
  const groups = new Map<string, { flips: number[]; terms: ElementTerm[] }>();
  for (const { coefficient, factors } of strings) {
    const flips = factors.filter(([, matrix]) => matrix !== "Z").map(([site]) => site);
    const signs = factors.filter(([, matrix]) => matrix !== "X").map(([site]) => site);
    let [re, im] = coefficient;
    for (const [, matrix] of factors) if (matrix === "Y") [re, im] = [im, -re];
    const key = flips.join(",");
    const entry = groups.get(key) ?? { flips, terms: [] };
    entry.terms.push({ coefficient: [re, im], signs });
    groups.set(key, entry);
  }
  return [...groups.values()];
}

/** m_F(s) = <s|H|s^F> for one group; `spins` holds ±1 per site. The plain form that the kernels and the judges are tested against. */
export function matrixElement({ terms }: FlipGroup, spins: ArrayLike<number>): ComplexPair {
  let re = 0;
  let im = 0;
  for (const { coefficient, signs } of terms) {
    let sign = 1;
    for (const i of signs) sign *= spins[i];
    re += sign * coefficient[0];
    im += sign * coefficient[1];
  }
  return [re, im];
}

/** The operator as text, `- 1 Z0 Z1 - 0.5 X0`, in the order of its strings. `expression` reads it back. */
export function hamiltonianText({ strings }: Pick<Hamiltonian, "strings">): string {
  if (strings.length === 0) return "0";
  const parts = strings.map((string) => {
    const value = string.coefficient[0];
    const operator = string.factors.length === 0 ? "" : ` ${operatorText(string)}`;
    return `${value < 0 ? "-" : "+"} ${Math.abs(value)}${operator}`;
  });
  return parts.join(" ").replace(/^\+ /, "");
}
