import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { experiments } from "../src/experiments/index.ts";
import { version } from "../src/index.ts";
import { presetOf } from "../src/internal.ts";
import type { PaperResult } from "../src/report/paper/result.ts";
import { danglingAnchors, linksOf, longLines, packedFiles, readPage, shownIn, withoutSeconds, workbench } from "./pages.ts";

/** Ground-state energy of the ring of 20 sites at h = 1, by free fermions: -2 / sin(π / 40). */
const ISING_20 = -25.49098968636475;

/** Of the Heisenberg ring of 40 sites, per site, by the Bethe ansatz; by symmetry <ZZ> of a bond is a third of it. */
const HEISENBERG_40 = -1.774652;

const MINUTE = 60_000;

const page = readPage("README.md");
const shown = shownIn(page);
const bench = workbench();
afterAll(() => bench.close());

test("there are commands to run, and the first screen shows what they print", () => {
  expect(shown.flatMap(({ commands }) => commands).length).toBeGreaterThanOrEqual(6);
  expect(shown[0].output).not.toBeNull();
});

test("the formulas of the first screen are those of the code", () => {
  for (const name of ["ising", "heisenberg", "dm"]) expect(page.source).toContain(`H = ${presetOf(name).formula}`);
});

// In order: a command may read what an earlier one of the page wrote.
for (const { commands, output } of shown) {
  for (const line of commands) {
    const shows = () => {
      const printed = withoutSeconds(bench.run(line));
      expect(printed.join("")).not.toBe("");
      if (output !== null) expect(withoutSeconds(output).join("\n")).toContain(printed.join("\n"));
    };
    test(`${line} runs, and prints what the page shows, seconds apart`, shows, 5 * MINUTE);
  }
}

/** Of numbers that depend on the last digits of elementary functions, which differ between engines: trainings and chances follow from them. */
const SAME = 1e-3;

test("the report that is kept has the numbers of the one that a command of the page wrote", () => {
  const { experiments: kept } = JSON.parse(readFileSync("docs/paper/results.json", "utf8")) as { experiments: PaperResult[] };
  expect(kept.map(({ name }) => name)).toEqual(experiments.map(({ name }) => name));
  const output = shown.find(({ commands }) => commands.some((line) => line.includes("paper --all")))?.output ?? "";
  const shownVerdicts = output.replaceAll(/\s+/g, " ");
  const page = plain(readFileSync("docs/paper/index.html", "utf8").replaceAll(/&[a-z]+;|&#\d+;|<[^>]*>/g, ""));
  for (const { name, verdict, because, numbers, version: of, seed, quick } of kept) {
    const found = JSON.parse(readFileSync(join(bench.folder, "paper", `${name}.json`), "utf8")) as PaperResult;
    expect([name, verdict, seed, quick, of]).toEqual([name, found.verdict, found.seed, true, version]);
    expect(shownVerdicts).toContain(`${name} ${verdict} `);
    expect(page).toContain(plain(because));
    expectClose(numbers, found.numbers, name);
    for (const { columns, rows } of found.tables) for (const row of rows) expect(row, name).toHaveLength(columns.length);
  }
});

/** Words and digits alone: a page may set signs and quotes in another way. */
const plain = (text: string) => text.replaceAll(/[^\p{L}\d.]+/gu, "");

/** The same tree of the same numbers. */
function expectClose(kept: unknown, found: unknown, path: string): void {
  if (typeof kept === "number" && typeof found === "number") {
    expect(Math.abs(found - kept), `${path}: ${found}, kept ${kept}`).toBeLessThanOrEqual(SAME * Math.max(1, Math.abs(kept)));
  } else if (typeof kept === "object" && kept !== null) {
    expect(Object.keys(found as object), path).toEqual(Object.keys(kept));
    for (const [key, value] of Object.entries(kept)) expectClose(value, (found as Record<string, unknown>)[key], `${path}.${key}`);
  } else expect(found, path).toEqual(kept);
}

test("the program of the page runs", () => {
  const [{ text }] = page.blocks.filter(({ language }) => language === "ts");
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", text], { encoding: "utf8" });
  const lines = output.trim().split("\n");
  expect(lines).toHaveLength(52);
  // The last of 50 updates, at the fixed seed, and the measurement after them.
  expect(Math.abs(Number(lines[49].split(" ")[1]) - ISING_20)).toBeLessThan(0.1);
  const numbersOf = (line: string) => [...line.matchAll(/-?\d\.\d+|-\d+\.\d+/g)].map(Number);
  expect(Math.abs(numbersOf(lines[50])[0] - ISING_20)).toBeLessThan(0.1);
  const [zz, error] = numbersOf(lines[51]);
  expect(Math.abs(zz - HEISENBERG_40 / 3)).toBeLessThan(5 * error + 1e-3);
});

test("it fits a reader: fewer than 200 lines, prose of at most 120 columns", () => {
  expect(page.source.split("\n").length).toBeLessThan(200);
  expect(longLines(page, 120)).toEqual([]);
});

test("every link leads somewhere, also from the package that npm pack makes", () => {
  const links = linksOf(page);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
  const packed = packedFiles();
  expect(links.filter((path) => !packed.has(path))).toEqual([]);
  expect(danglingAnchors(page)).toEqual([]);
});
