import {
  type Ansatz,
  chain,
  type Hamiltonian,
  heisenberg,
  ising,
  type Lattice,
  type ResolvedTraining,
  rbm,
  refuse,
  resolveTraining,
  rotateMarshall,
  xxz,
} from "../index.ts";
import {
  DEFAULT_SITES,
  MOST_SUMMED_SITES,
  type ModelName,
  modelParameters,
  type NetworkSettings,
  type ProblemSettings,
  problemShape,
  type TrainingSettings,
} from "./schema.ts";
import { check, type Where } from "./settings.ts";

/** The problem with nothing left open: what `config.yaml` and a weights file keep. Only the couplings of the model appear. */
export interface Problem {
  readonly model: ModelName;
  readonly sites: number;
  readonly boundary: "periodic" | "open";
  readonly rotate: "marshall" | "none";
  readonly field?: number;
  readonly coupling?: number;
  readonly anisotropy?: number;
}

/** Fills in the defaults. @throws InputError for a coupling that the model does not have, or a lattice it cannot live on. */
export function problemOf(settings: ProblemSettings, where: Where): Problem {
  const { model = "ising", sites = DEFAULT_SITES, boundary = "periodic" } = settings;
  const fitting = modelParameters[model];
  for (const key of ["field", "coupling", "anisotropy"] as const) {
    if (settings[key] === undefined || key in fitting) continue;
    const others = Object.entries(modelParameters).filter(([, parameters]) => key in parameters);
    const owner = others.map(([name]) => name).join(" or ");
    refuse(
      where(key),
      `a parameter of ${model} (${Object.keys(fitting).join(", ")})`,
      settings[key],
      `leave it out, or use model ${owner}`,
    );
  }
  const given = Object.keys(fitting).map((key) => [key, settings[key as keyof ProblemSettings]] as const);
  const couplings = { ...fitting, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
  const rotate = settings.rotate ?? defaultRotation(model, couplings.coupling, chain(sites, boundary));
  return { model, sites, boundary, ...couplings, rotate };
}

/** A problem that a file tells of. @throws InputError naming the file. */
export function problemFromFile(stored: Readonly<Record<string, unknown>>, file: string): Problem {
  const where: Where = (key) => `${file}: problem.${key}`;
  return problemOf(check(problemShape, stored, where), where);
}

/** The Marshall rotation makes these ground states positive; elsewhere it has no use. */
function defaultRotation(model: ModelName, coupling: number | undefined, lattice: Lattice): Problem["rotate"] {
  const useful = model !== "ising" && (coupling ?? 0) > 0 && lattice.sublattices !== null;
  return useful ? "marshall" : "none";
}

export function hamiltonianOf({ model, sites, boundary, rotate, field = 0, coupling = 0, anisotropy = 0 }: Problem): Hamiltonian {
  const lattice = chain(sites, boundary);
  const plain = { ising: () => ising(lattice, { field, coupling }), heisenberg: () => heisenberg(lattice, { coupling }) };
  const hamiltonian = model === "xxz" ? xxz(lattice, { coupling, anisotropy }) : plain[model]();
  return rotate === "marshall" ? rotateMarshall(hamiltonian) : hamiltonian;
}

/** One line for a heading: `ising, 20 sites, periodic, h = 1, J = 1`. */
export function problemText({ model, sites, boundary, rotate, field, coupling, anisotropy }: Problem): string {
  const couplings = [
    field === undefined ? null : `h = ${field}`,
    coupling === undefined ? null : `J = ${coupling}`,
    anisotropy === undefined ? null : `Δ = ${anisotropy}`,
    rotate === "marshall" ? "Marshall-rotated" : null,
  ];
  return [model, `${sites} sites`, boundary, ...couplings.filter((part) => part !== null)].join(", ");
}

export function ansatzOf({ density, symmetric, biases }: NetworkSettings): Ansatz {
  return rbm(given({ density, symmetric, biases }));
}

/** The options of a driver with nothing left open. @throws InputError for a full summation of too many sites. */
export function trainingOf(settings: TrainingSettings, { sites }: Problem, where: Where): ResolvedTraining {
  const { iterations, samples, chains, learningRate, shift, finalSamples, fullSum, seed } = settings;
  checkFullSum(fullSum, sites, where);
  return resolveTraining(given({ iterations, samples, chains, learningRate, shift, finalSamples, fullSum, seed }));
}

export function checkFullSum(fullSum: boolean | undefined, sites: number, where: Where): void {
  if (!fullSum || sites <= MOST_SUMMED_SITES) return;
  refuse(where("fullSum"), `at most ${MOST_SUMMED_SITES} sites`, sites, "use fewer sites, or sample");
}

/** An object without the entries that are undefined. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
