import { refuse } from "../core/errors.ts";
import { namesIn, parseFormula } from "../core/formula.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { Evaluator, isTaken, takenNames } from "./expressionEvaluator.ts";
import { type Hamiltonian, sum } from "./hamiltonian.ts";
import { stringsOf } from "./operators.ts";
import { operatorText } from "./pauli.ts";

export interface ExpressionOptions {
  /** Numbers that the text calls by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Begins every error message. */
  readonly where?: string;
}

/**
 * A Hamiltonian from its formula, `-sum(Z(i)*Z(i+1)) - h*sum(X(i))`:
 * - numbers, parameters, pi, im (the imaginary unit), N (sites); + - * / ^ with whole exponents, sqrt, abs;
 * - X(k), Y(k), Z(k) on site k (from 0), P(k) = (X + iY)/2 raises and M(k) = (X - iY)/2 lowers; `Z3` is Z(3); products are multiplied out;
 * - `sum(…)` over all sites i. On a periodic chain i+1 wraps around; on an open one, terms that leave the chain are dropped;
 * - `sum(…, bonds)` and `sum(…, nextBonds)` over the bonds i, j of any lattice; `sum(…, k, 0, N-2)` over a range.
 * The text is parsed, never run. @throws InputError, one line with the column, for anything else: a site off the lattice, an operator that is not Hermitian.
 */
export async function expression(lattice: Lattice, text: string, options: ExpressionOptions = {}): Promise<Hamiltonian> {
  const { parameters = {}, where = "hamiltonian" } = options;
  checkParameters(parameters, where);
  const formula = await parseFormula(text, where);
  const used = namesIn(formula);
  const idle = Object.keys(parameters).find((name) => !used.has(name));
  if (idle !== undefined) refuse(where, "every parameter in the formula", idle, "it does not occur there");
  const strings = stringsOf(new Evaluator(lattice, parameters, where).evaluate(formula));
  for (const string of strings) {
    const [re, im] = string.coefficient;
    const term = operatorText(string);
    if (!Number.isFinite(re) || !Number.isFinite(im)) refuse(where, "finite coefficients", `${re} for ${term}`);
    if (im !== 0) refuse(where, "a Hermitian operator", `${re === 0 ? "" : `${re} + `}${im}*im for ${term}`, "add its conjugate");
  }
  // Exactly 0 where it was only rounding: `sum` asks for that.
  const real = strings.map((string) => ({ ...string, coefficient: [string.coefficient[0], 0] as const }));
  return sum("expression", lattice, real, parameters);
}

function checkParameters(parameters: Readonly<Record<string, number>>, where: string): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[A-Za-z_]\w*$/.test(name) || isTaken(name)) {
      refuse(`${where}: parameter`, "a name of your own, letters and digits", name, `taken are ${takenNames.join(", ")}`);
    }
    if (!Number.isFinite(value)) refuse(`${where}: parameter ${name}`, "a finite number", value);
  }
}
