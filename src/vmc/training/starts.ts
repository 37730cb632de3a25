// Short trainings from different weights, the better half carried on.
import { type Parity, parityNames } from "../../ansatz/ansatz.ts";
import type { Step, TrainedNetwork } from "../types.ts";
import type { Run, RunPlan } from "./run.ts";
import { SummedSchedule } from "./summedSchedule.ts";

/** Starts that are compared where positive off-diagonal elements are left: the landscape has traps then, excited eigenstates among them. */
const WITH_SIGNS = 4;
/** Without signs there are few; where everything is summed a second start costs next to nothing. */
const SUMMED = 2;
/** Updates of a start before the better half is carried on; at most this part of all updates. */
const ROUND = 60;
const SUMMED_ROUND = 40;
const DEAR_ROUND = 20;
const PART = 8;
/** Deviation of the initial weights of the starts in turn, in units of the usual one: from all but a constant f to one that is rough. */
const FACTORS = [1, 5, 15];
/** The Rayleigh-Gauss-Newton method without noise leaves a constant f by symmetry alone, so it begins farther from it. */
const SUMMED_FACTORS = [5, 1, 15];

/** Starts of each parity where both are compared, and what the rounds of the last two are multiplied by: levels of both may lie close. */
const EACH_PARITY = 3;
const LONGER = 3;

/** How many starts a run compares. */
export function startsOf({ settings, signs, initial, readout, parities, ansatz }: RunPlan): number {
  if (initial) return 1;
  if (settings.starts !== undefined) return settings.starts;
  if (readout.ratio === "none") return 1;
  if (parities.length > 1) return EACH_PARITY * parities.length;
  // The landscape of a multilayer perceptron has traps without signs, too.
  if (signs || (settings.fullSum && ansatz.name === "mlp")) return WITH_SIGNS;
  return settings.fullSum ? SUMMED : 1;
}

interface Candidate {
  readonly start: number;
  readonly network: TrainedNetwork;
  readonly energy: number;
}

/**
 * Successive halving: short trainings from different initial weights, the better half of them carried on as long again, until one is left; where both
 * parities are open, until one of each is left, and then the better one. The run goes on with that. No exact energy is looked at.
 */
export async function* compareStarts(run: Run): AsyncGenerator<Step, void> {
  const { plan } = run;
  const starts = startsOf(plan);
  const { fullSum, iterations } = plan.settings;
  const quiet = run.schedule instanceof SummedSchedule;
  if (starts === 1) {
    if (quiet && !plan.initial) run.stage.training.begin(0, factorOf(run, 0));
    return;
  }
  run.starts = starts;
  const dear = run.schedule instanceof SummedSchedule && run.schedule.dear;
  const usual = dear ? DEAR_ROUND : fullSum ? SUMMED_ROUND : ROUND;
  const round = Math.max(1, Math.min(usual, Math.floor(iterations / PART)));
  let left: Candidate[] = [];
  for (let start = 0; start < starts && !run.interrupted; start++) {
    run.start = start;
    await beginStart(run, start);
    left.push(yield* followed(run, start, round));
  }
  const both = plan.parities.length;
  for (left = better(left, both); left.length > 1 && !run.interrupted; left = left.length > both ? better(left, both) : better(left, 1)) {
    const longer: Candidate[] = [];
    for (const { start, network } of left) {
      run.start = start;
      await resume(run, network, `start/${start}/again`);
      longer.push(yield* followed(run, start, left.length === both ? LONGER * round : round));
    }
    left = longer;
  }
  run.kept = null;
  const [best] = left;
  run.start = best.start;
  run.starts = 1;
  await resume(run, best.network, "chosen");
  run.schedule = run.newSchedule();
  run.attempt = 0;
}

/** By how much the initial weights of a start deviate, in units of the usual. The weights of a multilayer perceptron are scaled by their variance already. */
function factorOf({ plan, schedule }: Run, start: number): number {
  if (plan.ansatz.name === "mlp") return 1;
  const factors = schedule instanceof SummedSchedule ? SUMMED_FACTORS : FACTORS;
  return factors[Math.floor(start / plan.parities.length) % factors.length];
}

/** Starts take the parities that are open in turn. */
async function beginStart(run: Run, start: number): Promise<void> {
  const { parities } = run.plan;
  const parity = parities[start % parities.length];
  if (parity !== run.stage.plan.ansatz.parity) await run.restage({ ...run.stage.plan.ansatz, parity });
  run.stage.training.begin(start, factorOf(run, start));
}

async function resume(run: Run, { ansatz, parameters }: TrainedNetwork, label: string): Promise<void> {
  if (ansatz.parity !== run.stage.plan.ansatz.parity) await run.restage({ ...run.stage.plan.ansatz, parity: ansatz.parity });
  run.stage.training.resume(parameters, label);
}

/** The better half of the candidates of each parity, or of all where one parity is to be left; the lowest in energy first. */
function better(candidates: readonly Candidate[], parities: number): Candidate[] {
  const lowest = [...candidates].sort((a, b) => a.energy - b.energy);
  const of = (parity: Parity) => lowest.filter(({ network }) => network.ansatz.parity === parity);
  const groups = parities === 1 ? [lowest] : parityNames.map(of);
  return groups.flatMap((group) => group.slice(0, Math.ceil(group.length / 2)));
}

async function* followed(run: Run, start: number, updates: number): AsyncGenerator<Step, Candidate> {
  run.schedule = run.newSchedule();
  run.attempt = 0;
  const end = yield* run.train(updates);
  const { training } = run.stage;
  const { energy, error } = training.settle();
  const healthy = (end === null || end.reason === "frozen chains") && Number.isFinite(energy);
  if (healthy && (run.lowest === null || energy < run.lowest.energy)) run.lowest = { energy, error };
  const network = training.current();
  if (healthy && (run.kept === null || energy < run.kept.energy)) run.kept = { energy, network };
  return { start, network, energy: healthy ? energy : Number.POSITIVE_INFINITY };
}
