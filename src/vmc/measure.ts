// The driver of a measurement with frozen weights.
import { checkPositive } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { keepsZ } from "../hamiltonian/frame.ts";
import { LostWorkerError } from "../kernels/team.ts";
import { type Readout, readoutOf } from "../readout/index.ts";
import { measureBranches } from "./branches/measure.ts";
import { measureFrozen, type Resume } from "./measurement/measureFrozen.ts";
import { checkBranchMemory } from "./memory/branches.ts";
import { checkMeasuringMemory } from "./memory/run.ts";
import { resumeOfMeasure } from "./resume.ts";
import { resolveTraining } from "./setup/defaults.ts";
import { inTrainedState, networkProblem } from "./setup/networkProblem.ts";
import { observablesAsked } from "./setup/observables.ts";
import { checkMeasure } from "./setup/options.ts";
import { createSimulation } from "./setup/simulation.ts";
import { canSum } from "./setup/summable.ts";
import { inUnits, restoredMeasurement, unitsOf } from "./setup/units.ts";
import type { BranchMeasurementState } from "./state/measurementState.ts";
import { withStateValues } from "./stateValues.ts";
import type { Measurement, MeasureOptions, MeasureProgress, TrainedNetwork } from "./types.ts";

/**
 * Energy, variance and observables of a stored network under a reading, from new chains with their own random streams, the weights
 * frozen. A network that knows its problem is sampled where it was trained, and the operator rotated to there.
 * Yields progress; returns the measurement.
 * @throws InputError for bad options, and for an operator that the network's state does not decide; Interrupted where the signal came before any sample.
 */
export async function* measure(options: MeasureOptions): AsyncGenerator<MeasureProgress, Measurement> {
  checkMeasure(options);
  const { network, readout = "born", seed = 1, samples, chains, signal, tolerance } = options;
  const { hamiltonian: asked, magnetisation, sameProblem } = inTrainedState(options.hamiltonian, network);
  const summable = samples === undefined && chains === undefined && canSum(asked, network.ansatz, { magnetisation });
  const { fullSum = summable } = options;
  const training = resolveTraining({
    seed,
    fullSum,
    ...given({ workers: options.workers }),
    ...(chains === undefined ? {} : { chains }),
    ...(samples === undefined ? {} : { finalSamples: samples, samples: Math.max(samples, chains ?? 2) }),
  });
  const reading = readoutOf(readout);
  if (reading.sampled === "configurations") checkReadout(network, reading);
  if (tolerance !== undefined) checkPositive("measure.tolerance", tolerance);
  const observables = observablesAsked(asked.lattice, reading, options);
  const resume = resumeOfMeasure(options);
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
    return await finished(yield* measureBranches(hamiltonian, network, plan, signal, resume as Resume<Omit<BranchMeasurementState, "of">>));
  }
  const exchanged = sameProblem || magnetisation === null ? [] : hamiltonian.lattice.bonds;
  const { chains: counted, finalSamples, workers } = training;
  const { ansatz } = network;
  checkMeasuringMemory({
    ...{ hamiltonian, ansatz, magnetisation, exchanged, observables, fullSum },
    ...{ samples: finalSamples, chains: counted, workers },
  });
  const plan = { seed, samples: finalSamples, chains: counted, fullSum, sameProblem, observables, tolerance: within };
  const measuredBy = async function* (threads: number, from: Resume): AsyncGenerator<MeasureProgress, Measurement> {
    const simulation = await createSimulation(hamiltonian, ansatz, { workers: threads, magnetisation, exchanged });
    try {
      simulation.network.setParameters(network.parameters);
      return yield* measureFrozen(simulation, reading, plan, signal, from);
    } catch (error) {
      const lost = await simulation.kernels.lostWorker(error);
      throw lost === null ? error : new LostWorkerError(lost);
    } finally {
      simulation.kernels.close();
    }
  };
  const { state = null, offer } = resume as Resume;
  if (workers === 1) return await finished(yield* measuredBy(1, { state, ...given({ offer }) }));
  let whole = state;
  let batches = 0;
  const remembering: Resume["offer"] = (take) => {
    if (++batches % REMEMBERED === 0) whole = take();
    offer?.(take);
  };
  try {
    return await finished(yield* measuredBy(workers, { state, offer: remembering }));
  } catch (error) {
    if (!(error instanceof LostWorkerError)) throw error;
    // With one thread the same bits follow from an earlier batch.
    return await finished(yield* measuredBy(1, { state: whole, ...given({ offer }) }));
  }
}

/** Batches between two that a measurement is gone on with from if a thread is lost: what it would cost to keep each is felt. */
const REMEMBERED = 16;
const MEASURED = { samples: "measure.samples", chains: "measure.chains", ansatz: "measure.network" };

/** @throws InputError for a reading that speaks of the user's configurations, where those of the network are others. */
function checkReadout({ problem }: TrainedNetwork, { name, ratio }: Readout): void {
  if (ratio === "complex" || !problem || keepsZ(problem.frame)) return;
  refuse("measure.readout", "born, for a network that was trained with permuted axes", name, "train it with rotate: none");
}
