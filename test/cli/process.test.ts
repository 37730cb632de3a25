import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { problemOf } from "../../src/cli/settings/problem.ts";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { overrideOf, readStored } from "../../src/cli/settings/stored.ts";
import { encodeWeights } from "../../src/files/weights.ts";
import {
  chain,
  type Hamiltonian,
  heisenberg,
  networkProblem,
  parameterTensors,
  rotateMarshall,
  rotateSigns,
  version,
  xyz,
} from "../../src/index.ts";
import type { PartName } from "../../src/vmc/types.ts";
import { machine, randomParameters } from "../engine.ts";
import { ended, nqs, start } from "./program.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const directory = mkdtempSync(join(tmpdir(), "nqs-cli-"));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string) => join(directory, name);

/** A run that takes a moment: every sum is exact, so nothing is left to chance. */
const small = ["--sites", "4", "--iterations", "3", "--full-sum"];

describe("help and version", () => {
  test("the version is the package's", async () => {
    const { version: packaged } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(await nqs("--version")).toEqual({ code: 0, stdout: `${packaged}\n`, stderr: "" });
    expect(version).toBe(packaged);
  });

  test.each(["run", "compare", "exact", "evaluate", "models", "benchmark", "paper", "lab", "convert"])(
    "nqs %s --help shows flags and examples, and no colour",
    async (command) => {
      const { code, stdout, stderr } = await nqs(command, "--help");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`nqs ${command} `);
      expect(stdout).toMatch(/Examples:\n {2}\$ nqs /);
      // A server prints its address, whoever reads it.
      if (command !== "lab") expect(stdout).toContain("--json");
      expect(stdout).not.toContain("\u001b");
      const wide = stdout.split("\n").filter((line) => [...line].length > 80 && !line.startsWith("  $ "));
      expect(wide).toEqual([]);
    },
  );

  test("no command at all shows the help as a mistake", async () => {
    const { code, stdout, stderr } = await nqs();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Commands:");
  });
});

