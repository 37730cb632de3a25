// What the names, sums and calls of a formula mean on a lattice.
import { InputError, nearestName, refuse } from "../../core/errors.ts";
import {
  type Algebra,
  evaluateFormula,
  type Formula,
  type FormulaCall,
  type FormulaPower,
  type FormulaProduct,
  IMAGINARY_UNIT,
  namesIn,
  refuseAt,
} from "../../core/formula.ts";
import { type Lattice, weightOf } from "../../lattice/lattice.ts";
import { add, asScalar, multiply, type Operator, scalar, singleSite, zero } from "./operators.ts";
import { realFunctions } from "./realFunctions.ts";

/** Parts of the formula, counted once per term of a sum, and products of two strings that are computed: about a second's work. */
const MOST_STEPS = 500_000;
const LARGEST_EXPONENT = 64;

const operatorNames: readonly string[] = ["X", "Y", "Z", "P", "M"];
const callNames: readonly string[] = [...operatorNames, "sum", ...Object.keys(realFunctions)];
const constantNames: readonly string[] = ["pi", "im", "N"];
/** Names that are taken, and so cannot be parameters. */
export const takenNames: readonly string[] = [...callNames, ...constantNames, "i", "j", "w", "bonds", "nextBonds"];
/** `Z12`, as a printed Hamiltonian has it: Z(12); `X0X1` is a product. */
const siteOperators = /^(?:[XYZPM]\d+)+$/;

/** Whether a name cannot be a parameter. */
export function isTaken(name: string): boolean {
  return takenNames.includes(name) || siteOperators.test(name);
}

/** A number that a formula calls by name, a list of them for `h(i)`, or rows for `J(i,j)`; counted from 0. */
export type FormulaParameter = number | readonly number[] | readonly (readonly number[])[];

/** A running index and what its site arithmetic does at the end of a chain. */
interface Running {
  readonly value: number;
  /** Whether it runs over all sites: only then a term may leave an open chain. */
  readonly everywhere: boolean;
}

/** Computes the operator of a formula on a lattice; used for one formula. What the formula may say is told at `expression`. */
export class Evaluator implements Algebra<Operator> {
  readonly #lattice: Lattice;
  readonly #parameters: Readonly<Record<string, FormulaParameter>>;
  readonly #where: string;
  readonly #running = new Map<string, Running>();
  /** The operators in sums over all sites that were on an open chain for some i, and those that were off it for some. */
  readonly #landed = new Set<Formula>();
  readonly #dropped = new Set<Formula>();
  #steps = 0;
  /** Operators that were off an open chain, one after another. */
  #drops = 0;

