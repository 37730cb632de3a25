import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readoutNames } from "../src/index.ts";
import { presetNames, presetOf } from "../src/internal.ts";
import { stopReasons, verdictNames } from "../src/vmc/types.ts";
import { danglingAnchors, linksOf, longLines, packedFiles, readPage, shownIn, withoutSeconds, workbench } from "./pages.ts";

const paths = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const packed = packedFiles();
const bench = workbench();
afterAll(() => bench.close());

describe.each(paths.map(readPage))("$path", (page) => {
  const lines = shownIn(page).flatMap(({ commands, output }) => commands.map((line) => ({ line, output })));

  // In order: a command may read what an earlier one of the page wrote.
  for (const { line, output } of lines) {
    test(`${line} runs, and prints what the page shows, seconds apart`, () => {
      const printed = withoutSeconds(bench.run(line));
      expect(printed.join("")).not.toBe("");
      if (output !== null) expect(withoutSeconds(output).join("\n")).toContain(printed.join("\n"));
    });
  }

  const programs = page.blocks.filter(({ language }) => language === "ts");
  for (const [index, { text }] of programs.entries()) {
    test(`program ${index + 1} runs`, () => {
      expect(execFileSync(process.execPath, ["--input-type=module", "--eval", text], { encoding: "utf8" })).not.toBe("");
    });
  }

  test("every link leads somewhere, also from the package that npm pack makes", () => {
    const links = linksOf(page);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
    // The list of the house speaks of sources, which the package leaves out.
    expect(links.filter((path) => !packed.has(path) && !(page.path === "docs/house.md" && path.startsWith("src/")))).toEqual([]);
    expect(danglingAnchors(page)).toEqual([]);
    expect(packed.has(page.path)).toBe(true);
  });

  test("prose has at most 120 columns", () => {
    if (page.path !== "docs/house.md") expect(longLines(page, 120)).toEqual([]);
  });

  test("is linked to from the first page or from another one", () => {
    const others = ["README.md", ...paths].filter((path) => path !== page.path).map(readPage);
    expect(others.flatMap(linksOf)).toContain(page.path);
  });
});

describe("the pages keep up with the code", () => {
  test("docs/verdict.md names every verdict and every stop reason", () => {
    const { source } = readPage("docs/verdict.md");
    for (const name of [...verdictNames, ...stopReasons]) expect(source, name).toContain(`\`${name}\``);
  });

  test("docs/hamiltonians.md has the formula, the signs and the flags of every preset", () => {
    const { source } = readPage("docs/hamiltonians.md");
    for (const name of presetNames) {
      const { formula, meaning, parameters } = presetOf(name);
      const row = source.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
      expect(row, name).toContain(`\`${formula}\``);
      expect(row.replaceAll("\\|", "|"), name).toContain(meaning);
      for (const [key, { default: value }] of Object.entries(parameters)) {
        expect(row, `${name} ${key}`).toContain(`\`${key}\` = ${value}`);
      }
    }
  });

  test("docs/developing.md shows the preset that is there", () => {
    const { blocks } = readPage("docs/developing.md");
    const [shown] = blocks.filter(({ text }) => text.includes("xyzPreset"));
    const file = readFileSync("src/hamiltonian/presets/xyz.ts", "utf8");
    for (const part of shown.text.split("\n\n")) expect(file).toContain(part.trim());
  });

  test("docs/notation.md names every reading, and code that is there", () => {
    const { source } = readPage("docs/notation.md");
    for (const name of readoutNames) expect(source).toContain(`\`${name}\``);
    const files = [...source.matchAll(/`(src\/[\w./]+)`/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
  });

  test("docs/tuning.md gives the constants the values that the code has", () => {
    const { source } = readPage("docs/tuning.md");
    const rows = [...source.matchAll(/^\| `([A-Z_a-z.]+)` \| ([^|]+) \| `(src\/[\w./]+)` \|/gm)];
    expect(rows.length).toBeGreaterThan(40);
    for (const [, name, value, path] of rows) {
      const [, found] = new RegExp(`\\b${name.split(".")[0]}\\b[^=\\n]* = ([^;]+);`).exec(readFileSync(path, "utf8")) ?? [];
      expect(found?.replaceAll("_", ""), `${name} in ${path}`).toContain(value.trim().replaceAll("`", ""));
    }
  });
});

test("CITATION.cff is what its schema asks for, and speaks of this version", () => {
  const citation = parse(readFileSync("CITATION.cff", "utf8")) as Record<string, unknown>;
  const { version, license } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(citation).toMatchObject({ "cff-version": "1.2.0", type: "software", title: expect.stringContaining("nqs"), version, license });
  expect(citation["message"]).toEqual(expect.any(String));
  const authors = citation["authors"] as readonly Readonly<Record<string, string>>[];
  expect(authors.length).toBeGreaterThan(0);
  for (const author of authors) expect(author["name"] ?? author["family-names"]).toEqual(expect.any(String));
});

describe("the check itself", () => {
  const path = "docs/made-up.md";
  const pageOf = (source: string) => ({ path, source, blocks: [] });

  test("leaves out seconds and nothing else", () => {
    const row = (energy: string, seconds: string) => `│ born      │    ${energy} │        2.9e-15 │ -0.6 │   0 │ 1.00 │    ${seconds} │`;
    expect(withoutSeconds(row("-1.825546704", "0.65"))).toEqual(withoutSeconds(row("-1.825546704", "12.3")));
    expect(withoutSeconds(row("-1.825546704", "0.65"))).not.toEqual(withoutSeconds(row("-1.825546705", "0.65")));
    expect(withoutSeconds("│ energy │ -1 │\n│ seconds         │ 0.39 │")).toEqual(["│ energy │ -1 │"]);
  });

  test("finds links to files, and headings that are not there", () => {
    const source = "[a](../README.md) [b](notation.md#words) `[c](no.md)` [d](https://x.org/y) [e](nowhere.md)\n```\n[f](no.md)\n```\n";
    expect(linksOf(pageOf(source))).toEqual(["README.md", "docs/notation.md", "docs/nowhere.md"]);
    expect(danglingAnchors(pageOf("[a](notation.md#words) [b](notation.md#sentences)"))).toEqual(["notation.md#sentences"]);
  });

  test("finds long lines of prose, not of tables and blocks", () => {
    const long = "x".repeat(121);
    expect(longLines(pageOf(`| ${long} |\n\n${long}\n\n\`\`\`\n${long}\n\`\`\`\n`), 120)).toEqual([long]);
  });

  test("holds a command to the exit code that the page names", () => {
    expect(bench.run("npx nqs run --model isign  # exit code 2")).toContain("ising");
    expect(() => bench.run("npx nqs run --model isign")).toThrow();
    expect(() => bench.run("npx nqs --version  # exit code 1")).toThrow("ended with exit code 0");
  });
});
