import { parameterCount } from "../ansatz/tensors.ts";
import { breathe } from "../core/breathe.ts";
import { refuse } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { readoutOf } from "../readout/index.ts";
import { inTrainingFrame } from "./basis.ts";
import { resolveTraining } from "./defaults.ts";
import { diverged, doubtOf, FrozenWatch, judgeAgainst, judgeFinal, notFinite, recoveryOf, stopOf, type Trouble } from "./diagnose.ts";
import { diagonalFloor } from "./floor.ts";
import { measureFrozen } from "./measure.ts";
import { Profile } from "./profile.ts";
import { resolveAnsatz } from "./resolve.ts";
import { Schedule } from "./schedule.ts";
import { Stage } from "./stage.ts";
import type { GroundStateOptions, Measurement, Outcome, Step, Stop, TrainedNetwork } from "./types.ts";

/** How often a training whose chains froze begins again from new initial weights. */
const RESTARTS = 10;

/**
 * Variational Monte Carlo with stochastic reconfiguration (Sorella 1998; Carleo & Troyer 2017), the Rayleigh-Gauss-Newton method (Webber &
 * Lindsey, arXiv:2106.10558) or Adam; see {@link TrainingOptions.optimizer}. Yields once per update; returns why it
 * stopped, the network, and its energy from an independent run with the weights frozen.
 * @throws InputError for anything wrong in the options, before any work.
 */
export async function* groundState(options: GroundStateOptions): AsyncGenerator<Step, Outcome> {
  const { exactEnergy, initial, signal } = options;
  const settings = resolveTraining(options);
  const readout = readoutOf(options.readout ?? "born");
  const hamiltonian = inTrainingFrame(options, [readout.name]);
  const { lattice } = hamiltonian;
  const ansatz = initial?.ansatz ?? resolveAnsatz(options.ansatz, hamiltonian);
  if (initial) checkParameters(initial, hamiltonian);
  const profile = options.clock ? new Profile(options.clock) : undefined;
  const floor = diagonalFloor(hamiltonian, readout);
  const plan = { hamiltonian, ansatz, readout, settings, profile };
  let stage = await Stage.begin(plan, initial, 0);
  const ended = (stopped: Stop, network = stage.training.best(), final: Measurement | null = null): Outcome => {
    return { stopped, network, final, ...(profile ? { profile: profile.summary() } : {}) };
  };
  const signalled = () => signal?.aborted === true;
  let iteration = 0;
  try {
    let watch = new FrozenWatch(floor);
    let schedule = new Schedule(settings, lattice.size);
    let attempt = 0;
    for (; iteration < schedule.iterations; iteration++) {
      await breathe();
      if (schedule.cools(iteration) && !stage.whole) {
        stage = await stage.summed();
        watch = new FrozenWatch(floor);
      }
      const { simulation, training } = stage;
      simulation.kernels.team?.check();
      if (signalled()) return ended({ reason: "interrupted", iteration });
      const update = () => training.update(schedule.at(iteration));
      const { statistics, typical, accepted, stepNorm } = profile ? profile.iteration(update) : update();
      if (stepNorm === null)
        return ended(stopOf(notFinite(statistics) ?? (accepted ? NO_DIRECTION : diverged(training.retreats)), iteration));
      yield { iteration, iterations: schedule.iterations, attempt, ...statistics, stepNorm, retreats: stage.retreats };
      schedule.add(typical.energy / lattice.size, typical.vScore);
      const frozen = settings.fullSum ? null : watch.look(statistics, () => training.neighbourVariance());
      if (frozen === null) continue;
      if (attempt === RESTARTS) return ended(stopOf(frozen, iteration));
      attempt++;
      if (initial || !ansatz.pointGroup) training.restart(attempt);
      else {
        stage.close();
        stage = await Stage.begin(plan, undefined, attempt);
      }
      watch = new FrozenWatch(floor);
      schedule = new Schedule(settings, lattice.size);
      iteration = -1;
    }
    if (!stage.whole) stage = await stage.summed();
    if (signalled()) return ended({ reason: "interrupted", iteration });
    const { simulation, training } = stage;
    const trained = training.settle();
    const network = training.current();
    const measuring = measureFrozen(simulation, readout, { ...settings, samples: settings.finalSamples }, signal);
    let measured = await measuring.next();
    while (!measured.done) measured = await measuring.next();
    if (signalled()) return ended({ reason: "interrupted", iteration }, network, measured.value);
    const trouble = judgeFinal(measured.value, floor, exactEnergy) ?? judgeAgainst(trained, measured.value);
    if (trouble) return ended(stopOf(trouble, iteration), network, measured.value);
    const doubt = doubtOf(measured.value, schedule);
    const recovered = recoveryOf(attempt, stage.retreats);
    const reason = schedule.settled ? "converged" : "iterations";
    return ended({ reason, iteration, ...(doubt ? { detail: doubt } : {}), ...(recovered ? { recovered } : {}) }, network, measured.value);
  } catch (error) {
    const lost = await stage.simulation.kernels.lostWorker(error);
    if (lost === null) throw error;
    return ended({ reason: "lost worker", iteration, detail: `${lost}: the last good weights are kept` });
  } finally {
    stage.close();
  }
}

function checkParameters({ ansatz, parameters }: TrainedNetwork, { lattice }: Hamiltonian): void {
  const count = parameterCount(ansatz, lattice);
  if (parameters.length !== 2 * count) refuse("training.initial", `${count} complex parameters`, parameters.length / 2);
}

const NO_DIRECTION: Trouble = {
  reason: "not finite",
  detail: "the metric is not positive definite in floating point: the last good weights are kept; try a larger shift",
};
