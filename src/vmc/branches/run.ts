// The training of branches, from several starts to rest.
import { parameterMap } from "../../branches/network.ts";
import { breathe } from "../../core/breathe.ts";
import { loadKernels } from "../../kernels/kernels.ts";
import { Profile } from "../profile.ts";
import { networkProblem } from "../setup/networkProblem.ts";
import { restored } from "../setup/units.ts";
import type { BranchMeasurementState } from "../state/measurementState.ts";
import type { BranchProgress, BranchStart, RunPhase } from "../state/runState.ts";
import { notFinite, type Trouble } from "../training/diagnose.ts";
import type { GroundStateOptions, Step, TrainedNetwork, UpdateProfile } from "../types.ts";
import type { BranchPlan } from "./plan.ts";
import { BranchSchedule } from "./schedule.ts";
import { initialParameters, nudged } from "./starts.ts";
import { BranchTraining } from "./training.ts";

/** Updates of a start before the best one is carried on; at most this part of all updates. */
const ROUND = 30;
const PART = 8;

/** How a training ended. */
export interface BranchEnd {
  readonly network: TrainedNetwork;
  readonly schedule: BranchSchedule;
  /** Updates of the start that was carried on, and of all. */
  readonly iteration: number;
  readonly made: number;
  readonly trouble: Trouble | null;
  /** Lets the user keep where the measurement after the training is. */
  readonly measuring: (take: () => BranchMeasurementState) => void;
  /** Where the time of an update went, if it was asked for: no kernel takes part in it. */
  readonly profile: UpdateProfile | null;
}

/** One start on its way. */
interface Candidate {
  readonly start: number;
  readonly training: BranchTraining;
  readonly schedule: BranchSchedule;
  iteration: number;
  /** Of the last update, in the units of the plan. */
  energy: number;
}

/** Where a training goes on, and whom it tells where it is. */
export interface BranchResume {
  readonly progress: BranchProgress | null;
  /** Whether more updates are asked for than then. */
  readonly longer: boolean;
  readonly offer: (take: () => { readonly network: TrainedNetwork; readonly progress: BranchProgress }, trained: boolean) => void;
}

/**
 * Short trainings from different weights; the one of lowest energy, or a copy of it whose spins were turned away from z if that falls lower, is carried on until
 * its energy no longer falls. Yields once per update.
 */
export async function* trainBranches(
  plan: BranchPlan,
  options: GroundStateOptions,
  { progress, longer, offer }: BranchResume,
): AsyncGenerator<Step, BranchEnd> {
  const { hamiltonian, ansatz, settings, framed, units } = plan;
  const { signal, initial, clock } = options;
  const profile = clock ? new Profile(clock) : null;
  const { lattice } = hamiltonian;
  const carrying = (network: TrainedNetwork) => ({ ...network, problem: networkProblem(framed, null) });

  const begin = (start: number, parameters: Float64Array): Candidate => {
    const training = new BranchTraining(hamiltonian, { ansatz, parameters }, settings, `training/${start}`);
    return { start, training, schedule: new BranchSchedule(settings.iterations), iteration: 0, energy: Number.POSITIVE_INFINITY };
  };
  const resumed = ({ start, iteration, energy, schedule: told, training: saved }: BranchStart): Candidate => {
    const training = new BranchTraining(hamiltonian, saved.network, settings, "", saved);
    const schedule = new BranchSchedule(settings.iterations);
    schedule.resume(told, longer);
    return { start, training, schedule, iteration, energy };
  };

  let phase: RunPhase = progress?.phase === "trained" && longer ? "training" : (progress?.phase ?? "starts");
  let best = progress ? resumed(progress.best) : begin(0, initial?.parameters ?? (await randomStart(plan, 0)));
  let other = progress?.other ? resumed(progress.other) : null;
  let round = progress?.round ?? 0;
  let made = progress?.made ?? 0;
  let over = false;
  const now = () => ({ phase, made, best: stateOf(best), other: other && stateOf(other), round });
  const tell = () => {
    if (over) return;
    const lowest = other !== null && other.energy < best.energy ? other : best;
    offer(() => ({ network: carrying(lowest.training.network), progress: now() }), phase === "trained");
  };

  async function* updates(candidate: Candidate, until: () => number, starts = 1): AsyncGenerator<Step, Trouble | null> {
    const { training, schedule, start } = candidate;
    while (candidate.iteration < until()) {
      const { iteration } = candidate;
      await breathe();
      if (signal?.aborted) {
        tell();
        over = true;
        return INTERRUPTED;
      }
      const update = () => training.update(schedule.at(iteration));
      const { statistics, stepNorm } = profile ? profile.iteration(update) : update();
      if (stepNorm === null) return notFinite(statistics) ?? NO_STEP;
      made++;
      candidate.energy = statistics.energy.mean;
      schedule.add(statistics.energyPerSite.mean);
      const parameters = training.parameterCount;
      const { iterations } = schedule;
      yield {
        iteration,
        iterations,
        attempt: 0,
        start,
        starts,
        parameters,
        ...restored(statistics, units, lattice.size),
        stepNorm,
        rollbacks: 0,
      };
      candidate.iteration++;
      tell();
    }
    return null;
  }

  /** Each start in turn, the lowest is kept; and its nudged copy as one more. A start that breaks down loses. */
  async function* compared(): AsyncGenerator<Step, void> {
    const most = Math.max(1, Math.min(ROUND, Math.floor(settings.iterations / PART)));
    if (settings.starts === 1) return;
    if (round === 0) {
      yield* updates(best, () => most, settings.starts);
      round = 1;
    }
    for (; round <= settings.starts && !signal?.aborted; round++) {
      const copy = round === settings.starts;
      const map = parameterMap("groundState.ansatz", ansatz, lattice);
      const parameters = () => (copy ? nudged(map, best.training.network.parameters) : randomStart(plan, round));
      other ??= begin(copy ? best.start : round, await parameters());
      const end = yield* updates(other, () => most, settings.starts);
      if (end === null && other.energy < best.energy) best = other;
      other = null;
    }
    if (signal?.aborted) over = true;
  }

  if (phase === "starts") {
    yield* compared();
    phase = "training";
  }
  const trouble = phase === "trained" ? null : yield* updates(best, () => best.schedule.iterations);
  if (trouble === null && phase !== "trained") {
    phase = "trained";
    tell();
  }
  const network = carrying(best.training.network);
  const measuring: BranchEnd["measuring"] = (take) => offer(() => ({ network, progress: { ...now(), measurement: take() } }), true);
  return { network, schedule: best.schedule, iteration: best.iteration, made, trouble, measuring, profile: profile?.summary() ?? null };
}

function stateOf({ start, iteration, energy, schedule, training }: Candidate): BranchStart {
  return { start, iteration, energy, schedule: schedule.state(), training: training.state() };
}

const INTERRUPTED: Trouble = { reason: "interrupted", detail: "" };
const NO_STEP: Trouble = {
  reason: "not finite",
  detail: "the step is not finite: the last good weights are kept; try a smaller learning rate",
};

async function randomStart({ ansatz, hamiltonian, settings }: BranchPlan, start: number): Promise<Float64Array> {
  const kernels = await loadKernels(1);
  try {
    return initialParameters(kernels, ansatz, hamiltonian, settings.seed, start);
  } finally {
    kernels.close();
  }
}
