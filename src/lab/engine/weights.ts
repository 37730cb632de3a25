// Networks as files: saved, and opened and measured again.
import {
  decodeNetwork,
  encodeNetwork,
  exactGroundEnergy,
  fingerprintOf,
  type Hamiltonian,
  InputError,
  judgeMeasurement,
  measure,
  networkProblem,
  outcomeOf,
  type Problem,
  rotateMarshall,
  rotateSigns,
  type StoredNetwork,
  type TrainedNetwork,
  trainedHamiltonian,
  unrotated,
} from "../../index.ts";
import { modelNames, modelOf } from "../settings/models.ts";
import { type LabSettings, mostSites, networkNames, readingNames } from "../settings/settings.ts";
import { hamiltonianOf } from "./problem.ts";
import type { ReadingName, Task, TrainResult } from "./tasks.ts";

/** A network of another problem than that of the page, as one that was fed rows, is written without a problem. */
export const encode: Task<"encode"> = async ({ settings, reading, network, energy, format }) => {
  const hamiltonian = await hamiltonianOf(settings);
  const { problem } = network;
  const own = problem === undefined || problem.fingerprint === fingerprintOf(hamiltonian);
  const card = { readout: reading, seed: settings.seed, format, ...(energy ? { energy } : {}), ...(own ? { hamiltonian } : {}) };
  const bytes = encodeNetwork(network, card);
  const name = `${own ? settings.model : "taught"}-${problem?.sites ?? settings.sites}-${reading}.${format}`;
  if (format === "safetensors")
    return { bytes, name, note: own ? null : `${name} tells no problem: nqs evaluate needs --model and its parameters.` };
  const published = own && reading === "born" ? publishedName(settings, network, bytes) : null;
  return published
    ? { bytes, name: published, note: null }
    : { bytes, name, note: `${name} tells no problem: ${flagsOf(network, hamiltonian)}` };
};

