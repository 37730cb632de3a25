// The driver of a training: stages, starts, restarts, growth, the final measurement, the verdict.

import { Interrupted } from "../core/interrupted.ts";
import { bestProductState } from "../exact/productState.ts";
import { conservesParity } from "../hamiltonian/conservation.ts";
import { unrotated } from "../hamiltonian/rotate.ts";
import { LostWorkerError } from "../kernels/team.ts";
import type { ObservablePlan } from "../observables/list.ts";
import { readoutOf } from "../readout/index.ts";
import { branchGroundState } from "./branchGroundState.ts";
import { exactOf, MOST_PRODUCT_SITES, productBound, targetOf } from "./judge.ts";
import { measureFrozen } from "./measurement/measureFrozen.ts";
import type { RobustEnergy } from "./measurement/robustEnergy.ts";
import { checkTrainingMemory } from "./memory/run.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { beginOrResume, measurementOf, offerOf } from "./resume.ts";
import { observablesAsked } from "./setup/observables.ts";
import { checkGroundState } from "./setup/options.ts";
import { energyIn, energyOf, restoredMeasurement } from "./setup/units.ts";
import { withStateValues } from "./stateValues.ts";
import { doubtOf, judgeAgainst, judgeFinal, recoveryOf, stopOf, type Trouble } from "./training/diagnose.ts";
import { beginFromProduct, canBeginFromProduct, canGrow, grow } from "./training/growth.ts";
import { planRun, type RunPlan } from "./training/plan.ts";
import type { End, Run } from "./training/run.ts";
import { settingsOf } from "./training/settings.ts";
import { compareStarts, startsOf } from "./training/starts.ts";
import type { GroundStateOptions, Measurement, Outcome, Step, Stop, TrainedNetwork, Verdict } from "./types.ts";
import { stoppedVerdict, verdictOf } from "./verdict.ts";

/**
 * Variational Monte Carlo with stochastic reconfiguration (Sorella 1998; Carleo & Troyer 2017), the Rayleigh-Gauss-Newton method (Webber &
 * Lindsey, arXiv:2106.10558) or Adam; see {@link TrainingOptions.optimizer}. In the basis with the fewest signs it compares several starts, trains the best
 * one until it rests, lets the network grow while its V-score is too high, and measures it with the weights frozen. Yields once per update; returns why it
 * stopped, what the energy is worth, the network, and its energy. The branches reading has a training of its own, see `branchGroundState`.
 * @throws InputError for anything wrong in the options, before any work.
 */
export async function* groundState(options: GroundStateOptions): AsyncGenerator<Step, Outcome> {
  checkGroundState(options);
  const readout = readoutOf(options.readout ?? "born");
  const observables = observablesAsked(options.hamiltonian.lattice, readout, options);
  if (readout.sampled === "hidden branches") return yield* branchGroundState(options, observables);
  const plan = offerOf(planRun(options, readout), options);
  checkTrainingMemory(plan, observables);
  let run = await begun(plan, options);
  let told = run.made;
  try {
    for (;;) {
      const driver = toItsEnd(run, options, observables);
      try {
        let next = await driver.next();
        for (; !next.done; next = await driver.next()) {
          // An update that is made again after a loss was told before.
          if (run.made <= told) continue;
          told = run.made;
          yield next.value;
        }
        return next.value;
      } catch (error) {
        if (error instanceof Interrupted) return leftAt(run);
        const lost = await run.stage.simulation.kernels.lostWorker(error);
        if (lost === null) throw error;
        run = await run.alone(lost);
      }
    }
  } finally {
    run.stage.close();
  }
}

/** Begins a run, or goes on with one; with one thread if the others cannot be started. */
async function begun(plan: RunPlan, options: GroundStateOptions): Promise<Run> {
  try {
    return await beginOrResume(plan, options);
  } catch (error) {
    if (!(error instanceof LostWorkerError)) throw error;
    const run = await beginOrResume({ ...plan, settings: { ...plan.settings, workers: 1 } }, options);
    run.lost = error.message;
    return run;
  }
}

/** @throws Interrupted where an update, or a measurement without samples, was left; whatever a lost worker makes of a kernel that waits for it. */
async function* toItsEnd(run: Run, options: GroundStateOptions, observables: ObservablePlan | undefined): AsyncGenerator<Step, Outcome> {
  const { plan } = run;
  const end = yield* trained(run);
  if (end !== null && end.reason !== "frozen chains") return stoppedAt(run, end);
  if (!run.stage.whole) run.stage = await run.stage.summed();
  if (run.interrupted) return stoppedAt(run, INTERRUPTED);
  run.trained(end);
  const resting = run.settle();
  const { simulation, training } = run.stage;
  const network = run.carrying(training.current());
  const sampling = { ...plan.settings, samples: plan.settings.finalSamples, observables };
  const measured = await outcomeOf(measureFrozen(simulation, plan.readout, sampling, plan.signal, measurementOf(run, options)));
  const measurement = await withStateValues(measured, network, options.hamiltonian.lattice, observables);
  return concluded(run, options, { network, resting, measurement, end });
}

/** Where an update or a measurement was left. */
function leftAt(run: Run): Outcome {
  run.offerWhole();
  return stoppedAt(run, INTERRUPTED);
}

const INTERRUPTED: Trouble = { reason: "interrupted", detail: "" };

