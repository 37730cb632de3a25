import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hamiltonianOf, problemOf, problemText } from "../../src/cli/settings/problem.ts";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { overrideOf, readStored } from "../../src/cli/settings/stored.ts";
import { encodeWf } from "../../src/files/published/wf.ts";
import { encodeWeights } from "../../src/files/weights.ts";
import {
  chain,
  chooseFrame,
  type Frame,
  heisenberg,
  inFrame,
  type Lattice,
  networkProblem,
  parameterTensors,
  type ResolvedAnsatz,
  rotateMarshall,
  square,
} from "../../src/index.ts";
import { machine, randomParameters } from "../engine.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-stored-"));
afterAll(() => rmSync(directory, { recursive: true }));

const read = (path: string, flags: ProblemSettings = {}) => readStored(path, overrideOf(flags, flagOf));
/** What {@link read} refuses, without the directory. */
const refusal = (path: string, flags: ProblemSettings) =>
  read(path, flags).then(
    () => "nothing",
    (error: Error) => error.message.replaceAll(`${directory}/`, ""),
  );

const own: Frame = { axes: "XYZ", turned: [] };
const marshall = rotateMarshall(heisenberg(chain(16))).frame;

/** A .wf file of 16 visible and 8 hidden units. */
function wf(name: string): string {
  const path = join(directory, name);
  writeFileSync(path, encodeWf({ visible: 16, hidden: 8, parameters: new Float64Array(2 * (16 + 8 + 128)).fill(0.01) }));
  return path;
}

/** A file that keeps its state, in the given basis; one that does not if there is none, as older files. */
async function weights(
  name: string,
  ansatz: ResolvedAnsatz,
  lattice: Lattice,
  settings: ProblemSettings,
  frame: Frame | null = own,
): Promise<string> {
  const path = join(directory, name);
  const problem = await problemOf(settings, flagOf);
  const trained = frame === null ? undefined : networkProblem(inFrame(await hamiltonianOf(problem), frame));
  const card = { problem: { ...problem }, trained, ansatz, readout: "phaseless", seed: 1, version: "0.1.0" };
  writeFileSync(path, encodeWeights(randomParameters(ansatz, lattice, 0.1, 1), parameterTensors(ansatz, lattice), card));
  return path;
}

