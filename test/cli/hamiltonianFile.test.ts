import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { formulaLines, hamiltonianOf, problemFromFile, problemOf, problemText } from "../../src/cli/settings/problem.ts";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { exactGroundEnergy } from "../../src/index.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-hamiltonian-"));
afterAll(() => rmSync(directory, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(directory, "h.txt");
  writeFileSync(path, content);
  return path;
}

const problem = (settings: ProblemSettings) => problemOf(settings, flagOf);

describe("a file of Pauli strings", () => {
  test("has as many sites as it needs, on a ring, and the problem keeps its sum and not its name", async () => {
    const found = await problem({ hamiltonianFile: file("ZIZI -0.3\nXXII 0.5\n") });
    expect(found).toEqual({ hamiltonian: "- 0.3 Z1 Z3 + 0.5 X2 X3", lattice: "chain", sites: 4, boundary: "periodic", rotate: "auto" });
    expect(problemText(found)).toBe('"- 0.3 Z1 Z3 + 0.5 X2 X3", 4 qubits');
    expect(formulaLines(found)).toEqual(["no term acts on site 0"]);
    expect(formulaLines({ ...found, sites: 5 })).toEqual(["no term acts on sites 0, 4"]);
    expect(formulaLines({ ...found, sites: 40 })).toEqual(["no term acts on 37 of the 40 sites"]);
    expect(formulaLines({ ...found, hamiltonian: "Z0 Z1 + X2 X3" })).toEqual([]);
    rmSync(join(directory, "h.txt"));
    expect(await problemFromFile(JSON.parse(JSON.stringify(found)), "w")).toEqual(found);
  });

  test.each([
    [{}, 2, "periodic chain of 2 sites"],
    [{ sites: 5 }, 5, "periodic chain of 5 sites"],
    [{ boundary: "open" }, 2, "open chain of 2 sites"],
    [{ size: "2x2", boundary: "open" }, 4, "open square lattice of 2 × 2 sites"],
    [
      {
        edges: [
          [0, 2],
          [1, 2, 0.5],
        ],
      },
      3,
      "weighted graph of 3 sites and 2 bonds",
    ],
  ] as [ProblemSettings, number, string][])("lives on another lattice where one is given: %j", async (settings, size, name) => {
    const { lattice } = await hamiltonianOf(await problem({ ...settings, hamiltonianFile: file("0.5 Z0 Z1") }));
    expect([lattice.size, lattice.name]).toEqual([size, name]);
  });

  test("is text of --hamiltonian too; a formula has the usual sites", async () => {
    expect((await problem({ hamiltonian: '[("ZZZ", 1)]' })).sites).toBe(3);
    expect((await problem({ hamiltonian: "0.5 X0X1 - 2 Z2" })).sites).toBe(3);
    expect((await problem({ hamiltonian: "X(0)" })).sites).toBe(20);
  });

  test("of one site", async () => {
    const hamiltonian = await hamiltonianOf(await problem({ hamiltonianFile: file("X 0.3\nZ -0.4\n") }));
    expect(exactGroundEnergy(hamiltonian)?.energy).toBeCloseTo(-0.5, 12);
  });

  test.each([
    ["", {}, 'h.txt:1: expected at least one term such as "0.5 Z0 Z1", got none'],
    ["ZIZI 0.3\n\nZZ 0.2\n", {}, 'h.txt:3: expected a label of 4 letters, as on line 1, got "ZZ"'],
    ["ZIZI 0.3\nZIQI 0.2\n", {}, 'h.txt:2: expected operators such as Z0, labels such as "ZIZI", and numbers, got "ZIQI"'],
    ["0.5 Z0\n0.5 Z5\n", { sites: 4 }, "h.txt:2: expected a site from 0 to 3, got 5"],
    ["0.5 Z0\n0.5 Z5\n", { size: "2x2", boundary: "open" }, "h.txt:2: expected a site from 0 to 3, got 5"],
    ["0.5 Z0\nNaN Z1\n", {}, 'h.txt:2: expected a finite coefficient, got "NaN"'],
    ["0.5 Z0\n0.5j Z1\n", {}, 'h.txt:2: expected a Hermitian operator, got "0.5j for Z1"; make its coefficient real'],
    [Uint8Array.of(0x89, 0x50, 0, 1), {}, "--hamiltonian-file: expected a text file with a sum of Pauli strings, got"],
    [Uint8Array.of(0x5a, 0xff, 0xfe), {}, 'h.txt"; it holds no text'],
    [new Uint8Array((4 << 20) + 1).fill(0x20), {}, "a sum of Pauli strings of at most 4194304 bytes, got "],
    ["0.5 Z0", { hamiltonian: "X(0)" }, "--hamiltonian-file: expected none beside a formula, got"],
    ["0.5 Z0", { model: "ising" }, '--model: expected none beside a Hamiltonian of your own, got "ising"'],
    ["0.5 Z0", { field: 1 }, "--field: expected none beside a Hamiltonian of your own, got 1"],
    ["0.5 Z0", { set: { h: 1 } }, 'expected every parameter in the formula, got "h"; it does not occur there'],
  ] as [string | Uint8Array, ProblemSettings, string][])("number %# is refused in one line", async (content, settings, message) => {
    const error = await problem({ ...settings, hamiltonianFile: file(content) }).then(String, (thrown) => thrown.message);
    expect(error).toContain(message);
    expect(error).not.toContain("\n");
  });

  test("that is missing is named", async () => {
    await expect(problem({ hamiltonianFile: "nowhere.txt" })).rejects.toThrow(
      "--hamiltonian-file: expected a text file with a sum of Pauli strings, got nowhere.txt, which cannot be read (ENOENT); check the path",
    );
  });
});

describe("from the shell", () => {
  const nqs = (args: readonly string[]) =>
    execFileSync(process.execPath, ["dist/cli/nqs.js", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  test("the example is hydrogen", () => {
    const { energy, config } = JSON.parse(nqs(["exact", "--hamiltonian-file", "examples/h2.txt", "--json"]));
    expect(energy).toBeCloseTo(-1.857275030202, 10);
    expect(config).not.toHaveProperty("hamiltonianFile");
  });

  test("a mistake ends with code 2 and one line", () => {
    const path = file("0.5 Z0\n0.5 Q1\n");
    const attempt = () => nqs(["exact", "--hamiltonian-file", path]);
    expect(attempt).toThrow(
      expect.objectContaining({ status: 2, stderr: expect.stringMatching(/^[^\n]*h\.txt:2: expected operators[^\n]*\n$/) }),
    );
  });
});
