import { breathe } from "../core/breathe.ts";
import { refuse } from "../core/errors.ts";
import { readoutOf } from "../readout/index.ts";
import { resolveTraining } from "./defaults.ts";
import { FrozenWatch, judgeFinal, notFinite, stopOf, type Trouble } from "./diagnose.ts";
import { diagonalFloor } from "./floor.ts";
import { measureFrozen } from "./measure.ts";
import { resolveAnsatz } from "./resolve.ts";
import { createSimulation } from "./simulation.ts";
import { Training } from "./training.ts";
import type { GroundStateOptions, Outcome, Step } from "./types.ts";

/** How often a training whose chains froze begins again from new initial weights. */
const RESTARTS = 10;

/**
 * Variational Monte Carlo with stochastic reconfiguration (Sorella 1998; Carleo & Troyer 2017), the Rayleigh-Gauss-Newton method (Webber &
 * Lindsey, arXiv:2106.10558) or Adam; see {@link TrainingOptions.optimizer}. Yields once per update; returns why it
 * stopped, the network, and its energy from an independent run with the weights frozen.
 * @throws InputError for anything wrong in the options, before any work.
 */
export async function* groundState(options: GroundStateOptions): AsyncGenerator<Step, Outcome> {
  const { hamiltonian, exactEnergy, initial, signal } = options;
  const settings = resolveTraining(options);
  const readout = readoutOf(options.readout ?? "born");
  const ansatz = initial?.ansatz ?? resolveAnsatz(options.ansatz, hamiltonian);
  const simulation = await createSimulation(hamiltonian, ansatz);
  if (initial && initial.parameters.length !== 2 * simulation.network.parameterCount) {
    refuse("training.initial", `${simulation.network.parameterCount} complex parameters`, initial.parameters.length / 2);
  }
  const training = new Training(simulation, ansatz, readout, settings, initial?.parameters);
  const floor = diagonalFloor(hamiltonian, readout);
  let watch = new FrozenWatch(floor);
  let attempt = 0;
  const giveUp = (trouble: Trouble, iteration: number): Outcome => {
    return { stopped: stopOf(trouble, iteration), network: training.best(), final: null };
  };

  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    await breathe();
    if (signal?.aborted) return { stopped: { reason: "interrupted", iteration }, network: training.best(), final: null };
    const { statistics, stepNorm } = training.update(iteration);
    const broken = notFinite(statistics) ?? (stepNorm === null ? NO_DIRECTION : null);
    if (broken) return giveUp(broken, iteration);
    yield { iteration, attempt, ...statistics, stepNorm: stepNorm ?? 0 };
    const frozen = settings.fullSum ? null : watch.look(statistics, () => training.neighbourVariance());
    if (frozen === null) continue;
    if (attempt === RESTARTS) return giveUp(frozen, iteration);
    training.restart(++attempt);
    watch = new FrozenWatch(floor);
    iteration = -1;
  }

  const network = training.current();
  const { seed, finalSamples, chains, fullSum } = settings;
  const measuring = measureFrozen(simulation, readout, { seed, samples: finalSamples, chains, fullSum }, signal);
  let measured = await measuring.next();
  while (!measured.done) measured = await measuring.next();
  if (signal?.aborted) return { stopped: { reason: "interrupted", iteration: settings.iterations }, network, final: measured.value };
  const trouble = judgeFinal(measured.value, floor, exactEnergy);
  const stopped = trouble ? stopOf(trouble, settings.iterations) : ({ reason: "iterations", iteration: settings.iterations } as const);
  return { stopped, network, final: measured.value };
}

const NO_DIRECTION: Trouble = {
  reason: "not finite",
  detail: "the metric is not positive definite in floating point: the last good weights are kept; try a larger shift",
};
