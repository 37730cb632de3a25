// Terms as OpenFermion writes them, and one term on each line.
import type { ComplexPair } from "../pauli.ts";
import type { Factor, PauliCollector } from "./pauliCollector.ts";

/** A number without a sign, as part of a regular expression. */
export const realNumber = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;

const signed = `[-+]?${realNumber}`;
const imaginaryPart = `[-+]${realNumber}j`;
/** `ZIZI -0.3` and `-0.3 ZIZI`, alone on a line. */
const labelFirst = new RegExp(
  String.raw`([IXYZ]+)(?:[ \t]*[,:;][ \t]*|[ \t]+)\(?(${signed})(j|${imaginaryPart})?\)?[ \t]*\r?(?=\n|#|$)`,
  "y",
);
const labelLast = new RegExp(String.raw`(${signed})(j|${imaginaryPart})?(?:[ \t]*[,:;][ \t]*|[ \t]+)([IXYZ]+)[ \t]*\r?(?=\n|#|$)`, "y");
const openComplex = new RegExp(`^(${realNumber})(${imaginaryPart})$`);
const token = new RegExp(
  [
    String.raw`(?<blank>[^\S\n]+|#[^\n]*)`,
    String.raw`(?<newline>\n)`,
    String.raw`\(\s*(?<re>(?:[-+]\s*)?${realNumber})(?<unit>j)?(?:\s*(?<im>[-+]\s*${realNumber})j)?\s*\)`,
    `(?<open>${realNumber}${imaginaryPart})`,
    String.raw`(?<number>${realNumber})(?<j>j(?!\w))?`,
    String.raw`(?<letter>[IXYZ])(?:_?(?<index>\d+)|\(\s*(?<argument>\d+)\s*\))`,
    String.raw`(?<label>[IXYZ]+)(?!\w|\()`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
    String.raw`(?<mark>[-+*@[\]()])`,
  ].join("|"),
  "y",
);

/** Whether every part of a text belongs to a sum of Pauli strings, at least one is an operator, and no brackets group terms. */
export function isPlain(text: string): boolean {
  let hasOperator = false;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const { index, argument, label, word, mark } = token.exec(text)?.groups ?? { word: text[at] };
    // A letter alone is rather an unfinished X(0).
    if (word !== undefined || argument !== undefined || mark === "(" || mark === ")" || label?.length === 1) return false;
    if (index !== undefined || label !== undefined || mark === "[") hasOperator = true;
  }
  return hasOperator;
}

/** Reads terms that stand on lines of their own or between signs. @throws InputError with its place. */
export function readTerms(text: string, collector: PauliCollector): void {
  const reader = new TermReader(collector);
  for (let at = 0; at < text.length; ) {
    const line = reader.isBetweenTerms ? labelLine(text, at) : null;
    if (line) {
      collector.add(line.re, line.im, collector.label(line.letters, at), at);
      at = line.end;
      continue;
    }
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) collector.refuse(at, EXPECTED, text[at]);
    at = token.lastIndex;
    reader.take(found, text.slice(at, at + FOLLOWING));
  }
  reader.end(Math.max(0, text.trimEnd().length - 1));
}

const EXPECTED = 'operators such as Z0, labels such as "ZIZI", and numbers';
/** A * behind a number is looked for in so many characters. */
const FOLLOWING = 80;

const MOST_OPEN = 100;

/** Puts a term together from its parts and hands it on when it ends. */
class TermReader {
  readonly #collector: PauliCollector;
  readonly #open: { readonly bracket: string; readonly at: number }[] = [];
  #at = 0;
  #coefficient: ComplexPair = [1, 0];
  #factors: Factor[] = [];
  /** Whether the term has a number or an operator by now. */
  #begun = false;
  /** Whether a sign or a * asks for more. */
  #waits = false;

  constructor(collector: PauliCollector) {
    this.#collector = collector;
  }

  get isBetweenTerms(): boolean {
    return !this.#begun && !this.#waits;
  }

