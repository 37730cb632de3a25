import { InputError } from "../../index.ts";
import { type Algebra, evaluateFormula, parseFormula, refuse } from "../../internal.ts";

const LONGEST = 100;
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
/** What engines round differently is welcome here: the value is kept, to the last digit, with the run. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};

const arithmetic: Algebra<number> = {
  number: (value) => value,
  name: (name) => own(constants, name),
  call: ({ name, args }, evaluate) => {
    const apply = own(functions, name);
    return args.length === 1 ? apply(evaluate(args[0])) : refuse(name, "one argument", args.length);
  },
  negate: (value) => -value,
  add: (values) => values.reduce((total, value) => total + value),
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (base, exponent) => base ** exponent,
};

/** The value of an arithmetic expression such as `sqrt(2)/2`, or `null` if the text is anything else. Nothing in it can run code. */
export async function evaluateArithmetic(text: string): Promise<number | null> {
  if (text.length > LONGEST) return null;
  try {
    return evaluateFormula(await parseFormula(text, ""), arithmetic);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T {
  return Object.hasOwn(record, key) ? record[key] : refuse(key, `one of ${Object.keys(record).join(", ")}`, key);
}
