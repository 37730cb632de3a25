// The driver of a training under the branches reading: training, measurement, verdict.
import { given } from "../core/given.ts";
import type { ObservablePlan } from "../observables/list.ts";
import { branches } from "../readout/index.ts";
import { measureBranches } from "./branches/measure.ts";
import { planBranches, settingsIn } from "./branches/plan.ts";
import { trainBranches } from "./branches/run.ts";
import { exactOf, targetOf } from "./judge.ts";
import { checkBranchTraining } from "./memory/branches.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { branchMeasurementOf, resumeOfBranches } from "./resume.ts";
import { energyIn, restoredMeasurement } from "./setup/units.ts";
import { withStateValues } from "./stateValues.ts";
import { judgeFinal, stopOf } from "./training/diagnose.ts";
import type { GroundStateOptions, Measurement, Outcome, Step, Stop, Verdict } from "./types.ts";
import { stoppedVerdict, verdictOf } from "./verdict.ts";

/**
 * Lowers the energy Σ_h p_h E(h) of the mixture of a network's branches by natural gradient (or Adam) from several starts, and measures it with the weights
 * frozen. The energy is never below that of the best product state, which the verdict holds it against.
 * @throws InputError for anything wrong in the options, before any work.
 */
export async function* branchGroundState(
  options: GroundStateOptions,
  observables: ObservablePlan | undefined,
): AsyncGenerator<Step, Outcome> {
  const plan = planBranches(options);
  checkBranchTraining(plan, observables);
  const resume = resumeOfBranches(plan, options);
  const { framed, hamiltonian, units, settings } = plan;
  const { size } = hamiltonian.lattice;
  const { network, schedule, iteration, made, trouble: end, measuring, profile } = yield* trainBranches(plan, options, resume);
  const outcome = (stopped: Stop, verdict: Verdict, final: Measurement | null): Outcome => {
    return { stopped, verdict, network, final, settings: settingsIn(plan), ...(profile ? { profile } : {}) };
  };
  if (end !== null) {
    const stopped: Stop = end.reason === "interrupted" ? { reason: "interrupted", iteration: made } : stopOf(end, iteration);
    return outcome(stopped, stoppedVerdict(stopped), null);
  }
  const { seed, chains, finalSamples } = settings;
  const sampling = {
    seed,
    chains,
    samples: Math.ceil(finalSamples / chains) * chains,
    sameProblem: true,
    ...given({ fullSum: options.fullSum, observables }),
  };
  const resumed = branchMeasurementOf(resume.longer ? null : resume.progress, options, settings.finalSamples, measuring);
  const measurement = await outcomeOf(measureBranches(hamiltonian, network, sampling, options.signal, resumed));
  const final = await withStateValues(restoredMeasurement(measurement, units, size), network, hamiltonian.lattice, observables);
  if (options.signal?.aborted) {
    const stopped: Stop = { reason: "interrupted", iteration: made };
    return outcome(stopped, stoppedVerdict(stopped), final);
  }
  const exact = exactOf(options);
  const trouble = judgeFinal(measurement, null, exact === null ? undefined : energyIn(exact, units), units);
  const verdict = verdictOf({
    measurement: final,
    readout: branches,
    ansatz: plan.ansatz.name,
    trivial: hamiltonian.groups.length === 0,
    offset: units.offset,
    target: targetOf(branches, null, exact, framed),
    exact,
    productState: null,
    bounds: [],
    trouble,
    doubt: schedule.doubt(),
    starts: settings.starts,
    accuracy: settings.accuracy,
  });
  const fine: Stop = {
    reason: schedule.settled ? "converged" : "iterations",
    iteration,
    ...(verdict.converged ? {} : { detail: verdict.text }),
  };
  return outcome(trouble !== null && !verdict.converged ? stopOf(trouble, iteration) : fine, verdict, final);
}
