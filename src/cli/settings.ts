import { z } from "zod";
import { refuse, refuseUnknown } from "../index.ts";
import { readConfig } from "./config.ts";
import { evaluateArithmetic } from "./expression.ts";
import { type About, aboutSetting, type SettingsOf, type Shape } from "./schema.ts";

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
  for (const [key, value] of Object.entries(config?.values ?? {})) values[key] = await fromFile(shape[key], value);
  const flagged = new Set<string>();
  for (const [key, field] of Object.entries(shape)) {
    if (flags[key] === undefined) continue;
    values[key] = await fromFlag(aboutSetting(field), flags[key]);
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
  const value = Array.isArray(given) && typeof index === "number" ? given[index] : given;
  if (names && typeof value === "string") refuseUnknown(where(String(key)), value, names);
  return refuse(where(String(key)), expected, value);
}

/** The value of a flag; text that does not fit stays text, for the check to refuse. */
function fromFlag({ kind }: About, given: unknown): unknown {
  if (typeof given !== "string") return given;
  if (kind === "names") return given.split(",").map((part) => part.trim());
  if (kind === "number") return numberOf(given) ?? given;
  return kind === "expression" ? arithmetic(given) : given;
}

/** A config file holds typed values; only expressions and lists may be given as text. */
function fromFile(field: z.ZodType | undefined, given: unknown): unknown {
  if (!field || typeof given !== "string") return given;
  const { kind } = aboutSetting(field);
  return kind === "expression" || kind === "names" ? fromFlag(aboutSetting(field), given) : given;
}

async function arithmetic(text: string): Promise<unknown> {
  return numberOf(text) ?? (await evaluateArithmetic(text)) ?? text;
}

function numberOf(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
