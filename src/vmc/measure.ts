import { breathe } from "../core/breathe.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { conservesMagnetisation } from "../hamiltonian/symmetry.ts";
import { neighbourCorrelation, transverseMagnetisation } from "../observables/spin.ts";
import { type Readout, readoutOf } from "../readout/index.ts";
import { FullSum } from "../sampler/fullSum.ts";
import { Metropolis } from "../sampler/metropolis.ts";
import type { Sampler, Samples } from "../sampler/sampler.ts";
import { resolveTraining } from "./defaults.ts";
import { energyStatistics, localEstimates, observableEstimate } from "./energies.ts";
import { searchHiddenModes } from "./hiddenModes.ts";
import { MOST_NEIGHBOUR_VARIANCE, neighbourVariance } from "./neighbours.ts";
import { createSimulation, type Simulation } from "./simulation.ts";
import type { EnergyStatistics, Estimate, Measurement, MeasureOptions, MeasureProgress } from "./types.ts";

/** Sweeps between measured samples: twice those of training, for less correlation. */
const SWEEPS = 2;
/** Annealed sweeps before the first sample of a new chain. */
const BURN_IN = 400;
/** Samples that are held in memory at once, and the most bytes of look-ups they may take. */
const BATCH = 8192;
const BATCH_BYTES = 256 * 1024 * 1024;

/** How long a measurement is. */
export interface MeasurePlan {
  readonly seed: number;
  readonly samples: number;
  readonly chains: number;
  readonly fullSum: boolean;
}

/**
 * Energy, variance and observables of a stored network under a reading, from new chains with their own random streams, the weights
 * frozen. Yields progress; returns the measurement.
 * @throws InputError for bad options.
 */
export async function* measure(options: MeasureOptions): AsyncGenerator<MeasureProgress, Measurement> {
  const { hamiltonian, network, readout = "born", seed = 1, samples, chains, fullSum = false, signal } = options;
  const training = resolveTraining({
    seed,
    fullSum,
    ...(chains === undefined ? {} : { chains }),
    ...(samples === undefined ? {} : { finalSamples: samples, samples: Math.max(samples, chains ?? 2) }),
  });
  const simulation = await createSimulation(hamiltonian, network.ansatz);
  simulation.network.setParameters(network.parameters);
  const plan = { seed, samples: training.finalSamples, chains: training.chains, fullSum };
  return yield* measureFrozen(simulation, readoutOf(readout), plan, signal);
}

/** The measurement itself, of a simulation whose parameters are set. */
export async function* measureFrozen(
  simulation: Simulation,
  readout: Readout,
  plan: MeasurePlan,
  signal?: AbortSignal,
): AsyncGenerator<MeasureProgress, Measurement> {
  const { hamiltonian, network, energyOperator } = simulation;
  const { lattice } = hamiltonian;
  const operators = [energyOperator, simulation.load(neighbourCorrelation(lattice)), simulation.load(transverseMagnetisation(lattice))];
  const sampler = samplerOf(simulation, readout, plan);
  const batches: { samples: Samples; series: Float64Array[] }[] = [];
  let measured = 0;
  while (measured < plan.samples && !(measured > 0 && signal?.aborted)) {
    await breathe();
    const samples = sampler.draw();
    batches.push({ samples, series: operators.map((operator) => localEstimates(network, operator, readout, samples)) });
    measured += samples.count;
    if (samples.exact) measured = plan.samples;
    yield { samples: measured, of: plan.samples };
  }
  const [energies, zz, x] = operators.map((_, index) =>
    joinChains(
      batches.map(({ series }) => series[index]),
      batches[0].samples.chains,
    ),
  );
  const samples = joinSamples(batches.map((batch) => batch.samples));
  const sampled = energyStatistics(network, samples, energies);
  const last = batches[batches.length - 1].samples;
  const seen = samples.exact ? sampled.variance : neighbourVariance(simulation, readout, last, sampled.energy.mean);
  const statistics = samples.exact ? sampled : widened(sampled, seen, network.sites);
  return {
    readout: readout.name,
    ...statistics,
    neighbourVariance: seen,
    hiddenModes: samples.exact ? null : searchHiddenModes(simulation, readout, last, plan.seed),
    observables: {
      zz: observableEstimate(network, samples, zz),
      x: fixesTransverse(hamiltonian, simulation.magnetisation) ? NOTHING : observableEstimate(network, samples, x),
    },
  };
}

/**
 * Error bars of samples that never left a few configurations: their own spread is nothing, that of their neighbours is what a longer run would
 * meet, so the error is at least √(V'/N_s).
 */
function widened(statistics: EnergyStatistics, seen: number, sites: number): EnergyStatistics {
  const { energy, energyPerSite, samples } = statistics;
  const least = Math.sqrt(seen / samples);
  if (!(seen > MOST_NEIGHBOUR_VARIANCE * statistics.variance && least > energy.error)) return statistics;
  return { ...statistics, energy: { ...energy, error: least }, energyPerSite: { ...energyPerSite, error: least / sites } };
}

const NOTHING: Estimate = { mean: 0, error: 0 };

/** In a sector of fixed Σ Z a single flip leads nowhere: f is zero there, and <X> vanishes exactly. */
function fixesTransverse(hamiltonian: Hamiltonian, magnetisation: number | null): boolean {
  return magnetisation !== null && conservesMagnetisation(hamiltonian);
}

function samplerOf({ network, magnetisation }: Simulation, readout: Readout, { fullSum, seed, samples, chains }: MeasurePlan): Sampler {
  if (fullSum) return new FullSum(network, readout, magnetisation);
  const fitting = Math.min(BATCH, Math.floor(BATCH_BYTES / network.stateBytes));
  const batch = Math.min(samples, Math.max(1, Math.floor(fitting / chains)) * chains);
  const options = {
    seed,
    label: "measurement",
    chains,
    sentinels: 0,
    scouts: 0,
    samples: batch,
    sweeps: SWEEPS,
    burnIn: BURN_IN,
    renewal: 0,
    thermalisation: 0,
    magnetisation,
  };
  return new Metropolis(network, readout, options);
}

/** Puts the batches of each chain behind each other: chain-major series of the whole measurement. */
function joinChains(batches: readonly Float64Array[], chains: number): Float64Array {
  const perChain = batches[0].length / chains;
  const joined = new Float64Array(perChain * batches.length * chains);
  for (let chain = 0; chain < chains; chain++) {
    for (const [index, batch] of batches.entries()) {
      joined.set(batch.subarray(chain * perChain, (chain + 1) * perChain), (chain * batches.length + index) * perChain);
    }
  }
  return joined;
}

function joinSamples(batches: readonly Samples[]): Samples {
  const count = batches.reduce((total, samples) => total + samples.count, 0);
  const acceptance = batches.reduce((total, samples) => total + samples.acceptance, 0) / batches.length;
  return { ...batches[0], count, measured: count, acceptance };
}
