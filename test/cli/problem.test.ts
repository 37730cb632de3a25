import { describe, expect, test } from "vitest";
import { hamiltonianOf, type Problem, problemFromFile, problemOf, problemText, trainingOf } from "../../src/cli/settings/problem.ts";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { hamiltonianText } from "../../src/index.ts";
import { resolveTraining } from "../../src/internal.ts";

const problem = (settings: ProblemSettings) => problemOf(settings, flagOf);
const ring = { lattice: "chain", boundary: "periodic" } as const;

describe("problemOf", () => {
  test("fills in what was left open, and only the couplings of the model", async () => {
    expect(await problem({})).toEqual({ model: "ising", ...ring, sites: 20, field: 1, coupling: 1, longitudinalField: 0, rotate: "auto" });
    const xxz = { model: "xxz", ...ring, sites: 6, coupling: 1, anisotropy: 0.5, rotate: "auto" };
    expect(await problem({ model: "xxz", sites: 6, anisotropy: 0.5 })).toEqual(xxz);
    expect(await problem({ model: "xxz", sites: 6, set: { anisotropy: 0.5 } })).toEqual(xxz);
  });

  test("the basis is looked for unless it is named", async () => {
    expect((await problem({ model: "heisenberg" })).rotate).toBe("auto");
    expect((await problem({ model: "heisenberg", rotate: "none" })).rotate).toBe("none");
  });

  test.each([
    [
      { model: "heisenberg", field: 1 },
      "--field: expected a parameter of heisenberg (coupling), got 1; leave it out, or use model ising or cluster",
    ],
    [{ anisotropy: 2 }, /--anisotropy: .*use model xxz/],
    [{ model: "j1j2", set: { j3: 1 } }, '--set: expected a parameter of j1j2 (j1, j2), got "j3"'],
    [{ model: "j1j2", j2: 1, set: { j2: 2 } }, '--set: expected every parameter once, got "j2"; leave --j2 out'],
    [{ hamiltonian: "X(0)", model: "ising" }, '--model: expected none beside a Hamiltonian of your own, got "ising"'],
    [{ hamiltonian: "X(0)", field: 2 }, "--field: expected none beside a Hamiltonian of your own, got 2; use --set field=2"],
    [{ hamiltonian: "X(20)" }, "--hamiltonian: column 3: expected a site from 0 to 19, got 20"],
    [{ hamiltonian: "h*X(0)" }, '--hamiltonian: column 1: unknown name "h"'],
    [{ model: "ising", set: { field: [1, 2] } }, '--set: expected a number for field in ising, got "a list"; write the model as a formula'],
    [{ hamiltonian: "sum(h(i)*X(i))", set: { h: [1, 2] } }, "--hamiltonian: column 7: expected an index of h from 0 to 1, got 2"],
    [{ hamiltonian: "X(0)", set: { h: [1] } }, '--hamiltonian: expected every parameter in the formula, got "h"'],
    [{ hamiltonian: "X(0)", set: { h: 1 } }, '--hamiltonian: expected every parameter in the formula, got "h"'],
    [{ magnetisation: 0 }, '--magnetisation: expected a Hamiltonian that conserves Σ Z, got "ising"'],
    [{ model: "heisenberg", magnetisation: 1 }, "--magnetisation: expected Σ s_i of 20 spins: -20, -18, …, 20, got 1"],
    [{ model: "heisenberg", magnetisation: 22 }, "--magnetisation: expected an integer from -20 to 20, got 22"],
    [{ model: "heisenberg", sites: 3, rotate: "marshall" }, /bipartite lattice, got a periodic chain of 3 sites/],
  ] as [ProblemSettings, string | RegExp][])("%j is refused", async (settings, message) => {
    await expect(problem(settings)).rejects.toThrow(message);
  });

  test("the Hamiltonian is the one described", async () => {
    const built = async (settings: ProblemSettings) => hamiltonianOf(await problem(settings));
    const rotated = await built({ model: "heisenberg", sites: 4, coupling: 2, rotate: "marshall" });
    expect([rotated.name, rotated.frame.turned, rotated.lattice.size, rotated.parameters]).toEqual([
      "heisenberg",
      [1, 3],
      4,
      { coupling: 2 },
    ]);
    const open = await built({ model: "ising", sites: 3, field: 0.5, boundary: "open" });
    expect([open.name, open.frame.turned, open.lattice.periodic, open.parameters]).toEqual([
      "ising",
      [],
      false,
      { field: 0.5, coupling: 1 },
    ]);
    expect((await built({ model: "xxz", sites: 4, anisotropy: 3 })).parameters).toEqual({ coupling: 1, anisotropy: 3 });
    const own = await built({ hamiltonian: "h*sum(X(i)*X(j), bonds)", set: { h: 0.5 }, size: "3x1", boundary: "open" });
    expect([own.name, own.parameters, hamiltonianText(own)]).toEqual(["expression", { h: 0.5 }, "0.5 X0 X1 + 0.5 X1 X2"]);
    expect((await built({ model: "heisenberg", sites: 4, magnetisation: 2 })).magnetisation).toBe(2);
  });

  const stored: [string, ProblemSettings][] = [
    ["a model", { model: "xxz", sites: 6, anisotropy: 0.5 }],
    ["a square lattice", { model: "j1j2", size: "3x4", boundary: "periodic,open", set: { j2: 0.1 } }],
    ["a ladder", { lattice: "ladder", size: "5", magnetisation: 0, model: "heisenberg" }],
    [
      "a graph",
      {
        edges: [
          [0, 1],
          [2, 1],
        ],
        sites: 4,
        model: "dm",
      },
    ],
    [
      "a graph with weights",
      {
        edges: [
          [0, 1, 0.35],
          [2, 1],
        ],
        model: "heisenberg",
      },
    ],
    ["a formula with lists", { hamiltonian: "sum(h(i)*X(i)) + J(0,1)*Z(0)", set: { h: [0.1, 0.2], J: [[1, 2]] }, sites: 2 }],
    ["Pauli strings", { hamiltonian: "0.5 X0X1 - 2 Z2" }],
    ["a formula", { hamiltonian: "a*X(0) + Z(1)", set: { a: 0.1 }, sites: 3, boundary: "open" }],
  ];
  test.each(stored)("%s survives a file: a config and a weights file keep all of it", async (_, settings) => {
    const found = await problem(settings);
    const reread = await problemFromFile(JSON.parse(JSON.stringify(found)), "w");
    expect(reread).toEqual(found);
    expect(hamiltonianText(await hamiltonianOf(reread))).toBe(hamiltonianText(await hamiltonianOf(found)));
  });

  test("a wrong one names the file", async () => {
    const found: Problem = await problem({ model: "xxz", sites: 6 });
    const reread = (more: object) => Promise.resolve().then(() => problemFromFile({ ...found, ...more }, "w.safetensors"));
    await expect(reread({ sites: 0 })).rejects.toThrow(/^w\.safetensors: problem\.sites: expected an integer/);
    await expect(reread({ extra: 0 })).rejects.toThrow(/^w\.safetensors: problem\.extra: unknown/);
    await expect(reread({ edges: [[0]] })).rejects.toThrow(/^w\.safetensors: problem\.edges: expected a file, or a list of bonds/);
  });

  test.each([
    [{ model: "xxz", sites: 6, rotate: "marshall" }, "xxz, 6 sites, periodic, J = 1, Δ = 1, Marshall-rotated"],
    [{ size: "3x4", boundary: "open" }, "ising, open square lattice of 3 × 4 sites, h = 1, J = 1"],
    [{ sites: 4, longitudinalField: 0.5 }, "ising, 4 sites, periodic, h = 1, J = 1, g = 0.5"],
    [{ hamiltonian: "b*X(0)", set: { b: 2 }, sites: 4 }, '"b*X(0)", 4 sites, periodic, b = 2'],
    [{ hamiltonian: "sum(h(i)*X(i))", set: { h: [1, 2, 3] }, sites: 3 }, '"sum(h(i)*X(i))", 3 sites, periodic, h = 3 numbers'],
    [{ model: "heisenberg", sites: 4, magnetisation: -2 }, "heisenberg, 4 sites, periodic, J = 1, Σ s_i = -2"],
  ] as [ProblemSettings, string][])("the heading of %j says what matters", async (settings, text) => {
    expect(problemText(await problem(settings))).toBe(text);
  });
});