  constructor(lattice: Lattice, parameters: Readonly<Record<string, FormulaParameter>>, where: string) {
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
    if (Object.hasOwn(this.#parameters, name)) return this.#parameter(name, column);
    if (name === "pi") return scalar(Math.PI);
    if (name === "im") return scalar(0, 1);
    if (name === "N") return scalar(this.#lattice.size);
    if (name === IMAGINARY_UNIT) return this.#imaginaryUnit(column);
    if (!siteOperators.test(name)) return this.#refuseName(name, column);
    const factors = name.match(/[XYZPM]\d+/g) ?? [];
    return factors
      .map((factor) => this.#matrix(factor[0], this.#onLattice(Number(factor.slice(1)), column)))
      .reduce((product, factor) => this.multiply(product, factor));
  }

  call(call: FormulaCall): Operator {
    const { name, args, column } = call;
    if (name === "sum") return this.#sum(call);
    if (Object.hasOwn(this.#parameters, name)) return this.#entry(call);
    if (!callNames.includes(name)) return this.#refuseCall(name, column);
    if (args.length !== 1) this.#refuse(column, `one argument in ${name}(…)`, args.length);
    if (Object.hasOwn(realFunctions, name)) {
      const { of, holds, value } = realFunctions[name];
      const x = this.#real(args[0], `a real number in ${name}(…)`);
      return holds(x) ? scalar(value(x)) : this.#refuse(column, `${name} of ${of}`, x);
    }
    const site = this.#site(call);
    return site === null ? zero : this.#matrix(name, site);
  }

  /**
   * A product or power one of whose operators is off an open chain is no term of it: (1 + Z(i)) (1 + Z(i+1)) vanishes at the end, and does not become
   * 1 + Z(i). Numbers multiply what is left.
   */
  whole(formula: FormulaProduct | FormulaPower, evaluate: (formula: Formula) => Operator): Operator | undefined {
    if (![...this.#running.values()].some(({ everywhere }) => everywhere)) return undefined;
    const parts = formula.kind === "power" ? [formula.base] : formula.factors.map(({ of }) => of);
    let off = false;
    let operators = formula.kind === "power" ? 1 : 0;
    const values = parts.map((part) => {
      const before = this.#drops;
      const value = evaluate(part);
      const dropped = this.#drops > before;
      if (dropped || asScalar(value) === null) operators++;
      off ||= dropped;
      return value;
    });
    if (off && operators > 1) return zero;
    if (formula.kind === "power") return this.power(values[0], evaluate(formula.exponent), formula.exponent.column);
    return formula.factors
      .slice(1)
      .reduce(
        (total, { of, inverse }, k) => (inverse ? this.divide(total, values[k + 1], of.column) : this.multiply(total, values[k + 1])),
        values[0],
      );
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

  #parameter(name: string, column: number): Operator {
    const value = this.#parameters[name];
    if (typeof value === "number") return scalar(value);
    return this.#refuse(column, `${name}(${isMatrix(value) ? "i,j" : "i"}), an entry of the list`, name);
  }

  /** `h(i)` of a list, `J(i,j)` of rows. Indices never wrap around: a list has the entries it was given. */
  #entry({ name, args, column }: FormulaCall): Operator {
    this.#spend(1);
    const list = this.#parameters[name];
    if (typeof list === "number") return this.#refuseCall(name, column);
    const indices = isMatrix(list) ? 2 : 1;
    if (args.length !== indices) this.#refuse(column, `${indices === 1 ? "one index" : "two indices"} in ${name}(…)`, args.length);
    if (!isMatrix(list)) return scalar(list[this.#index(name, args[0], list.length)]);
    const row = list[this.#index(name, args[0], list.length)];
    return scalar(row[this.#index(name, args[1], row.length)]);
  }

  #index(name: string, formula: Formula, length: number): number {
    const index = this.#integer(formula, `a whole number for an index of ${name}`);
    if (index >= 0 && index < length) return index;
    const mend = `give ${name} more entries, or sum over fewer: sum(…, k, 0, ${length - 1})`;
    return this.#refuse(formula.column, `an index of ${name} from 0 to ${length - 1}`, index, mend);
  }

  #imaginaryUnit(column: number): Operator {
    if (this.#running.has("j"))
      this.#refuse(column, "a * between a number and the index j", "j", "write 2*j, or 2*im for the imaginary unit");
    return scalar(0, 1);
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
      if (over.name === "nextBonds" && nextBonds.length === 0)
        this.#refuse(over.column, "a lattice with second neighbours", `a ${this.#lattice.name}`);
      const pairs =
        over.name === "nextBonds"
          ? nextBonds.map(([i, j]) => ({ i, j }))
          : bonds.map(([i, j], bond) => ({ i, j, w: weightOf(this.#lattice, bond) }));
      return this.#run(body, column, pairs);
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
      this.#drops++;
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

  #integer(formula: Formula, expected = "a whole number for a site"): number {
    const value = this.#real(formula, expected);
    return Number.isInteger(value) ? value : this.#refuse(formula.column, expected, value);
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
    if (this.#running.has(name) || Object.hasOwn(this.#parameters, name) || constantNames.includes(name)) {
      this.#refuse(column, `an operator before "("`, name, `write ${name}*(…)`);
    }
    throw new InputError(
      `${this.#where}: column ${column}: unknown operator "${name}"; known: ${callNames.join(", ")}.${hint(name, callNames)}`,
    );
  }

  #refuseName(name: string, column: number): never {
    if (name === "i" || name === "j" || name === "w") {
      const mend = "i runs in sum(…), i and j in sum(…, bonds), where w is the weight of the bond; the imaginary unit is im";
      this.#refuse(column, `"${name}" inside a sum`, "it outside", mend);
    }
    if (callNames.includes(name)) this.#refuse(column, `${name}(…)`, name);
    const [, matrix, index] = /^([XYZPM])_?([ijk]|\d+)$/.exec(name) ?? [];
    if (matrix !== undefined) this.#refuse(column, `${matrix}(${index})`, name);
    const known = [...constantNames, ...Object.keys(this.#parameters), ...this.#running.keys()];
    const mend = `give it a value, --set ${name}=0.5 on the command line, parameters: { ${name}: 0.5 } in a program.${hint(name, known)}`;
    throw new InputError(`${this.#where}: column ${column}: unknown name "${name}"; known: ${known.join(", ")}; ${mend}`);
  }
}

function isMatrix(list: Exclude<FormulaParameter, number>): list is readonly (readonly number[])[] {
  return Array.isArray(list[0]);
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
