// The training of branches, from several starts to rest.
import { parameterMap } from "../../branches/network.ts";
import { breathe } from "../../core/breathe.ts";
import { loadKernels } from "../../kernels/kernels.ts";
import { Profile } from "../profile.ts";
import { networkProblem } from "../setup/networkProblem.ts";
import { restored } from "../setup/units.ts";
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

/**
 * Short trainings from different weights; the one of lowest energy, or a copy of it whose spins were turned away from z if that falls lower, is carried on until
 * its energy no longer falls. Yields once per update.
 */
export async function* trainBranches(plan: BranchPlan, options: GroundStateOptions): AsyncGenerator<Step, BranchEnd> {
  const { hamiltonian, ansatz, settings, framed, units } = plan;
  const { signal, initial, clock } = options;
  const profile = clock ? new Profile(clock) : null;
  const { lattice } = hamiltonian;
  let made = 0;

  const begin = (start: number, parameters: Float64Array): Candidate => {
    const training = new BranchTraining(hamiltonian, { ansatz, parameters }, settings, `training/${start}`);
    return { start, training, schedule: new BranchSchedule(settings.iterations), iteration: 0, energy: Number.POSITIVE_INFINITY };
  };

  async function* updates(candidate: Candidate, until: () => number, starts = 1): AsyncGenerator<Step, Trouble | null> {
    const { training, schedule, start } = candidate;
    for (; candidate.iteration < until(); candidate.iteration++) {
      const { iteration } = candidate;
      await breathe();
      if (signal?.aborted) return INTERRUPTED;
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
    }
    return null;
  }

  /** Each start in turn, the lowest is kept; and its nudged copy as one more. A start that breaks down loses. */
  async function* chosen(): AsyncGenerator<Step, Candidate> {
    const round = Math.max(1, Math.min(ROUND, Math.floor(settings.iterations / PART)));
    let best = begin(0, initial?.parameters ?? (await randomStart(plan, 0)));
    if (settings.starts === 1) return best;
    yield* updates(best, () => round, settings.starts);
    for (let start = 1; start <= settings.starts && !signal?.aborted; start++) {
      const copy = start === settings.starts;
      const map = parameterMap("groundState.ansatz", ansatz, lattice);
      const parameters = copy ? nudged(map, best.training.network.parameters) : await randomStart(plan, start);
      const other = begin(copy ? best.start : start, parameters);
      const end = yield* updates(other, () => round, settings.starts);
      if (end === null && other.energy < best.energy) best = other;
    }
    return best;
  }

  const best = yield* chosen();
  const trouble = yield* updates(best, () => best.schedule.iterations);
  const network = { ...best.training.network, problem: networkProblem(framed, null) };
  return { network, schedule: best.schedule, iteration: best.iteration, made, trouble, profile: profile?.summary() ?? null };
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