describe("a run", () => {
  test("keeps everything, is measured again from its file, and repeated from its config", async () => {
    const out = inside("run");
    const first = await nqs("run", ...small, "--field", "sqrt(2)/2", "--seed", "5", "--out", out, "--json");
    // Three updates do not reach the ground state, and the code says so.
    expect(first.code).toBe(1);
    const result = JSON.parse(first.stdout);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining([
        ...["energy", "energyPerSite", "exact", "relativeError", "variance", "vScore", "splitRhat", "autocorrelationTime"],
        ...["acceptance", "samples", "parameters", "seconds", "seed", "version", "config", "stopped"],
      ]),
    );
    expect(result.verdict).toMatch(/^not the ground state: .* above the exact energy/);
    expect(result).toMatchObject({
      converged: false,
      seed: 5,
      stopped: { reason: "iterations", iteration: 3 },
      config: { field: Math.SQRT1_2, sites: 4 },
    });
    expect(readdirSync(out).sort()).toEqual(["checkpoint.bin", "config.yaml", "log.jsonl", "result.json", "weights.safetensors"]);
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8"))).toEqual(result);
    const steps = readFileSync(join(out, "log.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const iterations = steps.map(({ iteration }) => iteration);
    expect(steps.map(({ starts }) => starts)).toEqual([2, 2, 1, 1, 1]);
    // One update of each of two starts, then three of the better one.
    expect(iterations).toEqual([0, 0, 0, 1, 2]);

    const measured = await nqs("evaluate", out, "--full-sum", "--json");
    expect(measured.code).toBe(1);
    expect(JSON.parse(measured.stdout).energy.mean).toBeCloseTo(result.energy.mean, 10);

    const again = await nqs("run", "--config", join(out, "config.yaml"), "--json");
    expect(JSON.parse(again.stdout).energy).toEqual(result.energy);

    const refused = await nqs("run", ...small, "--out", out);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--force/);
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8"))).toEqual(result);

    const bytes = readFileSync(join(out, "weights.safetensors"));
    writeFileSync(inside("truncated.safetensors"), bytes.subarray(0, bytes.length - 8));
    const truncated = await nqs("evaluate", inside("truncated.safetensors"));
    expect(truncated.code).toBe(2);
    expect(truncated.stderr).toMatch(/^[^\n]*truncated\.safetensors: [^\n]* the file is truncated\n$/);
  });

  test("on a square lattice is summed over the point group, in its files too, unless told not to", async () => {
    const [out, free, again] = [inside("square"), inside("free"), inside("again")];
    const square = ["--model", "ising", "--size", "3x3", "--iterations", "3", "--full-sum", "--seed", "2", "--json"];
    const [first, second] = await Promise.all([
      nqs("run", ...square, "--out", out, "--point-group"),
      nqs("run", ...square, "--out", free, "--no-point-group"),
    ]);
    const energies = [first, second].map(({ stdout }) => JSON.parse(stdout).energy.mean);
    expect(energies[0]).not.toBe(energies[1]);
    const weights = join(out, "weights.safetensors");
    const measured = JSON.parse((await nqs("evaluate", weights, "--full-sum", "--json")).stdout);
    expect(measured.energy.mean).toBeCloseTo(energies[0], 10);
    expect(measured.config.ansatz.pointGroup).toBe(true);
    const repeated = await nqs("run", "--config", join(free, "config.yaml"), "--out", again, "--json");
    expect(JSON.parse(repeated.stdout).energy.mean).toBe(energies[1]);
    expect(JSON.parse((await nqs("run", ...square)).stdout).energy.mean).toBe(energies[0]);
    const { code, stderr } = await nqs("convert", weights, inside("projected.wf"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected an rbm without projection, .* got "a sum over the point group"; train it with --no-point-group\n$/);
  });

  test("of a Hamiltonian and a lattice of one's own is rebuilt from its weights and its config", async () => {
    const out = inside("own");
    writeFileSync(inside("bonds.txt"), "0 1\n1 2\n2 3\n3 0 # a ring\n");
    const formula = ["--hamiltonian", "-sum(Z(i)*Z(j), bonds) - h*sum(X(i)) - 0.1*sum(Z(i))", "--set", "h=sqrt(2)/2"];
    const first = await nqs("run", ...formula, "--edges", inside("bonds.txt"), "--iterations", "3", "--full-sum", "--out", out, "--json");
    expect([first.code, first.stderr]).toEqual([1, expect.stringContaining("kept in")]);
    rmSync(inside("bonds.txt"));
    const { energy, config } = JSON.parse(first.stdout);
    expect(config).toMatchObject({ lattice: "edges", sites: 4, set: { h: Math.SQRT1_2 } });
    const measured = await nqs("evaluate", join(out, "weights.safetensors"), "--full-sum", "--json");
    expect(JSON.parse(measured.stdout).energy.mean).toBeCloseTo(energy.mean, 10);
    const again = await nqs("run", "--config", join(out, "config.yaml"), "--json");
    expect(JSON.parse(again.stdout).energy).toEqual(energy);
  });

  test("Ctrl-C ends it with code 130 and the best state saved", async () => {
    const out = inside("interrupted");
    const child = start(["run", "--sites", "10", "--iterations", "1000000", "--out", out]);
    const end = ended(child);
    while (!existsSync(join(out, "log.jsonl")) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGINT");
    const { code, stderr, stdout } = await end;
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted: ending after this step");
    expect(stdout).toMatch(
      /\nenergy per site of update \d+: -\d\.\d+.*; the best weights are kept, to be measured by nqs evaluate .*interrupted\n$/,
    );
    expect(stdout).not.toContain("│");
    const [first] = readFileSync(join(out, "log.jsonl"), "utf8").split("\n");
    expect(Date.now() - Date.parse(JSON.parse(first).time)).toBeLessThan(600_000);
    expect(JSON.parse(first).seconds).toBeGreaterThan(0);
    expect(readdirSync(out).sort()).toEqual(["checkpoint.bin", "config.yaml", "log.jsonl", "result.json", "weights.safetensors"]);
    expect(JSON.parse(readFileSync(join(out, "result.json"), "utf8"))).toMatchObject({ energy: null, stopped: { reason: "interrupted" } });
  });
});

test("Ctrl-C in the measurement after the training ends it with code 130 too", async () => {
  const out = inside("measuring");
  const child = start([
    "run",
    "--sites",
    "10",
    "--iterations",
    "1",
    "--no-full-sum",
    "--final-samples",
    "100000000",
    "--out",
    out,
    "--json",
  ]);
  const end = ended(child);
  while (!existsSync(join(out, "log.jsonl")) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill("SIGINT");
  const { code, stdout } = await end;
  expect(code).toBe(130);
  expect(JSON.parse(stdout).samples).toBeLessThan(100_000_000);
});

describe("the accuracy table", () => {
  test("a row of it is trained, judged and printed as Markdown, also as VarBench has it", async () => {
    const { code, stdout } = await nqs("benchmark", "ising-20-h1-a1");
    expect(code).toBe(0);
    const [head, , row, , title, , form, , line] = stdout.trim().split("\n");
    const cells = row.split("|").map((cell) => cell.trim());
    expect(head.split("|")).toHaveLength(cells.length);
    expect(cells.slice(1, 3)).toEqual(["ising-20-h1-a1", "1"]);
    expect(Number(cells[5].replace(/\(\d+\)/, ""))).toBeLessThan(1e-3);
    expect(title).toBe("In the form of the VarBench tables:");
    expect(line.split("|")).toHaveLength(form.split("|").length);
    expect(Number(line.split("|")[1])).toBeCloseTo(-25.49, 1);
  });

  test("--json holds the same, and an unknown row or seed ends with one line", async () => {
    const unknown = await nqs("benchmark", "ising-20");
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/^nqs benchmark: \[rows\.\.\.\]: unknown "ising-20"; known: /),
    ]);
    const seed = await nqs("benchmark", "ising-20-h1-a1", "--seeds", "1,x");
    expect([seed.code, seed.stderr]).toEqual([2, '--seeds: expected integers >= 0 such as 1,2,3, got "x"\n']);
  });
});

