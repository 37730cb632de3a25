// Sums and products of Pauli strings, the algebra of formulas.
import type { Pauli, PauliString } from "../pauli.ts";

/** A string while an operator is being computed: complex coefficient, and the sum of the moduli it was added up from. */
interface Term {
  readonly factors: PauliString["factors"];
  readonly re: number;
  readonly im: number;
  /** Tells a coefficient from what rounding left of a cancellation. */
  readonly weight: number;
}

/** A sum of Pauli strings by their text. A number is a multiple of the identity. Never changed once made. */
export type Operator = ReadonlyMap<string, Term>;

/** A coefficient below this part of what it was added up from is the rounding of a cancellation. */
const ROUNDING = 1e-14;

export function scalar(re: number, im = 0): Operator {
  return new Map([["", { factors: [], re, im, weight: modulus(re, im) }]]);
}

export function singleSite(matrix: Pauli, site: number): Operator {
  return new Map([[`${matrix}${site}`, { factors: [[site, matrix]], re: 1, im: 0, weight: 1 }]]);
}

/** A coefficient times matrices in the order given, multiplied out. */
export function stringOperator(re: number, im: number, factors: readonly (readonly [site: number, matrix: Pauli])[]): Operator {
  const ascending = factors.every(([site], k) => k === 0 || site > factors[k - 1][0]);
  if (ascending) return new Map([[keyOf(factors), { factors, re, im, weight: modulus(re, im) }]]);
  // Matrices on different sites commute: site by site, in the order given, a term costs its length, not the square of it.
  const onSite = new Map<number, Pauli | null>();
  let turns = 0;
  for (const [site, matrix] of factors) {
    const before = onSite.get(site) ?? null;
    if (before !== null && before !== matrix) turns += turnsOf(before, matrix);
    onSite.set(site, before === null ? matrix : before === matrix ? null : thirdOf(before, matrix));
  }
  const multiplied = [...onSite]
    .flatMap(([site, matrix]): (readonly [number, Pauli])[] => (matrix === null ? [] : [[site, matrix]]))
    .sort(([a], [b]) => a - b);
  const [x, y] = turned(re, im, turns);
  return new Map([[keyOf(multiplied), { factors: multiplied, re: x, im: y, weight: modulus(re, im) }]]);
}

export const zero: Operator = new Map();

export function add(operators: Iterable<Operator>): Operator {
  const total = new Map<string, Term>();
  for (const operator of operators) for (const [key, term] of operator) accumulate(total, key, term);
  return total;
}

/** a·b, multiplied out: XY = iZ and so on. */
export function multiply(a: Operator, b: Operator): Operator {
  const total = new Map<string, Term>();
  for (const p of a.values()) {
    for (const q of b.values()) {
      const { factors, turns } = product(p.factors, q.factors);
      const [re, im] = turned(p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re, turns);
      accumulate(total, keyOf(factors), { factors, re, im, weight: p.weight * q.weight });
    }
  }
  return total;
}

/** The value of an operator that is a number, or `null`. What cancelled but for rounding is zero. */
export function asScalar(operator: Operator): { readonly re: number; readonly im: number } | null {
  let value = { re: 0, im: 0 };
  for (const term of operator.values()) {
    const cleaned = clean(term);
    if (term.factors.length === 0) value = cleaned;
    else if (cleaned.re !== 0 || cleaned.im !== 0) return null;
  }
  return value;
}

/** The strings, without what cancelled but for rounding. */
export function stringsOf(operator: Operator): PauliString[] {
  return [...operator.values()].map((term) => {
    const { re, im } = clean(term);
    return { coefficient: [re, im], factors: term.factors };
  });
}

function clean({ re, im, weight }: Term): { readonly re: number; readonly im: number } {
  const cleaned = (value: number) => (Number.isFinite(weight) && Math.abs(value) <= ROUNDING * weight ? 0 : value);
  return { re: cleaned(re), im: cleaned(im) };
}

function accumulate(total: Map<string, Term>, key: string, term: Term): void {
  const before = total.get(key);
  if (!before) {
    total.set(key, term);
    return;
  }
  const re = before.re + term.re;
  const im = before.im + term.im;
  // Whole numbers add up without rounding: (149 - 148)^6 is 1, however large what it came from.
  const exact = [before.re, before.im, term.re, term.im].every(Number.isSafeInteger);
  total.set(key, { ...term, re, im, weight: exact ? modulus(re, im) : before.weight + term.weight });
}

function keyOf(factors: PauliString["factors"]): string {
  return factors.map(([site, matrix]) => `${matrix}${site}`).join(" ");
}

const order: readonly Pauli[] = ["X", "Y", "Z"];

/** The product of two strings: its factors, and how many factors of i come with it. */
function product(a: PauliString["factors"], b: PauliString["factors"]) {
  const factors: (readonly [number, Pauli])[] = [];
  let turns = 0;
  let k = 0;
  for (const factor of a) {
    const [site, matrix] = factor;
    while (k < b.length && b[k][0] < site) factors.push(b[k++]);
    if (k === b.length || b[k][0] > site) {
      factors.push(factor);
      continue;
    }
    const other = b[k++][1];
    if (other === matrix) continue;
    factors.push([site, thirdOf(matrix, other)]);
    turns += turnsOf(matrix, other);
  }
  factors.push(...b.slice(k));
  return { factors, turns: turns % 4 };
}

function thirdOf(a: Pauli, b: Pauli): Pauli {
  return order[3 - order.indexOf(a) - order.indexOf(b)];
}

/** Factors of i in the product of two different matrices: XY = iZ in cyclic order, -i against it. */
function turnsOf(a: Pauli, b: Pauli): number {
  return (order.indexOf(b) - order.indexOf(a) + 3) % 3 === 1 ? 1 : 3;
}

/** A number times so many factors of i. */
function turned(re: number, im: number, turns: number): readonly [number, number] {
  const [x, y] = turns & 1 ? [-im, re] : [re, im];
  return turns & 2 ? [-x, -y] : [x, y];
}

function modulus(re: number, im: number): number {
  return im === 0 ? Math.abs(re) : Math.sqrt(re * re + im * im);
}