/** Starts, training, growth; and all of it once more from the best product state, if that has the lower energy. */
async function* trained(run: Run): AsyncGenerator<Step, End> {
  if (run.phase === "trained") return run.frozen;
  yield* compareStarts(run);
  const end = yield* trainedAndGrown(run);
  if (run.fromProduct) return end;
  if ((end !== null && end.reason !== "frozen chains") || run.interrupted || !run.rested || !canBeginFromProduct(run)) return end;
  const { hamiltonian } = run.plan;
  if (hamiltonian.lattice.size > MOST_PRODUCT_SITES) return end;
  const product = bestProductState(hamiltonian);
  const { energy, error } = run.settle();
  if (energy - product.energy <= SURE_ERRORS * error + ABOVE * Math.abs(product.energy)) return end;
  run.fromProduct = true;
  await beginFromProduct(run, product);
  return yield* trainedAndGrown(run);
}

/** A network above the best product state by more than these errors and this part of the energy is in a trap. */
const SURE_ERRORS = 5;
const ABOVE = 1e-3;

async function* trainedAndGrown(run: Run): AsyncGenerator<Step, End> {
  for (;;) {
    const end = yield* run.train();
    if (end !== null || run.interrupted) return run.interrupted ? INTERRUPTED : end;
    if (!run.wantsMore || !canGrow(run)) return null;
    await grow(run);
  }
}

function stoppedAt(run: Run, end: Trouble): Outcome {
  const stopped: Stop = end.reason === "interrupted" ? { reason: "interrupted", iteration: run.made } : stopOf(end, run.iteration);
  return outcome(run, stopped, stoppedVerdict(stopped), run.best, null);
}

function outcome({ plan }: Run, stopped: Stop, verdict: Verdict, network: TrainedNetwork, final: Measurement | null): Outcome {
  return { stopped, verdict, network, final, settings: settingsOf(plan), ...(plan.profile ? { profile: plan.profile.summary() } : {}) };
}

/** What a run ended with, in its own units. */
interface Ended {
  readonly network: TrainedNetwork;
  readonly resting: RobustEnergy;
  readonly measurement: Measurement;
  /** Chains that were frozen to the last attempt. */
  readonly end: End;
}

function concluded(run: Run, options: GroundStateOptions, { network, resting, measurement, end }: Ended): Outcome {
  const { plan, iteration, schedule } = run;
  const { units, floor, settings } = plan;
  const final = restoredMeasurement(measurement, units, plan.hamiltonian.lattice.size);
  if (run.interrupted) {
    run.offerWhole();
    const stopped: Stop = { reason: "interrupted", iteration: run.made };
    return outcome(run, stopped, stoppedVerdict(stopped), network, final);
  }
  const exact = exactOf(options);
  const met = judgeFinal(measurement, floor, exact === null ? undefined : energyIn(exact, units), units);
  const trouble = end ?? met ?? judgeAgainst(resting, measurement, units);
  const doubt = doubtOf(measurement, schedule);
  const product = productBound(plan.given, plan.readout, plan.ansatz, exact);
  const lowest = run.lowest && { energy: energyOf(run.lowest.energy, units), error: units.unit * run.lowest.error, of: "another start" };
  const judged = verdictOf({
    measurement: final,
    readout: plan.readout,
    ansatz: plan.ansatz.name,
    trivial: plan.hamiltonian.groups.length === 0,
    offset: units.offset,
    target: targetOf(plan.readout, floor === null ? null : energyOf(floor, units), exact, plan.framed),
    exact,
    productState: product?.energy ?? null,
    bounds: [lowest, product].filter((bound) => bound !== null),
    // Chains that froze in the training excuse nothing that the measurement met.
    trouble: met ?? trouble,
    doubt,
    starts: startsOf(plan),
    accuracy: settings.accuracy,
  });
  const recovered = recoveryOf(run.attempt, run.stage.rollbacks, run.lost);
  const mixture = judged.converged ? mixtureOf(plan, final) : null;
  const remarks = [judged.text, mixture, ...(recovered ? [`recovered: ${recovered}`] : [])];
  const verdict = { ...judged, text: remarks.filter((remark) => remark !== null).join("; ") };
  const reason = schedule.settled ? "converged" : "iterations";
  const fine: Stop = {
    reason,
    iteration,
    ...(verdict.converged ? {} : { detail: verdict.text }),
    ...(recovered ? { recovered } : {}),
  };
  const stopped = trouble !== null && !verdict.converged ? stopOf(trouble, iteration) : fine;
  return outcome(run, stopped, verdict, network, final);
}

/** <X> beyond so many errors, and beyond this, is not zero. */
const NOT_ZERO = 1e-3;

/** In words, that the state breaks a symmetry which a unique ground state has: H commutes with Π Z, so <X> vanishes there. `null` where nothing says so. */
function mixtureOf({ given, hamiltonian, readout, magnetisation }: RunPlan, { observables: { x } }: Measurement): string | null {
  if (readout.ratio === "none" || magnetisation !== null || hamiltonian.groups.length === 0 || !conservesParity(unrotated(given)))
    return null;
  if (!(Math.abs(x.mean) > SURE_ERRORS * x.error + NOT_ZERO)) return null;
  return `<X> = ${x.mean.toFixed(3)} breaks the symmetry Π Z of H: levels closer than the accuracy are mixed`;
}