describe("shipped networks", () => {
  test("nqs models lists every one of them, in text and in JSON", async () => {
    const names = readdirSync(join(root, "models")).flatMap((file) =>
      file.endsWith(".safetensors") ? [file.replace(".safetensors", "")] : [],
    );
    const cards = JSON.parse((await nqs("models", "--json")).stdout) as { name: string }[];
    expect(cards.map(({ name }) => name).sort()).toEqual(names.sort());
    const { stdout } = await nqs("models");
    for (const name of names) expect(stdout).toContain(`│ ${name} `);
    expect(stdout).toMatch(/│ ising-40-h2 +│ +ising --sites 40 --field 2 │/);
    expect(stdout).toContain("ising: H = -J Σ Z Z - h Σ X - g Σ Z\n");
  });

  test("one is found by its name from anywhere, but not in place of a file that is there", async () => {
    const command = [
      "--import",
      "tsx",
      join(root, "src/cli/nqs.ts"),
      "evaluate",
      "models/ising-40-h2",
      "--samples",
      "256",
      "--chains",
      "16",
      "--json",
    ];
    const elsewhere = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const { code, stdout } = await ended(elsewhere);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).energyPerSite.mean).toBeCloseTo(-85.08355279786934 / 40, 3);
    expect((await nqs("evaluate", "models/none")).stderr).toMatch(/^models\/none: expected a file, or the name of .*; nqs models lists/);
    expect((await nqs("evaluate", "models/isin-40")).stderr).toMatch(/got neither; did you mean ising-40-h[\d.]+\?\n$/);
  });
});