describe("a .wf file", () => {
  test("is a dense network with biases, and its name tells the problem", async () => {
    const { network, asked, trainedOn, trainedAs, time } = await read(wf("Ising1d_16_0.5_0.5.time_2.wf"));
    expect(network.ansatz).toMatchObject({ name: "rbm", density: 0.5, symmetric: false, biases: true, parity: "none", real: false });
    expect(network.parameters).toHaveLength(2 * (16 + 8 + 128));
    expect(asked).toBe(trainedOn);
    expect([asked.problem.field, trainedAs, time]).toEqual([0.5, "born", 2]);
  });

  test.each([
    ["Ising1d_16_0.5_0.5.wf", { field: 2 }, "ising, 16 sites, periodic, h = 2, J = 1"],
    ["Ising1d_16_0.5_0.5.wf", { model: "ising" }, "ising, 16 sites, periodic, h = 0.5, J = 1"],
    ["Ising1d_16_0.5_0.5.wf", { boundary: "open" }, "ising, 16 sites, open, h = 0.5, J = 1"],
    ["Ising1d_16_0.5_0.5.wf", { size: "4x4" }, "ising, periodic square lattice of 4 × 4 sites, h = 0.5, J = 1"],
    ["Ising1d_16_0.5_0.5.wf", { hamiltonian: "h*sum(X(i))", set: { h: 2 } }, '"h*sum(X(i))", 16 sites, periodic, h = 2'],
    ["Heisenberg1d_16_1_0.5.wf", {}, "heisenberg, 16 sites, periodic, J = 1, Marshall-rotated"],
    ["Heisenberg1d_16_1_0.5.wf", { rotate: "marshall" }, "heisenberg, 16 sites, periodic, J = 1, Marshall-rotated"],
    ["Heisenberg1d_16_1_0.5.wf", { model: "xxz", anisotropy: 2 }, "xxz, 16 sites, periodic, J = 1, Δ = 2"],
    ["Heisenberg2d_16_1_0.5.wf", { lattice: "chain", sites: 16 }, "heisenberg, 16 sites, periodic, J = 1"],
    ["mine.wf", { model: "ising" }, "ising, 16 sites, periodic, h = 1, J = 1"],
    ["mine.wf", { model: "ising", size: "4x4" }, "ising, periodic square lattice of 4 × 4 sites, h = 1, J = 1"],
  ] as [string, ProblemSettings, string][])("%s: the flags %j ask for an operator", async (name, flags, text) => {
    expect(problemText((await read(wf(name), flags)).asked.problem)).toBe(text);
  });

  test.each([
    ["Ising1d_16_0.5_0.5.wf", {}, own, null],
    ["Ising1d_16_0.5_0.5.wf", { hamiltonian: "Z(0)*Z(1)" }, own, null],
    ["Heisenberg1d_16_1_0.5.wf", {}, marshall, 0],
    ["Heisenberg1d_16_1_0.5.wf", { hamiltonian: "Z(0)*Z(1)" }, marshall, 0],
    ["Heisenberg1d_16_-2_0.5.wf", {}, marshall, 0],
    ["mine.wf", { model: "heisenberg" }, marshall, 0],
    ["mine.wf", { model: "heisenberg", rotate: "none" }, own, 0],
    ["mine.wf", { model: "heisenberg", magnetisation: 2 }, marshall, 2],
    ["mine.wf", { model: "ising" }, own, null],
  ] as [string, ProblemSettings, Frame, number | null][])("%s with %j: basis and sector", async (name, flags, frame, magnetisation) => {
    expect((await read(wf(name), flags)).network.problem).toMatchObject({
      frame,
      magnetisation,
      sites: 16,
      lattice: "periodic chain of 16 sites",
    });
  });

  test.each([
    ["mine.wf", {}, /^mine\.wf: expected a name that tells the problem, such as Ising1d_40_1_2\.wf, .*; rename it, or add --model and its/],
    [
      "mine.wf",
      { model: "xyz", jx: 0.3, jy: 1, jz: 0.2 },
      /^mine\.wf: expected --rotate marshall or --rotate none, got neither; a \.wf file/,
    ],
    ["Ising1d_40_1_1.wf", {}, /^Ising1d_40_1_1\.wf: sites in its name: expected 16 sites, as the network has, got 40$/],
    ["Ising1d_16_1_0.5.wf", { sites: 20 }, /^--sites: expected 16 sites, as the network has, got 20$/],
    ["Ising1d_16_1_0.5.wf", { size: "3x4" }, /^--size: expected 16 sites, as the network has, got 12$/],
    ["Ising1d_16_1_0.5.wf", { anisotropy: 2 }, /^--anisotropy: expected a parameter of ising/],
    ["Ising1d_9999_1_0.5.wf", {}, /^Ising1d_9999_1_0\.5\.wf: sites in its name: expected 16 sites, as the network has, got 9999$/],
    ["Ising1d_16_1_2.wf", {}, /^Ising1d_16_1_2\.wf: α in its name: expected 0\.5, as the network has, got 2$/],
    [
      "Heisenberg1d_16_1_0.5.wf",
      { rotate: "none" },
      /^--rotate: expected the basis of the network in Heisenberg1d_16_1_0\.5\.wf, rotated by π .*\(Marshall\), got "none"; leave it out$/,
    ],
    [
      "Ising1d_16_1_0.5.wf",
      { rotate: "marshall" },
      /^--rotate: expected the basis .*, that of the Hamiltonian as it is written, got "marshall"/,
    ],
    ["Heisenberg1d_16_1_0.5.wf", { magnetisation: 2 }, /^--magnetisation: expected 0, as the network has, got 2; leave it out$/],
    [
      "Ising1d_16_1_0.5.wf",
      { magnetisation: 0 },
      /^--magnetisation: expected none, as the network has all configurations, got 0; leave it out$/,
    ],
  ] as [string, ProblemSettings, RegExp][])("%s with %j is refused", async (name, flags, message) => {
    expect(await refusal(wf(name), flags)).toMatch(message);
  });
});

