import { type ResolvedAnsatz, rbm } from "../ansatz/ansatz.ts";
import { parameterCount, parameterTensors } from "../ansatz/tensors.ts";
import { InputError, refuse } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { version } from "../core/version.ts";
import { fingerprintOf } from "../hamiltonian/fingerprint.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { networkProblem } from "../vmc/setup/networkProblem.ts";
import type { NetworkProblem, TrainedNetwork } from "../vmc/types.ts";
import { latticeNamed, latticeOf } from "./lattices.ts";
import { describeHamiltonian, hamiltonianAtOnce, hamiltonianOf, type Problem, readProblem } from "./problem.ts";
import { denseRbm } from "./published/denseRbm.ts";
import { checkUnits, publishedProblem } from "./published/names.ts";
import { decodeWf, encodeWf, type WfNetwork } from "./published/wf.ts";
import { isSafetensors } from "./safetensors.ts";
import { checkMagnitude, decodeWeights, encodeWeights, parametersOf, type WeightsFile } from "./weights.ts";

/** What a file tells of a network beside its weights. Everything may be absent. */
export interface NetworkCard {
  /** The Hamiltonian that it was trained on, as data; `trainedHamiltonian` builds it. */
  readonly problem?: Problem;
  /** The reading that it was trained under. */
  readonly readout?: string;
  /** The seed that it was trained with. */
  readonly seed?: number;
  /** Its energy in J, measured after the training; `null` for an error that is not known. */
  readonly energy?: { readonly mean: number; readonly error: number | null };
  /** Of a published state after a quench: the time since. */
  readonly time?: number;
  /** The version of nqs that wrote the file. */
  readonly version?: string;
}

/** What may be told of a network when it is encoded. */
export interface NewCard extends Pick<NetworkCard, "problem" | "readout" | "seed" | "energy"> {
  /** The Hamiltonian that it was trained on, in any basis, in place of `problem`: the file then tells it, and can be evaluated by itself. */
  readonly hamiltonian?: Hamiltonian;
  /** `wf`, the text of Carleo & Troyer, holds a dense RBM without its problem. Default `safetensors`. */
  readonly format?: "safetensors" | "wf";
}

/** A network from a file, and what the file tells of it. It can be measured, or trained on, as it is. */
export interface StoredNetwork extends TrainedNetwork {
  /** What its file tells: the problem, the reading, the seed, the energy. Empty for a `.wf` file whose name tells nothing. */
  readonly card: NetworkCard;
}

/**
 * The bytes of a weights file, docs/formats.md has its layout: safetensors that any other program reads, with the ansatz, the problem and the card as text.
 * With `format: "wf"` the text of a dense RBM as Carleo & Troyer published theirs, symmetric weights spread over the translations.
 * @param network one that was loaded is written with the problem, the reading and the seed that its file told; not with its energy, since its parameters
 * may have changed
 * @param card what the file is to tell beside the weights; without `hamiltonian` it does not tell the problem of a network that was trained
 * @throws InputError for a network that knows no problem where no Hamiltonian is given, for parameters of another number than the ansatz has, for a
 * Hamiltonian that is not the network's, and, with `wf`, for anything but an RBM without projection.
 */
export function encodeNetwork(network: TrainedNetwork | StoredNetwork, card: NewCard = {}): Uint8Array {
  const { ansatz, parameters } = network;
  const known = "card" in network ? network.card : {};
  const { hamiltonian, format = "safetensors", readout = known.readout, seed = known.seed, energy } = card;
  const trained = network.problem ?? (hamiltonian && networkProblem(hamiltonian));
  if (!trained) {
    throw new InputError(
      "encodeNetwork: expected a network that knows its problem, got one made by hand; give its Hamiltonian: { hamiltonian }",
    );
  }
  if (hamiltonian && fingerprintOf(hamiltonian) !== trained.fingerprint) {
    refuse("encodeNetwork: card.hamiltonian", "the Hamiltonian that the network was trained on", hamiltonian.name, "leave it out");
  }
  const problem = card.problem ?? (hamiltonian ? describeHamiltonian(hamiltonian) : known.problem);
  const lattice = hamiltonian?.lattice ?? latticeIn(problem, trained);
  const count = parameterCount(ansatz, lattice);
  if (parameters.length !== 2 * count) refuse("encodeNetwork", `${count} complex parameters`, parameters.length / 2);
  if (format === "wf") return new TextEncoder().encode(encodeWf(denseRbm(ansatz, parameters, lattice.translations, "encodeNetwork")));
  checkLayout(ansatz, lattice, latticeIn(problem, trained));
  const told = { problem: problem && { ...problem }, trained, ansatz, readout, seed, version, energy };
  return encodeWeights(parameters, parameterTensors(ansatz, lattice), told);
}

/** The lattice as a reader of the file will know it. */
function latticeIn(problem: Problem | undefined, { lattice, sites }: Pick<NetworkProblem, "lattice" | "sites">): Lattice {
  return problem ? latticeOf(problem) : latticeNamed(lattice, sites);
}

