// The kinds of settings: what a flag, a file and an error message know about each.
import { z } from "zod";

/** What the flags, the help text, the config file and the error messages know about a setting beside its schema. */
export interface About {
  readonly group: "Problem" | "Network" | "Training" | "Measurement" | "Feed";
  readonly help: string;
  /** Completes `expected …` in an error message. */
  readonly expected: string;
  /** How the text of a flag becomes a value. */
  readonly kind:
    | "number"
    | "expression"
    | "name"
    | "names"
    | "numbers"
    | "toggle"
    | "switch"
    | "text"
    | "assignments"
    | "edges"
    | "formulas"
    | "pairs";
  readonly argument: string;
  /** For names: the known ones. */
  readonly names?: readonly string[];
}

export const about = z.registry<About>();
export type Texts = Pick<About, "group" | "help"> & Partial<About>;

/** What is known about a setting; every field of the shapes below has an entry. */
export function aboutSetting(field: z.ZodType): About {
  const found = about.get(field);
  if (!found) throw new Error("schema: a setting without a description");
  return found;
}

export function integer(minimum: number, maximum: number, texts: Texts) {
  const expected = maximum === Number.MAX_SAFE_INTEGER ? `an integer >= ${minimum}` : `an integer from ${minimum} to ${maximum}`;
  const field = z.int().min(minimum).max(maximum).optional();
  return field.register(about, { expected, kind: "number", argument: "<count>", ...texts });
}

export function coupling(texts: Texts) {
  const expected = 'a finite number or arithmetic such as "sqrt(2)/2"';
  return z
    .number()
    .optional()
    .register(about, { expected, kind: "expression", argument: "<number>", ...texts });
}

export function positive(maximum: number, texts: Texts) {
  const expected = maximum === Number.MAX_VALUE ? "a finite number > 0" : `a number > 0 and <= ${maximum}`;
  return z
    .number()
    .positive()
    .max(maximum)
    .optional()
    .register(about, { expected, kind: "number", argument: "<number>", ...texts });
}

export function notNegative(texts: Texts) {
  return z
    .number()
    .min(0)
    .optional()
    .register(about, { expected: "a finite number >= 0", kind: "number", argument: "<number>", ...texts });
}

export function name<const Names extends readonly string[]>(names: Names, texts: Texts) {
  const known = { names, expected: `one of ${names.join(", ")}`, kind: "name", argument: "<name>" } as const;
  return z
    .enum(names)
    .optional()
    .register(about, { ...known, ...texts });
}

export function toggle(texts: Texts) {
  const field = z.union([z.boolean(), z.literal("auto")]).optional();
  return field.register(about, { expected: 'true, false or "auto"', kind: "toggle", argument: "", ...texts });
}

export function toggleOn(texts: Texts) {
  return z
    .boolean()
    .optional()
    .register(about, { expected: "true or false", kind: "switch", argument: "", ...texts });
}
