// From settings to what a network is taught: rows, target, problem, lattice.
import { latticeOf } from "../../files/lattices.ts";
import {
  exactGroundState,
  type Feed,
  type Hamiltonian,
  inFrame,
  type Lattice,
  loadMeasurements,
  loadNetwork,
  loadWaveFunction,
  type Measurements,
  type TrainedNetwork,
  trainedHamiltonian,
  type WaveFunction,
} from "../../index.ts";
import { given, MOST_FULL_SUM_SITES, refuse } from "../../internal.ts";
import { latticeChoice } from "./lattice.ts";
import { hamiltonianOf, type Problem, problemOf } from "./problem.ts";
import { type LearnSettings, type ProblemSettings, problemShape } from "./schema.ts";
import type { Where } from "./settings.ts";

/** Everything that a learning is told about the state. */
export interface Taught {
  readonly feed: Feed;
  readonly target: WaveFunction | null;
  readonly problem: Problem | null;
  readonly hamiltonian: Hamiltonian | null;
  /** Where there is no Hamiltonian and somebody chose one. */
  readonly lattice: Lattice | null;
  /** For a heading: `10000 measured rows of tfim1d_data.txt`. */
  readonly text: string;
}

const LATTICE_KEYS = ["lattice", "size", "edges", "sites", "boundary"] as const;
/** Of the exact target, where nobody chose. */
const USUAL_SITES = 10;

/** @throws InputError for settings that do not fit together, and for a broken file. */
export async function taughtBy(values: LearnSettings, where: Where): Promise<Taught> {
  const [what, file, ...more] = typeof values.feed === "string" ? [values.feed] : (values.feed ?? []);
  if (what === "configurations") {
    if (file === undefined || more.length > 0)
      refuse(where("feed"), "one file of measured rows", file ?? "none", "add it: --feed configurations <file>");
    return await fromRows(file, values, where);
  }
  if (what !== "amplitudes" && what !== "probabilities")
    refuse(where("feed"), "amplitudes, probabilities, or configurations <file>", what ?? "none");
  if (file !== undefined) refuse(where("feed"), `nothing after ${what}`, file, "name the state with --target");
  for (const key of ["bases", "holdOut"] as const) {
    if (values[key] !== undefined)
      refuse(where(key), "none without measured rows", values[key], "leave it out, or use --feed configurations <file>");
  }
  return await fromTarget(what, values, where);
}

async function fromRows(file: string, values: LearnSettings, where: Where): Promise<Taught> {
  const rows = loadMeasurements(file, given({ bases: values.bases }));
  const posed = await posedBy(values, where, rows.sites);
  if (posed && posed.problem.rotate !== "none")
    refuse(where("rotate"), "none: rows are what was measured", posed.problem.rotate, "leave it out");
  const lattice = posed ? null : chosenLattice(values, where, rows.sites);
  const sites = posed?.hamiltonian.lattice.size ?? lattice?.size ?? rows.sites;
  if (sites !== rows.sites) refuse(where("sites"), `${rows.sites}, as the rows of ${file} have`, sites);
  const state = values.target === undefined ? null : await stateOf(values.target, posed?.hamiltonian ?? null, where);
  if (state) checkTarget(state.state, rows.sites, `as the rows of ${file} have`, where);
  return {
    feed: { configurations: rows },
    target: state?.state ?? null,
    problem: posed?.problem ?? null,
    hamiltonian: posed?.hamiltonian ?? null,
    lattice,
    text: rowsText(rows, file),
  };
}

async function fromTarget(what: "amplitudes" | "probabilities", values: LearnSettings, where: Where): Promise<Taught> {
  const { target = "ground" } = values;
  const posed = await posedBy(values, where, USUAL_SITES, target === "ground");
  const { state, hamiltonian } = await stateOf(target, posed?.hamiltonian ?? null, where);
  const own = posed?.hamiltonian ?? hamiltonian;
  const lattice = own === null ? chosenLattice(values, where, USUAL_SITES) : null;
  const sites = (own?.lattice ?? lattice)?.size;
  if (sites !== undefined) checkTarget(state, sites, own ? "as the Hamiltonian has" : "as the lattice has", where);
  const feed: Feed = what === "amplitudes" ? { amplitudes: state } : { probabilities: isValues(state) ? probabilitiesOf(state) : state };
  return {
    feed,
    target: state,
    problem: posed?.problem ?? null,
    hamiltonian: own,
    lattice,
    text: `${what} of ${target === "ground" ? "the exact ground state" : target}`,
  };
}