test("the training leaves nothing open; full summation has its limit", async () => {
  const found = await problem({ sites: 17 });
  // All but the number of threads, on which no result depends, and the optimizer, which the reading and the network decide.
  const { workers, optimizer: _, ...usual } = resolveTraining({});
  expect(workers).toBe(1);
  const hamiltonian = await hamiltonianOf(found);
  expect(trainingOf({}, found, flagOf, hamiltonian)).toEqual(usual);
  expect(trainingOf({ iterations: 3, seed: 0 }, found, flagOf, hamiltonian)).toEqual({ ...usual, iterations: 3, seed: 0 });
  const small = await hamiltonianOf(await problem({ sites: 8 }));
  expect(trainingOf({}, found, flagOf, small)).toMatchObject({ fullSum: true });
  expect(trainingOf({ samples: 256 }, found, flagOf, small)).toMatchObject({ fullSum: false });
  expect(trainingOf({}, found, flagOf, small)).not.toHaveProperty("optimizer");
  expect(trainingOf({ optimizer: "sr" }, found, flagOf, small)).toMatchObject({ optimizer: "sr" });
  // Hidden configurations are counted otherwise: what nobody asked for stays open.
  const { samples: _samples, chains: _chains, fullSum: _fullSum, ...open } = usual;
  expect(trainingOf({}, found, flagOf, hamiltonian, ["born", "branches"])).toEqual(open);
  expect(trainingOf({ samples: 256 }, found, flagOf, small, ["branches"])).toMatchObject({ samples: 256 });
  expect(() => trainingOf({ fullSum: true }, found, flagOf, hamiltonian)).toThrow("--full-sum: expected at most 16 sites, got 17");
});
