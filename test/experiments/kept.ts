import { readFileSync } from "node:fs";
import type { PaperResult } from "../../src/report/paper/result.ts";

/** What the report in docs/paper has of a statement; test/readme.test.ts holds it against a new run. */
export function kept(name: string): PaperResult {
  const { experiments } = JSON.parse(readFileSync("docs/paper/results.json", "utf8")) as { experiments: PaperResult[] };
  const found = experiments.find((result) => result.name === name);
  if (!found) throw new Error(`docs/paper/results.json: expected ${name}; npm run paper writes it`);
  return found;
}
