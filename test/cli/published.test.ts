import { expect, test } from "vitest";
import { problemOf, problemText } from "../../src/cli/settings/problem.ts";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { publishedProblem } from "../../src/files/published/names.ts";

test.each([
  ["Ising1d_40_1_2.wf", "ising, 40 sites, periodic, h = 1, J = 1"],
  ["some/where/Ising1d_80_0.5_1.wf", "ising, 80 sites, periodic, h = 0.5, J = 1"],
  ["Heisenberg1d_40_1_1.wf", "heisenberg, 40 sites, periodic, J = 1, Marshall-rotated"],
  ["Heisenberg1d_20_0.5_4.wf", "xxz, 20 sites, periodic, J = 1, Δ = 0.5, Marshall-rotated"],
  ["Heisenberg2d_100_1_16.wf", "heisenberg, periodic square lattice of 10 × 10 sites, J = 1, Marshall-rotated"],
])("%s tells its problem", async (path, text) => {
  const published = publishedProblem(path);
  expect(published).not.toBeNull();
  expect(published).not.toHaveProperty("time");
  expect(problemText(await problemOf({ ...published?.problem } as ProblemSettings, flagOf))).toBe(text);
});

test("the name of a state after a quench tells its time too", () => {
  const { time, problem } = publishedProblem("Ising1d_40_1_2.time_0.5.wf") ?? {};
  expect(time).toBe(0.5);
  expect(problem).toEqual(publishedProblem("Ising1d_40_1_2.wf")?.problem);
});

test.each([
  "mine.wf",
  "Ising1d_40_1.wf",
  "Ising1d_40_x_1.wf",
  "Ising2d_16_1_1.wf",
  "Heisenberg2d_99_1_1.wf",
  "Ising1d_0_1_1.wf",
  "Ising1d_40_1_1.wf.bak",
])("%s tells none", (path) => expect(publishedProblem(path)).toBeNull());

test("a name that tells what is no finite number is refused", () => {
  for (const [name, key] of [
    ["Ising1d_40_1_2.time_1e999.wf", "time"],
    ["Ising1d_40_1e999_2.wf", "coupling"],
    ["Ising1d_40_1_1e999.wf", "α"],
  ]) {
    expect(() => publishedProblem(name)).toThrow(`${name}: ${key} in its name: expected a finite number, got Infinity`);
  }
});