type State = Float64Array | ReturnType<typeof exactGroundState> | TrainedNetwork;

/** @throws InputError for a state of another number of sites, where that is known. */
function checkTarget(state: State, sites: number, because: string, where: Where): void {
  const own = isValues(state) ? Math.log2(state.length / 2) : "problem" in state ? state.problem?.sites : undefined;
  if (own !== undefined && own !== sites) refuse(where("target"), `a state of ${sites} sites, ${because}`, own);
}

/** The state that `--target` names, and the Hamiltonian that a stored network tells. */
async function stateOf(
  target: string,
  hamiltonian: Hamiltonian | null,
  where: Where,
): Promise<{ state: State; hamiltonian: Hamiltonian | null }> {
  if (target === "ground") {
    if (hamiltonian === null) refuse(where("target"), "a problem whose ground state it is", "none", "add --model and its parameters");
    if (!canBeExact(hamiltonian)) {
      refuse(
        where("target"),
        `at most ${MOST_FULL_SUM_SITES} sites, whose ground state can be listed`,
        hamiltonian.lattice.size,
        "use fewer --sites",
      );
    }
    return { state: exactGroundState(hamiltonian), hamiltonian };
  }
  if (!/\.(safetensors|wf)$|^models\//.test(target)) return { state: loadWaveFunction(target), hamiltonian: null };
  const network = await loadNetwork(target);
  if (hamiltonian !== null) return { state: network, hamiltonian };
  const own = await trainedHamiltonian(network);
  return { state: network, hamiltonian: network.problem ? inFrame(own, network.problem.frame) : own };
}

function canBeExact({ lattice }: Hamiltonian): boolean {
  return lattice.size <= MOST_FULL_SUM_SITES;
}

function isValues(state: State): state is Float64Array {
  return state instanceof Float64Array;
}

/** |φ|² of amplitudes, complex interleaved. */
function probabilitiesOf(amplitudes: Float64Array): Float64Array {
  return Float64Array.from(
    { length: amplitudes.length / 2 },
    (_, k) => amplitudes[2 * k] * amplitudes[2 * k] + amplitudes[2 * k + 1] * amplitudes[2 * k + 1],
  );
}

/** The problem, where the flags tell one: anything about a Hamiltonian, or the ground state as the target. Its basis is the one it is written in. */
async function posedBy(
  values: LearnSettings,
  where: Where,
  sites: number,
  always = false,
): Promise<{ problem: Problem; hamiltonian: Hamiltonian } | null> {
  const settings: ProblemSettings = Object.fromEntries(
    Object.keys(problemShape).map((key) => [key, (values as Record<string, unknown>)[key]]),
  );
  const tells = Object.entries(settings).some(([key, value]) => value !== undefined && !(LATTICE_KEYS as readonly string[]).includes(key));
  if (!tells && !always) return null;
  const chain = settings.lattice === undefined && settings.size === undefined && settings.edges === undefined;
  const own = settings.hamiltonian !== undefined || settings.hamiltonianFile !== undefined;
  const length = chain && !own && settings.sites === undefined ? { sites } : {};
  const problem = await problemOf({ rotate: "none", ...given(settings), ...length }, where);
  return { problem, hamiltonian: await hamiltonianOf(problem, where) };
}

function chosenLattice(values: LearnSettings, where: Where, sites: number): Lattice | null {
  if (LATTICE_KEYS.every((key) => values[key] === undefined)) return null;
  return latticeOf(latticeChoice(values, where, sites));
}

function rowsText({ rows, sites, bases }: Measurements, file: string): string {
  const along = bases.length === 1 ? (/[XY]/.test(bases[0]) ? `, all in the basis ${bases[0]}` : "") : `, ${bases.length} bases`;
  return `${rows} measured rows of ${sites} sites${along}: ${file}`;
}
