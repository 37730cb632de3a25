import { InputError, nearestName, refuse } from "../core/errors.ts";
import { type Algebra, evaluateFormula, type Formula, type FormulaCall, namesIn, refuseAt } from "../core/formula.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { add, asScalar, multiply, type Operator, scalar, singleSite, zero } from "./operators.ts";

/** Parts of the formula, counted once per term of a sum, and products of two strings that are computed: about a second's work. */
const MOST_STEPS = 500_000;
const LARGEST_EXPONENT = 64;

const callNames: readonly string[] = ["X", "Y", "Z", "P", "M", "sum", "sqrt", "abs"];
const constantNames: readonly string[] = ["pi", "im", "N"];
/** Names that are taken, and so cannot be parameters. */
export const takenNames: readonly string[] = [...callNames, ...constantNames, "i", "j", "bonds", "nextBonds"];
/** `Z12`, as a printed Hamiltonian has it: Z(12). */
const siteOperator = /^([XYZPM])(\d+)$/;

/** Whether a name cannot be a parameter. */
export function isTaken(name: string): boolean {
  return takenNames.includes(name) || siteOperator.test(name);
}

/** Engines round these differently, and a Hamiltonian must be the same everywhere. */
const inexact = ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "cbrt", "pow"];

/** A running index and what its site arithmetic does at the end of a chain. */
interface Running {
  readonly value: number;
  /** Whether it runs over all sites: only then a term may leave an open chain. */
  readonly everywhere: boolean;
}

/** Computes the operator of a formula on a lattice; used for one formula. What the formula may say is told at `expression`. */
export class Evaluator implements Algebra<Operator> {
  readonly #lattice: Lattice;
  readonly #parameters: Readonly<Record<string, number>>;
  readonly #where: string;
  readonly #running = new Map<string, Running>();
  /** The operators in sums over all sites that were on an open chain for some i, and those that were off it for some. */
  readonly #landed = new Set<Formula>();
  readonly #dropped = new Set<Formula>();
  #steps = 0;

  constructor(lattice: Lattice, parameters: Readonly<Record<string, number>>, where: string) {
    this.#lattice = lattice;
    this.#parameters = parameters;
    this.#where = where;
  }

  evaluate = (formula: Formula): Operator => evaluateFormula(formula, this);

  number(value: number): Operator {
    this.#spend(1);
    return scalar(value);
  }