describe("a weights file", () => {
  test("flags ask for another operator where the network allows", async () => {
    const path = await weights("dense.safetensors", machine(), chain(16), { model: "heisenberg", sites: 16 }, marshall);
    const text = async (flags: ProblemSettings) => problemText((await read(path, flags)).asked.problem);
    expect(await text({})).toBe("heisenberg, 16 sites, periodic, J = 1");
    expect(await text({ coupling: 2 })).toBe("heisenberg, 16 sites, periodic, J = 2");
    expect(await text({ size: "4x4" })).toBe("heisenberg, periodic square lattice of 4 × 4 sites, J = 1");
    expect(await text({ model: "j1j2", j2: 0.3 })).toBe("j1j2, 16 sites, periodic, J1 = 1, J2 = 0.3");
    expect((await read(path)).trainedAs).toBe("phaseless");
  });

  test("basis and sector come back, whatever operator is asked for", async () => {
    const { frame } = chooseFrame(heisenberg(chain(16)));
    const path = await weights("kept.safetensors", machine(), chain(16), { model: "heisenberg", sites: 16, magnetisation: 2 }, frame);
    for (const flags of [
      {},
      { hamiltonian: "Z(0)*Z(1)" },
      { coupling: 2 },
      { magnetisation: 2 },
      { rotate: "marshall" },
      { size: "4x4" },
    ]) {
      const { network, trainedOn } = await read(path, flags as ProblemSettings);
      expect(network.problem).toEqual(networkProblem(inFrame(trainedOn.hamiltonian, frame)));
      expect(network.problem).toMatchObject({ frame: marshall, magnetisation: 2 });
    }
  });

  test("flags that say again what the file says ask for nothing else", async () => {
    const path = await weights("same.safetensors", machine(), chain(16), { model: "heisenberg", sites: 16 }, marshall);
    for (const flags of [
      { model: "heisenberg" },
      { sites: 16 },
      { rotate: "auto" },
      { coupling: 1 },
      { magnetisation: 0 },
    ] as ProblemSettings[]) {
      const { asked, trainedOn } = await read(path, flags);
      expect(asked).toBe(trainedOn);
    }
  });

  test("an older one has the basis that its rotate says, and the sector of the ground state", async () => {
    const older = (name: string, settings: ProblemSettings) => weights(name, machine(), chain(16), { sites: 16, ...settings }, null);
    const rotated = await read(await older("rotated.safetensors", { model: "heisenberg", rotate: "marshall" }));
    expect(rotated.network.problem).toEqual(networkProblem(rotateMarshall(heisenberg(chain(16)))));
    const plain = await read(await older("plain.safetensors", { model: "heisenberg", rotate: "none" }));
    expect(plain.network.problem).toEqual(networkProblem(heisenberg(chain(16))));
    expect(await refusal(await older("unknown.safetensors", { model: "heisenberg" }), {})).toMatch(
      /^unknown\.safetensors: expected the basis of the network in "trained" or as problem\.rotate \(marshall, none\), got neither; train it again$/,
    );
  });

  test("another formula parameter wins alone", async () => {
    const problem = { hamiltonian: "a*sum(X(i)) + b*sum(Z(i))", set: { a: 1, b: 2 }, sites: 4 };
    const path = await weights("formula.safetensors", machine(), chain(4), problem);
    expect((await read(path, { set: { b: 3 } })).asked.problem.set).toEqual({ a: 1, b: 3 });
  });

  test("a symmetric network keeps its lattice, every network its sites", async () => {
    const path = await weights("symmetric.safetensors", machine({ symmetric: true }), square(4, 4), { size: "4x4" });
    expect(await refusal(path, { lattice: "chain", sites: 16 })).toBe(
      `--lattice: expected the lattice of the symmetric network in symmetric.safetensors, a periodic square lattice of 4 × 4 sites, got "periodic chain of 16 sites"; leave it out`,
    );
    expect(await refusal(path, { boundary: "open" })).toMatch(/^--boundary: expected the lattice of the symmetric network/);
    expect(await refusal(path, { size: "4x5" })).toBe("--size: expected 16 sites, as the network has, got 20");
    expect((await read(path, { size: "4x4", field: 2 })).asked.problem.field).toBe(2);
  });

  test("one summed over the point group comes back as such, and keeps its lattice", async () => {
    const path = await weights("projected.safetensors", machine({ pointGroup: true }), square(4, 4), { size: "4x4" });
    expect((await read(path)).network.ansatz.pointGroup).toBe(true);
    expect(await refusal(path, { size: "2x8", boundary: "open" })).toMatch(
      /^--size: expected the lattice of the symmetric network in projected/,
    );
  });
});
