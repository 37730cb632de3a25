// Formulas as plain data: parsed by mathjs, checked, evaluated over any algebra.
import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from "mathjs";
import { InputError, refuse, show } from "./errors.ts";

/** A formula as plain data. `column` counts from 1 in the text it was read from. */
export type Formula =
  | { readonly kind: "number"; readonly value: number; readonly column: number }
  | { readonly kind: "name"; readonly name: string; readonly column: number }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Formula[]; readonly column: number }
  | { readonly kind: "sum"; readonly terms: readonly Term[]; readonly column: number }
  | { readonly kind: "product"; readonly factors: readonly Factor[]; readonly column: number }
  | { readonly kind: "power"; readonly base: Formula; readonly exponent: Formula; readonly column: number };

export type FormulaCall = Extract<Formula, { readonly kind: "call" }>;
export type FormulaProduct = Extract<Formula, { readonly kind: "product" }>;
export type FormulaPower = Extract<Formula, { readonly kind: "power" }>;

interface Term {
  readonly of: Formula;
  readonly negative: boolean;
}

interface Factor {
  readonly of: Formula;
  /** Whether it divides. */
  readonly inverse: boolean;
}

/** The longest formula that is read: about half a second's work. */
export const LONGEST_FORMULA = 100_000;
/** The name of the imaginary unit that stands directly behind a number, `0.5j`: one that no text can spell. */
export const IMAGINARY_UNIT = "1j";
/** Brackets, signs and exponents within each other. */
const DEEPEST = 100;

/**
 * Reads numbers, names, calls, + - * / ^ and brackets; `2 X(0)` is a product, `0.5j` an imaginary number. mathjs parses the text, and its tree becomes plain data here: it is never compiled
 * or evaluated. What the text may hold at all is checked character by character before mathjs sees it, so lists, text, properties, assignments
 * and blocks do not even parse, and no length or depth of nesting costs more than a look.
 * @param where begins every message
 * @throws InputError naming the column of the first mistake.
 */
export async function parseFormula(text: string, where: string): Promise<Formula> {
  const leaves = scan(text, where);
  const { parse } = await import("mathjs/number");
  let tree: MathNode;
  try {
    tree = parse(text.replaceAll(/\s/g, " "));
  } catch (error) {
    throw new InputError(`${where}: expected a formula, got a mistake: ${mistakeOf(error)}`);
  }
  return convert(tree, leaves[Symbol.iterator](), where);
}

function mistakeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\(char (\d+)\)/, "at column $1").replaceAll(/\s+/g, " ");
}

/** How the parts of a formula become values. */
export interface Algebra<Value> {
  number(value: number, column: number): Value;
  name(name: string, column: number): Value;
  /** The arguments are not evaluated: a sum does so once per site. */
  call(call: FormulaCall, evaluate: (formula: Formula) => Value): Value;
  negate(value: Value): Value;
  add(values: readonly Value[]): Value;
  multiply(a: Value, b: Value): Value;
  /** @param column of the divisor */
  divide(a: Value, b: Value, column: number): Value;
  /** @param column of the exponent */
  power(base: Value, exponent: Value, column: number): Value;
  /** In the place of what follows from the operations above, for products and powers. */
  whole?(formula: FormulaProduct | FormulaPower, evaluate: (formula: Formula) => Value): Value | undefined;
}

export function evaluateFormula<Value>(formula: Formula, algebra: Algebra<Value>): Value {
  const evaluate = (part: Formula) => evaluateFormula(part, algebra);
  const whole = formula.kind === "product" || formula.kind === "power" ? algebra.whole?.(formula, evaluate) : undefined;
  if (whole !== undefined) return whole;
  switch (formula.kind) {
    case "number":
      return algebra.number(formula.value, formula.column);
    case "name":
      return algebra.name(formula.name, formula.column);
    case "call":
      return algebra.call(formula, evaluate);
    case "sum":
      return algebra.add(formula.terms.map(({ of, negative }) => (negative ? algebra.negate(evaluate(of)) : evaluate(of))));
    case "product": {
      const [first, ...rest] = formula.factors;
      return rest.reduce(
        (total, { of, inverse }) => (inverse ? algebra.divide(total, evaluate(of), of.column) : algebra.multiply(total, evaluate(of))),
        evaluate(first.of),
      );
    }
    case "power":
      return algebra.power(evaluate(formula.base), evaluate(formula.exponent), formula.exponent.column);
  }
}