  name(name: string, column: number): Operator {
    this.#spend(1);
    const running = this.#running.get(name);
    if (running) return scalar(running.value);
    if (Object.hasOwn(this.#parameters, name)) return scalar(this.#parameters[name]);
    if (name === "pi") return scalar(Math.PI);
    if (name === "im") return scalar(0, 1);
    if (name === "N") return scalar(this.#lattice.size);
    const [, matrix, digits] = siteOperator.exec(name) ?? [];
    if (matrix !== undefined) return this.#matrix(matrix, this.#onLattice(Number(digits), column));
    return this.#refuseName(name, column);
  }

  call(call: FormulaCall): Operator {
    const { name, args, column } = call;
    if (name === "sum") return this.#sum(call);
    if (!callNames.includes(name)) return this.#refuseCall(name, column);
    if (args.length !== 1) this.#refuse(column, `one argument in ${name}(…)`, args.length);
    if (name === "sqrt" || name === "abs") {
      const value = this.#real(args[0], `a real number in ${name}(…)`);
      if (name === "sqrt" && value < 0) this.#refuse(column, "sqrt of a number >= 0", value);
      return scalar(name === "sqrt" ? Math.sqrt(value) : Math.abs(value));
    }
    const site = this.#site(call);
    return site === null ? zero : this.#matrix(name, site);
  }

  negate(value: Operator): Operator {
    return multiply(scalar(-1), value);
  }

  add(values: readonly Operator[]): Operator {
    return add(values);
  }

  multiply(a: Operator, b: Operator): Operator {
    this.#spend(a.size * b.size);
    return multiply(a, b);
  }

  divide(a: Operator, b: Operator, column: number): Operator {
    const divisor = asScalar(b);
    if (divisor === null) this.#refuse(column, "a number to divide by", "an operator");
    const { re, im } = divisor;
    if (re === 0 && im === 0) this.#refuse(column, "a number to divide by that is not zero", 0);
    if (im !== 0) return multiply(a, scalar(re / (re * re + im * im), -im / (re * re + im * im)));
    // Not a product with 1/re, which would round twice.
    return new Map([...a].map(([key, t]) => [key, { ...t, re: t.re / re, im: t.im / re, weight: t.weight / Math.abs(re) }]));
  }

  power(base: Operator, exponent: Operator, column: number): Operator {
    const value = asScalar(exponent);
    const whole = value !== null && value.im === 0 && Number.isInteger(value.re) && Math.abs(value.re) <= LARGEST_EXPONENT;
    if (!whole) {
      this.#refuse(column, `a whole exponent up to ${LARGEST_EXPONENT}`, value === null ? "an operator" : value.re, "use sqrt for roots");
    }
    let result = scalar(1);
    for (let count = 0; count < Math.abs(value.re); count++) result = this.multiply(result, base);
    return value.re < 0 ? this.divide(scalar(1), result, column) : result;
  }

  #sum({ args, column }: FormulaCall): Operator {
    const [body, over, ...range] = args;
    const { sites, bonds, nextBonds } = this.#lattice;
    if (args.length === 1) {
      const total = this.#run(
        body,
        column,
        sites.map((i) => ({ i })),
        true,
      );
      this.#checkLanded(body);
      return total;
    }
    if (args.length === 2 && over.kind === "name" && (over.name === "bonds" || over.name === "nextBonds")) {
      const pairs = over.name === "bonds" ? bonds : nextBonds;
      if (over.name === "nextBonds" && pairs.length === 0)
        this.#refuse(over.column, "a lattice with second neighbours", `a ${this.#lattice.name}`);
      return this.#run(
        body,
        column,
        pairs.map(([i, j]) => ({ i, j })),
      );
    }
    if (args.length !== 4 || over.kind !== "name") {
      this.#refuse(column, "sum(…), sum(…, bonds), sum(…, nextBonds) or sum(…, k, from, to)", `${args.length} arguments`);
    }
    if ((isTaken(over.name) && !/^[ij]$/.test(over.name)) || Object.hasOwn(this.#parameters, over.name)) {
      this.#refuse(over.column, "a name of your own for the running index", over.name);
    }
    const [from, to] = range.map((end) => this.#integer(end));
    if (from <= to) for (const [k, end] of [from, to].entries()) this.#checkRange(end, range[k].column);
    return this.#run(
      body,
      column,
      Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => ({ [over.name]: from + k })),
    );
  }

  /** Adds up the body for each assignment of the running indices. */
  #run(body: Formula, column: number, assignments: readonly Readonly<Record<string, number>>[], everywhere = false): Operator {
    const names = Object.keys(assignments[0] ?? {});
    const nested = names.find((name) => this.#running.has(name));
    if (nested !== undefined) this.#refuse(column, "another running index inside a sum", nested, "name it: sum(…, k, 0, N-1)");
    const parts: Operator[] = [];
    for (const assignment of assignments) {
      for (const name of names) this.#running.set(name, { value: assignment[name], everywhere });
      parts.push(this.evaluate(body));
    }
    for (const name of names) this.#running.delete(name);
    return add(parts);
  }

  /** Refuses an operator that was off an open chain for every site: it would vanish without a word. */
  #checkLanded(body: Formula): void {
    for (const call of callsIn(body)) {
      if (!this.#dropped.has(call) || this.#landed.has(call)) continue;
      this.#refuse(call.column, `${call.name}(…) on the ${this.#lattice.name} for some i`, "none");
    }
  }

