import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadMeasurements, parseMeasurements } from "../../../src/files/measurements/rows.ts";
import { loadWaveFunction } from "../../../src/files/measurements/waveFunction.ts";
import { measurements } from "../../../src/learn/measurements.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-rows-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

function file(text: string): string {
  const path = join(directory, `file-${files++}.txt`);
  writeFileSync(path, text);
  return path;
}

const rows = [
  [1, 0, 1],
  [0, 0, 1],
  [1, 0, 1],
];
const same = measurements(rows);

describe("rows of measurements", () => {
  test.each([
    ["blanks, some at the end, and an empty line", "1 0 1 \n0 0 1 \n1 0 1 \n\n"],
    ["no blanks, no end of the last line", "101\n001\n101"],
    ["tabs, commas, Windows line ends", "1\t0\t1\r\n0,0,1\r\n1, 0, 1\r\n"],
    ["1 for up and -1 for down", "-1 1 -1\n1 1 -1\n-1 +1 -1\n"],
    ["the same without blanks", "-11-1\n11-1\n-11-1\n"],
  ])("%s", (_, text) => {
    expect(loadMeasurements(file(text))).toEqual(same);
    expect(parseMeasurements(text)).toEqual(same);
  });

  test("are counted: a distinct row once, with how often it was found", () => {
    expect(same).toMatchObject({ sites: 3, rows: 3, bases: ["ZZZ"] });
    expect([...same.words]).toEqual([0b101, 0b100]);
    expect([...same.counts]).toEqual([2, 1]);
  });

  test("with a basis for each, letters apart or together", () => {
    const text = file("101\n001\n101\n");
    const bases = ["XZZ", "ZYZ", "XZZ"];
    expect(parseMeasurements("101\n001\n101\n", { bases: bases.join("\n") })).toEqual(measurements(rows, bases));
    expect(() => parseMeasurements("101\n001\n1012\n", { name: "mine.txt" })).toThrow(/^mine\.txt:3: expected/);
    expect(() => parseMeasurements("101\n", { bases: "XZ" })).toThrow(/^bases:1: expected 3 letters/);
    expect(loadMeasurements(text, { bases: file("X Z Z \nZ Y Z \nX Z Z \n\n") })).toEqual(measurements(rows, bases));
    expect(loadMeasurements(text, { bases: file(`${bases.join("\n")}\n`) })).toEqual(measurements(rows, bases));
  });

  test("of more than 32 sites, and of a file longer than one piece of it", () => {
    const long = Array.from({ length: 20_000 }, (_, row) => Array.from({ length: 70 }, (_, i) => ((row % 50) * i) % 2));
    const read = loadMeasurements(file(long.map((row) => row.join(" ")).join("\n")));
    expect(read).toEqual(measurements(long));
    expect(read.rows).toBe(20_000);
    expect(read.counts.length).toBeLessThanOrEqual(50);
  });

  test.each([
    ["another length", "101\n10\n", /:2: expected 3 outcomes, as the rows above have, got 2/],
    ["another symbol", "101\n1x1\n", /:2: expected outcomes 0 and 1, or 1 and -1, got "1x1"/],
    ["a number on the first row", "0.5 1\n", /:1: expected outcomes 0 and 1, or 1 and -1, got "0.5"/],
    ["a long row", `${"01".repeat(100)}x\n`, /:1: expected outcomes 0 and 1, or 1 and -1, got "…(01){10}x"/],
    ["NaN", "1 0\nNaN 0\n", /:2: expected outcomes 0 and 1, or 1 and -1, got "NaN"/],
    ["a two", "1 0\n2 0\n", /:2: expected outcomes 0 and 1/],
    ["0 and -1", "1 0\n1 -1\n", /:2: expected 0 and 1, or 1 and -1, throughout, got "0 and -1 in one file"/],
    ["an empty line between others", "10\n\n10\n", /:2: expected .*, got an empty line between others; remove it/],
    ["nothing", "", /: expected a file with a row of 0 and 1, or of 1 and -1, for each measurement, got an empty file/],
    ["blank lines alone", "\n \n", /got an empty file/],
  ])("refuse %s, with file and line", (_, text, message) => {
    const path = file(text);
    expect(() => loadMeasurements(path)).toThrow(message);
    expect(() => loadMeasurements(path)).toThrow(path);
  });

  test.each([
    ["another letter", "XZ\nXQ\n", /:2: expected letters X, Y, Z, one for each site, got "XQ"/],
    ["another length", "XZ\nX\n", /:2: expected 2 letters, one for each site, got 1/],
    ["fewer", "XZ\n", /expected a basis for every row of .*, got "none for line 2"/],
    ["more", "XZ\nXZ\nXZ\n", /:3: expected 2 bases, as .* has rows, got "more"/],
  ])("refuse bases: %s", (_, text, message) => {
    expect(() => loadMeasurements(file("10\n01\n"), { bases: file(text) })).toThrow(message);
  });

  test("refuse what is no regular file, and what is not there", () => {
    const folder = join(directory, "folder");
    mkdirSync(folder);
    expect(() => loadMeasurements(folder)).toThrow(/something that is no regular file/);
    expect(() => loadMeasurements("/dev/zero")).toThrow(/something that is no regular file/);
    expect(() => loadMeasurements(join(directory, "none.txt"))).toThrow(/got none that can be read \(ENOENT\); check the path/);
  });
});

describe("rows in a program", () => {
  test.each([
    [() => measurements([]), /at least one row, got none/],
    [() => measurements([[1, 0], [1]]), /measurements\[1\]: expected 2 outcomes, got 1/],
    [() => measurements([[1, 0.5]]), /outcomes 0 and 1, or 1 and -1, got 0.5/],
    [
      () =>
        measurements([
          [1, 0],
          [1, -1],
        ]),
      /outcomes 0 and 1, or 1 and -1, got "0 and -1"/,
    ],
    [() => measurements([[1, 0]], ["ZQ"]), /bases\[0\]: expected 2 letters X, Y, Z, got "ZQ"/],
    [() => measurements([[1, 0]], ["ZZ", "ZZ"]), /bases: expected 1, one for each row, got 2/],
  ])("%#", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("amplitudes", () => {
  test("as they stand in the file", () => {
    expect([...loadWaveFunction(file("0.5 0.5\n-0.5 1e-1 \n\n"))]).toEqual([0.5, 0.5, -0.5, 0.1]);
  });

  test.each([
    ["three rows", "1 0\n1 0\n1 0\n", /expected 2\^N amplitudes, one on each row, got 3/],
    ["one row", "1 0\n", /expected 2\^N amplitudes/],
    ["NaN", "1 0\nNaN 0\n", /:2: expected two finite numbers, re and im, got "NaN 0"/],
    ["infinity", "1 0\nInfinity 0\n", /:2: expected two finite numbers/],
    ["one column", "1\n0\n", /:1: expected two finite numbers, re and im, got "1"/],
    ["zeros", "0 0\n0 0\n", /amplitudes that can be normalised, got zeros alone/],
    ["nothing", "", /expected 2\^N amplitudes, one on each row, got 0/],
  ])("refuse %s", (_, text, message) => {
    expect(() => loadWaveFunction(file(text))).toThrow(message);
  });
});
