// A drawn part of what scripts/extremes.ts tries: `npx tsx scripts/extremes.ts` tries all of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Case, cases, commandLine, drawnCases, trainedIn, tryCase } from "../../scripts/extremes.ts";

const folder = mkdtempSync(join(tmpdir(), "nqs-extremes-"));
afterAll(() => rmSync(folder, { recursive: true }));

let all: Case[] = [];
let weights = "";
beforeAll(async () => {
  [all, weights] = await Promise.all([cases(), trainedIn(folder)]);
});

test("every flag of a command is tried, with every value of its kind in one command at least", () => {
  const tried = (name: string, flag: string) => all.filter(({ args }) => args[0] === name && args.includes(flag)).length;
  for (const flag of ["--sites", "--density", "--samples", "--field", "--observables", "--no-symmetric", "--save-every"]) {
    expect(tried("run", flag), flag).toBeGreaterThan(0);
  }
  expect(all.filter(({ args }) => args[0] === "run" && args[args.indexOf("--iterations") + 1] === "1e300").length).toBe(1);
  for (const name of ["compare", "learn", "exact", "evaluate", "sample", "convert", "models", "paper", "benchmark", "lab"]) {
    expect(all.filter(({ args }) => args[0] === name).length, name).toBeGreaterThan(0);
  }
});

/** Few, for each is a process; another seed draws others. */
const DRAWN = 3;
const SEED = 20;

test("drawn extremes are refused in one line, come to an end or work on in little memory", async () => {
  const quick = all.filter(({ args, limit }) => args[0] !== "lab" && limit < 5);
  for (const own of drawnCases(quick, DRAWN, SEED)) {
    const { wrong, line } = await tryCase(own, weights);
    expect(wrong, `nqs ${commandLine(own.args)}: ${line}`).toBeNull();
  }
});

test("what memory does not hold is refused by the command line with what it does", async () => {
  const found = await tryCase({ args: ["compare", "--samples", "1e8"], limit: 8 }, weights);
  expect(found).toMatchObject({ end: "refused", wrong: null });
  expect(found.line).toMatch(/training\.samples: expected at most \d+ so that memory holds them/);
});
