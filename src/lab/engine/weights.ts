// Networks as files: saved, and opened and measured again.
import {
  decodeNetwork,
  encodeNetwork,
  exactGroundEnergy,
  type Hamiltonian,
  InputError,
  judgeMeasurement,
  measure,
  outcomeOf,
  type Problem,
  type StoredNetwork,
  type TrainedNetwork,
  trainedHamiltonian,
} from "../../index.ts";
import { modelNames, modelOf } from "../settings/models.ts";
import { type LabSettings, mostSites, networkNames, readingNames } from "../settings/settings.ts";
import { hamiltonianOf } from "./problem.ts";
import type { ReadingName, Task, TrainResult } from "./tasks.ts";

export const encode: Task<"encode"> = async ({ settings, reading, network, energy, format }) => {
  const hamiltonian = await hamiltonianOf(settings);
  return encodeNetwork(network, { hamiltonian, readout: reading, seed: settings.seed, format, ...(energy ? { energy } : {}) });
};

/** Samples that tell a stored energy to four digits within a second or two. */
const SAMPLES = 16_384;
const MOST_LANCZOS_SITES = 16;

export const decode: Task<"decode"> = async ({ bytes, name }) => {
  const stored = decodeNetwork(bytes, name);
  const { problem, readout, seed } = stored.card;
  if (!problem) throw new InputError(`${name}: expected a file that tells its problem, got one that tells none`);
  const settings = { ...problemOf(problem, name), ...networkOf(stored), ...(seed === undefined ? {} : { seed }) };
  const reading = readingNames.find((known) => known === readout) ?? "born";
  const hamiltonian = await trainedHamiltonian(stored);
  const network = { ansatz: stored.ansatz, parameters: stored.parameters, ...(stored.problem ? { problem: stored.problem } : {}) };
  const shown = { ...settings, readings: [reading] };
  return { network, settings: shown, reading, result: await measuredAs(hamiltonian, network, reading) };
};

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
