// The directory of `nqs paper --report`: what is in it, what is kept of it, what is written into it.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { experiments } from "../../experiments/index.ts";
import { writeAtomically } from "../../files/atomic.ts";
import { readText } from "../../files/read.ts";
import { checkDirectory, makeDirectory } from "../../files/run/names.ts";
import { InputError, version } from "../../index.ts";
import type { PaperResult } from "../../report/paper/result.ts";
import { readDocument } from "../documents/document.ts";
import { withFile } from "../terminal/mistakes.ts";

/** What a result has to agree with to be kept. */
export interface Wanted {
  readonly seed: number;
  readonly quick: boolean;
}

export interface ReportDirectory {
  readonly path: string;
  /** A result that is there already, of the same version, seed and sizes. */
  kept(name: string): PaperResult | undefined;
  /** Writes the files of a result, `NAME.json` last: where that one is, the others are. A disk that does not take them ends no work. */
  write(result: PaperResult): Promise<void>;
  /** Writes `index.html` and `results.json` with every result that the directory holds. */
  writePage(): Promise<void>;
  /** Files that the disk did not take, each with the reason. */
  readonly notKept: readonly string[];
}

/** Every number that is not finite is null in JSON. */
const number = z.union([z.number(), z.null().transform(() => Number.NaN)]);
/** Printed as it is: nothing that a terminal would act on. */
const words = z.string().regex(/^\P{Cc}*$/u);
const cell = z.union([number, words, z.object({ mean: number, error: number })]);
const scale = z.enum(["linear", "log"]).exactOptional();

const resultSchema: z.ZodType<PaperResult> = z.object({
  name: words,
  claim: words,
  section: words,
  verdict: words.regex(/^(holds|fails|holds only if .+)$/s),
  because: words,
  method: words,
  otherwise: words,
  numbers: z.record(z.string(), z.unknown()),
  seed: z.number(),
  quick: z.boolean(),
  version: words,
  seconds: z.number(),
  charts: z.array(
    z.object({
      title: words,
      x: words,
      y: words,
      series: z.array(
        z.object({
          name: words,
          points: z.array(z.tuple([number, number, number])),
          mark: z.enum(["line", "dots"]).exactOptional(),
        }),
      ),
      references: z.array(z.object({ name: words, y: number })).exactOptional(),
      xScale: scale,
      yScale: scale,
    }),
  ),
  tables: z.array(z.object({ title: words, columns: z.array(words), rows: z.array(z.array(cell)) })),
});

/** The numbers of all statements of a report, as `nqs paper --all --json` prints them. */
export const RESULTS = "results.json";

/** What --json prints of a result. Tables and charts are in the files of --report. */
export function recordOf({ name, claim, section, verdict, because, numbers, seed, quick, seconds, version }: PaperResult) {
  return { name, claim, section, verdict, because, numbers, seed, quick, seconds, version };
}

/** A result as `NAME.json` holds it. @throws Error for a text that is none */
export function readResult(text: string): PaperResult {
  return resultSchema.parse(readDocument(text, "result").value);
}

/** Far above any result: the largest have a few thousand points. */
const LARGEST_RESULT = 1 << 22;

/**
 * Opens the directory, which is made when the first file is written. Results of `chosen` that agree with what is wanted are kept; a damaged
 * one is named by `note` and computed again.
 * @throws InputError if the directory cannot be written, or if it holds a result of another version, seed or sizes for one of `chosen` and
 * `force` is not given.
 */
export function openReport(
  path: string,
  chosen: readonly string[],
  wanted: Wanted,
  force: boolean,
  note: (text: string) => void,
): ReportDirectory {
  checkDirectory(path, "--report");
  const held = new Map<string, PaperResult>();
  for (const { name } of experiments) {
    const file = join(path, `${name}.json`);
    if (!existsSync(file)) continue;
    const result = readOr(file, name, () => note(`${file} is damaged${chosen.includes(name) ? ": computed again" : " and left out"}`));
    if (result !== null) held.set(name, result);
  }
  const agrees = (result: PaperResult) => result.version === version && result.seed === wanted.seed && result.quick === wanted.quick;
  const others = chosen.flatMap((name) => held.get(name) ?? []).filter((result) => !agrees(result));
  if (others.length > 0 && !force) {
    const [{ version: of, seed, quick }] = others;
    throw new InputError(
      `--report: expected results of ${settingText({ ...wanted, version })}, got ${path} with ${others.map(({ name }) => name).join(", ")} of ` +
        `${settingText({ version: of, seed, quick })}; choose another directory, or add --force to replace them`,
    );
  }
  const notKept: string[] = [];
  const trying = (writeAll: () => void) => {
    try {
      makeDirectory(path, "--report");
      writeAll();
    } catch (error) {
      notKept.push(withFile(error, path));
    }
  };
  return {
    path,
    notKept,
    kept: (name) => [held.get(name)].find((result) => result !== undefined && agrees(result)),
    write: async (result) => {
      const { filesOf } = await import("../../report/paper/files.ts");
      trying(() => {
        const files = filesOf(result);
        for (const stale of ownFiles(path, result.name)) if (!files.some(({ name }) => name === stale)) rmSync(join(path, stale));
        for (const { name, content } of files) writeAtomically(join(path, name), content());
        // As it will be read again: the page is the same today and tomorrow.
        held.set(result.name, readResult(JSON.stringify(result)));
      });
    },
    writePage: async () => {
      const { paperPage } = await import("../../report/paper/page.ts");
      const results = experiments.flatMap(({ name }) => held.get(name) ?? []);
      const missing = experiments.map(({ name }) => name).filter((name) => !held.has(name));
      trying(() => {
        writeAtomically(join(path, RESULTS), `${JSON.stringify({ experiments: results.map(recordOf) }, null, 2)}\n`);
        writeAtomically(join(path, "index.html"), paperPage(results, { sha256, missing, files: true, numbers: RESULTS }));
      });
    },
  };
}

/** In base64, of the text in UTF-8. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function readOr(file: string, name: string, damaged: () => void): PaperResult | null {
  try {
    const result = readResult(readText(file, "--report", "a result", LARGEST_RESULT));
    if (result.name === name) return result;
  } catch {
    // Not JSON, not a result, not readable: all the same to the reader of the note.
  }
  damaged();
  return null;
}

/** Figures and tables of an experiment, of an earlier result too. */
function ownFiles(path: string, name: string): string[] {
  const rest = /^-(figure|table)-\d+\.(csv|svg)$/;
  return readdirSync(path).filter((file) => file.startsWith(name) && rest.test(file.slice(name.length)));
}

function settingText({ version: of, seed, quick }: Wanted & { readonly version: string }): string {
  return `nqs ${of}, seed ${seed}, ${quick ? "quick" : "default"} sizes`;
}
