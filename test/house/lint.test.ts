import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** The lines of `source` that this project's linter refuses in a file of that name, in a copy of the project that holds nothing else. */
function refusedLines(path: string, source: readonly string[]): string[] {
  const copy = mkdtempSync(join(tmpdir(), "nqs-lint-"));
  try {
    const { vcs, $schema, ...config } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
    writeFileSync(join(copy, "biome.json"), JSON.stringify(config));
    cpSync(join(root, "scripts/lint"), join(copy, "scripts/lint"), { recursive: true });
    mkdirSync(join(copy, dirname(path)), { recursive: true });
    writeFileSync(join(copy, path), source.join("\n"));
    const options = ["lint", "--reporter=github", "--max-diagnostics=200", path];
    const { status, stdout, stderr } = spawnSync(process.execPath, [biome, ...options], { cwd: copy, encoding: "utf8" });
    const refusals = `${stdout}${stderr}`.matchAll(/title=(?:plugin|lint\/style\/noRestrictedGlobals),.*?line=(\d+)/g);
    const lines = new Set([...refusals].map((match) => Number(match[1])));
    if (lines.size === 0 && status !== 0) throw new Error(`biome did not lint: ${stdout}${stderr}`);
    return source.filter((_, i) => lines.has(i + 1));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const inexact = [
  "export const a = Math.exp(1) + Math.floor(2);",
  "export const { log, sin: sine } = Math;",
  "export const alias = Math;",
  'export const c = Math["cos"](1);',
  "export const d = [1, 2].map(Math.cbrt);",
  "export const e = globalThis.Math.tan(1);",
  "export const f = 2 ** 0.5;",
  "export let g = 2; g **= 3;",
  "export const h = Math.hypot(3, 4);",
  "export const i = Math?.pow(3, 4);",
  "export const j = (m = Math) => m;",
];
const clock = [
  "export const k = Math.random();",
  "export const l = Date.now();",
  "export const m = new Date();",
  "export const n = performance.now();",
  "export const { now } = Date;",
  "export const o = crypto.randomUUID();",
];
const fine = [
  "export const p = Math.sqrt(2) + Math.abs(-1) + Math.min(1, Math.max(2, 3)) + Math.floor(Math.PI);",
  "export const q = [1, 4].map(Math.sqrt);",
  "export const r = 2 * 3;",
];

test("functions that engines round differently, the clock and the global generator are refused on the way to a result", () => {
  expect(refusedLines("src/vmc/sample.ts", [...inexact, ...clock, ...fine])).toEqual([...inexact, ...clock]);
});

test("the judges may use inexact functions, but no clock and no global generator", () => {
  const withoutGlobalThis = inexact.filter((line) => !line.includes("globalThis"));
  expect(refusedLines("src/exact/sample.ts", [...withoutGlobalThis, ...clock, ...fine])).toEqual(clock);
});

test("the command line may use all of it", () => {
  expect(refusedLines("src/cli/sample.ts", [...inexact, ...clock, ...fine])).toEqual([]);
});
