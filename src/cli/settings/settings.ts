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
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config?.values ?? {}))
    values[key] = await fromFile(shape[key], value, config?.where(key) ?? key);
  const flagged = new Set<string>();
  for (const [key, field] of Object.entries(shape)) {
    if (flags[key] === undefined) continue;
    const about = aboutSetting(field);
    const value = await fromFlag(about, flags[key], flagOf(key));
    // Single parameters win over those of the file; the others stay.
    values[key] = about.kind === "assignments" ? Object.assign({}, values[key], value) : value;
    flagged.add(key);
  }
  const where: Where = (key) => (flagged.has(key) || !config ? flagOf(key) : config.where(key));
  return { values: check(shape, values, where), where };
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
  if (typeof given !== "string") return given;
  if (kind === "pairs") return pairsIn(given);
  if (kind === "names") return given.split(",").map((part) => part.trim());
  if (kind === "numbers") return given.split(",").map((part) => numberOf(part) ?? part);
  if (kind === "number") return numberOf(given) ?? given;
  if (kind === "edges") return readEdges(given, where);
  return kind === "expression" ? arithmetic(given) : given;
}

/** A config file holds typed values; only arithmetic, lists and the names of files may be given as text. */
function fromFile(field: z.ZodType | undefined, given: unknown, where: string): unknown {
  if (!field) return given;
  const about = aboutSetting(field);
  if (about.kind === "assignments" && typeof given === "object" && given !== null && !Array.isArray(given)) return evaluated(given);
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
    return name === undefined ? refuse(where, expected, text, example) : ([name, value] as const);
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
  for (const [key, value] of Object.entries(given)) entries.push([key, await evaluatedValue(value)]);
  return Object.fromEntries(entries);
}

/** A number or arithmetic, or a list of them; text that is neither stays text. */
async function evaluatedValue(value: unknown): Promise<unknown> {
  const parts = typeof value === "string" ? listOf(value) : value;
  if (Array.isArray(parts)) return await Promise.all(parts.map(evaluatedValue));
  return typeof value === "string" ? await arithmetic(value) : value;
}

async function arithmetic(text: string): Promise<unknown> {
  return numberOf(text) ?? (await evaluateArithmetic(text)) ?? text;
}

function numberOf(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
