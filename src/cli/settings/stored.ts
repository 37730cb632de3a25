// A stored network with its problem, from a weights file or a published `.wf` file.
import { denseAnsatz, stateOf, unknownBasis } from "../../files/network.ts";
import { parameterNames } from "../../files/problem.ts";
import { checkUnits, PUBLISHED_NAMES, publishedProblem } from "../../files/published/names.ts";
import { decodeWf } from "../../files/published/wf.ts";
import { checkMagnitude, parametersOf, readNetworkBytes, readWeights, type WeightsCard } from "../../files/weights.ts";
import {
  chooseFrame,
  type Frame,
  fingerprintOf,
  frameText,
  type Hamiltonian,
  InputError,
  inFrame,
  type NetworkProblem,
  networkProblem,
  parameterTensors,
  rotateMarshall,
  type TrainedNetwork,
  unrotated,
} from "../../index.ts";
import { given, refuse } from "../../internal.ts";
import { hamiltonianOf, type Problem, problemOf } from "./problem.ts";
import { type ProblemSettings, problemShape } from "./schema.ts";
import { check, type Where } from "./settings.ts";

const latticeKeys = ["lattice", "size", "edges", "sites", "boundary"] as const;

/** A problem in the words of the command line, and built. */
export interface Posed {
  readonly problem: Problem;
  readonly hamiltonian: Hamiltonian;
}

/** A network from a file, the problem it was trained on, and the operator that is asked for. */
export interface StoredNetwork {
  readonly network: TrainedNetwork & { readonly problem: NetworkProblem };
  readonly trainedOn: Posed;
  /** `trainedOn` itself unless the flags ask for another operator. */
  readonly asked: Posed;
  /** The reading it was trained under. */
  readonly trainedAs: string;
  /** Of a state after a quench: the time since. */
  readonly time?: number;
  /** Measured after the training, as the file keeps it. */
  readonly energy?: WeightsCard["energy"];
}

/** The problem settings among others, as flags gave them. */
export interface Override {
  readonly settings: ProblemSettings;
  readonly where: Where;
}

export function overrideOf(values: Readonly<Record<string, unknown>>, where: Where): Override {
  return { settings: Object.fromEntries(Object.keys(problemShape).map((key) => [key, values[key]])), where };
}

export function isWf(path: string): boolean {
  return path.endsWith(".wf");
}

/** How a basis came about, in words. */
export function basisText(frame: Frame, { lattice }: Hamiltonian): string {
  return frameText(frame, lattice.sublattices, lattice.size) ?? "that of the Hamiltonian as it is written";
}

/** The basis that `--rotate` says by a word alone. @throws InputError for a Marshall rotation of a lattice that is not bipartite. */
export function namedFrame(rotate: "marshall" | "none", hamiltonian: Hamiltonian): Frame {
  const own = unrotated(hamiltonian);
  return rotate === "none" ? own.frame : rotateMarshall(own).frame;
}

export function isFrame(frame: Frame, { axes, turned }: Frame): boolean {
  return frame.axes === axes && frame.turned.join() === turned.join();
}

/**
 * Reads a weights file, or a `.wf` file whose name tells its problem. The flags say which operator is asked for; the network stays what it is.
 * @throws InputError with one line for a broken file, and for a problem that the network does not fit.
 */
export function readStored(path: string, override: Override): Promise<StoredNetwork> {
  return isWf(path) ? readWf(path, override) : readTrained(path, override);
}

function tellsProblem({ settings: { model, hamiltonian, hamiltonianFile } }: Override): boolean {
  return model !== undefined || hamiltonian !== undefined || hamiltonianFile !== undefined;
}

async function readTrained(path: string, override: Override): Promise<StoredNetwork> {
  const file = readWeights(path);
  const { ansatz, readout: trainedAs = "born", problem, energy } = file.card;
  const known = problem !== undefined;
  if (!known && !tellsProblem(override)) {
    throw new InputError(`${path}: expected the problem of the network beside its weights, got none; add --model and its parameters`);
  }
  const origin: Where = known ? (key) => `${path}: problem.${key}` : override.where;
  const settings = known ? check(problemShape, problem, origin) : given(override.settings);
  const trainedOn = await posed(settings, origin);
  const { hamiltonian } = trainedOn;
  const basis = () => (trainedOn.problem.rotate === "auto" ? unknownBasis(path) : hamiltonian);
  const parameters = parametersOf(file, parameterTensors(ansatz, hamiltonian.lattice));
  const network = { ansatz, parameters, problem: stateOf(file, hamiltonian.lattice.size, basis) };
  const told = await asked(path, network, trainedOn, settings, origin, override);
  return { network, trainedOn, asked: told, trainedAs, ...given({ energy }) };
}

