// From the options to what is learnt: checked, with nothing left open.
import { type Ansatz, type ResolvedAnsatz, rbm } from "../../ansatz/ansatz.ts";
import { parameterTensors } from "../../ansatz/tensors.ts";
import { checkInteger, checkOptionNames } from "../../core/check.ts";
import { InputError, refuse, refuseUnknown } from "../../core/errors.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { sum } from "../../hamiltonian/hamiltonian.ts";
import { groundSector } from "../../hamiltonian/sector.ts";
import { chain } from "../../lattice/chain.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type Readout, readoutOf } from "../../readout/index.ts";
import { MOST_FULL_SUM_SITES } from "../../sampler/mostSites.ts";
import { MOST_STARTS, MOST_WORKERS } from "../../vmc/setup/defaults.ts";
import { networkProblem } from "../../vmc/setup/networkProblem.ts";
import { configurationsOf } from "../../vmc/setup/summable.ts";
import type { NetworkProblem } from "../../vmc/types.ts";
import type { Measurements } from "../measurements.ts";
import type { Phases } from "../objectives/objective.ts";
import { type Feed, type LearnOptions, type LearnSettings, taughtReadouts } from "../types.ts";
import { type Parted, partRows } from "./heldOut.ts";
import { heldCandidates } from "./memory.ts";
import { isInvariant, probabilityTargetOf, sectorOf, type Target, targetOf, withoutPhases } from "./target.ts";

/** A network that is tried. */
export interface Candidate {
  readonly ansatz: ResolvedAnsatz;
  /** `fixed` once a product state has given them; see `withProductPhases`. */
  readonly phases: Phases;
}

/** A start of a real function is soon over where its signs are wrong: so many are made in place of one, and at most so many where no two agree. */
const STARTS_OF_SIGNS = { usual: 4, most: 12 } as const;

/** How many starts a candidate makes, and at most where no two of them come to the same. */
export function startsOf({ settings }: Pick<LearnPlan, "settings">, { phases }: Candidate): { usual: number; most: number } {
  const { usual, most } = phases === "fixed" ? STARTS_OF_SIGNS : { usual: 1, most: 1 };
  return { usual: usual * settings.starts, most: most * settings.starts };
}

/** What is learnt, and with which networks. */
export interface LearnPlan {
  readonly settings: LearnSettings;
  readonly lattice: Lattice;
  readonly hamiltonian: Hamiltonian | null;
  readonly problem: NetworkProblem;
  readonly readout: Readout;
  /** Networks to be tried in turn, until one is good enough. */
  readonly candidates: readonly Candidate[];
  /** The exact state that is fed; `null` for measured rows. */
  readonly fed: Target | null;
  readonly rows: Parted | null;
  /** The state that the result is compared with. */
  readonly target: Target | null;
}

type Names<Options> = Readonly<Record<keyof Options, true>>;
const optionNames: Names<LearnOptions> = {
  feed: true,
  ansatz: true,
  hamiltonian: true,
  lattice: true,
  readout: true,
  target: true,
  seed: true,
  iterations: true,
  starts: true,
  holdOut: true,
  samples: true,
  workers: true,
  signal: true,
  checkpoint: true,
  state: true,
};

const ITERATIONS = 400;
const STARTS = 3;
/** Rows of several bases leave several minima of the loss; where starts cost next to nothing, more are made. */
const STARTS_OF_PHASES = { few: 12, many: 2 } as const;
const FEW_SITES = 6;
const HOLD_OUT = 0.1;
const SAMPLES = 1024;
/** The most configurations that are summed where rows are learnt from; an exact target has to be listed anyway. */
const MOST_SUMMED = 1 << 14;
/** Of the initial weights of the default networks. From 0.02 the hidden units need twice as many steps to part. */
const DEVIATION = 0.1;
const DENSITIES = [2, 4, 8] as const;
/** Of a network that shares weights over translations: it has few of them. */
const SYMMETRIC_DENSITY = 4;

