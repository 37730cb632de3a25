// `nqs convert`: weights from one file format to another.
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { writeAtomically } from "../../files/atomic.ts";
import { encodeNetwork } from "../../files/network.ts";
import { denseRbm } from "../../files/published/denseRbm.ts";
import { checkUnits, type Published, publishedProblem } from "../../files/published/names.ts";
import { encodeWf } from "../../files/published/wf.ts";
import { reasonOf } from "../../files/read.ts";
import { InputError, type NetworkProblem, networkProblem, version } from "../../index.ts";
import { refuse } from "../../internal.ts";
import { addExamples, addJson, addSettings, type CommandFlags } from "../command.ts";
import { hamiltonianOf, problemText } from "../settings/problem.ts";
import { problemShape } from "../settings/schema.ts";
import { readSettings, type Where } from "../settings/settings.ts";
import {
  basisText,
  isFrame,
  isWf,
  isWfFrame,
  namedFrame,
  overrideOf,
  type Posed,
  readStored,
  type StoredNetwork,
} from "../settings/stored.ts";
import { printJson, printText } from "../terminal/output.ts";

export function define(command: Command): void {
  command.argument("<in>", "a .wf or .safetensors file").argument("<out>", "a file of the other kind");
  addJson(command).option("--force", "replace <out> if it is there");
  addSettings(command, problemShape).action(convert);
  addExamples(command, [
    "nqs convert Ising1d_40_1_2.wf ising40.safetensors",
    "nqs convert runs/ising40/weights.safetensors Ising1d_40_1_2.wf",
    "nqs convert mine.wf mine.safetensors --model xxz --anisotropy 0.5",
  ]);
}

async function convert(from: string, to: string, flags: CommandFlags): Promise<void> {
  checkPaths(from, to, flags.force === true);
  const { values, where } = await readSettings(problemShape, flags);
  const stored = await readStored(from, overrideOf(values, where));
  const { network, trainedOn, asked } = stored;
  const text = problemText(trainedOn.problem);
  if (asked !== trainedOn) refuse(from, `no problem but that of the network, ${text}`, problemText(asked.problem), "leave the flags out");
  const bytes = isWf(to) ? await wfBytes(stored, from, to) : weightsBytes(stored);
  try {
    writeAtomically(to, bytes);
  } catch (error) {
    throw new InputError(`${to}: expected a file that can be written, got none (${reasonOf(error)}); choose another path`);
  }
  const { size, translations } = trainedOn.hamiltonian.lattice;
  const parameters = network.parameters.length / 2;
  if (flags.json) return printJson({ from, to, sites: size, parameters, version, config: trainedOn.problem });
  const spread = isWf(to) && network.ansatz.symmetric ? `, spread over ${translations.length} translations` : "";
  printText(`${from}: ${text}; ${parameters} parameters${spread}; kept in ${to}`);
  if (!isWf(to) || publishedProblem(to)) return;
  const own = isFrame(network.problem.frame, namedFrame("none", trainedOn.hamiltonian));
  const rotate = `--rotate ${own ? "none" : "marshall"}`;
  printText(`A .wf file keeps no problem, and its name tells none: evaluate it with --model and its parameters and ${rotate}.`);
}

/** @throws InputError unless one ends in .wf, the other in .safetensors, and nothing is overwritten by accident. */
function checkPaths(from: string, to: string, force: boolean): void {
  for (const [name, path] of [
    ["<in>", from],
    ["<out>", to],
  ]) {
    if (!/\.(wf|safetensors)$/.test(path)) refuse(`nqs convert: ${name}`, "a name that ends in .wf or .safetensors", path);
  }
  if (isWf(from) === isWf(to)) refuse("nqs convert: <out>", `a ${isWf(from) ? ".safetensors" : ".wf"} file, the other kind`, to);
  if (force || !existsSync(to)) return;
  throw new InputError(`${to}: expected a new file, got one that is there; choose another name, or add --force to replace it`);
}

/** The dense network; the name, if it tells a problem, must tell that of the network, and else the flags must be able to tell its basis. */
async function wfBytes({ network, trainedOn }: StoredNetwork, from: string, to: string): Promise<string> {
  const { hamiltonian } = trainedOn;
  const { frame } = network.problem;
  const published = publishedProblem(to);
  const dense = denseRbm(network.ansatz, network.parameters, hamiltonian.lattice.translations, from);
  if (published) {
    await checkName(published, network.problem, trainedOn, to);
    checkUnits(published, dense, to);
  } else if (!isWfFrame(frame, hamiltonian)) {
    const usual = "a network in a basis that --rotate none or --rotate marshall tells of a .wf file";
    refuse(from, usual, basisText(frame, hamiltonian), "train it with one of the two");
  }
  return encodeWf(dense);
}

async function checkName(
  { problem: toldProblem, magnetisation }: Published,
  own: NetworkProblem,
  { problem, hamiltonian }: Posed,
  to: string,
) {
  const where: Where = (key) => `${to}: ${key} in its name`;
  const told = networkProblem(await hamiltonianOf(toldProblem, where), magnetisation);
  const mend = "choose another name";
  if (told.fingerprint !== own.fingerprint || told.lattice !== own.lattice || told.magnetisation !== own.magnetisation) {
    const got = `one that tells ${problemText(toldProblem)}`;
    throw new InputError(`${to}: expected a name that tells ${problemText(problem)}, got ${got}; ${mend}`);
  }
  if (!isFrame(told.frame, own.frame)) {
    const [expected, got] = [own.frame, told.frame].map((frame) => basisText(frame, hamiltonian));
    refuse(to, `a name that tells the basis of the network, ${expected}`, got, mend);
  }
}

function weightsBytes({ network, trainedOn, trainedAs }: StoredNetwork): Uint8Array {
  return encodeNetwork(network, { problem: trainedOn.problem, readout: trainedAs });
}
