import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

/** Ground-state energy of the ring of 20 sites at h = 1, by free fermions: -2 / sin(π / 40). */
const ISING_20 = -25.49098968636475;

const readme = readFileSync("README.md", "utf8");
const program = resolve("dist/cli/nqs.js");
const scratch = mkdtempSync(join(tmpdir(), "nqs-readme-"));
symlinkSync(resolve("examples"), join(scratch, "examples"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The fenced blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text);
}

function nqs(parameters: readonly string[]): string {
  const environment = { ...process.env, NO_COLOR: "1" };
  return execFileSync(process.execPath, [program, ...parameters], { cwd: scratch, encoding: "utf8", env: environment, stdio: "pipe" });
}

/** Words of a command line as a shell splits them, double quotes kept together. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

const commands = blocks("sh").flatMap((block) => block.split("\n").filter((line) => line.startsWith("npx nqs ")));

test("there are commands to run", () => {
  expect(commands.length).toBeGreaterThanOrEqual(6);
});

// In order: the last ones read what an earlier one wrote.
test.each(commands)("%s", (line) => {
  expect(nqs(words(line).slice(2)).length).toBeGreaterThan(0);
});

test("the first screen is what npm start prints, seconds apart", () => {
  const [shown] = blocks("text");
  expect(withoutSeconds(shown)).toEqual(withoutSeconds(nqs(["compare"])));
});

/** Numbers, with the last column of every reading's row left out. */
function withoutSeconds(text: string): string[] {
  const rows = text.trim().split("\n");
  return rows.map((row) => (/^│ (born|phaseless|classical) /.test(row) ? row.split("│").slice(0, -2).join("│").trim() : row.trim()));
}

test("the program of the page runs", () => {
  const [source] = blocks("ts");
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", source], { encoding: "utf8" });
  const lines = output.trim().split("\n");
  expect(lines).toHaveLength(51);
  const exact = Number(lines[50]);
  expect(exact).toBeCloseTo(ISING_20, 9);
  // The last of 50 updates, at the fixed seed.
  expect(Math.abs(Number(lines[49].split(" ")[1]) - exact)).toBeLessThan(0.1);
});
