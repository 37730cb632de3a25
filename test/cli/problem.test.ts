import { describe, expect, test } from "vitest";
import { hamiltonianOf, problemFromFile, problemOf, problemText, trainingOf } from "../../src/cli/problem.ts";
import { flagOf } from "../../src/cli/settings.ts";
import { resolveTraining } from "../../src/index.ts";

describe("problemOf", () => {
  test("fills in what was left open, and only the couplings of the model", () => {
    expect(problemOf({}, flagOf)).toEqual({ model: "ising", sites: 20, boundary: "periodic", field: 1, coupling: 1, rotate: "none" });
    expect(problemOf({ model: "xxz", sites: 6, anisotropy: 0.5 }, flagOf)).toEqual({
      model: "xxz",
      sites: 6,
      boundary: "periodic",
      coupling: 1,
      anisotropy: 0.5,
      rotate: "marshall",
    });
  });

  test.each([
    [{ model: "heisenberg" }, "marshall"],
    [{ model: "heisenberg", sites: 5 }, "none"],
    [{ model: "heisenberg", sites: 5, boundary: "open" }, "marshall"],
    [{ model: "xxz", coupling: -1 }, "none"],
    [{ model: "heisenberg", rotate: "none" }, "none"],
    [{ model: "ising" }, "none"],
  ] as const)("%j is rotated by %s", (settings, rotate) => expect(problemOf(settings, flagOf).rotate).toBe(rotate));

  test("a coupling that the model does not have is refused", () => {
    expect(() => problemOf({ model: "heisenberg", field: 1 }, flagOf)).toThrow(
      "--field: expected a parameter of heisenberg (coupling), got 1; leave it out, or use model ising",
    );
    expect(() => problemOf({ anisotropy: 2 }, flagOf)).toThrow(/--anisotropy: .*use model xxz/);
  });

  test("the Hamiltonian is the one described", () => {
    const rotated = hamiltonianOf(problemOf({ model: "heisenberg", sites: 4, coupling: 2 }, flagOf));
    expect([rotated.name, rotated.rotated, rotated.lattice.size, rotated.parameters]).toEqual(["heisenberg", true, 4, { coupling: 2 }]);
    const open = hamiltonianOf(problemOf({ model: "ising", sites: 3, field: 0.5, boundary: "open" }, flagOf));
    expect([open.name, open.rotated, open.lattice.periodic, open.parameters]).toEqual(["ising", false, false, { field: 0.5, coupling: 1 }]);
    expect(hamiltonianOf(problemOf({ model: "xxz", sites: 4, anisotropy: 3 }, flagOf)).parameters).toEqual({ coupling: 1, anisotropy: 3 });
  });

  test("a Marshall rotation of an odd ring is refused", () => {
    const problem = problemOf({ model: "heisenberg", sites: 3, rotate: "marshall" }, flagOf);
    expect(() => hamiltonianOf(problem)).toThrow(/bipartite lattice, got a periodic chain of 3 sites/);
  });

  test("a problem survives a file, and a wrong one names the file", () => {
    const problem = problemOf({ model: "xxz", sites: 6, anisotropy: 0.5 }, flagOf);
    expect(problemFromFile({ ...problem }, "w")).toEqual(problem);
    expect(() => problemFromFile({ ...problem, sites: 0 }, "w.safetensors")).toThrow(
      /^w\.safetensors: problem\.sites: expected an integer/,
    );
    expect(() => problemFromFile({ ...problem, extra: 0 }, "w.safetensors")).toThrow(/^w\.safetensors: problem\.extra: unknown/);
  });

  test("the heading says what matters", () => {
    expect(problemText(problemOf({ model: "xxz", sites: 6 }, flagOf))).toBe("xxz, 6 sites, periodic, J = 1, Δ = 1, Marshall-rotated");
  });
});

test("the training leaves nothing open; full summation has its limit", () => {
  const problem = problemOf({ sites: 17 }, flagOf);
  expect(trainingOf({}, problem, flagOf)).toEqual(resolveTraining({}));
  expect(trainingOf({ iterations: 3, seed: 0 }, problem, flagOf)).toEqual({ ...resolveTraining({}), iterations: 3, seed: 0 });
  expect(() => trainingOf({ fullSum: true }, problem, flagOf)).toThrow("--full-sum: expected at most 16 sites, got 17");
});
