// From settings to a problem: Hamiltonian, sector, basis, network and training.
import { couplingsIn, hamiltonianOf as hamiltonianIn, type Problem, parameterNames } from "../../files/problem.ts";
import { ansatzNames, type Hamiltonian, hamiltonianText, parsePauliSum, type ReadoutName } from "../../index.ts";
import {
  canSum,
  given,
  isPauliText,
  MOST_FULL_SUM_SITES,
  type PresetName,
  type PresetParameterName,
  parameterCalled,
  placeIn,
  presetNames,
  presetOf,
  type ResolvedTraining,
  refuse,
  resolveTraining,
  show,
} from "../../internal.ts";
import { readHamiltonianFile } from "./hamiltonianFile.ts";
import { latticeChoice, latticeText } from "./lattice.ts";
import { type NetworkSettings, type ProblemSettings, problemShape, type TrainingSettings } from "./schema.ts";
import { check, flagOf, type Where } from "./settings.ts";

export type { Problem };

/** The parameters of the model, and only those. */
type Couplings = Readonly<Partial<Record<PresetParameterName, number>>>;

/** Fills in the defaults, and builds the Hamiltonian once to see that it can be. @throws InputError for settings that do not fit together. */
export async function problemOf(settings: ProblemSettings, where: Where): Promise<Problem> {
  const { rotate, magnetisation } = settings;
  const own = ownHamiltonian(settings, where);
  const choice = latticeChoice(settings, where, own?.size);
  const model = settings.model ?? presetNames[0];
  const named = own ? formulaOf(own.text(choice.sites), settings, where) : { model, ...couplingsOf(model, settings, where) };
  const problem: Problem = { ...named, ...choice, rotate: rotate ?? "auto", ...given({ magnetisation }) };
  await hamiltonianOf(problem, where);
  return problem;
}

/** A Hamiltonian that is no model: its text for a number of sites, and the sites it needs where it is a sum of Pauli strings. */
interface OwnHamiltonian {
  readonly text: (sites: number) => string;
  readonly size?: number;
}

function ownHamiltonian({ hamiltonian, hamiltonianFile }: ProblemSettings, where: Where): OwnHamiltonian | null {
  if (hamiltonianFile === undefined) {
    if (hamiltonian === undefined) return null;
    const place = placeIn(hamiltonian, where("hamiltonian"));
    return { text: () => hamiltonian, ...(isPauliText(hamiltonian) && { size: parsePauliSum(hamiltonian, { where: place }).size }) };
  }
  if (hamiltonian !== undefined) refuse(where("hamiltonianFile"), "none beside a formula", hamiltonianFile, "leave one of them out");
  const read = (sites?: number) => readHamiltonianFile(hamiltonianFile, where("hamiltonianFile"), sites);
  const found = read();
  // Read again where the lattice is too small: the message then names the line.
  return { text: (sites) => hamiltonianText(found.size > sites ? read(sites) : found), size: found.size };
}

/** The parameters of a model, named by their own settings or by `set`. */
function couplingsOf(model: PresetName, settings: ProblemSettings, where: Where): Couplings {
  const { parameters } = presetOf(model);
  const { set = {} } = settings;
  const expected = `a parameter of ${model} (${Object.keys(parameters).join(", ")})`;
  for (const key of parameterNames) {
    if (settings[key] === undefined || Object.hasOwn(parameters, key)) continue;
    refuse(where(key), expected, settings[key], `leave it out, or use model ${ownersOf(key).join(" or ")}`);
  }
  for (const key of Object.keys(set)) {
    if (!Object.hasOwn(parameters, key)) {
      const meant = parameterCalled(key, [model]);
      refuse(where("set"), expected, key, meant && `${key} is ${flagOf(meant)}`);
    }
    const twice = settings[key as PresetParameterName] !== undefined && where(key) === flagOf(key);
    if (twice) refuse(where("set"), "every parameter once", key, `leave ${flagOf(key)} out`);
    if (typeof set[key] !== "number") refuse(where("set"), `a number for ${key} in ${model}`, "a list", "write the model as a formula");
  }
  const entries = Object.keys(parameters).map((key) => [key, set[key] ?? settings[key as PresetParameterName] ?? parameters[key].default]);
  return Object.fromEntries(entries) as Couplings;
}

/** The models that have a parameter. */
export function ownersOf(key: PresetParameterName): PresetName[] {
  return presetNames.filter((model) => Object.hasOwn(presetOf(model).parameters, key));
}

function formulaOf(hamiltonian: string, settings: ProblemSettings, where: Where) {
  if (settings.model !== undefined)
    refuse(where("model"), "none beside a Hamiltonian of your own", settings.model, "leave one of them out");
  for (const key of parameterNames) {
    if (settings[key] === undefined) continue;
    refuse(where(key), "none beside a Hamiltonian of your own", settings[key], `use --set ${key}=${settings[key]}`);
  }
  return { hamiltonian, ...given({ set: settings.set }) };
}

