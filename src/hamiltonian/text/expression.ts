// A Hamiltonian from a formula such as `-sum(Z(i)*Z(i+1)) - h*sum(X(i))`.
import { refuse } from "../../core/errors.ts";
import { namesIn, parseFormula } from "../../core/formula.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { operatorText, type PauliString } from "../pauli.ts";
import { Evaluator, type FormulaParameter, isTaken, takenNames } from "./expressionEvaluator.ts";
import { stringsOf } from "./operators.ts";
import { isPauliText, parsePauliSum, placeIn } from "./pauliText.ts";

/** What {@link expression} may be told. */
export interface ExpressionOptions {
  /** Numbers that the text calls by name, `h`, and lists of them, `h(i)` and `J(i,j)`. */
  readonly parameters?: Readonly<Record<string, FormulaParameter>>;
  /** Begins every error message. */
  readonly where?: string;
}

/**
 * A Hamiltonian from its formula, `-sum(Z(i)*Z(i+1)) - h*sum(X(i))`:
 * - numbers, parameters, pi, im (the imaginary unit, `0.5j` behind a number), N (sites); + - * / ^ with whole exponents;
 * - sqrt, abs, sin, cos, tan, exp, log, which give the same bits on every engine;
 * - h(i), J(i,j): entries of a parameter that is a list, or a list of rows, counted from 0;
 * - X(k), Y(k), Z(k) on site k (from 0), P(k) = (X + iY)/2 raises and M(k) = (X - iY)/2 lowers; `Z3` is Z(3), `X0X1` X(0)*X(1); products are multiplied out;
 * - `sum(…)` over all sites i. On a periodic chain i+1 wraps around; on an open one, terms that leave the chain are dropped;
 * - `sum(…, bonds)` and `sum(…, nextBonds)` over the bonds i, j of any lattice, `w` the weight of a bond; `sum(…, k, 0, N-2)` over a range.
 * A sum of Pauli strings alone, in any form that {@link parsePauliSum} reads, is read by it: thousands of terms at once.
 * The record keeps the parameters that are numbers; the entries of lists are in its strings. The text is parsed, never run. @throws InputError, one line with the column, for anything else: a site off the lattice, an operator that is not Hermitian.
 */
export async function expression(lattice: Lattice, text: string, options: ExpressionOptions = {}): Promise<Hamiltonian> {
  const { parameters = {}, where = "hamiltonian" } = options;
  checkParameters(parameters, where);
  const [idle] = Object.keys(parameters);
  if (isPauliText(text)) {
    if (idle !== undefined) refuseIdle(idle, where);
    return sum("expression", lattice, parsePauliSum(text, { where: placeIn(text, where), sites: lattice.size }).strings);
  }
  const numbers = Object.entries(parameters).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return sum("expression", lattice, await stringsOfFormula(lattice, text, parameters, where), Object.fromEntries(numbers));
}

const NOT_HERMITIAN = "the coefficient is not real: on one site X Y = im Z, Y Z = im X, Z X = im Y; add the conjugate";

async function stringsOfFormula(
  lattice: Lattice,
  text: string,
  parameters: Readonly<Record<string, FormulaParameter>>,
  where: string,
): Promise<PauliString[]> {
  const formula = await parseFormula(text, where);
  const used = namesIn(formula);
  const idle = Object.keys(parameters).find((name) => !used.has(name));
  if (idle !== undefined) refuseIdle(idle, where);
  const strings = stringsOf(new Evaluator(lattice, parameters, where).evaluate(formula));
  for (const string of strings) {
    const [re, im] = string.coefficient;
    const term = operatorText(string);
    if (!Number.isFinite(re) || !Number.isFinite(im)) refuse(where, "finite coefficients", `${re} for ${term}`);
    if (im !== 0) refuse(where, "a Hermitian operator", `${re === 0 ? "" : `${re} + `}${im}*im ${term}`, NOT_HERMITIAN);
  }
  // Exactly 0 where it was only rounding: `sum` asks for that.
  return strings.map((string) => ({ ...string, coefficient: [string.coefficient[0], 0] as const }));
}

function refuseIdle(name: string, where: string): never {
  return refuse(where, "every parameter in the formula", name, "it does not occur there");
}

function checkParameters(parameters: Readonly<Record<string, FormulaParameter>>, where: string): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[A-Za-z_]\w*$/.test(name) || isTaken(name)) {
      refuse(`${where}: parameter`, "a name of your own, letters and digits", name, `taken are ${takenNames.join(", ")}`);
    }
    const at = `${where}: parameter ${name}`;
    const values = typeof value === "number" ? [value] : value.flat();
    if (values.length === 0) refuse(at, "a list with an entry", "none");
    const wrong = values.find((entry) => !Number.isFinite(entry));
    if (wrong !== undefined) refuse(at, "a finite number", wrong);
    if (typeof value !== "number" && new Set(value.map((row) => (typeof row === "number" ? -1 : row.length))).size > 1) {
      refuse(at, "numbers, or rows of equal length", "a mixture");
    }
  }
}