  take(found: RegExpExecArray, following: string): void {
    const [whole] = found;
    const { blank, newline, re, unit, im, open, number, j, letter, index, argument, label, word, mark } = found.groups ?? {};
    const at = found.index;
    if (blank !== undefined) return;
    if (!this.#begun) this.#at = at;
    if (newline !== undefined) this.#newline();
    else if (re !== undefined) this.#number(unit ? [0, numberOf(re)] : [numberOf(re), im === undefined ? 0 : numberOf(im)], at, whole);
    else if (open !== undefined) this.#openComplex(open, at, following);
    else if (number !== undefined) this.#number(j ? [0, Number(number)] : [Number(number), 0], at, whole);
    else if (letter !== undefined) this.#operator(this.#collector.factor(letter, index ?? argument, at));
    else if (label !== undefined) this.#operator(this.#collector.label(label, at));
    else if (word !== undefined) this.#collector.refuse(at, /^(nan|inf(inity)?)$/i.test(word) ? "a finite coefficient" : EXPECTED, word);
    else if (mark === "+" || mark === "-") this.#sign(mark, at);
    else if (mark === "*" || mark === "@") this.#times(mark, at);
    else this.#bracket(mark, at);
  }

  end(at: number): void {
    const [unclosed] = this.#open;
    if (unclosed) this.#collector.refuse(unclosed.at, `an end of this "${unclosed.bracket}"`, null, "is the text whole?");
    if (this.#waits) this.#collector.refuse(at, "a term after the sign", null);
    this.#finish();
  }

  #finish(): void {
    if (this.#begun) this.#collector.add(...this.#coefficient, this.#factors, this.#at);
    [this.#coefficient, this.#factors, this.#begun] = [[1, 0], [], false];
  }

  /** A line ends a term, but not between brackets nor after a sign. */
  #newline(): void {
    if (this.#open.length === 0 && !this.#waits) this.#finish();
  }

  #number([re, im]: ComplexPair, at: number, got: string): void {
    if (this.#begun && !this.#waits) this.#collector.refuse(at, "a + or - between terms, or a * between factors", got);
    const [x, y] = this.#coefficient;
    this.#coefficient = [x * re - y * im, x * im + y * re];
    [this.#begun, this.#waits] = [true, false];
  }

  /** `0.5+0.j` without brackets, as NumPy prints it, is a number where its imaginary part is 0; else it might be two terms. */
  #openComplex(text: string, at: number, following: string): void {
    const [, re, im] = openComplex.exec(text) ?? [];
    if (Number.parseFloat(im) !== 0 || /^[^\S\n]*\*/.test(following)) {
      this.#collector.refuse(at, "brackets around a complex number", text, `write (${text})`);
    }
    this.#number([Number(re), 0], at, text);
  }

  #operator(factors: readonly Factor[]): void {
    this.#factors.push(...factors);
    [this.#begun, this.#waits] = [true, false];
  }

  #sign(mark: string, at: number): void {
    if (this.#open.length > 0) this.#collector.refuse(at, "operators alone in brackets", mark);
    if (this.#begun && !this.#waits) this.#finish();
    const [re, im] = this.#coefficient;
    if (mark === "-") this.#coefficient = [-re, -im];
    this.#waits = true;
  }

  #times(mark: string, at: number): void {
    if (!this.#begun || this.#waits) this.#collector.refuse(at, "a factor before it", mark);
    this.#waits = true;
  }

  #bracket(mark: string, at: number): void {
    if (mark === "[" || mark === "(") {
      if (this.#open.length === MOST_OPEN) this.#collector.refuse(at, `at most ${MOST_OPEN} brackets within each other`, "more");
      this.#open.push({ bracket: mark, at });
      this.#operator([]);
    } else {
      const wanted = mark === "]" ? "[" : "(";
      if (this.#waits || this.#open.pop()?.bracket !== wanted) this.#collector.refuse(at, `a "${wanted}" before it`, mark);
    }
  }
}

/** A line that is a label and its coefficient, if one begins here. */
function labelLine(text: string, at: number): { letters: string; re: number; im: number; end: number } | null {
  labelFirst.lastIndex = at;
  labelLast.lastIndex = at;
  const first = labelFirst.exec(text);
  const last = first ? null : labelLast.exec(text);
  const [letters, number, imaginary] = first ? first.slice(1) : last ? [last[3], last[1], last[2]] : [];
  if (letters === undefined) return null;
  const value = Number(number);
  const end = first ? labelFirst.lastIndex : labelLast.lastIndex;
  if (imaginary === "j") return { letters, re: 0, im: value, end };
  return { letters, re: value, im: imaginary === undefined ? 0 : Number.parseFloat(imaginary), end };
}

/** A number whose sign may stand apart from it. */
export function numberOf(number: string): number {
  return Number(number.replaceAll(/\s/g, ""));
}
