import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { nqs } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-wrong-"));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string) => join(directory, name);

describe("wrong input ends with code 2, one line, and nothing written", () => {
  writeFileSync(inside("broken.safetensors"), Uint8Array.of(1, 2, 3));
  writeFileSync(inside("unknown.yaml"), "model: ising\nfeild: 1\n");
  writeFileSync(inside("cut.wf"), "2\n1\n");
  writeFileSync(inside("mine.wf"), "2\n1\n(0,0)\n(0,0)\n(0,0)\n(1,0)\n(1,0)\n");
  writeFileSync(inside("graph.txt"), "0 1\n1\n");
  for (const name of ["two", "nothing"]) mkdirSync(inside(name));
  for (const name of ["born", "classical"]) writeFileSync(inside(`two/weights-${name}.safetensors`), "");
  const cases: [string[], RegExp][] = [
    [["run", "--model", "isign"], /^--model: unknown "isign"; known: .* Did you mean "ising"\?$/],
    [["run", "--sites", "0"], /^--sites: expected an integer from 1 to 4096, got 0$/],
    [["run", "--sites", "1e9"], /^--sites: expected an integer from 1 to 4096, got 1000000000$/],
    [
      ["run", "--model", "heisenberg", "--sites", "3", "--rotate", "marshall", "--boundary", "periodic"],
      /bipartite lattice, got a periodic/,
    ],
    [["run", "--field", "NaN"], /^--field: expected a finite number/],
    [["run", "--field", 'import("node:fs")'], /^--field: expected a finite number/],
    [["run", "--model", "heisenberg", "--field", "1"], /^--field: expected a parameter of heisenberg/],
    [["run", "--density", "-1"], /^--density: expected a number > 0/],
    [["run", "--full-sum", "--sites", "17"], /^--full-sum: expected at most 16 sites, got 17;/],
    [["run", "--config", inside("none.yaml")], /^--config: expected a YAML or JSON file, .*ENOENT/],
    [["run", "--config", inside("unknown.yaml")], /unknown\.yaml:2:1: feild: unknown "feild"; .* Did you mean "field"\?$/],
    [["run", "--feild", "1"], /^nqs run: unknown flag --feild; did you mean --field\? nqs run --help lists the flags$/],
    [["lab", "--port", "70000"], /^--port: expected an integer from 0 to 65535, got 70000$/],
    [["run", "--workers", "0"], /^--workers: expected an integer from 1 to 256, got 0$/],
    [["compare", "--workers", "all"], /^--workers: expected an integer from 1 to 256, got "all"$/],
    [["run", "--sites"], /^nqs run: expected a value after --sites/],
    [["run", "more"], /^nqs run: expected flags alone, got more; nqs run --help lists them$/],
    [["run", "isign"], /^nqs run: expected flags alone, got isign; did you mean --model ising\?$/],
    [["run", "--model", "ising", "--h", "1"], /^nqs run: unknown flag --h; h is --field$/],
    [["run", "--model", "ising", "--set", "h=1"], /^--set: expected a parameter of ising \(.*\), got "h"; h is --field$/],
    [["run", "--sites", "4", "--sites", "6"], /^--sites: expected once, got twice; leave one of them out$/],
    [["run", "--no-symmetric", "--symmetric"], /^--symmetric: expected alone, got --no-symmetric beside it; leave one of them out$/],
    [["run", "--hamiltonian-file", "a", "--hamiltonian-file=b"], /^--hamiltonian-file: expected once, got twice/],
    [["exact", "--json", "--json"], /^--json: expected once, got twice/],
    [["exact", "--model", "j1j2", "--sites", "30"], /^exact: expected a problem with a closed form or at most 20 sites, got j1j2/],
    [["evaluate", inside("two")], /two: expected the weights of one network, got 2; name one of .*two\/weights-born\.safetensors, /],
    [["evaluate", inside("nothing")], /nothing: expected a file, or the folder of a run with its weights, got a folder without$/],
    [
      ["rnu"],
      /^nqs: unknown command "rnu"; known: run, compare, learn, exact, evaluate, sample, models, benchmark, paper, lab, convert\. Did you mean run\?$/,
    ],
    [["compare", "--field", "2"], /^--field: expected a model beside it/],
    [["compare", "--readouts", "born,clasical"], /^--readouts: unknown "clasical";/],
    [["exact", "--model", "heisenberg", "--sites", "4001", "--boundary", "open"], /^exact: expected a problem with a closed form/],
    [["run", "--hamiltonian", "-sum(Z(i)*Z(i+1)"], /^--hamiltonian: column 5: expected a "\)" for this "\(", got the end$/],
    [["run", "--hamiltonian", "sum(X(i))", "--set", "h=1"], /^--hamiltonian: expected every parameter in the formula, got "h"/],
    [["run", "--hamiltonian", "constructor.constructor(1)"], /^--hamiltonian: column 12: expected numbers, names, /],
    [["run", "--model", "j1j2", "--set", "j3=1"], /^--set: expected a parameter of j1j2 \(j1, j2\), got "j3"$/],
    [["run", "--lattice", "square"], /^--size: expected a size for the lattice "square", got none; add --size 4x4$/],
    [["compare", "--edges", inside("graph.txt")], /graph\.txt:2: expected two sites such as "0 1", or with a weight "0 1 0.35", got "1"$/],
    [["compare", "--set", "h=1"], /^--set: expected a model beside it, got "h"; add --model or --hamiltonian$/],
    [["evaluate"], /^nqs evaluate: expected <weights>/],
    [["evaluate", inside("none")], /none: expected a weights file, .*ENOENT/],
    [["evaluate", inside("cut.wf")], /cut\.wf:3: expected a_0, got the end; the file is truncated: N = 2 and M = 1 need 7 lines$/],
    [
      ["evaluate", inside("mine.wf")],
      /mine\.wf: expected a name that tells the problem, .*; rename it, or add --model and its parameters$/,
    ],
    [["evaluate", inside("mine.wf"), "--model", "ising", "--sites", "3"], /^--sites: expected 2 sites, as the network has, got 3$/],
    [["convert", inside("mine.wf")], /^nqs convert: expected <out>/],
    [["convert", inside("mine.wf"), "never.txt"], /^nqs convert: <out>: expected a name that ends in \.wf or \.safetensors, got/],
    [["convert", inside("mine.wf"), "never.wf"], /^nqs convert: <out>: expected a \.safetensors file, the other kind, got/],
    [["convert", inside("mine.wf"), inside("broken.safetensors")], /broken\.safetensors: expected a new file, .*--force to replace it$/],
    [
      ["convert", inside("mine.wf"), inside("no/w.safetensors"), "--model", "ising"],
      /expected a file that can be written, got none \(ENOENT\)/,
    ],
    [
      ["convert", "models/ising-40-h1.safetensors", inside("Ising1d_40_2_1.wf")],
      /Ising1d_40_2_1\.wf: expected a name that tells ising, .*h = 1/,
    ],
    [
      ["run", "--model", "dm", "--size", "4x4", "--point-group"],
      /^ansatz\.pointGroup: expected a Hamiltonian that rotations .* use --no-point-group$/,
    ],
    [["evaluate", inside("broken.safetensors")], /broken\.safetensors: expected a safetensors file .* 3 bytes are too short/],
  ];
  test.concurrent.each(cases)("nqs %j", async (args, message) => {
    const out = inside(`never-${cases.findIndex(([given]) => given === args)}`);
    const more = args[0] === "run" || args[0] === "compare" ? ["--out", out] : [];
    const [command, ...rest] = args;
    const { code, stdout, stderr } = await nqs(command, ...more, ...rest);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });

  test("a directory that cannot be written", async () => {
    const { code, stdout, stderr } = await nqs("run", "--sites", "4", "--out", join(inside("unknown.yaml"), "below"));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^--out: expected a directory that can be written, .*\n$/);
  });
});
