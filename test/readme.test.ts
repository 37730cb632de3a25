import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { presetOf } from "../src/internal.ts";
import { danglingAnchors, linksOf, longLines, packedFiles, readPage, shownIn, withoutSeconds, workbench } from "./pages.ts";

/** Ground-state energy of the ring of 20 sites at h = 1, by free fermions: -2 / sin(π / 40). */
const ISING_20 = -25.49098968636475;

/** Of the Heisenberg ring of 40 sites, per site, by the Bethe ansatz; by symmetry <ZZ> of a bond is a third of it. */
const HEISENBERG_40 = -1.774652;

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
    test(`${line} runs, and prints what the page shows, seconds apart`, () => {
      const printed = withoutSeconds(bench.run(line));
      expect(printed.join("")).not.toBe("");
      if (output !== null) expect(withoutSeconds(output).join("\n")).toContain(printed.join("\n"));
    });
  }
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
