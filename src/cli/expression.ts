import type { FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from "mathjs";

const LONGEST = 100;
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
const functions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};

/**
 * The value of an arithmetic expression such as `sqrt(2)/2`, or `null` if the text is anything else. mathjs parses it; its tree is
 * then evaluated here, from numbers, + - * / ^, brackets, a few functions and pi, e alone: nothing in it can run code.
 */
export async function evaluateArithmetic(text: string): Promise<number | null> {
  if (text.length > LONGEST) return null;
  const { parse } = await import("mathjs/number");
  try {
    return evaluateNode(parse(text));
  } catch {
    return null;
  }
}

function evaluateNode(node: MathNode): number {
  switch (node.type) {
    case "ConstantNode": {
      const { value } = node as MathNode & { value: unknown };
      return Number.isFinite(value) ? Number(value) : refuseNode(node);
    }
    case "ParenthesisNode":
      return evaluateNode((node as ParenthesisNode).content);
    case "SymbolNode":
      return own(constants, (node as SymbolNode).name) ?? refuseNode(node);
    case "FunctionNode": {
      const { fn, args } = node as FunctionNode;
      const apply = own(functions, (fn as SymbolNode).name);
      return apply && args.length === 1 ? apply(evaluateNode(args[0])) : refuseNode(node);
    }
    case "OperatorNode":
      return operate(node as OperatorNode);
    default:
      return refuseNode(node);
  }
}

function operate(node: OperatorNode): number {
  const [a, b] = node.args.map(evaluateNode);
  switch (node.fn as string) {
    case "unaryMinus":
      return -a;
    case "unaryPlus":
      return a;
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "divide":
      return a / b;
    case "pow":
      return a ** b;
    default:
      return refuseNode(node);
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function refuseNode(node: MathNode): never {
  throw new Error(`${node.type} is not arithmetic`);
}
