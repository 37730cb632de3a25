import { cosine, exponential, LARGEST_ANGLE, logarithm, sine, tangent } from "../../core/elementary.ts";

/** A function of a real number: what it is asked of, and its value. */
interface RealFunction {
  readonly of: string;
  readonly holds: (x: number) => boolean;
  readonly value: (x: number) => number;
}

const angle = { of: `an angle up to ${LARGEST_ANGLE}`, holds: (x: number) => Math.abs(x) <= LARGEST_ANGLE };
const anyNumber = { of: "a number", holds: () => true };
/** What a formula may ask of real numbers. A Hamiltonian must be the same everywhere: every engine rounds these alike. */
export const realFunctions: Readonly<Record<string, RealFunction>> = {
  sqrt: { of: "a number >= 0", holds: (x) => x >= 0, value: Math.sqrt },
  abs: { ...anyNumber, value: Math.abs },
  sin: { ...angle, value: sine },
  cos: { ...angle, value: cosine },
  tan: { ...angle, value: tangent },
  exp: { ...anyNumber, value: exponential },
  log: { of: "a number > 0", holds: (x) => x > 0, value: logarithm },
};
