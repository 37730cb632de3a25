import { existsSync } from "node:fs";
import type { Command } from "commander";
import { writeAtomically } from "../files/atomic.ts";
import { denseRbm } from "../files/denseRbm.ts";
import { reasonOf } from "../files/read.ts";
import { encodeWeights } from "../files/weights.ts";
import { encodeWf } from "../files/wf.ts";
import { InputError, parameterTensors, refuse, version } from "../index.ts";
import { addExamples, addJson, addSettings, type CommandFlags } from "./command.ts";
import { print, printJson } from "./output.ts";
import { problemOf, problemText } from "./problem.ts";
import { publishedProblem } from "./published.ts";
import { problemShape } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { isWf, overrideOf, readStored, type StoredNetwork } from "./stored.ts";

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
  const { network, problem, hamiltonian } = stored;
  const bytes = isWf(to) ? await wfBytes(stored, from, to) : weightsBytes(stored);
  try {
    writeAtomically(to, bytes);
  } catch (error) {
    throw new InputError(`${to}: expected a file that can be written, got none (${reasonOf(error)}); choose another path`);
  }
  const { size, translations } = hamiltonian.lattice;
  const parameters = network.parameters.length / 2;
  if (flags.json) return printJson({ from, to, sites: size, parameters, version, config: problem });
  const spread = isWf(to) && network.ansatz.symmetric ? `, spread over ${translations.length} translations` : "";
  print(`${from}: ${problemText(problem)}; ${parameters} parameters${spread}; kept in ${to}`);
  if (isWf(to) && !publishedProblem(to))
    print("A .wf file keeps no problem, and its name tells none: evaluate it with --model and its parameters.");
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

/** The dense network; the name, if it tells a problem, must tell that of the network. */
async function wfBytes({ network, problem, hamiltonian }: StoredNetwork, from: string, to: string): Promise<string> {
  const told = publishedProblem(to)?.settings;
  if (told) {
    const name = problemText(await problemOf(told, (key) => `${to}: ${key} in its name`));
    const own = problemText(problem);
    if (name !== own) throw new InputError(`${to}: expected a name that tells ${own}, got one that tells ${name}; choose another name`);
  }
  return encodeWf(denseRbm(network.ansatz, network.parameters, hamiltonian.lattice.translations, from));
}

function weightsBytes({ network, problem, hamiltonian, trainedAs }: StoredNetwork): Uint8Array {
  const { ansatz, parameters } = network;
  return encodeWeights(parameters, parameterTensors(ansatz, hamiltonian.lattice), {
    problem: { ...problem },
    ansatz,
    readout: trainedAs,
    version,
  });
}
