// Every reader of nqs, with valid inputs to begin from.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { readPeer } from "../../bench/against.ts";
import { addSettings } from "../../src/cli/command.ts";
import { openReport } from "../../src/cli/commands/paperReport.ts";
import { readEdges } from "../../src/cli/settings/edges.ts";
import { readHamiltonianFile } from "../../src/cli/settings/hamiltonianFile.ts";
import { ansatzOf } from "../../src/cli/settings/network.ts";
import { observablesOf } from "../../src/cli/settings/observables.ts";
import { hamiltonianOf, problemOf } from "../../src/cli/settings/problem.ts";
import { learnShape, type RunSettings, runShape } from "../../src/cli/settings/schema.ts";
import { flagOf, readSettings, type Where } from "../../src/cli/settings/settings.ts";
import { overrideOf, readStored } from "../../src/cli/settings/stored.ts";
import { encodeTensors } from "../../src/files/safetensors.ts";
import {
  chain,
  decodeNetwork,
  expression,
  InputError,
  ladder,
  loadMeasurements,
  loadNetwork,
  loadWaveFunction,
  parsePauliSum,
  square,
} from "../../src/index.ts";
import { checkTraining } from "../../src/internal.ts";

export interface Reader {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Reads bytes that may be anything. @returns a text that is the same for two inputs only if they mean the same, where a change has to be noticed */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whether what is read must be one of the seeds or refused: files with a checksum. */
  readonly sealed?: boolean;
}

const texts = (...lines: readonly string[]) => lines.map((line) => new TextEncoder().encode(line));
const textIn = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Larger problems take their time, and are no mistake. */
const MOST_SITES = 64;

async function settled({ values, where }: { values: RunSettings; where: Where }): Promise<void> {
  const ansatz = ansatzOf(values, where);
  if ((values.sites ?? 0) > MOST_SITES || (values.size?.length ?? 0) > 3 || (values.edges?.length ?? 0) > 200) return;
  const problem = await problemOf(values, where);
  if (problem.sites > MOST_SITES) return;
  const hamiltonian = await hamiltonianOf(problem);
  await observablesOf(values, problem, hamiltonian, where);
  if (problem.sites <= 8 && hamiltonian.strings.length <= 64) checkTraining({ hamiltonian, ansatz });
}

