import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { curveOf, sheetCsv, sheetsOf } from "../../src/cli/terminal/observables.ts";
import { curveText } from "../../src/cli/terminal/plot.ts";
import { chain } from "../../src/index.ts";
import { nqs } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-observables-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Of the open Heisenberg chain of 8, pair (0, 1), as computed without this project. */
const CHSH = 2.4937;

test("exact: JSON, tables, CSV and SVG of the same numbers", async () => {
  const out = join(directory, "exact");
  const asked = ["--model", "heisenberg", "--sites", "8", "--boundary", "open", "--observables", "chsh,correlations", "--pairs", "0-1"];
  const { code, stdout } = await nqs("exact", ...asked, "--observe", "far=Z(0)*Z(7)", "--json", "--out", out);
  expect(code).toBe(0);
  const { observables } = JSON.parse(stdout);
  expect(observables.chsh["0-1"].mean).toBeCloseTo(CHSH, 4);
  expect(observables.correlations.zz[0]).toEqual({ mean: 1, error: 0 });
  expect(observables.correlations.zz).toHaveLength(8);
  expect(observables.far.mean).toBeCloseTo(observables.correlations.zz[7].mean, 12);
  expect(readdirSync(out).sort()).toEqual([
    "observables-chsh.csv",
    "observables-correlations-connected.csv",
    "observables-correlations-connected.svg",
    "observables-correlations.csv",
    "observables-correlations.svg",
    "observables-values.csv",
    "result.json",
  ]);
  const [head, ...rows] = readFileSync(join(out, "observables-correlations.csv"), "utf8").trim().split("\n");
  expect(head).toBe("r,<XX>,<XX> error,<YY>,<YY> error,<ZZ>,<ZZ> error");
  expect(Number(rows[3].split(",")[5])).toBe(observables.correlations.zz[3].mean);
  const svg = readFileSync(join(out, "observables-correlations.svg"), "utf8");
  expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain("&lt;ZZ&gt;");
});

test("a run measures at its end, keeps the tables, and its config asks again", async () => {
  const out = join(directory, "run");
  const run = await nqs(
    "run",
    "--model",
    "ising",
    "--sites",
    "6",
    "--observables",
    "parity,renyi2",
    "--observe",
    "bond=X(0)",
    "--out",
    out,
    "--json",
  );
  expect(run.code).toBe(0);
  const { observables } = JSON.parse(run.stdout);
  expect(observables.parity.mean).toBeCloseTo(1, 10);
  expect(observables.renyi2).toHaveLength(7);
  expect(observables.bond.mean).toBeCloseTo(observables.x.mean, 6);
  const again = await nqs("run", "--config", join(out, "config.yaml"), "--json");
  expect(JSON.parse(again.stdout).observables).toEqual(observables);
});

describe("a tolerance", () => {
  const measured = (tolerance: string) =>
    nqs("evaluate", "models/ising-40-h2", "--samples", "1024", "--chains", "16", "--tolerance", tolerance, "--workers", "1");

  test("is reached with more samples", async () => {
    const { code, stdout } = await measured("1e-7");
    expect(code).toBe(0);
    const [, reached] = /error of the energy per site: (\S+), within 1e-7/.exec(stdout) ?? [];
    expect(Number(reached)).toBeLessThanOrEqual(1e-6);
    expect(Number(/samples +│ +(\d+)/.exec(stdout)?.[1])).toBeGreaterThan(1024);
  });

  test("that is none is refused", async () => {
    expect(await measured("0")).toMatchObject({ code: 2, stdout: "" });
  });
});

test("a curve fits the width, and a long matrix is left to the files", () => {
  const zz = Array.from({ length: 5 }, (_, r) => ({ mean: 1 / (r + 1), error: 0.01 }));
  const matrix = Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => ({ mean: 0, error: 0 })));
  const values = {
    correlations: { xx: zz, yy: zz, zz, connected: { xx: zz, yy: zz, zz } },
    correlationMatrix: { xx: matrix, yy: matrix, zz: matrix },
  };
  const sheets = sheetsOf(values, chain(9), []);
  expect(sheets.map(({ name }) => name)).toEqual(["correlations", "correlations-connected", "correlation-matrix"]);
  const curve = curveOf(sheets[0]);
  if (curve === null) throw new Error("a curve");
  for (const width of [40, 80])
    expect(
      Math.max(
        ...curveText(curve, width)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(width);
  expect(curveOf(sheets[2])).toBeNull();
  expect(sheetCsv(sheets[2]).trim().split("\n")).toHaveLength(82);
});
