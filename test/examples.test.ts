import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";

/** Ground state per site of the rings, computed without this project: free fermions (N = 20, h = 1) and Bethe ansatz. */
const ISING_20 = -1.2745494843182374;
const HEISENBERG_10 = -1.8061785417968172;
const HEISENBERG_40 = -1.7746522788333214;
const HEISENBERG_8 = -1.8255467044685878;
/** What the short trainings of the examples reach at their fixed seeds. */
const REACHED = 1e-4;

/** The `name: value` lines a program prints. Every line counts, so a program that prints something else fails. */
function run(name: string): Map<string, number> {
  const output = execFileSync(process.execPath, ["--import", "tsx", `examples/${name}.ts`], { encoding: "utf8" });
  return new Map(
    output
      .trim()
      .split("\n")
      .map((line) => line.split(": "))
      .map(([key, value]) => [key, Number(value)]),
  );
}

test("every example is run here", () => {
  const programs = readdirSync("examples").filter((name) => name.endsWith(".ts"));
  expect(programs.sort()).toEqual([
    "ground-state.ts",
    "learn.ts",
    "measure.ts",
    "phases-matter.ts",
    "stored-network.ts",
    "three-readings.ts",
  ]);
});

test("ground-state: the critical Ising ring", () => {
  const printed = run("ground-state");
  expect(printed.get("exact (free fermions)")).toBeCloseTo(ISING_20, 8);
  const error = printed.get("error") ?? Number.NaN;
  const energy = printed.get("energy per site") ?? Number.NaN;
  expect(energy - ISING_20).toBeGreaterThan(-5 * error);
  expect(energy - ISING_20).toBeLessThan(REACHED);
});

test("three-readings: born and phaseless reach the exact energy, classical stays at -1 however it is read", () => {
  const printed = run("three-readings");
  expect(printed.size).toBe(9);
  expect(Math.abs((printed.get("trained born, read born") ?? 0) - HEISENBERG_10)).toBeLessThan(REACHED);
  expect(Math.abs((printed.get("trained phaseless, read phaseless") ?? 0) - HEISENBERG_10)).toBeLessThan(REACHED);
  for (const read of ["born", "phaseless", "classical"]) expect(printed.get(`trained classical, read ${read}`)).toBeCloseTo(-1, 5);
  expect(printed.get("trained born, read classical")).toBeGreaterThan(-1);
});

test("phases-matter: without phases the plain Heisenberg ring stops at -1", () => {
  const printed = run("phases-matter");
  expect(printed.get("born")).toBeCloseTo(HEISENBERG_8, 6);
  expect(printed.get("phaseless")).toBeCloseTo(-1, 6);
  expect(printed.get("classical")).toBeCloseTo(-1, 6);
});

test("stored-network: a shipped network, a correlation in its state, and a copy on disk that is the same", () => {
  const printed = run("stored-network");
  const [energy, error] = ["energy per site", "error"].map((name) => printed.get(name) ?? Number.NaN);
  expect(Math.abs(energy - HEISENBERG_40)).toBeLessThan(5 * error + REACHED);
  expect(printed.get("exact")).toBeCloseTo(HEISENBERG_40, 6);
  // A third of the energy of a bond, by the symmetry of the total spin; 8192 samples leave an error of a few thousandths.
  expect(printed.get("<Z0 Z1>")).toBeCloseTo(HEISENBERG_40 / 3, 1);
  expect(printed.get("difference of the copy")).toBe(0);
});

test("measure: correlations and an entropy within their errors of free fermions", () => {
  const printed = run("measure");
  const value = (name: string) => printed.get(name) ?? Number.NaN;
  for (const r of [1, 5, 20]) {
    expect(Math.abs(value(`<ZZ>(${r})`) - value(`<ZZ>(${r}) exactly`))).toBeLessThan(4.5 * value(`<ZZ>(${r}) error`));
  }
  expect(Math.abs(value("S_2 of half the ring") - value("S_2 exactly"))).toBeLessThan(4.5 * value("S_2 error"));
  // Rényi-2 entropy of 20 sites of the critical ring of 40, computed without this project.
  expect(value("S_2 exactly")).toBeCloseTo(0.6911179, 6);
});

test("learn: two qubits from 1000 measurements in five bases", () => {
  const printed = run("learn");
  expect(printed.get("rows")).toBe(1000);
  expect(printed.get("held out")).toBe(100);
  expect(printed.get("fidelity")).toBeGreaterThan(0.99);
});