/** The names in a formula, calls included, each once. */
export function namesIn(formula: Formula): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Formula): void => {
    if (part.kind === "name" || part.kind === "call") names.add(part.name);
    if (part.kind === "call") part.args.forEach(visit);
    if (part.kind === "sum") for (const { of } of part.terms) visit(of);
    if (part.kind === "product") for (const { of } of part.factors) visit(of);
    if (part.kind === "power") [part.base, part.exponent].forEach(visit);
  };
  visit(formula);
  return names;
}

/** A number or a name, where the text has it. */
interface Leaf {
  readonly text: string;
  readonly column: number;
  /** Whether it is a j directly behind a number. */
  readonly imaginary: boolean;
}

const decimal = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const token = new RegExp(String.raw`(\s+)|(${decimal})|([A-Za-z_]\w*)|([-+*/^(),])`, "y");
/** Words that mathjs reads as operators or values of their own. */
const reserved = new Set(["mod", "to", "in", "and", "or", "xor", "not", "end", "true", "false", "null", "undefined", "NaN", "Infinity"]);

/** Throws an {@link InputError} for a place in a formula; `got` is shown as it is. */
export function refuseAt(where: string, column: number, expected: string, got: string | number, mend?: string): never {
  throw new InputError(`${where}: column ${column}: expected ${expected}, got ${got}${mend ? `; ${mend}` : ""}`);
}

/** Checks length, characters, brackets and depth, and returns the numbers and names in order. */
function scan(text: string, where: string): Leaf[] {
  if (text.length > LONGEST_FORMULA) refuse(where, `at most ${LONGEST_FORMULA} characters`, text.length);
  if (text.trim() === "") refuse(where, "a formula", text);
  const leaves: Leaf[] = [];
  const nesting = new Nesting(where);
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [found, space, number, name, operator] = token.exec(text) ?? [];
    const column = at + 1;
    if (found === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      refuseAt(where, column, "numbers, names, + - * / ^ ( ) and commas", show(character));
    }
    if (space !== undefined) continue;
    if (number !== undefined && (/^0\d*$/.test(number) ? /^[xob.]/i : /^\./).test(text.slice(token.lastIndex))) {
      refuseAt(where, column, "a decimal number", show(text.slice(at, token.lastIndex + 2)));
    }
    if (name !== undefined && reserved.has(name)) refuseAt(where, column, "a name of your own", name);
    if (operator === undefined) {
      const imaginary = name === "j" && /[\d.]/.test(text[at - 1] ?? "");
      if (imaginary) checkImaginary(text, at, where);
      leaves.push({ text: found, column, imaginary });
      nesting.operand();
    } else nesting.operator(operator, column);
  }
  nesting.end();
  return leaves;
}

const sumWithImaginary = new RegExp(String.raw`(?<![\w.)])${decimal}[-+]${decimal}j$`);
/** A sum of two numbers without blanks is not longer than this. */
const LONGEST_COMPLEX = 64;

