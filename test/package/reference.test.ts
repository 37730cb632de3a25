import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import * as nqs from "../../src/index.ts";

const typedoc = join(dirname(createRequire(import.meta.url).resolve("typedoc/package.json")), "bin/typedoc");

/** Milliseconds: typedoc takes ten seconds alone, several times that where other tests run beside it. */
const LONG = 180_000;

function pages(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
  return new Map(files.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

test(
  "docs/api is what the docstrings say; `npm run docs` writes it",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "nqs-reference-"));
    try {
      execFileSync(process.execPath, [typedoc, "--out", folder, "--logLevel", "Warn"], { stdio: ["ignore", "inherit", "inherit"] });
      expect(pages("docs/api")).toEqual(pages(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  LONG,
);

test("it has a heading for everything that can be imported", () => {
  const headings = new Set(
    [...pages("docs/api").values()].flatMap((text) => [...text.matchAll(/^### (\w.*?)(?:\(\))?$/gm)]).map(([, name]) => name),
  );
  expect(Object.keys(nqs).filter((name) => !headings.has(name.replaceAll("_", "\\_")))).toEqual([]);
});