describe("published networks", () => {
  /** Per site, by samplers of others; see the README beside the files. */
  const published: [string, number, number][] = [
    ["Ising1d_40_1_1", -1.2721319, 8e-6],
    ["Heisenberg1d_40_1_1", -1.7739785, 1e-5],
  ];
  const SIGMAS = 5;

  test.each(published)("%s has its energy", async (name, energy, uncertainty) => {
    const { code, stdout } = await nqs("evaluate", `test/data/carleo-troyer/${name}.wf`, "--samples", "4096", "--json");
    expect(code).toBe(0);
    const { mean, error } = JSON.parse(stdout).energyPerSite;
    expect(error).toBeLessThan(1e-3);
    expect(Math.abs(mean - energy)).toBeLessThan(SIGMAS * (error + uncertainty));
  });

  test("one becomes a weights file, and that the same numbers again; the energies agree to the bit", async () => {
    const [weights, again] = [inside("published.safetensors"), inside("Ising1d_40_1_1.wf")];
    const source = "test/data/carleo-troyer/Ising1d_40_1_1.wf";
    expect((await nqs("convert", source, weights)).stdout).toMatch(
      /ising, 40 sites, periodic, h = 1, J = 1; 1680 parameters; kept in .*\n$/,
    );
    expect((await nqs("convert", weights, again, "--json")).code).toBe(0);
    const numbers = (path: string) => [...readFileSync(path, "utf8").matchAll(/[-+.\de]+/g)].map(Number);
    expect(numbers(again)).toEqual(numbers(join(root, source)));
    const energies = [weights, again].map(
      async (path) => JSON.parse((await nqs("evaluate", path, "--samples", "512", "--json")).stdout).energy,
    );
    expect(await energies[0]).toEqual(await energies[1]);
  });

  test("a symmetric network of ours is spread over its translations", async () => {
    const out = inside("spread.wf");
    const { stdout } = await nqs("convert", "models/heisenberg-40.safetensors", out);
    expect(stdout).toMatch(
      /80 parameters, spread over 40 translations; kept in .*\nA \.wf file keeps no problem, and its name tells none: .* --rotate marshall\.\n$/,
    );
    const measured = await nqs("evaluate", out, "--model", "heisenberg", "--samples", "1024", "--json");
    const { mean, error } = JSON.parse(measured.stdout).energyPerSite;
    const card = JSON.parse(readFileSync(join(root, "models/heisenberg-40.json"), "utf8")).energyPerSite;
    expect(Math.abs(mean - card.mean)).toBeLessThan(SIGMAS * (error + card.error));
  });
});

describe("a network is asked for what it was not trained on", () => {
  const ask = (weights: string, ...flags: string[]) => nqs("evaluate", weights, "--samples", "1024", ...flags);

  test("the ZZ of a bond in its own state, as JSON", async () => {
    const { code, stdout } = await ask("models/ising-40-h1", "--hamiltonian", "Z(0)*Z(1)", "--json");
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(Math.abs(result.energy.mean - 0.6367)).toBeLessThan(5 * result.energy.error);
    expect(result).toMatchObject({ sameProblem: false, exact: null, relativeError: null, config: { hamiltonian: "Z(0)*Z(1)" } });
    const frame = { axes: "XYZ", turned: [] };
    expect(result.trainedOn).toMatchObject({ problem: { model: "ising", sites: 40 }, frame, magnetisation: null, sites: 40 });
  });

  test("in words: an expectation value, and nothing that it should reach", async () => {
    const { code, stdout } = await ask("models/heisenberg-40", "--hamiltonian", "Z(0)*Z(1)");
    expect(code).toBe(0);
    const [heading, basis] = stdout.split("\n");
    expect(heading).toMatch(/: trained on heisenberg, 40 sites, periodic, J = 1.*; measured: "Z\(0\)\*Z\(1\)", 40 sites, periodic$/);
    expect(basis).toMatch(/^basis: rotated by π about Z on one sublattice \(Marshall\)/);
    const [, value, error] = /│ expectation value │ +(-0\.\d\d\d)\((\d+)\) │/.exec(stdout) ?? [];
    expect(Math.abs(Number(value) + 0.5915)).toBeLessThan(5e-3 * Number(error));
    expect(stdout).toMatch(/\nverdict: the chains agree \(split R-hat .*\), no hidden mode found in \d+ starts\n$/);
    expect(stdout).not.toMatch(/exact|product state|per site|V-score|no signs/);
  });

  test("under another reading than it was trained for it says so", async () => {
    const { code, stdout } = await ask("models/ising-40-h1", "--readout", "classical");
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nThe network was trained as born and is read as classical, \|f\| is a probability: /);
  });

  test("what leads out of its sector is refused in one line", async () => {
    const { code, stdout, stderr } = await ask("models/heisenberg-40", "--model", "ising", "--field", "1");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^measure\.hamiltonian: expected an operator that conserves Σ Z, [^\n]*\n$/);
  });
});

