// Whether a reader did with an input what readers have to do: read it, or refuse it in one line, soon and in little memory.
import { InputError } from "../../src/index.ts";
import { Dice, mutated } from "./mutate.ts";
import type { Reader } from "./readers.ts";

/** An input that a reader did not stand. */
export interface Failure {
  readonly reader: string;
  readonly index: number;
  readonly what: string;
  readonly input: Uint8Array;
}

export const MOST_SECONDS = 1;
const LONGEST_MESSAGE = 600;

/** The input of a number and its reader, in turn. */
export function inputOf(readers: readonly Reader[], seed: number, index: number): { readonly reader: Reader; readonly input: Uint8Array } {
  const reader = readers[index % readers.length];
  return { reader, input: mutated(reader.seeds, new Dice(seed, index)) };
}

/** @returns what was wrong, `null` if nothing was, and how it ended */
export async function judged(reader: Reader, input: Uint8Array): Promise<{ readonly wrong: string | null; readonly refused: boolean }> {
  const begun = process.cpuUsage();
  let wrong: string | null = null;
  let refused = false;
  try {
    const found = await reader.read(input);
    if (reader.sealed) wrong = await unlikeSeeds(reader, found);
  } catch (error) {
    refused = true;
    wrong =
      error instanceof InputError
        ? messageMistake(error.message)
        : `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  // Of the processor, not of the clock: the machine may be busy with other things.
  const { user, system } = process.cpuUsage(begun);
  const seconds = (user + system) / 1e6;
  if (seconds > MOST_SECONDS) wrong ??= `took ${seconds.toFixed(1)} s`;
  if (Object.keys(Object.prototype).length > 0) wrong ??= `left ${Object.keys(Object.prototype).join()} in every object`;
  return { wrong, refused };
}

/** Reads every seed once: modules are loaded and compiled before time is taken. */
export async function warmed(readers: readonly Reader[]): Promise<void> {
  for (const reader of readers) for (const seed of reader.seeds) await judged(reader, seed);
}

function messageMistake(message: string): string | null {
  if (message.length > LONGEST_MESSAGE) return `a message of ${message.length} characters`;
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(message) ? `a message with control characters: ${JSON.stringify(message)}` : null;
}

/** What each seed of a sealed reader is read as. */
const known = new Map<Reader, Set<unknown>>();

async function unlikeSeeds(reader: Reader, found: unknown): Promise<string | null> {
  let all = known.get(reader);
  if (all === undefined) {
    all = new Set(await Promise.all(reader.seeds.map((seed) => reader.read(seed))));
    known.set(reader, all);
  }
  return all.has(found) ? null : "took a changed file for a whole one";
}
