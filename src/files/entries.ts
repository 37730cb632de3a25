// Bonds and parameters as a file holds them, checked entry by entry.
import { z } from "zod";
import { MOST_SITES } from "../lattice/chain.ts";
import { MOST_BONDS } from "../lattice/edges.ts";
import type { BondRow } from "./lattices.ts";

/** Of each bond or parameter one thing at most is told: of a million wrong entries the first. */
function first<T>(entries: readonly T[], context: z.RefinementCtx, isRight: (entry: T) => boolean): void {
  const wrong = entries.findIndex((entry) => !isRight(entry));
  if (wrong >= 0) context.addIssue({ code: "custom", message: "expected another entry", path: [wrong] });
}

function isSite(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_SITES;
}

function isBondRow(row: unknown): boolean {
  if (!Array.isArray(row) || (row.length !== 2 && row.length !== 3)) return false;
  return isSite(row[0]) && isSite(row[1]) && (row.length === 2 || Number.isFinite(row[2]));
}

/** The bonds of a lattice as data. */
export const bondsSchema = z
  .array(z.custom<BondRow>())
  .max(MOST_BONDS)
  .superRefine((rows, context) => first(rows, context, isBondRow));

/** A parameter of a formula as data: a finite number, a list, or rows. */
export const parameterSchema = z.custom<number | number[] | number[][]>((value) => {
  if (!Array.isArray(value)) return Number.isFinite(value);
  return (
    value.every((part) => Number.isFinite(part)) || value.every((row) => Array.isArray(row) && row.every((part) => Number.isFinite(part)))
  );
});