/** @throws InputError for anything wrong in the options. */
export async function planLearning(options: LearnOptions): Promise<LearnPlan> {
  checkOptionNames("learnState", options, Object.keys(optionNames));
  const { hamiltonian = null, seed = 1, iterations = ITERATIONS, holdOut = HOLD_OUT, samples = SAMPLES } = options;
  checkInteger("learnState.seed", seed, 0);
  checkInteger("learnState.iterations", iterations, 1);
  if (options.starts !== undefined) checkInteger("learnState.starts", options.starts, 1, MOST_STARTS);
  checkInteger("learnState.samples", samples, 2);
  if (options.workers !== undefined) checkInteger("learnState.workers", options.workers, 1, MOST_WORKERS);
  if (!(holdOut >= 0 && holdOut <= 0.5)) refuse("learnState.holdOut", "a part from 0 to 0.5", holdOut);
  const readout = taughtReadout(options.readout ?? "born");
  const name = feedName(options.feed);
  const given = options.lattice ?? hamiltonian?.lattice ?? null;
  if (hamiltonian && options.lattice && hamiltonian.lattice !== options.lattice) {
    throw new InputError("learnState.lattice: expected none beside a Hamiltonian, which has its own; leave it out");
  }
  const rows = "configurations" in options.feed ? checkedRows(options.feed.configurations) : null;
  const fed = rows === null ? await fedTarget(options.feed, readout, given) : null;
  const sites = rows?.sites ?? fed?.sites ?? 0;
  const lattice = given ?? chain(sites, "open");
  if (lattice.size !== sites) refuse("learnState.feed", `${lattice.size} sites, as the lattice has`, sites);
  const target = await comparedWith(options, fed, readout, lattice);
  const bases = rows?.bases ?? [];
  const rotated = bases.some((basis) => /[XY]/.test(basis));
  if (rotated && readout.name !== "born") {
    refuse("learnState.readout", "born for rows measured along X or Y: probabilities there need amplitudes", readout.name);
  }
  checkBasis(hamiltonian, fed);
  const magnetisation = sectorOfFeed(hamiltonian, fed, rows);
  const asksSamples = options.samples !== undefined && !rotated;
  const summable = sites <= MOST_FULL_SUM_SITES && configurationsOf(lattice, { magnetisation }) <= MOST_SUMMED;
  const fullSum = fed !== null || (summable && !asksSamples);
  if (rotated && !fullSum) {
    refuse("learnState.feed", `at most ${31 - Math.clz32(MOST_SUMMED)} sites for rows measured along X or Y`, sites);
  }
  const learnsPhases = name === "amplitudes" ? readout.ratio === "complex" : rotated;
  const candidates = candidatesFor(options.ansatz, { lattice, chosen: given !== null, fed, learnsPhases });
  const operator = hamiltonian ?? sum("data", lattice, []);
  const problem = (hamiltonian === null ? fed?.problem : undefined) ?? networkProblem(operator, magnetisation);
  const plan: LearnPlan = {
    settings: {
      feed: name,
      bases: bases.length,
      phases: learnsPhases,
      readout: readout.name as LearnSettings["readout"],
      seed,
      iterations,
      starts: options.starts ?? (rotated ? (sites <= FEW_SITES ? STARTS_OF_PHASES.few : STARTS_OF_PHASES.many) : STARTS),
      holdOut: rows === null ? 0 : holdOut,
      samples,
      fullSum,
      magnetisation,
    },
    lattice,
    hamiltonian,
    problem,
    readout,
    candidates,
    fed,
    rows: rows && partRows(rows, holdOut, seed),
    target,
  };
  return { ...plan, candidates: heldCandidates(plan) };
}

function taughtReadout(name: string): Readout {
  const readout = readoutOf(name);
  // A loss needs the probability of a configuration.
  return readout.sampled === "configurations" ? readout : refuseUnknown("learnState.readout", name, taughtReadouts);
}