describe("a conversion keeps basis and sector, or refuses", () => {
  const lattice = chain(4);
  const ansatz = machine({ biases: true });
  const parameters = randomParameters(ansatz, lattice, 0.1, 1);

  /** A weights file of a network of a Hamiltonian, in its basis. */
  async function kept(name: string, settings: ProblemSettings, hamiltonian: Hamiltonian): Promise<string> {
    const problem = { ...(await problemOf({ ...settings, sites: 4 }, flagOf)) };
    const card = { problem, trained: networkProblem(hamiltonian), ansatz, readout: "born", version };
    writeFileSync(inside(name), encodeWeights(parameters, parameterTensors(ansatz, lattice), card));
    return inside(name);
  }

  test("by a name that tells the problem there and back", async () => {
    const weights = await kept("ring.safetensors", { model: "heisenberg" }, rotateMarshall(heisenberg(lattice)));
    const [named, again] = [inside("Heisenberg1d_4_1_1.wf"), inside("again.safetensors")];
    expect((await nqs("convert", weights, named)).code).toBe(0);
    expect((await nqs("convert", named, again)).code).toBe(0);
    const networks = [weights, named, again].map(async (path) => (await readStored(path, overrideOf({}, flagOf))).network);
    const [first, second, third] = await Promise.all(networks);
    expect(first.problem).toMatchObject({ frame: { axes: "XYZ", turned: [1, 3] }, magnetisation: 0 });
    expect([second.problem, third.problem]).toEqual([first.problem, first.problem]);
    expect([second.parameters, third.parameters]).toEqual([parameters, parameters]);
    const { code, stderr } = await nqs("convert", weights, inside("other.wf"), "--coupling", "2");
    expect(code).toBe(2);
    expect(stderr).toMatch(/ring\.safetensors: expected no problem but that of the network, heisenberg, .*; leave the flags out\n$/);
  });

  test("where the flags cannot tell the basis", async () => {
    const hamiltonian = rotateSigns(xyz(lattice, { jx: 0.3, jy: 1, jz: 0.2 }));
    expect(hamiltonian.frame.axes).not.toBe("XYZ");
    const weights = await kept("axes.safetensors", { model: "xyz", jx: 0.3, jy: 1, jz: 0.2 }, hamiltonian);
    const { code, stderr } = await nqs("convert", weights, inside("axes.wf"));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /: expected a network in a basis that --rotate none or --rotate marshall tells of a \.wf file, got "axes rotated .*\n$/,
    );
  });
});

describe("threads and clocks", () => {
  const short = ["--sites", "6", "--iterations", "4", "--samples", "64", "--chains", "8", "--final-samples", "256", "--json"];
  const plain = (text: string) => {
    const { seconds, workers, profile, ...result } = JSON.parse(text);
    return { seconds, workers, profile, result };
  };

  test("the result has the same bits whatever the number of threads", async () => {
    const [one, two, three] = await Promise.all(["1", "2", "3"].map((count) => nqs("run", ...short, "--workers", count)));
    expect([one.code, two.code, three.code]).toEqual([1, 1, 1]);
    expect(plain(two.stdout).result).toEqual(plain(one.stdout).result);
    expect(plain(three.stdout).result).toEqual(plain(one.stdout).result);
    expect(plain(three.stdout).workers).toBe(3);
  });

  test("--profile says where an update spends its time", async () => {
    const asked = plain((await nqs("run", ...short, "--profile")).stdout);
    const { iteration, ...parts } = asked.profile as Record<PartName | "iteration", number>;
    expect(Object.keys(parts)).toEqual(["sampling", "local energies", "derivatives", "solve", "update", "rest"]);
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(iteration, 9);
    expect(parts.sampling).toBeGreaterThan(0);
    const table = (await nqs("run", ...short.slice(0, -1), "--profile")).stdout;
    expect(table).toMatch(/│ sampling +│ +[\d.]+ ms │ +\d+ % │/);
    expect(plain((await nqs("run", ...short)).stdout).profile).toBeUndefined();
  });
});

