// The driver of a measurement with frozen weights.
import { checkPositive } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { keepsZ } from "../hamiltonian/frame.ts";
import { LostWorkerError } from "../kernels/team.ts";
import { type Readout, readoutOf } from "../readout/index.ts";
import { measureBranches } from "./branches/measure.ts";
import { measureFrozen } from "./measurement/measureFrozen.ts";
import { checkBranchMemory } from "./memory/branches.ts";
import { checkMeasuringMemory } from "./memory/run.ts";
import { resolveTraining } from "./setup/defaults.ts";
import { inTrainedState, networkProblem } from "./setup/networkProblem.ts";
import { observablesAsked } from "./setup/observables.ts";
import { checkMeasure } from "./setup/options.ts";
import { createSimulation } from "./setup/simulation.ts";
import { canSum } from "./setup/summable.ts";
import { inUnits, restoredMeasurement, unitsOf } from "./setup/units.ts";
import { withStateValues } from "./stateValues.ts";
import type { Measurement, MeasureOptions, MeasureProgress, TrainedNetwork } from "./types.ts";

/**
 * Energy, variance and observables of a stored network under a reading, from new chains with their own random streams, the weights
 * frozen. A network that knows its problem is sampled where it was trained, and the operator rotated to there.
 * Yields progress; returns the measurement.
 * @throws InputError for bad options, and for an operator that the network's state does not decide.
 */
export async function* measure(options: MeasureOptions): AsyncGenerator<MeasureProgress, Measurement> {
  checkMeasure(options);
  const { network, readout = "born", seed = 1, samples, chains, workers, signal, tolerance } = options;
  const { hamiltonian: asked, magnetisation, sameProblem } = inTrainedState(options.hamiltonian, network);
  const summable = samples === undefined && chains === undefined && canSum(asked, network.ansatz, { magnetisation });
  const { fullSum = summable } = options;
  const training = resolveTraining({
    seed,
    fullSum,
    ...(workers === undefined ? {} : { workers }),
    ...(chains === undefined ? {} : { chains }),
    ...(samples === undefined ? {} : { finalSamples: samples, samples: Math.max(samples, chains ?? 2) }),
  });
  const reading = readoutOf(readout);
  if (reading.sampled === "configurations") checkReadout(network, reading);
  if (tolerance !== undefined) checkPositive("measure.tolerance", tolerance);
  const observables = observablesAsked(asked.lattice, reading, options);
  const units = unitsOf(asked);
  const hamiltonian = inUnits(asked, units);
  const { lattice } = hamiltonian;
  const within = tolerance === undefined ? undefined : (tolerance * lattice.size) / units.unit;
  // A network that knows no problem is one of the operator's.
  const known = network.problem ? network : { ...network, problem: networkProblem(asked, magnetisation) };
  const finished = (measured: Measurement) =>
    withStateValues(restoredMeasurement(measured, units, lattice.size), known, lattice, observables);
  if (reading.sampled === "hidden branches") {
    const { finalSamples } = training;
    const plan = {
      seed,
      samples: finalSamples,
      chains: training.chains,
      sameProblem,
      ...given({ fullSum: options.fullSum, observables, tolerance: within }),
    };
    checkBranchMemory(MEASURED, {
      ...{ hamiltonian, ansatz: network.ansatz, samples: null, finalSamples, chains: training.chains, observables },
      fullSum: options.fullSum === true,
    });
    return await finished(yield* measureBranches(hamiltonian, network, plan, signal));
  }
  const exchanged = sameProblem || magnetisation === null ? [] : hamiltonian.lattice.bonds;
  const { chains: counted, finalSamples, workers: threads } = training;
  const { ansatz } = network;
  checkMeasuringMemory({
    ...{ hamiltonian, ansatz, magnetisation, exchanged, observables, fullSum },
    ...{ samples: finalSamples, chains: counted, workers: threads },
  });
  const simulation = await createSimulation(hamiltonian, ansatz, { workers: threads, magnetisation, exchanged });
  try {
    simulation.network.setParameters(network.parameters);
    const plan = { seed, samples: training.finalSamples, chains: training.chains, fullSum, sameProblem, observables, tolerance: within };
    return await finished(yield* measureFrozen(simulation, reading, plan, signal));
  } catch (error) {
    const lost = await simulation.kernels.lostWorker(error);
    throw lost === null ? error : new LostWorkerError(lost);
  } finally {
    simulation.kernels.close();
  }
}

const MEASURED = { samples: "measure.samples", chains: "measure.chains", ansatz: "measure.network" };

/** @throws InputError for a reading that speaks of the user's configurations, where those of the network are others. */
function checkReadout({ problem }: TrainedNetwork, { name, ratio }: Readout): void {
  if (ratio === "complex" || !problem || keepsZ(problem.frame)) return;
  refuse("measure.readout", "born, for a network that was trained with permuted axes", name, "train it with rotate: none");
}