function feedName(feed: Feed): LearnSettings["feed"] {
  const names = ["amplitudes", "probabilities", "configurations"] as const;
  const given = typeof feed === "object" && feed !== null ? Object.keys(feed) : [];
  const known = names.find((name) => given.length === 1 && given[0] === name);
  return known ?? refuse("learnState.feed", `one of { ${names.join(" }, { ")} }`, given.length > 0 ? given.join(", ") : feed);
}

function checkedRows(rows: Measurements): Measurements {
  if (typeof rows === "object" && rows !== null && rows.words instanceof Uint32Array && rows.rows > 0) return rows;
  return refuse("learnState.feed.configurations", "rows of measurements(…) or loadMeasurements(…)", rows);
}

async function fedTarget(feed: Feed, { ratio }: Readout, lattice: Lattice | null): Promise<Target | null> {
  if ("configurations" in feed) return null;
  if ("probabilities" in feed) return await probabilityTargetOf(feed.probabilities, lattice, "learnState.feed.probabilities");
  const target = await targetOf(feed.amplitudes, lattice, "learnState.feed.amplitudes");
  return ratio === "complex" ? target : withoutPhases(target);
}

async function comparedWith(
  { target, feed }: LearnOptions,
  fed: Target | null,
  { ratio }: Readout,
  lattice: Lattice,
): Promise<Target | null> {
  const state = target ?? ("probabilities" in feed ? wholeState(feed.probabilities) : undefined);
  const found = state === undefined ? fed : await targetOf(state, lattice, "learnState.target");
  if (found && found.sites !== lattice.size) refuse("learnState.target", `a state of ${lattice.size} sites`, found.sites);
  return found && (ratio === "complex" ? found : withoutPhases(found));
}

/** The state whose probabilities are fed, where it is known with its phases. */
function wholeState(probabilities: Extract<Feed, { probabilities: unknown }>["probabilities"]) {
  return Array.isArray(probabilities) || probabilities instanceof Float64Array
    ? undefined
    : (probabilities as Exclude<typeof probabilities, readonly number[] | Float64Array>);
}

/** A network tells its amplitudes in a basis of its own. */
function checkBasis(hamiltonian: Hamiltonian | null, fed: Target | null): void {
  if (hamiltonian === null || !fed?.problem) return;
  const { axes, turned } = fed.problem.frame;
  if (axes === hamiltonian.frame.axes && turned.join() === hamiltonian.frame.turned.join()) return;
  throw new InputError(
    "learnState.hamiltonian: expected the basis of the network that is fed, got another; use inFrame(hamiltonian, network.problem.frame)",
  );
}

/** Σ s_i of what is fed: that of an exact state; of rows along Z alone, where the Hamiltonian conserves it or where no other was found in many. */
function sectorOfFeed(hamiltonian: Hamiltonian | null, fed: Target | null, rows: Measurements | null): number | null {
  if (fed !== null) return sectorOf(fed);
  const chosen = hamiltonian && groundSector(hamiltonian).magnetisation;
  if (rows === null || rows.bases.some((basis) => /[XY]/.test(basis))) return chosen;
  const found = magnetisationOf(rows);
  if (found === null || Math.abs(found) === rows.sites) return null;
  return chosen === found || (hamiltonian === null && rows.rows >= SURE_ROWS) ? found : null;
}

/** So many rows of one Σ s_i are no accident. */
const SURE_ROWS = 100;

function magnetisationOf({ sites, words, counts }: Measurements): number | null {
  const perRow = Math.ceil(sites / 32);
  const down = new Set<number>();
  for (let row = 0; row < counts.length && down.size < 2; row++) {
    let count = 0;
    for (let w = 0; w < perRow; w++) for (let rest = words[row * perRow + w]; rest !== 0; rest &= rest - 1) count++;
    down.add(count);
  }
  const [only] = down;
  return down.size === 1 ? sites - 2 * only : null;
}

interface Taught {
  readonly lattice: Lattice;
  /** Whether somebody chose the lattice: its symmetries are then tried. */
  readonly chosen: boolean;
  readonly fed: Target | null;
  readonly learnsPhases: boolean;
}