/** The reader has to find the same tensors. */
function checkLayout(ansatz: ResolvedAnsatz, own: Lattice, read: Lattice): void {
  const text = (permutations: Lattice["translations"]) => permutations.join(";");
  if (!ansatz.symmetric && !ansatz.pointGroup) return;
  if (text(own.translations) === text(read.translations) && text(own.pointGroup) === text(read.pointGroup)) return;
  refuse("encodeNetwork", "a symmetric network on a chain, a ladder or a square", own.name, "a file keeps no symmetry of other lattices");
}

/**
 * A network from the bytes of a weights file or of a `.wf` file of Carleo & Troyer, told apart by their content.
 * @param name of the file: it begins every message, and that of a published `.wf` file, `Ising1d_40_1_2.wf`, tells its problem. Under any other
 * name a `.wf` network knows none: give it one, `{ ...network, problem: networkProblem(rotateMarshall(hamiltonian)) }`.
 * @throws InputError, one line, for bytes that are neither, a broken or truncated file, and a network that does not fit its own lattice.
 */
export function decodeNetwork(bytes: Uint8Array, name = "network"): StoredNetwork {
  if (!isSafetensors(bytes)) return wfNetwork(bytes, name);
  return weightsNetwork(decodeWeights(bytes, name), (problem, where) => {
    const hamiltonian = hamiltonianAtOnce(problem, where);
    if (hamiltonian) return hamiltonian;
    throw new InputError(
      `${name}: expected the state of the network in "trained", got an older file of a formula; read it with loadNetwork`,
    );
  });
}

/** The same, whatever formula an older file holds. */
export async function decodeAny(bytes: Uint8Array, name: string): Promise<StoredNetwork> {
  if (!isSafetensors(bytes)) return wfNetwork(bytes, name);
  const file = decodeWeights(bytes, name);
  const { problem, trained } = file.card;
  const formula = problem && !trained ? await hamiltonianOf(readProblem(problem, inFile(name)), inFile(name)) : null;
  return weightsNetwork(file, (data, where) => formula ?? hamiltonianAtOnce(data, where) ?? unknownBasis(name));
}

/** The Hamiltonian that a stored network was trained on, ready to be measured. @throws InputError where its file tells none. */
export function trainedHamiltonian({ card: { problem } }: StoredNetwork): Promise<Hamiltonian> {
  if (problem) return hamiltonianOf(problem);
  return Promise.reject(
    new InputError("trainedHamiltonian: expected a network whose file tells its problem, got one that tells none; build the Hamiltonian"),
  );
}

function inFile(name: string) {
  return (key: string) => `${name}: problem.${key}`;
}

function weightsNetwork(file: WeightsFile, build: (problem: Problem, where: (key: string) => string) => Hamiltonian): StoredNetwork {
  const { path, card } = file;
  const { ansatz, trained, readout, seed, energy, version: writer } = card;
  const where = inFile(path);
  const problem = card.problem && readProblem(card.problem, where);
  if (!trained && !problem) unknownBasis(path);
  const lattice = latticeIn(problem, trained ?? { lattice: "", sites: 1 });
  const state = stateOf(file, lattice.size, () => (problem ? framed(path, problem, build(problem, where)) : unknownBasis(path)));
  const parameters = parametersOf(file, parameterTensors(ansatz, lattice));
  return { ansatz, parameters, problem: state, card: { ...given({ problem, readout, seed, energy }), version: writer } };
}

/** The state that a file tells; files older than that are of the ground state in the basis of their problem. */
export function stateOf({ path, card: { trained } }: WeightsFile, sites: number, older: () => Hamiltonian): NetworkProblem {
  if (!trained) return networkProblem(older());
  if (trained.sites !== sites) refuse(`${path}: trained.sites`, `${sites}, as the problem beside it has`, trained.sites);
  return trained;
}

function framed(path: string, { rotate }: Problem, hamiltonian: Hamiltonian): Hamiltonian {
  return rotate === "auto" ? unknownBasis(path) : hamiltonian;
}

/** Refuses a file that does not tell the basis of its configurations. */
export function unknownBasis(path: string): never {
  throw new InputError(
    `${path}: expected the basis of the network in "trained" or as problem.rotate (marshall, none), got neither; train it again`,
  );
}

function wfNetwork(bytes: Uint8Array, name: string): StoredNetwork {
  const file = decodeWf(new TextDecoder().decode(bytes), name);
  checkMagnitude(file.parameters, name);
  const published = publishedProblem(name);
  const network = { ansatz: denseAnsatz(file), parameters: file.parameters };
  if (!published) return { ...network, card: {} };
  checkUnits(published, file, name);
  const { problem, magnetisation, time } = published;
  const hamiltonian = hamiltonianAtOnce(problem) ?? unknownBasis(name);
  const card = { problem, readout: "born", ...given({ time }) };
  return { ...network, problem: networkProblem(hamiltonian, magnetisation), card };
}

/** The ansatz of a `.wf` file: a dense complex RBM with biases. */
export function denseAnsatz({ visible, hidden }: Pick<WfNetwork, "visible" | "hidden">): ResolvedAnsatz {
  return { ...rbm({ density: hidden / visible }), symmetric: false, pointGroup: false, parity: "none", biases: true };
}