/** @param folder of the inputs that are read from a file: written there, one after the other */
export function readersIn(folder: string): readonly Reader[] {
  const file = (name: string) => join(folder, name);
  const written = (name: string, bytes: Uint8Array) => {
    writeFileSync(file(name), bytes);
    return file(name);
  };
  const config = (shape: typeof runShape) => async (bytes: Uint8Array) =>
    settled(await readSettings(shape, {}, written("config.yaml", bytes)));
  const report = file("report");
  mkdirSync(report, { recursive: true });
  const models = ["ising-40-h2", "dm-12", "heisenberg-6x6"].map((name) => readFileSync(`models/${name}.safetensors`));
  const wfText = (sites: number, line = "(0.1,-0.2)\n") => `${sites}\n${sites}\n${line.repeat(sites * (sites + 2))}`;
  const wf = (name: string, sites: number) => ({
    name: `.wf file ${name}`,
    seeds: texts(wfText(sites), wfText(sites, "(1e-3,.5)\r\n")),
    read: (bytes: Uint8Array) => decodeNetwork(bytes, name),
  });
  return [
    { name: "config", seeds: configs, read: config(runShape) },
    {
      name: "config of learn",
      seeds: texts("feed: [configurations, rows.txt]\nbases: b.txt\ntarget: psi.txt\nholdOut: 0.1\n", '{"feed": "amplitudes", "sites": 4}'),
      read: async (bytes) => readSettings(learnShape, {}, written("learn.yaml", bytes)),
    },
    {
      name: "flags",
      seeds: flags,
      read: async (bytes) => {
        const command = addSettings(
          new Command("run").exitOverride().configureOutput({ writeErr: () => {}, outputError: () => {} }),
          runShape,
        );
        const args = textIn(bytes)
          .split("\n")
          .filter((arg) => !/help|file|edges|^-h$/.test(arg));
        try {
          command.parse(args, { from: "user" });
        } catch (error) {
          throw new InputError(`commander: ${(error as Error).message}`);
        }
        await settled(await readSettings(runShape, command.opts()));
      },
    },
    {
      name: "formula",
      seeds: formulas,
      read: async (bytes) => {
        for (const lattice of [chain(6), ladder(3)]) await expression(lattice, textIn(bytes));
      },
    },
    {
      name: "formula, open",
      seeds: texts("-sum(Z(i)*Z(i+1)*J(i), i, 0, 2) - h*sum(X(i))", "sum(h*Z(i)*Z(j)*J(1), bonds)", "h*J(0)*(X(0)+J(2)*Z(1))^2"),
      read: (bytes) => expression(square(2, 3, "open"), textIn(bytes), { parameters: { h: 0.5, J: [1, 2, 3] } }),
    },
    { name: "Pauli strings", seeds: paulis, read: (bytes) => parsePauliSum(textIn(bytes)) },
    { name: "Pauli file", seeds: paulis, read: (bytes) => readHamiltonianFile(written("h.txt", bytes), "--hamiltonian-file") },
    { name: "bonds", seeds: bonds, read: (bytes) => readEdges(written("bonds.txt", bytes), "--edges") },
    {
      name: "weights",
      seeds: models,
      sealed: true,
      read: (bytes) => {
        const { ansatz, parameters, problem, card } = decodeNetwork(bytes, "w.safetensors");
        return JSON.stringify([ansatz, [...parameters], problem, card]);
      },
    },
    {
      name: "older weights",
      seeds: ["ising-40-h2", "ising-40-h2-format-2"].map((name) => readFileSync(`test/data/older/${name}.safetensors`)),
      read: (bytes) => decodeNetwork(bytes, "w.safetensors"),
    },
    {
      name: "older network from disk",
      seeds: [readFileSync("test/data/older/ising-40-h2.safetensors"), ofFormula()],
      read: (bytes) => loadNetwork(written("older.safetensors", bytes)),
    },
    {
      name: "stored network",
      seeds: models,
      sealed: true,
      read: async (bytes) => {
        const { network, trainedAs, trainedOn, energy } = await readStored(written("w.safetensors", bytes), overrideOf({}, flagOf));
        return JSON.stringify([network.ansatz, [...network.parameters], network.problem, trainedAs, trainedOn.problem, energy]);
      },
    },
    wf("Ising1d_9_1_1.wf", 9),
    wf("Heisenberg2d_16_1_1.time_0.5.wf", 16),
    {
      name: "name of a .wf file",
      seeds: texts("Ising1d_16_1_1.wf", "Heisenberg1d_16_0.5_1.time_2.wf", "some/where/Heisenberg2d_16_1_1.wf", "Ising1d_16_1e-2_1.0.wf"),
      read: (bytes) => decodeNetwork(new TextEncoder().encode(wfText(16)), textIn(bytes)),
    },
    {
      name: "measured rows",
      seeds: texts("0 1 0\n1 1 0\n0 0 0\n", "010\n110\n", "1 -1 1\n-1 -1 1\n\n\n", "+1,-1\n"),
      read: (bytes) => loadMeasurements(written("rows.txt", bytes)),
    },
    {
      name: "bases",
      seeds: texts("X Z\nZ Z\nYY\n", "XZ\nZX\nZZ\n"),
      read: (bytes) =>
        loadMeasurements(written("two.txt", new TextEncoder().encode("0 1\n1 1\n0 0\n")), { bases: written("bases.txt", bytes) }),
    },
    {
      name: "wave function",
      seeds: texts("0.5 0\n0.5 0.1\n-0.5 0\n.5 -1e-3\n", "1,0\n0,1\n"),
      read: (bytes) => loadWaveFunction(written("psi.txt", bytes)),
    },
    {
      name: "stored result",
      seeds: results,
      read: (bytes) => {
        writeFileSync(join(report, "switch.json"), bytes);
        openReport(report, ["switch"], { seed: 1, quick: true }, true, () => {}).kept("switch");
      },
    },
    {
      name: "lines of a peer",
      seeds: texts('{"peer":"netket 3.23","workload":"ising-40-rbm1","variant":"auto","iteration_s":0.48,"best":true}\nsome talk\n'),
      read: (bytes) => readPeer(written("peer.jsonl", bytes)),
    },
  ];
}