function candidatesFor(asked: Ansatz | undefined, taught: Taught): Candidate[] {
  const { lattice, fed, learnsPhases } = taught;
  const asks = asked === undefined ? usualFor(taught) : grown(asked, fed !== null);
  const resolved = asks.map((ansatz) => resolve(ansatz, taught));
  for (const ansatz of resolved) parameterTensors(ansatz, lattice);
  const free = resolved.map((ansatz) => ({ ansatz, phases: "free" as const }));
  if (fed !== null || !learnsPhases) return free;
  return [...resolved.filter((ansatz) => canTurn(ansatz)).map((ansatz) => ({ ansatz, phases: "fixed" as const })), ...free];
}

/** Whether a network has the terms a_i s_i that turn single spins. */
function canTurn({ name, biases }: ResolvedAnsatz): boolean {
  return name === "rbm" && biases;
}

function usualFor({ lattice, chosen, fed, learnsPhases }: Taught): Ansatz[] {
  const options = { real: !learnsPhases, deviation: DEVIATION };
  if (fed !== null) return DENSITIES.map((density) => rbm({ density, ...options }));
  const free = rbm({ density: 1, ...options });
  if (learnsPhases || !chosen) return [free];
  const { translations, pointGroup } = lattice;
  if (translations.length > 1) {
    const shared = { density: SYMMETRIC_DENSITY, symmetric: true, ...options };
    return [free, rbm(shared), rbm({ ...shared, parity: "even" })];
  }
  return pointGroup.length > 1 ? [free, rbm({ density: 1, pointGroup: true, parity: "even", ...options })] : [free];
}

/** Of an RBM whose density nobody chose, several. */
function grown(asked: Ansatz, exact: boolean): readonly Ansatz[] {
  if (asked.name !== "rbm" || !asked.grows) return [asked];
  const { grows: _, ...kept } = asked;
  if (exact) return DENSITIES.map((density) => ({ ...kept, density }));
  return [asked.symmetric === true ? { ...kept, density: SYMMETRIC_DENSITY } : kept];
}

/** Open symmetries are those of an exact target; measured rows prove none. */
function resolve(ansatz: Ansatz, { lattice, fed }: Taught): ResolvedAnsatz {
  const { size, translations } = lattice;
  const evenWithoutBiases = ansatz.name !== "mlp" ? ansatz.name !== "product" : ansatz.activation === "log-cosh";
  const has = (permutations: Lattice["translations"]) =>
    fed !== null && permutations.length > 1 && permutations.every((to) => isInvariant(fed, (s) => moved(s, to)));
  const even = fed !== null && ansatz.name !== "product" && isInvariant(fed, (s) => s ^ ((1 << size) - 1));
  const shares = ansatz.name === "jastrow" || (ansatz.name === "rbm" && Number.isInteger((ansatz.density * size) / translations.length));
  const symmetric = ansatz.symmetric === "auto" ? shares && has(translations) : ansatz.symmetric;
  const asksEven = ansatz.parity === "even" || (ansatz.parity === "auto" && even);
  const biases = ansatz.biases === "auto" ? !(evenWithoutBiases && asksEven) : ansatz.biases;
  const unbiased = evenWithoutBiases && !biases;
  if (ansatz.parity === "odd" && unbiased) {
    throw new InputError("ansatz.parity: an odd state needs biases, without them this network is even; ask for biases");
  }
  return {
    ...ansatz,
    symmetric,
    pointGroup: ansatz.pointGroup === "auto" ? false : ansatz.pointGroup,
    biases,
    // Without biases the network is even by itself, at half the cost of a projection.
    parity: unbiased || (ansatz.parity === "auto" && !asksEven) ? "none" : ansatz.parity === "auto" ? "none" : ansatz.parity,
  };
}

/** Where a permutation takes a configuration. */
function moved(state: number, to: readonly number[]): number {
  let image = 0;
  for (const [i, j] of to.entries()) if ((state >> i) & 1) image |= 1 << j;
  return image;
}
