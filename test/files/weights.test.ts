import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { encodeTensors } from "../../src/files/safetensors.ts";
import { encodeWeights, parametersOf, readWeights, WEIGHTS_FORMAT } from "../../src/files/weights.ts";
import {
  chain,
  decodeNetwork,
  encodeNetwork,
  hamiltonianText,
  ising,
  loadNetwork,
  networkProblem,
  trainedHamiltonian,
} from "../../src/index.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-weights-"));
afterAll(() => rmSync(directory, { recursive: true }));

const layout = [
  { name: "bias", shape: [2] },
  { name: "weights", shape: [2, 3] },
];
const parameters = Float64Array.from({ length: 16 }, (_, i) => i / 3 - 1);
const ansatz = {
  name: "rbm",
  density: 1.5,
  real: false,
  parity: "none",
  symmetric: false,
  pointGroup: false,
  biases: true,
  deviation: 0.02,
} as const;
const card = { problem: { model: "ising", sites: 2 }, ansatz, readout: "born", seed: 7, version: "0.1.0" };

function stored(bytes: Uint8Array): string {
  const path = join(directory, "w.safetensors");
  writeFileSync(path, bytes);
  return path;
}

const metadata = {
  format: '"nqs-weights/1"',
  problem: "{}",
  ansatz: JSON.stringify(ansatz),
  readout: '"born"',
  seed: "7",
  version: '"0.1.0"',
};