/** An older weights file whose problem is a formula: its reader is loaded when it is needed. */
function ofFormula(): Uint8Array {
  const ansatz = { name: "rbm", density: 1.5, real: false, symmetric: false, parity: "none", biases: true, deviation: 0.02 };
  const problem = { hamiltonian: "sum(h(i)*X(i))", set: { h: [0.5, 1] }, lattice: "chain", sites: 2, boundary: "open", rotate: "none" };
  const tensors = Object.entries({ visible_bias: [2], hidden_bias: [3], weights: [2, 3] }).map(([name, shape]) => ({
    name,
    shape,
    data: new Float64Array(2 * shape.reduce((product, extent) => product * extent, 1)).fill(0.1),
  }));
  const metadata = { format: '"nqs-weights/1"', version: '"0.1.0"', ansatz: JSON.stringify(ansatz), problem: JSON.stringify(problem) };
  return encodeTensors({ tensors, metadata });
}

const configs = texts(
  "model: ising\nsites: 8\nfield: sqrt(2)/2\nboundary: open\n",
  '{"model": "heisenberg", "size": "3x4", "rotate": "none", "iterations": 100}',
  "lattice: edges\nedges:\n  - [0, 1]\n  - [1, 2, 0.5]\nmodel: xxz\nset: {anisotropy: 0.5}\n",
  'hamiltonian: "-sum(Z(i)*Z(i+1)) - h(0)*sum(X(i))"\nset:\n  h: [0.1, 0.2]\nsites: 6\nobserve: {far: Z(0)*Z(3)}\n',
  "ansatz: mlp\nwidths: [8, 4]\nparity: odd\nsymmetric: auto\nobservables: [x, correlations]\npairs: [[0, 1]]\nseed: 3 # a comment\n",
  "hamiltonian: |\n  0.5 Z0 Z1\n  -0.3 X0\ndensity: 2\nbiases: true\n",
);

const flags = texts(
  "--model\nising\n--sites\n8\n--field\nsqrt(2)/2",
  "--ansatz\nmlp\n--widths\n8,4\n--parity\neven\n--seed\n3\n--no-symmetric",
  "--hamiltonian\n-sum(Z(i)*Z(i+1)) - h*sum(X(i))\n--set\nh=0.5\n--sites\n5\n--observe\nfar=Z(0)*Z(3)",
  "--size\n3x4\n--model\nj1j2\n--j2\n0.5\n--observables\nx,correlations\n--pairs\n0-1,0-2",
);

const formulas = texts(
  "-sum(Z(i)*Z(i+1)) - 0.5*sum(X(i))",
  "sum(X(i)*X(j) + Y(i)*Y(j), bonds) + 2*im*(P(0)*M(1) - M(0)*P(1))",
  "sum(cos(2*pi*k/N)*Z(k), k, 0, N-2)^2",
  "0.5 X0 X1 - 2 Z0",
  "(X(0)+Z(1))^3/2 - exp(-1)",
);

const paulis = texts(
  "ZIZI -0.3\nXXII 0.5\n",
  "-0.81 [] +\n(0.17+0j) [Z0 X1]",
  "0.5 * X(0) @ X(1)",
  'SparsePauliOp(["ZIZI", "XXXX"], coeffs=[-0.3+0.j, 0.25+0.j])',
  '[("ZZ", -0.3), ("XI", 1e-2)]',
  "0.17 Z0 Z1 # coupling\n-1.5\n",
);

const bonds = texts("0 1\n1 2\n2 0\n", "# a triangle\n0, 1 0.35\r\n\n 1\t2 # two\n", "[[0, 1], [1, 2, 0.5]]", "- [0, 1]\n- [1, 2]\n");

const results = texts(
  JSON.stringify({
    ...{ name: "switch", claim: "c", section: "2", verdict: "holds", because: "b", method: "m", otherwise: "o", version: "0.1.0" },
    ...{ numbers: { x: 1, deep: [[1, null], { y: 2 }] }, seed: 1, quick: true, seconds: 2.5 },
    charts: [{ title: "t", x: "x", y: "y", series: [{ name: "s", points: [[0, 1, 0.1]], mark: "dots" }], xScale: "log" }],
    tables: [{ title: "t", columns: ["a"], rows: [[1], ["x"], [{ mean: 1, error: 0.1 }]] }],
  }),
);
