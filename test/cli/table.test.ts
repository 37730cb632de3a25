import { describe, expect, test } from "vitest";
import {
  drawTable,
  hiddenModesLine,
  matrixTable,
  measurementTable,
  type Row,
  readingTable,
  referenceLines,
  widthOf,
} from "../../src/cli/terminal/table.ts";
import { folded } from "../../src/cli/terminal/wrap.ts";
import type { Measurement, ReadoutName } from "../../src/index.ts";

const measurement = (readout: ReadoutName, perSite: number): Measurement => ({
  readout,
  sameProblem: true,
  energy: { mean: 20 * perSite, error: 2.4e-4 },
  energyPerSite: { mean: perSite, error: 1.2e-5 },
  variance: 0.0123,
  vScore: 3.1e-6,
  splitRhat: 1.0012,
  autocorrelationTime: 1.34,
  connectedVariance: 0.01,
  reannealed: 0,
  summed: true,
  hiddenModes: null,
  acceptance: 0.412,
  samples: 20_000,
  observables: { zz: { mean: 0.6372, error: 3e-4 }, x: { mean: 0, error: 0 } },
});
const finished = { reason: "iterations", iteration: 10 } as const;
const rows: Row[] = [
  { name: "born", measurement: measurement("born", -1.27453), stopped: finished, seconds: 1.5 },
  { name: "classical", measurement: null, stopped: { reason: "frozen chains", iteration: 2 }, seconds: 12 },
];
const exact = { energy: -25.491, energyPerSite: -1.27455, method: "free fermions" };

describe("tables", () => {
  test("a row per reading holds every quantity", () => {
    const table = readingTable(rows, exact);
    const [, head, , born, classical] = table.split("\n");
    const cells = (line: string) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(cells(head)).toEqual([
      ...["reading", "energy per site", "relative error", "<ZZ>", "<X>"],
      ...["variance", "V-score", "split R-hat", "acceptance", "seconds"],
    ]);
    expect(cells(born)).toEqual(["born", "-1.274530(12)", "1.6(9)e-5", "0.63720(30)", "0", "1.2e-2", "3.1e-6", "1.001", "0.41", "1.50"]);
    expect(cells(classical)).toEqual(["classical (frozen chains)", "–", "–", "–", "–", "–", "–", "–", "–", "12.0"]);
  });

  test("80 columns are enough, and nothing is lost in them", () => {
    const healthy = rows.map((row) => ({ ...row, stopped: finished }));
    const narrow = readingTable(healthy, exact, 80);
    expect(widthOf(narrow)).toBeLessThanOrEqual(80);
    expect(widthOf(readingTable(healthy, exact))).toBeGreaterThan(80);
    for (const text of ["-1.274530(12)", "0.63720(30)", "1.2e-2", "1.001", "seconds"]) expect(narrow).toContain(text);
    const born = measurement("born", -1);
    const row = { born, phaseless: born, classical: born };
    const matrix = matrixTable(["born", "phaseless", "classical"], { born: row, phaseless: row, classical: row });
    expect(widthOf(matrix)).toBeLessThanOrEqual(80);
  });

  test("50 columns are enough too: a table is drawn in parts, each with its first column", () => {
    const healthy = rows.map((row) => ({ ...row, stopped: finished }));
    const narrow = readingTable(healthy, exact, 50);
    expect(widthOf(narrow)).toBeLessThanOrEqual(50);
    for (const text of ["-1.274530(12)", "0.63720(30)", "1.2e-2", "1.001", "seconds"]) expect(narrow).toContain(text);
    const parts = drawTable(["a", "b", "c"], [["1", "22", "333"]], 12).split("\n");
    expect(parts.filter((line) => line.startsWith("│")).map((line) => line.replaceAll(/[│ ]+/g, " ").trim())).toEqual([
      "a b",
      "1 22",
      "a c",
      "1 333",
    ]);
  });

  test("sentences beside a table are folded, rows of the table are not", () => {
    const table = drawTable(["reading", "energy per site"], [["born", "-1.274530(12) and more than fits"]]);
    const sentence = "born and phaseless reach the exact energy; classical stays above it.";
    const lines = folded(`${sentence}\n\n${table}`, 40).split("\n");
    expect(lines).toEqual(["born and phaseless reach the exact", "energy; classical stays above it.", "", ...table.split("\n")]);
    expect(folded("they reach it within 0.1 %", 25)).toBe("they reach it within\n0.1 %");
    expect(folded("word ".repeat(50), 300).split("\n")[0].length).toBeLessThanOrEqual(100);
  });

  test("one line says what the search for hidden modes found, once where all networks have the same", () => {
    const searched = (name: string, found: number, excess: number): Pick<Row, "name" | "measurement"> => {
      const hiddenModes = { starts: 200, found, excess, configuration: "+-", energyPerSite: null };
      return { name, measurement: { ...measurement("born", -1), hiddenModes } };
    };
    expect(hiddenModesLine([searched("born", 0, -9), searched("classical", 0, -3)])).toBe("hidden modes: none found in 200 starts");
    expect(hiddenModesLine([searched("born", 7, 12.4), searched("classical", 0, -3)])).toBe(
      "hidden modes: born 7 of 200 starts, e^12; classical none found in 200 starts",
    );
    expect(hiddenModesLine([{ name: "born", measurement: null }])).toBe("hidden modes: –");
  });

  test("no table holds a control character", () => {
    const text =
      readingTable(rows, exact) + measurementTable(rows[0], exact) + referenceLines({ exact, productState: exact, diagonalMinimum: null });
    expect([...text].filter((character) => character < " " && character !== "\n")).toEqual([]);
  });

  test("the matrix has the trained network in rows and the reading in columns", () => {
    const table = matrixTable(["born", "classical"], {
      born: { born: measurement("born", -1.27), classical: measurement("classical", -0.6) },
      classical: { born: measurement("born", -0.9) },
    });
    const lines = table.split("\n").map((line) => line.replaceAll(/\s+/g, " "));
    expect(lines[1]).toBe("│ energy per site │ read born │ read classical │");
    expect(lines[3]).toBe("│ trained born │ -1.270000(12) │ -0.600000(12) │");
    expect(lines[4]).toBe("│ trained classical │ -0.900000(12) │ – │");
  });

  test("without an exact energy there is no relative error", () => {
    expect(measurementTable(rows[0], null)).toMatch(/relative error +│ +– │/);
    expect(referenceLines({ exact: null, productState: exact, diagonalMinimum: null })).toMatch(/exact quantum energy +– +no method/);
  });
});