describe("weights", () => {
  test("parameters and their card survive the file", () => {
    const energy = { mean: -2.5, error: null };
    const file = readWeights(stored(encodeWeights(parameters, layout, { ...card, energy })));
    expect(parametersOf(file, layout)).toEqual(parameters);
    expect(file.card).toEqual({ ...card, format: WEIGHTS_FORMAT, energy });
  });

  test("basis and sector of the network survive it too; broken ones are refused", () => {
    const trained = {
      frame: { axes: "ZYX", turned: [1] },
      magnetisation: 0,
      sites: 2,
      lattice: "open chain of 2 sites",
      fingerprint: "00ff",
    } as const;
    const inFile = (text: unknown) =>
      readWeights(stored(encodeTensors({ tensors: [], metadata: { ...metadata, trained: JSON.stringify(text) } })));
    expect(inFile(trained).card.trained).toEqual(trained);
    for (const broken of [
      { ...trained, frame: { axes: "ZZZ", turned: [] } },
      { ...trained, frame: { axes: "XYZ", turned: [2] } },
      { ...trained, frame: { axes: "XYZ", turned: [1, 0] } },
      { ...trained, magnetisation: 1 },
      { ...trained, magnetisation: 4 },
      { magnetisation: 0 },
    ]) {
      expect(() => inFile(broken)).toThrow(/w\.safetensors: expected a weights file of nqs \(.*\), got metadata "trained/);
    }
  });

  test("a network summed over the point group stays one; files that are older than it hold none", () => {
    const projected = { ...ansatz, pointGroup: true };
    const { pointGroup, ...older } = ansatz;
    const ansatzIn = (text: string) =>
      readWeights(stored(encodeTensors({ tensors: [], metadata: { ...metadata, ansatz: text } }))).card.ansatz;
    expect(ansatzIn(JSON.stringify(projected))).toEqual(projected);
    expect(ansatzIn(JSON.stringify(older))).toEqual(ansatz);
  });

  test("weights that were not trained here have no seed", () => {
    const { seed, ...imported } = card;
    expect(readWeights(stored(encodeWeights(parameters, layout, imported))).card).toEqual({ ...imported, format: WEIGHTS_FORMAT });
  });

  test("the order of the layout rules, not the order of the file", () => {
    const file = readWeights(stored(encodeWeights(parameters, layout, card)));
    const swapped = parametersOf(file, [layout[1], layout[0]]);
    expect([...swapped]).toEqual([...parameters.subarray(4), ...parameters.subarray(0, 4)]);
  });

  test("parameters that do not fill the layout are never written", () => {
    expect(() => encodeWeights(parameters.subarray(2), layout, card)).toThrow(/14 numbers do not fill a layout of 16/);
  });

  test("tensors of another network are refused", () => {
    const file = readWeights(stored(encodeWeights(parameters, layout, card)));
    expect(() => parametersOf(file, [layout[0]])).toThrow(/expected the tensors bias, got a tensor "weights"/);
    expect(() => parametersOf(file, [...layout, { name: "extra", shape: [1] }])).toThrow(
      /expected a tensor "extra" of shape \[1\], got none/,
    );
    expect(() => parametersOf(file, [layout[0], { name: "weights", shape: [3, 2] }])).toThrow(/"weights" of shape \[3,2\], got \[2,3\]/);
  });

  test.each([
    ["no metadata", {}, /metadata "format"/],
    ["another format", { ...metadata, format: '"nqs-weights/9"' }, /metadata "format"/],
    ["an unknown network", { ...metadata, ansatz: JSON.stringify({ ...ansatz, name: "mps" }) }, /metadata "ansatz\.name"/],
    [
      "an ansatz with a question left open",
      { ...metadata, ansatz: JSON.stringify({ ...ansatz, biases: "auto" }) },
      /metadata "ansatz\.biases"/,
    ],
    ["a seed that is no JSON", { ...metadata, seed: "seven" }, /metadata "seed"/],
  ])("%s is refused", (_, entries, message) => {
    const path = stored(encodeTensors({ tensors: [], metadata: entries }));
    expect(() => readWeights(path)).toThrow(InputError);
    expect(() => readWeights(path)).toThrow(message);
    expect(() => readWeights(path)).toThrow(/^[^\n]*$/);
  });

  test("a missing file is refused by its name", () => {
    expect(() => readWeights(join(directory, "none"))).toThrow(/none: expected a weights file, got none that can be read \(ENOENT\)/);
  });
});

describe("an older file", () => {
  const older = "test/data/older/ising-40-h2.safetensors";
  test.each([older, "test/data/older/ising-40-h2-format-2.safetensors"])(
    "%s is read, and what is written of it again is the model that ships",
    async (older) => {
      const { card, ...network } = await loadNetwork(older);
      expect(card).toMatchObject({ problem: { model: "ising", sites: 40, field: 2, rotate: "none" }, readout: "born", seed: 1 });
      expect(network.problem).toEqual(networkProblem(ising(chain(40), { field: 2 })));
      expect(Buffer.from(encodeNetwork(network, card))).toEqual(readFileSync("models/ising-40-h2.safetensors"));
    },
  );

  test("keeps its metadata as JSON, the new ones none", () => {
    const header = (path: string) =>
      JSON.parse(readFileSync(path).subarray(8).toString("latin1").split("}}")[0].concat("}}"))["__metadata__"];
    expect(header(older).format).toBe('"nqs-weights/1"');
    for (const text of Object.values(header("models/ising-40-h2.safetensors"))) expect(text).not.toMatch(/["{[]/);
  });

  test("of a formula is read from disk, where its reader can be loaded", async () => {
    const problem = { hamiltonian: "sum(h(i)*X(i))", set: { h: [0.5, 1] }, lattice: "chain", sites: 2, boundary: "open", rotate: "none" };
    const bytes = encodeTensors({
      tensors: [
        { name: "visible_bias", shape: [2], data: new Float64Array(4) },
        { name: "hidden_bias", shape: [3], data: new Float64Array(6) },
        { name: "weights", shape: [2, 3], data: new Float64Array(12) },
      ],
      metadata: { ...metadata, problem: JSON.stringify(problem) },
    });
    expect(() => decodeNetwork(bytes, "x")).toThrow(
      /^x: expected the state of the network in "trained", got an older file of a formula; read it with loadNetwork$/,
    );
    const network = await loadNetwork(stored(bytes));
    const hamiltonian = await trainedHamiltonian(network);
    expect(network.problem).toEqual(networkProblem(hamiltonian));
    expect(hamiltonianText(hamiltonian)).toBe("0.5 X0 + 1 X1");
  });
});
