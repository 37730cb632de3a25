// Short trainings from different weights, the better half carried on.
import { type Parity, parityNames } from "../../ansatz/ansatz.ts";
import type { RaceCandidate, RaceEntry, RaceState } from "../state/runState.ts";
import type { Step, TrainedNetwork } from "../types.ts";
import type { RunPlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { SummedSchedule } from "./schedules/summedSchedule.ts";

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

/**
 * Successive halving: short trainings from different initial weights, the better half of them carried on as long again, until one is left; where both
 * parities are open, until one of each is left, and then the better one. The run goes on with that. No exact energy is looked at.
 */
export async function* compareStarts(run: Run): AsyncGenerator<Step, void> {
  if (run.phase !== "starts") return;
  const { plan } = run;
  const starts = startsOf(plan);
  if (starts === 1) {
    if (run.schedule instanceof SummedSchedule && !plan.initial) run.stage.training.begin(0, factorOf(run, 0));
    run.phase = "training";
    return;
  }
  run.starts = starts;
  const both = plan.parities.length;
  const entries = Array.from({ length: starts }, (_, start) => ({ start, network: null, energy: Number.POSITIVE_INFINITY }));
  let race = run.race ?? { round: 0, updates: roundOf(run), entries, through: [] };
  for (;;) {
    const through = yield* raced(run, race, both);
    const left = race.round === 0 || race.entries.length > both ? better(through, both) : better(through, 1);
    if (left.length <= 1 || run.interrupted) return await choose(run, left);
    race = { ...race, round: race.round + 1, entries: left, through: [] };
  }
}

function roundOf({ plan, schedule }: Run): number {
  const { fullSum, iterations } = plan.settings;
  const dear = schedule instanceof SummedSchedule && schedule.dear;
  const usual = dear ? DEAR_ROUND : fullSum ? SUMMED_ROUND : ROUND;
  return Math.max(1, Math.min(usual, Math.floor(iterations / PART)));
}

/** One round: every start in turn. Ends early, with those that are through, where the run is interrupted. */
async function* raced(run: Run, begun: RaceState, both: number): AsyncGenerator<Step, readonly RaceCandidate[]> {
  let race = begun;
  const { round, updates, entries } = race;
  const most = round > 0 && entries.length === both ? LONGER * updates : updates;
  while (race.through.length < entries.length && !run.interrupted) {
    run.race = race;
    const entry = entries[race.through.length];
    if (!run.goesOn) await enter(run, entry);
    race = { ...race, through: [...race.through, yield* followed(run, entry.start, most)] };
  }
  if (run.interrupted) run.end();
  return race.through;
}

/** The run goes on with the best one. */
async function choose(run: Run, [best]: readonly RaceCandidate[]): Promise<void> {
  run.kept = null;
  run.race = null;
  run.starts = 1;
  run.phase = "training";
  // Interrupted before a start had come through.
  if (best === undefined) return;
  run.start = best.start;
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

/** Begins a start, or goes on with its network. Starts take the parities that are open in turn. */
async function enter(run: Run, { start, network }: RaceEntry): Promise<void> {
  run.start = start;
  if (network !== null) await resume(run, network, `start/${start}/again`);
  else {
    const { parities } = run.plan;
    const parity = parities[start % parities.length];
    if (parity !== run.stage.plan.ansatz.parity) await run.restage({ ...run.stage.plan.ansatz, parity });
    run.stage.training.begin(start, factorOf(run, start));
  }
  run.schedule = run.newSchedule();
  run.attempt = 0;
}

async function resume(run: Run, { ansatz, parameters }: TrainedNetwork, label: string): Promise<void> {
  if (ansatz.parity !== run.stage.plan.ansatz.parity) await run.restage({ ...run.stage.plan.ansatz, parity: ansatz.parity });
  run.stage.training.resume(parameters, label);
}

/** The better half of the candidates of each parity, or of all where one parity is to be left; the lowest in energy first. */
function better(candidates: readonly RaceCandidate[], parities: number): RaceCandidate[] {
  const lowest = [...candidates].sort((a, b) => a.energy - b.energy);
  const of = (parity: Parity) => lowest.filter(({ network }) => network.ansatz.parity === parity);
  const groups = parities === 1 ? [lowest] : parityNames.map(of);
  return groups.flatMap((group) => group.slice(0, Math.ceil(group.length / 2)));
}

async function* followed(run: Run, start: number, updates: number): AsyncGenerator<Step, RaceCandidate> {
  const end = yield* run.train(updates);
  const { training } = run.stage;
  const { energy, error } = run.settle();
  const healthy = (end === null || end.reason === "frozen chains") && Number.isFinite(energy);
  if (healthy && (run.lowest === null || energy < run.lowest.energy)) run.lowest = { energy, error };
  const network = training.current();
  if (healthy && (run.kept === null || energy < run.kept.energy)) run.kept = { energy, network };
  return { start, network, energy: healthy ? energy : Number.POSITIVE_INFINITY };
}
