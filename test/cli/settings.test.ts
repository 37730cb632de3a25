import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { aboutSetting } from "../../src/cli/settings/fields.ts";
import { compareShape, evaluateShape, runShape } from "../../src/cli/settings/schema.ts";
import { flagOf, readSettings } from "../../src/cli/settings/settings.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-settings-"));
afterAll(() => rmSync(directory, { recursive: true }));

function config(text: string, name = "run.yaml"): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const run = (flags: Record<string, unknown>, file?: string) => readSettings(runShape, flags, file);

describe("settings from flags", () => {
  test("text becomes numbers, names and lists", async () => {
    const { values } = await run({ model: "xxz", sites: "12", field: "sqrt(4)", coupling: "-1", learningRate: "1e-2", symmetric: false });
    expect(values).toEqual({ model: "xxz", sites: 12, field: 2, coupling: -1, learningRate: 0.01, symmetric: false });
    const compared = await readSettings(compareShape, { readouts: "born, classical" });
    expect(compared.values).toEqual({ readouts: ["born", "classical"] });
  });

  test("flags that belong to the command, not to the settings, are left alone", async () => {
    expect((await run({ json: true, out: "somewhere" })).values).toEqual({});
  });

  test.each([
    [{ model: "isign" }, '--model: unknown "isign"; known: ising, heisenberg, xxz, j1j2, xyz, dm, cluster. Did you mean "ising"?'],
    [{ sites: "0" }, "--sites: expected an integer from 1 to 4096, got 0"],
    [{ sites: "1e9" }, "--sites: expected an integer from 1 to 4096, got 1000000000"],
    [{ sites: "2.5" }, "--sites: expected an integer from 1 to 4096, got 2.5"],
    [{ sites: "" }, '--sites: expected an integer from 1 to 4096, got ""'],
    [{ sites: "ten" }, '--sites: expected an integer from 1 to 4096, got "ten"'],
    [{ field: "NaN" }, '--field: expected a finite number or arithmetic such as "sqrt(2)/2", got "NaN"'],
    [{ field: "1/0" }, '--field: expected a finite number or arithmetic such as "sqrt(2)/2", got Infinity'],
    [{ density: "-1" }, "--density: expected a number > 0 and <= 256, got -1"],
    [{ optimizer: "sgn" }, '--optimizer: unknown "sgn"; known: rgn, sr, adam. Did you mean "rgn"?'],
    [{ learningRate: "0" }, "--learning-rate: expected a finite number > 0, got 0"],
    [{ seed: "-1" }, "--seed: expected an integer >= 0, got -1"],
    [{ readout: "qantum" }, '--readout: unknown "qantum"; known: born, phaseless, classical, branches, quantum. Did you mean "quantum"?'],
  ])("%j is refused", async (flags, message) => {
    await expect(run(flags)).rejects.toThrow(message);
  });

  test("parameters of your own, a size and a graph", async () => {
    expect((await run({ set: ["h=sqrt(4)", " g = -1 "], size: "4x3" })).values).toEqual({ set: { h: 2, g: -1 }, size: "4x3" });
    const bonds = config("# a path\n0 1\n\n1, 2 # its end\n", "path.txt");
    expect((await run({ edges: bonds })).values).toEqual({
      edges: [
        [0, 1],
        [1, 2],
      ],
    });
  });

  test.each([
    [{ set: ["h"] }, '--set: expected name=value, got "h"; such as h=0.5'],
    [
      { set: ["h=x"] },
      '--set: expected name=value with a finite number or arithmetic such as "sqrt(2)/2", or a list of them such as [0.1, 0.2], got "x"',
    ],
    [{ set: ["h=[1,x]"] }, "--set: expected name=value with a finite number or arithmetic"],
    [{ set: ["h=[1,1/0]"] }, "--set: expected name=value with a finite number or arithmetic"],
    [{ set: ["h=[[1],2]"] }, "--set: expected name=value with a finite number or arithmetic"],
    [{ set: ["h=[1,2"] }, "--set: expected name=value with a finite number or arithmetic"],
    [{ set: ["h=1/0"] }, "--set: expected name=value with a finite number"],
    [{ set: ["h=1", "h=2"] }, '--set: expected every name once, got "h"'],
    [{ size: "4x" }, '--size: expected a size such as "4x4", got "4x"'],
    [{ lattice: "squre" }, '--lattice: unknown "squre"; known: chain, square, ladder, edges. Did you mean "square"?'],
    [{ boundary: "closed" }, '--boundary: unknown "closed"; known: periodic, open, periodic,open, open,periodic.'],
    [{ magnetisation: "0.5" }, "--magnetisation: expected an integer, got 0.5"],
    [{ edges: "nowhere.txt" }, "--edges: expected a file with a bond on each line, got nowhere.txt, which cannot be read (ENOENT)"],
  ])("%j is refused too", async (flags, message) => {
    await expect(run(flags)).rejects.toThrow(message);
  });

  test("one wrong name in a list is named alone", async () => {
    await expect(readSettings(compareShape, { readouts: "born,clasical" })).rejects.toThrow(/^--readouts: unknown "clasical";/);
  });
});

