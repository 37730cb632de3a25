// The objectives of a plan on a summed sector, and the weights they begin from.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { createNetwork, randomParameters } from "../../ansatz/create.ts";
import type { Network } from "../../ansatz/network.ts";
import { refuse } from "../../core/errors.ts";
import { randomStream } from "../../core/random.ts";
import { entropyOf } from "../../exact/state/entanglement.ts";
import { loadKernels } from "../../kernels/kernels.ts";
import type { Measurements } from "../measurements.ts";
import { amplitudeObjective, probabilityObjective } from "../objectives/exactObjectives.ts";
import { entropyOfRows, measuredObjective } from "../objectives/measuredObjective.ts";
import type { Objective, RowObjectives } from "../objectives/objective.ts";
import { Summation } from "../objectives/summed.ts";
import { byBasis, type Parted } from "./heldOut.ts";
import type { LearnPlan } from "./plan.ts";
import { probabilitiesOf, restrictedTo } from "./target.ts";

export async function summationOf({ lattice, readout, settings }: LearnPlan, ansatz: ResolvedAnsatz): Promise<Summation> {
  return new Summation(createNetwork(await loadKernels(), ansatz, lattice, []), readout, settings.magnetisation);
}

/** Of an exact target. */
export function objectiveOfTarget({ fed, readout, settings }: LearnPlan, { states }: Summation): Objective {
  if (fed === null) throw new Error("learnState: nothing is fed");
  const target = restrictedTo(states, fed);
  return settings.phases ? amplitudeObjective(target) : probabilityObjective(probabilitiesOf(target), readout.exponent);
}

/** Of the rows that are learnt from, and of those that judge. */
export function rowObjectivesOf(plan: LearnPlan, { states }: Summation): RowObjectives {
  if (plan.rows === null) throw new Error("learnState: no rows");
  const { taught, heldOut: held } = plan.rows;
  const shares = plan.settings.phases || held.rows === 0 ? null : sharesOf(held, plan, states);
  const judging = { entropy: entropyOfRows(byBasis(held)), rows: held.rows, shares };
  const heldOut = held.rows > 0 ? { objective: objectiveOfRows(held, plan, states), ...judging } : null;
  return { taught: objectiveOfRows(taught, plan, states), rows: taught.rows, heldOut };
}

/** The entropy of what is fed: of |φ|², or of the shares of measured rows. */
export function entropyOfFeed({ fed, rows }: LearnPlan): number {
  if (rows !== null) return entropyOfRows(byBasis(rows.all));
  return fed === null ? Number.NaN : entropyOf(probabilitiesOf(fed.amplitudes));
}

/** That of all rows, the held-out ones too. */
export function objectiveOfAll(rows: Parted, plan: LearnPlan, { states }: Summation): Objective {
  return objectiveOfRows(rows.all, plan, states);
}

/** Rows along Z alone are shares of a distribution; the loss is KL(shares || P) either way. */
function objectiveOfRows(rows: Measurements, plan: LearnPlan, states: Uint32Array): Objective {
  if (plan.settings.phases) return measuredObjective(byBasis(rows), states, plan.lattice.size);
  return probabilityObjective(sharesOf(rows, plan, states), plan.readout.exponent);
}

function sharesOf(rows: Measurements, { settings }: LearnPlan, states: Uint32Array): Float64Array {
  const place = new Map(Array.from(states, (state, x) => [state, x] as const));
  const shares = new Float64Array(states.length);
  for (const [row, word] of rows.words.entries()) {
    const x = place.get(word);
    if (x === undefined) refuse("learnState.feed.configurations", `rows of Σ s_i = ${settings.magnetisation}`, word.toString(2));
    else shares[x] += rows.counts[row] / rows.rows;
  }
  return shares;
}

/** From small weights all starts may lead to one minimum of several: the phases of QuCumber's two qubits are found from large ones alone. */
const SPREADS = [1, 5, 10] as const;

/** Random weights; without imaginary parts where phases cannot be learnt, so that these are 0 and stay so. */
export function initialParameters(
  { settings, lattice }: LearnPlan,
  ansatz: ResolvedAnsatz,
  { kernels }: Network,
  start: number,
): Float64Array {
  const stream = randomStream(settings.seed, start === 0 ? "parameters" : `parameters/start/${start}`);
  const deviation = ansatz.deviation * (settings.phases ? SPREADS[start % SPREADS.length] : 1);
  const random = randomParameters(kernels, { ...ansatz, deviation }, lattice, stream);
  return settings.phases ? random : random.map((value, k) => (k % 2 === 0 ? value : 0));
}
