// Terms read from a text, collected and checked, each with its place.
import { InputError, show } from "../../core/errors.ts";
import { operatorText, type Pauli, type PauliString } from "../pauli.ts";
import { add, type Operator, stringOperator, stringsOf } from "./operators.ts";

/** Names a place in a text; both are counted from 1. */
export type Place = (line: number, column: number) => string;

/** A Pauli matrix on a site. */
export type Factor = readonly [site: number, matrix: Pauli];

/** Imaginary parts below this part of the largest coefficient are the rounding of the program that wrote the text. */
const ROUNDING = 1e-12;

/** Far more than any Hamiltonian that can be sampled, and less than a second's work. */
const MOST_TERMS = 1 << 18;

/** The terms of a text on their way to a Hermitian sum: knows where each was written, and so where a mistake is. */
export class PauliCollector {
  readonly #text: string;
  readonly #place: Place;
  readonly #sites: number;
  readonly #terms: Operator[] = [];
  /** Where each operator is written for the first time. */
  readonly #first = new Map<string, number>();
  #label: { readonly length: number; readonly at: number } | null = null;
  #size = 1;

  /** @param sites the most that a term may speak of */
  constructor(text: string, place: Place, sites: number) {
    this.#text = text;
    this.#place = place;
    this.#sites = sites;
  }

  /** Sites that the terms so far need. */
  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  /** Adds a term; its factors are multiplied out, X0 Y0 = i Z0. */
  add(re: number, im: number, factors: readonly Factor[], at: number): void {
    if (!Number.isFinite(re) || !Number.isFinite(im)) this.refuse(at, "a finite coefficient", Number.isFinite(re) ? im : re);
    if (this.#terms.length === MOST_TERMS) this.refuse(at, `at most ${MOST_TERMS} terms`, "more");
    const term = stringOperator(re, im, factors);
    for (const key of term.keys()) if (!this.#first.has(key)) this.#first.set(key, at);
    this.#terms.push(term);
  }

  /** The factors of a label such as `ZIXI`, whose rightmost letter acts on site 0. `I` alone is the identity of any number of sites. */
  label(letters: string, at: number): Factor[] {
    const { length } = letters;
    if (letters !== "I") {
      this.#label ??= { length, at };
      if (this.#label.length !== length) {
        const { line } = this.#lineOf(this.#label.at);
        this.refuse(at, `a label of ${this.#label.length} letters, as on line ${line}`, letters);
      }
    }
    if (length > this.#sites) this.refuse(at, `a label of at most ${this.#sites} letters, one for each site`, letters);
    this.#size = Math.max(this.#size, length);
    return [...letters].flatMap((letter, k): Factor[] => (letter === "I" ? [] : [[length - 1 - k, letter as Pauli]])).reverse();
  }

  /** The factor of `Z12`; none for `I12`. */
  factor(letter: string, digits: string, at: number): Factor[] {
    const site = Number(digits);
    if (site >= this.#sites) this.refuse(at, `a site from 0 to ${this.#sites - 1}`, site);
    this.#size = Math.max(this.#size, site + 1);
    return letter === "I" ? [] : [[site, letter as Pauli]];
  }

  /** The strings with equal operators added up. @throws InputError naming the first term whose coefficient stays imaginary. */
  strings(): PauliString[] {
    const total = add(this.#terms);
    const places = [...total.keys()].map((key) => this.#first.get(key) ?? 0);
    const strings = stringsOf(total);
    const scale = strings.reduce((most, { coefficient: [re, im] }) => Math.max(most, Math.abs(re), Math.abs(im)), 0);
    return strings.map((string, k) => {
      const [re, im] = string.coefficient;
      const at = places[k];
      if (!Number.isFinite(re)) this.refuse(at, `a finite coefficient of ${operatorText(string)}`, re);
      if (Math.abs(im) > ROUNDING * scale) {
        this.refuse(
          at,
          "a Hermitian operator",
          `${re === 0 ? "" : `${re} + `}${im}j for ${operatorText(string)}`,
          "make its coefficient real",
        );
      }
      return { ...string, coefficient: [re, 0] };
    });
  }

  /** @param at offset in the text @throws InputError that begins with its place. */
  refuse(at: number, expected: string, got: unknown, mend?: string): never {
    const { line, column } = this.#lineOf(at);
    throw new InputError(
      `${this.#place(line, column)}: expected ${expected}, got ${got === null ? "none" : show(got)}${mend ? `; ${mend}` : ""}`,
    );
  }

  #lineOf(at: number): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, at).split("\n");
    return { line: before.length, column: before[before.length - 1].length + 1 };
  }
}
