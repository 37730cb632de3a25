import { readBytes } from "../files/read.ts";
import { parametersOf, readWeights } from "../files/weights.ts";
import { decodeWf, type WfNetwork } from "../files/wf.ts";
import { type Hamiltonian, InputError, parameterTensors, type ResolvedAnsatz, rbm, refuse, type TrainedNetwork } from "../index.ts";
import { given, hamiltonianOf, type Problem, problemFromFile, problemOf } from "./problem.ts";
import { PUBLISHED_NAMES, publishedProblem } from "./published.ts";
import { type ProblemSettings, parameterNames, problemShape } from "./schema.ts";
import { check, type Where } from "./settings.ts";

const latticeKeys = ["lattice", "size", "edges", "sites", "boundary"] as const;

/** A network from a file, and the problem it is measured on. */
export interface StoredNetwork {
  readonly network: TrainedNetwork;
  readonly problem: Problem;
  readonly hamiltonian: Hamiltonian;
  /** The reading it was trained under. */
  readonly trainedAs: string;
  /** Of a state after a quench: the time since. */
  readonly time?: number;
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

/**
 * Reads a weights file, or a `.wf` file whose name tells its problem. Flags win over what the file says of the problem.
 * @throws InputError with one line for a broken file, and for a problem that the network does not fit.
 */
export function readStored(path: string, override: Override): Promise<StoredNetwork> {
  return isWf(path) ? readPublished(path, override) : readTrained(path, override);
}

async function readTrained(path: string, override: Override): Promise<StoredNetwork> {
  const file = readWeights(path);
  const { ansatz, readout: trainedAs } = file.card;
  const origin: Where = (key) => `${path}: problem.${key}`;
  const stored = check(problemShape, file.card.problem, origin);
  const { problem, hamiltonian, where } = await settle(stored, origin, override);
  const changed = changedLattice(override);
  if (changed !== undefined) {
    const before = await hamiltonianOf(await problemFromFile(file.card.problem, path), origin);
    checkSites(problem.sites, before.lattice.size, where(changed));
    const { symmetric, pointGroup } = ansatz;
    const [old, now] = [before.lattice, hamiltonian.lattice];
    if ((symmetric && !same(old.translations, now.translations)) || (pointGroup && !same(old.pointGroup, now.pointGroup))) {
      refuse(where(changed), `the lattice of the symmetric network in ${path}, a ${old.name}`, now.name, "leave it out");
    }
  }
  const network = { ansatz, parameters: parametersOf(file, parameterTensors(ansatz, hamiltonian.lattice)) };
  return { network, problem, hamiltonian, trainedAs };
}

async function readPublished(path: string, override: Override): Promise<StoredNetwork> {
  const file = decodeWf(new TextDecoder().decode(readBytes(path, "a .wf file")), path);
  const published = publishedProblem(path);
  const { model, hamiltonian: formula, hamiltonianFile } = override.settings;
  if (!published && model === undefined && formula === undefined && hamiltonianFile === undefined) {
    throw new InputError(
      `${path}: expected a name that tells the problem, such as ${PUBLISHED_NAMES}, got another; rename it, or add --model and its parameters`,
    );
  }
  const { settings = { sites: file.visible }, time } = published ?? {};
  const origin: Where = (key) => `${path}: ${key} in its name`;
  const { problem, hamiltonian, where } = await settle(check(problemShape, settings, origin), origin, override);
  checkSites(problem.sites, file.visible, where(changedLattice(override) ?? "sites"));
  const ansatz = ansatzOfWf(file);
  // Refuses a network that is too large before anything is built from it.
  parameterTensors(ansatz, hamiltonian.lattice);
  return { network: { ansatz, parameters: file.parameters }, problem, hamiltonian, trainedAs: "born", ...given({ time }) };
}

/** A dense complex RBM with biases. */
function ansatzOfWf({ visible, hidden }: WfNetwork): ResolvedAnsatz {
  return { ...rbm({ density: hidden / visible }), symmetric: false, pointGroup: false, parity: "none", biases: true };
}

/** Lays the flags over what the file says, and says of each setting where it came from. */
async function settle(stored: ProblemSettings, origin: Where, { settings: flags, where: flagged }: Override) {
  const kept = keptBeside(flags, stored);
  const set = kept.set || flags.set ? { set: { ...kept.set, ...flags.set } } : {};
  const where: Where = (key) =>
    Object.hasOwn(kept, key) && flags[key as keyof ProblemSettings] === undefined ? origin(key) : flagged(key);
  const problem = await problemOf({ ...kept, ...given(flags), ...set }, where);
  return { problem, hamiltonian: await hamiltonianOf(problem, where), where };
}

/**
 * What a file says of the problem, without what the flags make void: another model has other parameters, another lattice another size. The
 * basis, `rotate`, belongs to the network and stays.
 */
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

function same(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  return a.length === b.length && a.every((one, r) => one.every((site, k) => site === b[r][k]));
}