/** A problem that a file tells of. @throws InputError naming the file. */
export function problemFromFile(stored: Readonly<Record<string, unknown>>, file: string): Promise<Problem> {
  const where: Where = (key) => `${file}: problem.${key}`;
  return problemOf(check(problemShape, stored, where), where);
}

/** The Hamiltonian of a problem; mistakes are told by the flags. */
export function hamiltonianOf(problem: Problem, where: Where = flagOf): Promise<Hamiltonian> {
  return hamiltonianIn(problem, where);
}

/** What a driver is told: a Marshall rotation is already made. */
export function rotationOf({ rotate }: Problem): "auto" | "none" {
  return rotate === "none" ? "none" : "auto";
}

/** One word for a progress bar, a directory. */
export function labelOf({ model }: Problem): string {
  return model ?? "expression";
}

/** One line for a heading: `ising, 20 sites, periodic, h = 1, J = 1`. A parameter that is 0 by default and left so is not shown. */
export function problemText(problem: Problem): string {
  const { model, hamiltonian = "", set = {}, rotate, magnetisation } = problem;
  const known = model === undefined ? {} : presetOf(model).parameters;
  const couplings = Object.entries({ ...couplingsIn(problem), ...set }).flatMap(([key, value]) =>
    value === 0 && known[key]?.default === 0
      ? []
      : [`${known[key]?.symbol ?? key} = ${typeof value === "number" ? value : `${value.flat().length} numbers`}`],
  );
  // Pauli strings by themselves know no bonds.
  const bare = isPauliText(hamiltonian) && problem.lattice === "chain";
  return [
    model ?? show(hamiltonian),
    bare ? `${problem.sites} qubits` : latticeText(problem),
    ...couplings,
    ...(rotate === "marshall" ? ["Marshall-rotated"] : []),
    ...(magnetisation === undefined ? [] : [`Σ s_i = ${magnetisation}`]),
  ].join(", ");
}

/** Which sites a sum of Pauli strings leaves alone: more may have been asked for than it has. */
function idleLines({ hamiltonian = "", sites }: Problem): string[] {
  if (!isPauliText(hamiltonian)) return [];
  const used = new Set(parsePauliSum(hamiltonian, { sites }).strings.flatMap(({ factors }) => factors.map(([site]) => site)));
  const idle = Array.from({ length: sites }, (_, site) => site).filter((site) => !used.has(site));
  if (idle.length === 0) return [];
  return [
    `no term acts on ${idle.length > MOST_LISTED ? `${idle.length} of the ${sites} sites` : `site${idle.length > 1 ? "s" : ""} ${idle.join(", ")}`}`,
  ];
}

const MOST_LISTED = 8;

/** The formula of a model under its heading, with the couplings that the heading leaves out; a formula of one's own is the heading. */
export function formulaLines(problem: Problem): string[] {
  if (problem.model === undefined) return idleLines(problem);
  const { formula, parameters } = presetOf(problem.model);
  const absent = Object.entries(couplingsIn(problem)).filter(([key, value]) => value === 0 && parameters[key].default === 0);
  return [[`H = ${formula}`, ...absent.map(([key]) => `${parameters[key].symbol} = 0`)].join(", ")];
}

/**
 * The options of a driver, with all open ones but the optimizer settled, which the reading and the network decide. Where branches are among the readings,
 * samples, chains and full summation stay open too: hidden configurations are counted otherwise than those of spins.
 * @throws InputError for a full summation of too many sites.
 */
export function trainingOf(
  settings: TrainingSettings & Pick<NetworkSettings, "ansatz">,
  { sites }: Problem,
  where: Where,
  hamiltonian: Hamiltonian,
  readouts: readonly ReadoutName[] = [],
): Omit<ResolvedTraining, "workers" | OpenName> & Partial<Pick<ResolvedTraining, OpenName>> {
  const { iterations, samples, chains, optimizer, learningRate, shift, finalSamples, starts, accuracy, seed, ansatz } = settings;
  const fullSum = settings.fullSum === "auto" ? undefined : settings.fullSum;
  checkFullSum(fullSum, sites, where);
  const options = given({ iterations, samples, chains, optimizer, learningRate, shift, finalSamples, fullSum, starts, accuracy, seed });
  const summable = canSum(hamiltonian, { name: ansatz ?? ansatzNames[0] });
  const { workers: _, optimizer: settled, ...training } = resolveTraining(options, summable ? { complex: true } : undefined);
  const open = readouts.includes("branches") ? given({ samples, chains, fullSum }) : null;
  const { samples: _samples, chains: _chains, fullSum: _fullSum, ...rest } = training;
  return { ...(open === null ? training : { ...rest, ...open }), ...(optimizer === undefined ? {} : { optimizer: settled }) };
}

/** What the reading decides. */
type OpenName = "optimizer" | "samples" | "chains" | "fullSum";

export function checkFullSum(fullSum: boolean | undefined, sites: number, where: Where): void {
  if (!fullSum || sites <= MOST_FULL_SUM_SITES) return;
  refuse(where("fullSum"), `at most ${MOST_FULL_SUM_SITES} sites`, sites, "use fewer sites, or sample");
}
