import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openReport, readResult } from "../../src/cli/commands/paperReport.ts";
import { experiments } from "../../src/experiments/index.ts";
import { version } from "../../src/index.ts";
import { filesOf } from "../../src/report/paper/files.ts";
import type { PaperResult } from "../../src/report/paper/result.ts";
import { bell } from "../report/results.ts";
import { type Ended, ended, nqs, start } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "nqs-paper-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const text = (report: string, name: string) => readFileSync(join(report, name), "utf8");

const known = experiments.map(({ name }) => name);

describe("nqs paper, before anything is computed", () => {
  test("--list tells names and statements, as JSON too", async () => {
    const { code, stdout } = await nqs("paper", "--list");
    expect(code).toBe(0);
    for (const { name, claim } of experiments) expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${name} ${claim}`);
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    const { experiments: listed } = JSON.parse((await nqs("paper", "--list", "--json")).stdout);
    expect(listed).toEqual(experiments.map(({ name, claim, section }) => ({ name, claim, section })));
  });

  test.each([
    [[], /^nqs paper: expected the name of a statement, or --all, got nothing; nqs paper --list tells the names\n$/],
    [["swich"], /^nqs paper: \[names\.\.\.\]: unknown "swich"; known: .*switch.*\. Did you mean "switch"\?\n$/],
    [["switch", "--all"], /^nqs paper: expected one of names, --all and --list, got more than one; leave the others out\n$/],
  ] as const)("%j is refused in one line", async (args, line) => {
    const { code, stdout, stderr } = await nqs("paper", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(line);
  });
});

/** Ends it as one Ctrl-C does, when it first tells how far it is. */
function interrupted(...args: readonly string[]): Promise<Ended> {
  const child = start(["paper", ...args]);
  child.stderr?.on("data", (chunk) => {
    if (!child.killed && /\d\/100/.test(String(chunk))) child.kill("SIGINT");
  });
  return ended(child);
}

describe("nqs paper switch --quick --report", () => {
  const report = inside("report");
  const command = ["paper", "switch", "--quick", "--report", report];
  let first: Ended;
  beforeAll(async () => {
    first = await nqs(...command, "--json");
  });

  test("prints its verdict as JSON, and progress on stderr", () => {
    expect(first.code).toBe(0);
    const result = JSON.parse(first.stdout);
    expect(Object.keys(result)).toEqual([
      ...["name", "claim", "section", "verdict", "because", "numbers", "seed", "quick", "seconds", "version"],
    ]);
    expect(result).toMatchObject({ name: "switch", verdict: expect.stringMatching(/^(holds|fails)/), seed: 1, quick: true, version });
    expect(result.numbers.rows.length).toBeGreaterThan(2);
    expect(result.seconds).toBeGreaterThan(0);
    expect(first.stderr).toMatch(/^switch {2}0\/100 {2}begin {2}/m);
    expect(first.stderr).toContain(`kept in ${report}\n`);
  });

  test("keeps a page, everything as JSON, figures and tables", () => {
    const result = readResult(text(report, "switch.json"));
    expect(result.seconds).toBe(JSON.parse(first.stdout).seconds);
    for (const { name, content } of filesOf(result)) {
      if (name.endsWith(".json")) expect(JSON.parse(text(report, name)), name).toEqual(JSON.parse(content()));
      else expect(text(report, name), name).toBe(content());
    }
    expect(text(report, "index.html")).toContain("nqs paper switch --seed 1 --quick");
    expect(text(report, "index.html")).toContain('<a href="results.json">');
    expect(JSON.parse(text(report, "results.json"))).toEqual({ experiments: [JSON.parse(first.stdout)] });
  });

  test("takes up what is there, and prints it in a width of 80", async () => {
    const page = text(report, "index.html");
    const { code, stdout, stderr } = await nqs(...command, "--plot");
    expect(code).toBe(0);
    expect(stderr).toBe(`switch: kept from ${report}\nkept in ${report}\n`);
    expect(stdout).toMatch(/^switch: .*\n.*\nin the paper: .*\nverdict: /);
    expect(stdout).toContain("seed 1, quick sizes");
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text(report, "index.html")).toBe(page);
    expect(stdout).toContain("energy per site / J: classical over transverse field h / J");
  });

  test("refuses what it holds of another seed, and leaves it", async () => {
    const before = text(report, "switch.json");
    const { code, stdout, stderr } = await nqs(...command, "--seed", "2");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `--report: expected results of nqs ${version}, seed 2, quick sizes, got ${report} with switch of nqs ${version}, seed 1, quick sizes; ` +
        "choose another directory, or add --force to replace them\n",
    );
    expect(text(report, "switch.json")).toBe(before);
  });

  test("interrupted, it leaves a report of what was finished, and code 130", async () => {
    const { code, stdout, stderr } = await interrupted("--all", "--report", report, "--seed", "2", "--force", "--json");
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted: ending after this step");
    expect(JSON.parse(stdout)).toEqual({ experiments: [] });
    expect(text(report, "index.html")).toContain("nqs paper switch --seed 1 --quick");
  });

  test("computes a damaged result again, and says so; interrupted, it prints none", async () => {
    const file = join(report, "switch.json");
    writeFileSync(file, text(report, "switch.json").slice(0, 100));
    const { code, stdout, stderr } = await interrupted("switch", "--quick", "--report", report, "--json");
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/^.*switch\.json is damaged: computed again\n/);
    const rest = known.filter((name) => !existsSync(join(report, `${name}.json`)) || name === "switch");
    expect(text(report, "index.html")).toContain(`<p>Not computed: ${rest.map((name) => `<code>${name}</code>`).join(", ")}.</p>`);
  });
});

describe("the directory of a report", () => {
  const [name] = known;
  const result: PaperResult = { ...bell, name, version };
  const wanted = { seed: 1, quick: true };
  const notes: string[] = [];
  const open = (path: string, { seed = 1, force = false } = {}) =>
    openReport(path, [name], { ...wanted, seed }, force, (note) => notes.push(note));

  test("is made when something is written, not before", async () => {
    const path = inside("new/inner");
    const report = open(path);
    expect(existsSync(inside("new"))).toBe(false);
    expect(report.kept(name)).toBeUndefined();
    expect(() => open("package.json")).toThrow('--report: expected a directory, got "package.json"; choose another path');
    await report.write(result);
    await report.writePage();
    expect(open(path).kept(name)?.because).toBe(result.because);
    expect(text(path, "index.html")).toContain("&quot;far&quot;");
    expect(notes).toEqual([]);
  });

  test("gives back numbers that JSON does not have, and the same page", async () => {
    const path = inside("not-finite");
    const report = open(path);
    await report.write(result);
    await report.writePage();
    const page = text(path, "index.html");
    expect(open(path).kept(name)?.tables[0].rows[1][1]).toBeNaN();
    await open(path).writePage();
    expect(text(path, "index.html")).toBe(page);
  });

  test("loses files of a figure that is drawn no more, and no others", async () => {
    const path = inside("fewer");
    await open(path).write(result);
    for (const other of [`${name}-figure-x.csv`, "notes.txt", `${name}s-figure-1.svg`]) writeFileSync(join(path, other), "");
    await open(path).write({ ...result, charts: result.charts.slice(0, 1) });
    expect(existsSync(join(path, `${name}-figure-1.svg`))).toBe(true);
    expect(existsSync(join(path, `${name}-figure-2.svg`))).toBe(false);
    for (const other of [`${name}-figure-x.csv`, "notes.txt", `${name}s-figure-1.svg`]) expect(existsSync(join(path, other))).toBe(true);
  });

  test("with force, replaces what differs and keeps what does not", async () => {
    const path = inside("force");
    await open(path).write(result);
    expect(() => open(path, { seed: 2 })).toThrow(/^--report: expected results of .*seed 2.* add --force to replace them$/);
    expect(open(path, { seed: 2, force: true }).kept(name)).toBeUndefined();
    expect(open(path, { force: true }).kept(name)).toBeDefined();
  });

  test.each([
    ["half of it", (whole: string) => whole.slice(0, whole.length / 2)],
    ["another statement", (whole: string) => whole.replace(`"name": "${name}"`, '"name": "other"')],
    ["a verdict that is none", (whole: string) => whole.replace('"verdict": "holds only if', '"verdict": "perhaps')],
    ["a list", () => "[]"],
  ])("names a file that holds %s", async (_, damage) => {
    const path = inside("damaged");
    await open(path).write(result);
    writeFileSync(join(path, `${name}.json`), damage(text(path, `${name}.json`)));
    notes.length = 0;
    expect(open(path).kept(name)).toBeUndefined();
    expect(notes).toEqual([`${join(path, `${name}.json`)} is damaged: computed again`]);
  });
});