async function readWf(path: string, override: Override): Promise<StoredNetwork> {
  const file = decodeWf(new TextDecoder().decode(readNetworkBytes(path, "a .wf file")), path);
  checkMagnitude(file.parameters, path);
  const published = publishedProblem(path);
  if (!published && !tellsProblem(override)) {
    throw new InputError(
      `${path}: expected a name that tells the problem, such as ${PUBLISHED_NAMES}, got another; rename it, or add --model and its parameters`,
    );
  }
  if (published) checkUnits(published, file, path);
  const origin: Where = published ? (key) => `${path}: ${key} in its name` : override.where;
  const sites = { sites: file.visible };
  const settings = published
    ? check(problemShape, { ...published.problem }, origin)
    : { ...keptBeside(override.settings, sites), ...given(override.settings) };
  const trainedOn = await posed(settings, origin);
  checkSites(trainedOn.problem.sites, file.visible, origin(changedLattice(override) ?? "sites"));
  const ansatz = denseAnsatz(file);
  // Refuses a network that is too large before anything is built from it.
  parameterTensors(ansatz, trainedOn.hamiltonian.lattice);
  const state = published ? networkProblem(trainedOn.hamiltonian, published.magnetisation) : networkProblem(framed(path, trainedOn));
  const network = { ansatz, parameters: file.parameters, problem: state };
  const told = published ? await asked(path, network, trainedOn, settings, origin, override) : trainedOn;
  return { network, trainedOn, asked: told, trainedAs: "born", ...given({ time: published?.time }) };
}

/** A `.wf` file keeps no basis: without a word from the flags it is the one that a training chooses, if that is one of the two usual ones. */
function framed(path: string, { problem: { rotate }, hamiltonian }: Posed): Hamiltonian {
  if (rotate !== "auto") return hamiltonian;
  const { frame } = chooseFrame(hamiltonian);
  if (isWfFrame(frame, hamiltonian)) return inFrame(hamiltonian, frame);
  throw new InputError(
    `${path}: expected --rotate marshall or --rotate none, got neither; a .wf file does not tell the basis of its network`,
  );
}

/** Whether the flags can say of a `.wf` file that its network is in this basis. */
export function isWfFrame(frame: Frame, hamiltonian: Hamiltonian): boolean {
  const bipartite = hamiltonian.lattice.sublattices !== null;
  return isFrame(frame, namedFrame("none", hamiltonian)) || (bipartite && isFrame(frame, namedFrame("marshall", hamiltonian)));
}

async function posed(settings: ProblemSettings, where: Where): Promise<Posed> {
  const problem = await problemOf(settings, where);
  return { problem, hamiltonian: await hamiltonianOf(problem, where) };
}

/**
 * The operator that the flags ask for. Basis and sector are the network's: flags may repeat them, not change them.
 * @param stored what the file says of the problem; flags are laid over it
 */
async function asked(
  path: string,
  network: StoredNetwork["network"],
  trainedOn: Posed,
  stored: ProblemSettings,
  origin: Where,
  override: Override,
): Promise<Posed> {
  const { rotate, magnetisation, ...flags } = override.settings;
  const { where: flagged } = override;
  checkState(path, network.problem, trainedOn, override);
  if (Object.keys(given(flags)).length === 0) return trainedOn;
  const { rotate: _, ...kept } = keptBeside(flags, stored);
  const set = kept.set || flags.set ? { set: { ...kept.set, ...flags.set } } : {};
  const where: Where = (key) =>
    Object.hasOwn(kept, key) && override.settings[key as keyof ProblemSettings] === undefined ? origin(key) : flagged(key);
  const found = await posed({ ...kept, ...given(flags), ...set, ...given({ magnetisation }) }, where);
  checkLattice(path, network, found, where(changedLattice(override) ?? "sites"));
  const { hamiltonian } = trainedOn;
  const { lattice } = found.hamiltonian;
  return lattice.name === hamiltonian.lattice.name && fingerprintOf(found.hamiltonian) === fingerprintOf(hamiltonian) ? trainedOn : found;
}

function checkState(path: string, { frame, magnetisation }: NetworkProblem, { hamiltonian }: Posed, { settings, where }: Override): void {
  const { rotate = "auto", magnetisation: chosen } = settings;
  if (rotate !== "auto" && !isFrame(frame, namedFrame(rotate, hamiltonian))) {
    refuse(where("rotate"), `the basis of the network in ${path}, ${basisText(frame, hamiltonian)}`, rotate, "leave it out");
  }
  if (chosen === undefined || chosen === magnetisation) return;
  const expected = magnetisation === null ? "none, as the network has all configurations" : `${magnetisation}, as the network has`;
  refuse(where("magnetisation"), expected, chosen, "leave it out");
}

function checkLattice(path: string, { ansatz, problem }: StoredNetwork["network"], { hamiltonian }: Posed, where: string): void {
  const { name, size } = hamiltonian.lattice;
  checkSites(size, problem.sites, where);
  if (!(ansatz.symmetric || ansatz.pointGroup) || name === problem.lattice) return;
  refuse(where, `the lattice of the symmetric network in ${path}, a ${problem.lattice}`, name, "leave it out");
}

/** What a file says of the problem, without what the flags make void: another model has other parameters, another lattice another size. */
function keptBeside(flags: ProblemSettings, stored: ProblemSettings): ProblemSettings {
  const another = (key: keyof ProblemSettings) => flags[key] !== undefined && flags[key] !== stored[key];
  const voided = new Set<string>([
    ...(another("model") || another("hamiltonian") || another("hamiltonianFile")
      ? ["model", "hamiltonian", "set", "magnetisation", ...parameterNames]
      : []),
    ...(another("lattice") || another("size") || another("edges") ? latticeKeys : []),
  ]);
  return Object.fromEntries(Object.entries(stored).filter(([key, value]) => value !== undefined && !voided.has(key)));
}

/** The first flag that speaks of the lattice. */
function changedLattice({ settings }: Override) {
  return latticeKeys.find((key) => settings[key] !== undefined);
}

function checkSites(asked: number, sites: number, where: string): void {
  if (asked !== sites) refuse(where, `${sites} sites, as the network has`, asked);
}