describe("settings from a file", () => {
  test("YAML and JSON say the same, and flags win", async () => {
    const yaml = config("model: ising # a comment\nsites: 8\nfield: sqrt(4)\nfullSum: true\nsymmetric: auto\n");
    const json = config('{"model": "ising", "sites": 8, "field": 2, "fullSum": true, "symmetric": "auto"}', "run.json");
    const expected = { model: "ising", sites: 8, field: 2, fullSum: true, symmetric: "auto" };
    expect((await run({}, yaml)).values).toEqual(expected);
    expect((await run({}, json)).values).toEqual(expected);
    expect((await run({ sites: "6" }, yaml)).values).toEqual({ ...expected, sites: 6 });
  });

  test("parameters of your own are laid over those of the file one by one; bonds may be listed or in a file of their own", async () => {
    const file = config("hamiltonian: a*X(0) + b*X(1)\nset:\n  a: sqrt(4)\n  b: 1\nedges: [[0, 1]]\n");
    const expected = { hamiltonian: "a*X(0) + b*X(1)", set: { a: 2, b: 3 }, edges: [[0, 1]] };
    expect((await run({ set: ["b=3"] }, file)).values).toEqual(expected);
    const bonds = config("[[0, 1], [1, 2]]", "bonds.json");
    expect((await run({}, config(`edges: ${bonds}\n`))).values).toEqual({
      edges: [
        [0, 1],
        [1, 2],
      ],
    });
  });

  test("parameters may be lists, of arithmetic too, and rows of lists; bonds may have weights", async () => {
    const expected = {
      h: [0.1, 2, -0.3],
      J: [
        [0, 1],
        [2, 3],
      ],
    };
    expect((await run({ set: ["h=[0.1, sqrt(4), -0.3]", "J=[[0,1],[2,3]]"] })).values).toEqual({ set: expected });
    const file = config('set:\n  h: [0.1, sqrt(4), -0.3]\n  J: "[[0,1],[2,3]]"\nedges: [[0, 1, 0.35], [1, 2]]\n');
    expect((await run({}, file)).values).toEqual({
      set: expected,
      edges: [
        [0, 1, 0.35],
        [1, 2],
      ],
    });
  });

  test("an empty file is no setting", async () => {
    expect((await run({}, config("# nothing\n"))).values).toEqual({});
  });

  test.each([
    [
      "model: ising\nfeild: 1\n",
      'run.yaml:2:1: feild: unknown "feild"; known: model, hamiltonian, hamiltonianFile, lattice, sites,',
      'Did you mean "field"?',
    ],
    ["model: ising\nsites: 0\n", "run.yaml:2:1: sites: expected an integer from 1 to 4096, got 0", ""],
    ['sites: "20"\n', 'run.yaml:1:1: sites: expected an integer from 1 to 4096, got "20"', ""],
    ["field: .nan\n", "run.yaml:1:1: field: expected a finite number", "got NaN"],
    ["sites: 3\nsites: 4\n", 'run.yaml:2:1: expected every key once, got "sites" again', ""],
    ["model: [a\nsites: 3", "run.yaml:2:", "expected YAML or JSON, got a mistake:"],
    ["- 1\n", "run.yaml:1:1: expected settings such as", ""],
    ["set: {h: a}\n", "run.yaml:1:1: set: expected name=value", 'got "a"'],
    ["set: 3\n", "run.yaml:1:1: set: expected name=value", "got 3"],
    ["edges: [[0, 1], [2]]\n", "run.yaml:1:1: edges: expected a file, or a list of bonds", "got 2"],
    ["sites:\n", "run.yaml:1:1: sites: expected an integer from 1 to 4096, got null", ""],
  ])("%j is refused with its place", async (text, start, more) => {
    const error = await run({}, config(text)).then(String, String);
    expect(error).toContain(start);
    expect(error).toContain(more);
    expect(error).not.toContain("\n");
  });

  test("a mistake on a flag names the flag, though a file is there", async () => {
    await expect(run({ sites: "0" }, config("sites: 4\n"))).rejects.toThrow(/^--sites:/);
  });

  test("a missing file and a directory are refused", async () => {
    await expect(run({}, join(directory, "none.yaml"))).rejects.toThrow(/--config: expected a YAML or JSON file, got .*ENOENT/);
    await expect(run({}, directory)).rejects.toThrow(/no regular file/);
  });
});

test("every setting has a description, and flags are spelled as settings", () => {
  for (const [key, field] of [...Object.entries(runShape), ...Object.entries(compareShape), ...Object.entries(evaluateShape)]) {
    expect(aboutSetting(field).help, key).not.toBe("");
  }
  expect(flagOf("learningRate")).toBe("--learning-rate");
});