/** The name that Carleo & Troyer would give the file, if it tells this problem; `null` where none does. */
function publishedName({ model, couplings, sites }: LabSettings, { problem }: TrainedNetwork, bytes: Uint8Array): string | null {
  const [visible, hidden] = new TextDecoder().decode(bytes).split("\n", 2).map(Number);
  const start = {
    ising: `Ising1d_${sites}_${couplings["field"]}`,
    heisenberg: `Heisenberg1d_${sites}_1`,
    xxz: `Heisenberg1d_${sites}_${couplings["anisotropy"]}`,
  };
  const name = `${new Map(Object.entries(start)).get(model)}_${hidden / visible}.wf`;
  try {
    return JSON.stringify(decodeNetwork(bytes, name).problem) === JSON.stringify(problem) ? name : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** What `nqs evaluate` has to be told of a .wf file whose name tells nothing. */
function flagsOf({ problem }: TrainedNetwork, hamiltonian: Hamiltonian): string {
  const basis = JSON.stringify(problem?.frame ?? hamiltonian.frame);
  const bases = { none: unrotated(hamiltonian), marshall: hamiltonian.lattice.sublattices ? rotateMarshall(hamiltonian) : null };
  const found = Object.entries(bases).find(([, rotated]) => rotated && JSON.stringify(rotated.frame) === basis);
  return found
    ? `nqs evaluate needs --model and its parameters, as in «Show the command», and --rotate ${found[0]}.`
    : "nor can flags tell the basis that its training chose; save .safetensors for nqs evaluate.";
}

/** Samples that tell a stored energy to four digits within a second or two. */
const SAMPLES = 16_384;
const MOST_LANCZOS_SITES = 16;

export const decode: Task<"decode"> = async ({ bytes, name, settings: page }) => {
  const stored = decodeNetwork(bytes, name);
  const { problem, readout, seed } = stored.card;
  const reading = readingNames.find((known) => known === (readout ?? /-([a-z]+)\.wf$/.exec(name)?.[1])) ?? "born";
  const told = problem
    ? { settings: problemOf(problem, name), hamiltonian: await trainedHamiltonian(stored), note: null }
    : await taken(stored, bytes, name, page, reading);
  const state = stored.problem ?? networkProblem(told.hamiltonian);
  const network = { ansatz: stored.ansatz, parameters: stored.parameters, problem: state };
  const shown = { ...told.settings, ...networkOf(stored), ...(seed === undefined ? {} : { seed }), readings: [reading] };
  return { network, settings: shown, reading, note: told.note, result: await measuredAs(told.hamiltonian, network, reading) };
};

/** The problem of the page, for a file that tells none. @throws InputError where the network has other sites. */
async function taken({ problem }: StoredNetwork, bytes: Uint8Array, name: string, page: LabSettings, reading: ReadingName) {
  // A .wf file begins with its sites; any other tells its state.
  const sites = problem?.sites ?? Number(new TextDecoder().decode(bytes).split("\n", 1)[0]);
  if (sites !== page.sites) {
    throw new InputError(
      `${name}: expected a file that tells its problem, or ${page.sites} sites as the problem above has, got one of ${sites} sites that tells none; set ${sites} sites above and open it again`,
    );
  }
  const plain = await hamiltonianOf(page);
  const hamiltonian = problem || page.basis === "none" ? plain : rotateSigns(plain, { axes: reading === "born" });
  const { model, formula, couplings, boundary, basis } = page;
  const note = `${name} tells no problem: it is held against that of the page, ${model === "formula" ? formula : model} on ${sites} sites, read as ${reading}.`;
  return { settings: { model, formula, couplings, sites, boundary, basis }, hamiltonian, note };
}

/** The energy of a network that nobody trained here, and what it is worth. */
export async function measuredAs(hamiltonian: Hamiltonian, network: TrainedNetwork, reading: ReadingName): Promise<TrainResult> {
  const small = hamiltonian.lattice.size <= MOST_LANCZOS_SITES;
  const measured = await outcomeOf(measure({ hamiltonian, network, readout: reading, ...(small ? {} : { samples: SAMPLES }) }));
  const exact = exactGroundEnergy(hamiltonian, { closedFormOnly: !small });
  const { verdict, trouble } = judgeMeasurement(hamiltonian, network, measured, exact?.energy ?? null);
  const { energy, energyPerSite, vScore, summed } = measured;
  return { reason: trouble?.reason ?? "converged", verdict, network, final: { energy, energyPerSite, vScore, summed } };
}

/** @throws InputError for a problem that the page does not show. */
function problemOf(problem: Problem, name: string): Partial<LabSettings> {
  const { lattice, sites, boundary = "periodic", model, hamiltonian, set = {}, rotate } = problem;
  const where = `${name}: problem`;
  if (lattice !== "chain" || (boundary !== "periodic" && boundary !== "open") || sites < 2 || sites > mostSites) {
    throw new InputError(`${where}: expected a chain of 2 to ${mostSites} sites, which this page shows, got ${lattice}, ${sites} sites`);
  }
  const shared = { sites, boundary, basis: rotate === "none" ? ("none" as const) : ("auto" as const) };
  if (model === undefined) {
    const { h = 1, ...others } = set;
    const [other] = Object.keys(others);
    if (other !== undefined || typeof h !== "number") {
      throw new InputError(`${where}.set: expected no parameter but the number h, which this page has, got ${other ?? "a list"}`);
    }
    return { ...shared, model: "formula", formula: hamiltonian ?? "", couplings: { h } };
  }
  const known = modelNames.find((candidate) => candidate === model);
  if (!known) throw new InputError(`${where}.model: expected one of ${modelNames.join(", ")}, got ${model}`);
  const couplings = Object.fromEntries(
    modelOf(known).sliders.map(({ key, default: usual }) => [key, new Map<string, unknown>(Object.entries(problem)).get(key) ?? usual]),
  );
  return { ...shared, model: known, couplings: couplings as Readonly<Record<string, number>> };
}

function networkOf({ ansatz }: StoredNetwork): Partial<LabSettings> {
  const network = networkNames.find((known) => known === ansatz.name) ?? "rbm";
  return ansatz.name === "rbm" ? { network, density: ansatz.density } : { network };
}
