// The settings of a run from flags and a file, checked, with the place each came from.
import { z } from "zod";
import { refuse, refuseUnknown } from "../../internal.ts";
import { readConfig } from "./config.ts";
import { readEdges } from "./edges.ts";
import { evaluateArithmetic } from "./expression.ts";
import { type About, aboutSetting } from "./fields.ts";
import { listOf } from "./lists.ts";
import type { SettingsOf, Shape } from "./schema.ts";

/** Names the place a setting came from: `--sites`, or `run.yaml:4:8: sites`. */
export type Where = (key: string) => string;

export interface Settings<S extends Shape> {
  readonly values: SettingsOf<S>;
  readonly where: Where;
}

export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads the config file if there is one, lays the flags over it, and checks the whole. @throws InputError for the first mistake. */
export async function readSettings<S extends Shape>(
  shape: S,
  flags: Readonly<Record<string, unknown>>,
  file?: string,
): Promise<Settings<S>> {
  const config = file === undefined ? null : readConfig(file);
  const values = new Map<string, unknown>();
  for (const [key, value] of config?.values ?? []) {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    values.set(key, await fromFile(field, value, config?.where(key) ?? key));
  }
  const flagged = new Set<string>();
  for (const [key, field] of Object.entries(shape)) {
    if (flags[key] === undefined) continue;
    const about = aboutSetting(field);
    const value = await fromFlag(about, flags[key], flagOf(key));
    // Single parameters win over those of the file; the others stay.
    const before = values.get(key);
    values.set(key, about.kind === "assignments" && isRecord(before) && isRecord(value) ? { ...before, ...value } : value);
    flagged.add(key);
  }
  const where: Where = (key) => (flagged.has(key) || !config ? flagOf(key) : config.where(key));
  return { values: check(shape, Object.fromEntries(values), where), where };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Checks plain values against a shape. @throws InputError with one line for the first mistake. */
export function check<S extends Shape>(shape: S, values: Readonly<Record<string, unknown>>, where: Where): SettingsOf<S> {
  const parsed = z.strictObject(shape).safeParse(values);
  if (parsed.success) return parsed.data as SettingsOf<S>;
  const [issue] = parsed.error.issues;
  if (issue.code === "unrecognized_keys") refuseUnknown(where(issue.keys[0]), issue.keys[0], Object.keys(shape));
  const [key, index] = issue.path;
  const { names, expected } = aboutSetting(shape[String(key)]);
  const given = values[String(key)];
  const value = index === undefined ? given : (given as Record<PropertyKey, unknown>)[index];
  if (names && typeof value === "string") refuseUnknown(where(String(key)), value, names);
  return refuse(where(String(key)), expected, value);
}

/** The value of a flag; text that does not fit stays text, for the check to refuse. */
function fromFlag({ kind }: About, given: unknown, where: string): unknown {
  if (kind === "assignments" && Array.isArray(given)) return assignments(given.map(String), where);
  if (kind === "formulas" && Array.isArray(given)) return formulas(given.map(String), where);
  if (typeof given !== "string" || (isListed(kind) && given.length > LONGEST_LIST)) return given;
  if (kind === "pairs") return pairsIn(given);
  if (kind === "names") return given.split(",").map((part) => part.trim());
  if (kind === "numbers") return given.split(",").map((part) => numberOf(part) ?? part);
  if (kind === "number") return numberOf(given) ?? given;
  if (kind === "edges") return readEdges(given, where);
  return kind === "expression" ? arithmetic(given) : given;
}

/** What is a list of a few things: bonds and parameters are read by themselves. */
function isListed(kind: About["kind"]): boolean {
  return kind === "names" || kind === "numbers" || kind === "pairs";
}

/** Of such a list: characters in the text of a flag, and entries. */
const LONGEST_LIST = 100_000;
const MOST_LISTED = 10_000;

/** A config file holds typed values; only arithmetic, lists and the names of files may be given as text. */
function fromFile(field: z.ZodType | undefined, given: unknown, where: string): unknown {
  if (!field) return given;
  const about = aboutSetting(field);
  if (about.kind === "assignments" && isRecord(given)) return evaluated(given);
  if (Array.isArray(given) && isListed(about.kind) && given.length > MOST_LISTED) refuse(where, about.expected, `${given.length} entries`);
  if (typeof given !== "string") return given;
  return ["expression", "names", "numbers", "edges", "pairs"].includes(about.kind) ? fromFlag(about, given, where) : given;
}

/** `h=0.7` and the like as an object. */
function assignments(texts: readonly string[], where: string): Promise<Record<string, unknown>> {
  return evaluated(named(texts, where, "name=value", "such as h=0.5"));
}

/** `chirality=sum(…)` and the like as an object. */
function formulas(texts: readonly string[], where: string): Record<string, string> {
  return named(texts, where, "name=formula", 'such as "bond=Z(0)*Z(1)"');
}

function named(texts: readonly string[], where: string, expected: string, example: string): Record<string, string> {
  const pairs = texts.map((text) => {
    const [, name, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/s.exec(text) ?? [];
    return name === undefined || name === "__proto__" ? refuse(where, expected, text, example) : ([name, value] as const);
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) < index);
  if (twice) refuse(where, "every name once", twice[0]);
  return Object.fromEntries(pairs);
}

/** `0-1,0-5` as pairs of numbers; text that is none stays text. */
function pairsIn(text: string): unknown {
  const parts = text.split(",").map((part) => /^\s*(\d{1,6})\s*-\s*(\d{1,6})\s*$/.exec(part));
  return parts.every((part) => part !== null) ? parts.map(([, i, j]) => [Number(i), Number(j)]) : text;
}

async function evaluated(given: object): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  const budget = { left: MOST_EVALUATED };
  for (const [key, value] of Object.entries(given)) {
    const parts = typeof value === "string" ? (listOf(value) ?? value) : value;
    entries.push([key, await evaluatedValue(parts, budget)]);
  }
  return Object.fromEntries(entries);
}

/** Texts of one setting that are arithmetic: about a second's work. Those beyond stay text, for the check to refuse. */
const MOST_EVALUATED = 2000;

/** A number or arithmetic, or a list or rows of them; text that is neither stays text, and so does anything deeper. */
async function evaluatedValue(value: unknown, budget: { left: number }, depth = 0): Promise<unknown> {
  if (typeof value === "string") return numberOf(value) ?? (budget.left-- > 0 ? await arithmetic(value) : value);
  if (!Array.isArray(value) || depth === 2) return value;
  const found: unknown[] = [];
  for (const part of value) found.push(typeof part === "number" ? part : await evaluatedValue(part, budget, depth + 1));
  return found;
}

async function arithmetic(text: string): Promise<unknown> {
  return numberOf(text) ?? (await evaluateArithmetic(text)) ?? text;
}

function numberOf(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