describe("a comparison", () => {
  test("--json holds the references, every reading and the matrix", async () => {
    const { code, stdout, stderr } = await nqs("compare", "--model", "ising", ...small, "--readouts", "quantum,classical", "--json");
    expect(code).toBe(1);
    const { references, readings, matrix } = JSON.parse(stdout);
    expect(Object.keys(references)).toEqual(["offsetPerSite", "exact", "productState", "diagonalMinimum"]);
    expect(Object.keys(readings)).toEqual(["born", "classical"]);
    expect(readings.born).toMatchObject({ stopped: { reason: "iterations" }, seed: 1 });
    expect(matrix.born.born.energy.mean).toBeCloseTo(readings.born.energy.mean, 10);
    expect(Object.keys(matrix.classical)).toEqual(["born", "classical"]);
    expect(stderr).not.toContain("\u001b");
  });

  test("without a model it treats three, prints a table for each, and keeps them apart", async () => {
    const out = inside("both");
    const { code, stdout } = await nqs("compare", ...small, "--out", out);
    expect(code).toBe(1);
    expect(stdout.match(/│ reading /g)).toHaveLength(3);
    expect(stdout).toMatch(
      /^A network gives f\(s\) .* born: f is an amplitude; phaseless: \|f\| is an amplitude; classical: \|f\| is a prob/,
    );
    expect(stdout).toMatch(/^dm, 4 sites.*\nH = J Σ \(XX \+ YY \+ ZZ\) \+ D Σ \(XY - YX\)\n/m);
    expect(stdout).toMatch(/\ncolumns: docs\/output\.md; .*\n$/);
    expect(stdout).toMatch(/^ising, 4 sites[\s\S]*^heisenberg, 4 sites[\s\S]*^dm, 4 sites/m);
    expect(stdout).not.toMatch(/^heisenberg.*\nbasis/m);
    expect(stdout).not.toContain("\u001b");
    expect(readdirSync(out).sort()).toEqual(["dm", "heisenberg", "ising"]);
    expect(readdirSync(join(out, "ising"))).toContain("weights-phaseless.safetensors");
  });
});

describe("exact", () => {
  test("--json prints one object that names its method", async () => {
    const { code, stdout, stderr } = await nqs("exact", "--model", "ising", "--sites", "20", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const { energy, energyPerSite, method } = JSON.parse(stdout);
    // E = -2 / sin(π / 2N) at h = 1.
    expect(energy).toBeCloseTo(-2 / Math.sin(Math.PI / 40), 10);
    expect(energyPerSite).toBeCloseTo(energy / 20, 12);
    expect(method).toMatch(/\w/);
  });

  test.each([
    ["a model and its parameter", ["--model", "j1j2", "--sites", "14", "--set", "j2=0.2"], -23.06401448, 7],
    ["a square lattice", ["--model", "heisenberg", "--size", "4x4"], -44.9139328, 6],
    ["a formula", ["--sites", "8", "--hamiltonian", "-sum(Z(i)*Z(i+1)) - h*sum(X(i))", "--set", "h=2"], -17.018164470280556, 8],
  ])("%s", async (_, args, energy, digits) => {
    const { code, stdout, stderr } = await nqs("exact", ...args, "--json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout).energy).toBeCloseTo(energy, digits);
  });

  test("a reader that goes away ends it quietly", async () => {
    const child = start(["exact", "--json"]);
    child.stdout?.destroy();
    const { stderr } = await ended(child);
    expect(stderr).toBe("");
  });
});