/** `0.5+0.5j X0` without brackets may mean (0.5+0.5j) X0 or 0.5 + 0.5j X0: it is refused. */
function checkImaginary(text: string, at: number, where: string): void {
  const [sum] = sumWithImaginary.exec(text.slice(Math.max(0, at - LONGEST_COMPLEX), at + 1)) ?? [];
  if (sum === undefined || !/^\s*[\w(*]/.test(text.slice(at + 1, at + 1 + LONGEST_COMPLEX))) return;
  refuseAt(where, at + 2 - sum.length, "brackets around a complex number", show(sum), `write (${sum})`);
}

/** Follows the brackets, and how deep signs and exponents nest: those reach to the right until another operator ends them. */
class Nesting {
  readonly #where: string;
  readonly #open: { readonly column: number; pending: number }[] = [{ column: 0, pending: 0 }];
  #depth = 0;
  #afterOperand = false;

  constructor(where: string) {
    this.#where = where;
  }

  operand(): void {
    this.#afterOperand = true;
  }

  operator(operator: string, column: number): void {
    const level = this.#open[this.#open.length - 1];
    const isSign = !this.#afterOperand && (operator === "-" || operator === "+");
    this.#afterOperand = operator === ")";
    if (operator === "(") this.#open.push({ column, pending: 0 });
    if (operator === "^" || isSign) level.pending++;
    if (operator === "^" || isSign || operator === "(") {
      if (++this.#depth > DEEPEST) refuseAt(this.#where, column, `at most ${DEEPEST} levels of nesting`, "more");
      return;
    }
    this.#depth -= level.pending;
    level.pending = 0;
    if (operator !== ")") return;
    if (this.#open.length === 1) refuseAt(this.#where, column, 'a "(" before it', '")"');
    this.#open.pop();
    this.#depth--;
  }

  end(): void {
    const { column } = this.#open[this.#open.length - 1];
    if (this.#open.length > 1) refuseAt(this.#where, column, 'a ")" for this "("', "the end");
  }
}

type Operator = "add" | "subtract" | "multiply" | "divide";
const sums: readonly Operator[] = ["add", "subtract"];
const products: readonly Operator[] = ["multiply", "divide"];

/** Numbers and names stand in the tree, read from left to right, as they stand in the text: that gives each its column. */
function convert(node: MathNode, leaves: Iterator<Leaf>, where: string): Formula {
  const next = (text: string): Leaf => {
    const leaf = leaves.next().value;
    if (leaf === undefined || !(leaf.text === text || Number(leaf.text) === Number(text))) refuse(where, "a formula", text);
    return leaf;
  };
  switch (node.type) {
    case "ConstantNode": {
      const value = Number((node as ConstantNode).value);
      const { column } = next(String(value));
      if (!Number.isFinite(value)) refuseAt(where, column, "a finite number", value);
      return { kind: "number", value, column };
    }
    case "SymbolNode": {
      const { text, column, imaginary } = next((node as SymbolNode).name);
      return { kind: "name", name: imaginary ? IMAGINARY_UNIT : text, column };
    }
    case "ParenthesisNode":
      return convert((node as ParenthesisNode).content, leaves, where);
    case "FunctionNode": {
      const { fn, args } = node as FunctionNode;
      if ((fn as MathNode).type !== "SymbolNode") refuse(where, "a name before each list of arguments", node.type);
      const { name } = fn as SymbolNode;
      const { column } = next(name);
      return { kind: "call", name, args: args.map((arg) => convert(arg, leaves, where)), column };
    }
    case "OperatorNode":
      return convertOperator(node as OperatorNode, leaves, where);
    default:
      return refuse(where, "numbers, names, calls and + - * / ^", node.type);
  }
}

function convertOperator(node: OperatorNode, leaves: Iterator<Leaf>, where: string): Formula {
  const part = (child: MathNode) => convert(child, leaves, where);
  const { args } = node;
  const fn: string = node.fn;
  if (fn === "unaryMinus" || fn === "unaryPlus") {
    const of = part(args[0]);
    return { kind: "sum", terms: [{ of, negative: fn === "unaryMinus" }], column: of.column };
  }
  if (fn === "pow") {
    const base = part(args[0]);
    return { kind: "power", base, exponent: part(args[1]), column: base.column };
  }
  const family = [sums, products].find((names) => names.includes(fn as Operator));
  if (!family) refuse(where, "+ - * / ^", fn);
  const parts = leftDeep(node, family).map(({ node: child, fn: operator }) => ({ of: part(child), operator, child }));
  const column = parts[0].of.column;
  if (family === sums) return { kind: "sum", terms: parts.map(({ of, operator }) => ({ of, negative: operator === "subtract" })), column };
  for (const { operator, child, of } of parts) {
    // mathjs reads a/b c as a/(b c), which few expect.
    if (operator === "divide" && child.type === "OperatorNode" && (child as OperatorNode).implicit) {
      refuseAt(where, of.column, "a * between factors after a /, or brackets", show(child.toString()));
    }
  }
  return { kind: "product", factors: parts.map(({ of, operator }) => ({ of, inverse: operator === "divide" })), column };
}

/** a + b - c + … is a tree as deep as it is long: unrolled here, so that length costs no stack. */
function leftDeep(node: OperatorNode, family: readonly string[]): { readonly node: MathNode; readonly fn: string | null }[] {
  const parts: { node: MathNode; fn: string | null }[] = [];
  let current: MathNode = node;
  while (current.type === "OperatorNode" && family.includes((current as OperatorNode).fn) && (current as OperatorNode).args.length === 2) {
    const { fn, args } = current as OperatorNode;
    parts.push({ node: args[1], fn });
    current = args[0];
  }
  return [...parts, { node: current, fn: null }].reverse();
}