  /** The site an operator acts on; `null` where the term leaves an open chain. */
  #site(call: FormulaCall): number | null {
    const [index] = call.args;
    const site = this.#integer(index);
    const { kind, size, periodic } = this.#lattice;
    const running = [...namesIn(index)].flatMap((name) => this.#running.get(name) ?? []);
    if (site >= 0 && site < size) {
      this.#landed.add(call);
      return site;
    }
    if (kind === "chain" && periodic && running.length > 0) return ((site % size) + size) % size;
    if (kind === "chain" && !periodic && running.some(({ everywhere }) => everywhere)) {
      this.#dropped.add(call);
      return null;
    }
    return this.#onLattice(site, index.column);
  }

  #onLattice(site: number, column: number): number {
    this.#checkRange(site, column);
    return site;
  }

  #checkRange(site: number, column: number): void {
    const { size, kind, name } = this.#lattice;
    if (site >= 0 && site < size) return;
    const mend = kind === "chain" || this.#running.size === 0 ? undefined : `on a ${name} sum over bonds: sum(…, bonds) with i and j`;
    this.#refuse(column, `a site from 0 to ${size - 1}`, site, mend);
  }

  #matrix(name: string, site: number): Operator {
    if (name === "X" || name === "Y" || name === "Z") return singleSite(name, site);
    const half = name === "P" ? 0.5 : -0.5;
    return add([multiply(scalar(0.5), singleSite("X", site)), multiply(scalar(0, half), singleSite("Y", site))]);
  }

  #integer(formula: Formula): number {
    const value = this.#real(formula, "a whole number for a site");
    return Number.isInteger(value) ? value : this.#refuse(formula.column, "a whole number for a site", value);
  }

  #real(formula: Formula, expected: string): number {
    const value = asScalar(this.evaluate(formula));
    if (value === null) return this.#refuse(formula.column, expected, "an operator");
    return value.im === 0 ? value.re : this.#refuse(formula.column, expected, `${value.re} + ${value.im}*im`);
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS)
      refuse(this.#where, `a formula of at most ${MOST_STEPS} steps`, "more", "use smaller powers or shorter sums");
  }

  #refuse(column: number, expected: string, got: string | number, mend?: string): never {
    return refuseAt(this.#where, column, expected, got, mend);
  }

  #refuseCall(name: string, column: number): never {
    if (inexact.includes(name)) {
      const mend = "compute it beforehand and give it as a parameter: engines round it differently";
      this.#refuse(column, "sqrt, abs and + - * / ^ alone", `${name}(…)`, mend);
    }
    if (this.#running.has(name) || Object.hasOwn(this.#parameters, name) || constantNames.includes(name)) {
      this.#refuse(column, `an operator before "("`, name, `write ${name}*(…)`);
    }
    throw new InputError(
      `${this.#where}: column ${column}: unknown operator "${name}"; known: ${callNames.join(", ")}.${hint(name, callNames)}`,
    );
  }

  #refuseName(name: string, column: number): never {
    if (name === "i" || name === "j") {
      const mend = "i runs in sum(…), i and j in sum(…, bonds); the imaginary unit is im";
      this.#refuse(column, `"${name}" inside a sum`, "it outside", mend);
    }
    if (callNames.includes(name)) this.#refuse(column, `${name}(…)`, name);
    const known = [...constantNames, ...Object.keys(this.#parameters), ...this.#running.keys()];
    const mend = `give it a value as a parameter.${hint(name, known)}`;
    throw new InputError(`${this.#where}: column ${column}: unknown name "${name}"; known: ${known.join(", ")}; ${mend}`);
  }
}

function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}

/** The calls in a formula, those of sums within it apart: they look after their own. */
function callsIn(formula: Formula): FormulaCall[] {
  switch (formula.kind) {
    case "call":
      return [formula, ...formula.args.flatMap(callsIn)];
    case "sum":
      return formula.terms.flatMap(({ of }) => callsIn(of));
    case "product":
      return formula.factors.flatMap(({ of }) => callsIn(of));
    case "power":
      return [formula.base, formula.exponent].flatMap(callsIn);
    default:
      return [];
  }
}
