// A measurement with frozen weights, from annealing to observables.
import { unlessLeft } from "../../core/interrupted.ts";
import { inFrame } from "../../hamiltonian/rotate.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { conservingPart, neighbourCorrelation, transverseMagnetisation } from "../../observables/spin.ts";
import type { Readout } from "../../readout/index.ts";
import type { ChainsState } from "../../sampler/chainsState.ts";
import { FullSum } from "../../sampler/fullSum.ts";
import { Metropolis } from "../../sampler/metropolis.ts";
import type { Sampler, Samples } from "../../sampler/sampler.ts";
import { hiddenModeExcess } from "../../statistics/hiddenModes.ts";
import { median } from "../../statistics/median.ts";
import { batchOf, PROBE } from "../memory/sizes.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { MeasurementState } from "../state/measurementState.ts";
import type { EnergyStatistics, Estimate, HiddenModes, Measurement, MeasureProgress, StopSignal } from "../types.ts";
import { connectedVariance, MOST_CONNECTED_VARIANCE } from "./connectedVariance.ts";
import { energyStatistics, localEstimates, observableEstimate } from "./energies.ts";
import { chainLogs, logOfDimension, searchHiddenModes } from "./hiddenModes.ts";
import { Instruments } from "./instruments.ts";
import { chainMeans } from "./robustEnergy.ts";
import { ofChains, type Taken, type TakingState, takeSamples } from "./takeSamples.ts";

/** Sweeps between measured samples: twice those of training, for less correlation. */
const SWEEPS = 2;
/** Annealed sweeps before the first sample of a new chain. */
const BURN_IN = 400;

/** How long a measurement is. */
export interface MeasurePlan {
  readonly seed: number;
  readonly samples: number;
  readonly chains: number;
  readonly fullSum: boolean;
  /** Samples go on beyond `samples` until the error of the energy is at most this. */
  readonly tolerance?: number | undefined;
  /** Of more samples sums are kept in the place of local estimates. */
  readonly mostKept?: number | undefined;
  /** Default true. */
  readonly sameProblem?: boolean;
  /** What is measured beside the energy, <ZZ> and <X>. */
  readonly observables?: ObservablePlan | undefined;
}

/** Where a measurement goes on, and who is told that it can. */
export interface Resume<State = Omit<MeasurementState, "of">> {
  readonly state?: State | null;
  readonly offer?: (take: () => State) => void;
}

/** The measurement itself, in the units of the simulation's Hamiltonian, of a simulation whose parameters are set. */
export async function* measureFrozen(
  simulation: Simulation,
  readout: Readout,
  plan: MeasurePlan,
  signal?: StopSignal,
  { state = null, offer }: Resume = {},
): AsyncGenerator<MeasureProgress, Measurement> {
  const { hamiltonian, kernels, network, energyOperator, magnetisation } = simulation;
  const { sameProblem = true } = plan;
  const { lattice, frame } = hamiltonian;
  const observables = [neighbourCorrelation(lattice), transverseMagnetisation(lattice)].map((operator) => {
    const rotated = inFrame(operator, frame);
    return magnetisation === null ? rotated : conservingPart(rotated);
  });
  const operators = [energyOperator, ...observables.map((operator) => simulation.load(operator))];
  let instruments: Instruments | null = null;
  let mode = state?.mode ?? null;
  const take = (annealed: boolean) => {
    const saved = state?.annealed === annealed ? state : null;
    const own = plan.observables ? new Instruments(simulation, readout, plan.observables, plan, saved?.instruments) : null;
    instruments = own;
    const sampler = samplerOf(simulation, readout, plan, annealed, saved?.chains);
    const taking = {
      watch: (samples: Samples) => own?.add(samples),
      state: saved ?? undefined,
      offer: (now: () => TakingState) =>
        offer?.(() => ({ annealed, mode, ...now(), chains: chainsOf(sampler), instruments: own?.state() ?? null })),
    };
    return takeSamples(simulation, readout, sampler, operators, plan, annealed, signal, taking);
  };
  const annealed = state?.annealed === false ? null : yield* take(true);
  // Of another operator the annealed chains are believed: nothing says which value is better.
  const judged = annealed !== null && sameProblem && !annealed.samples.exact && !signal?.aborted;
  if (judged) mode = unlessLeft(() => kernels.heeding(signal, () => modeOf(simulation, readout, annealed, plan.seed)));
  const { samples, series, last, typical, reannealed, picked } =
    annealed && mode === null ? { ...annealed, typical: null } : outside(simulation, readout, yield* take(false));
  const { exact } = samples;
  const [energies, zz, x] = series;
  const sampled = energyStatistics(network, samples, energies);
  const seen = exact ? sampled.variance : connectedVariance(simulation, readout, last, sampled.energy.mean);
  const statistics = exact ? sampled : widened(sampled, seen, network.sites);
  const search = () => searchHiddenModes(simulation, readout, typical ?? median(chainLogs(simulation, last)), plan.seed);
  if (!exact) signal?.doing?.("searching hidden modes");
  const found = exact || signal?.aborted ? null : unlessLeft(() => kernels.heeding(signal, search));
  return {
    readout: readout.name,
    sameProblem,
    ...statistics,
    reannealed,
    connectedVariance: seen,
    summed: exact,
    hiddenModes: found && { ...found, ...mode },
    observables: {
      zz: observableEstimate(network, samples, zz),
      x: observables[1].strings.length === 0 ? NOTHING : observableEstimate(network, samples, x),
      ...(instruments as Instruments | null)?.values(exact, picked),
    },
  };
}

/**
 * Annealed chains come to rest where the weight of |f|^q is, and that may be a mode which chains started at random never meet, at a far higher
 * energy than theirs. Told by a probe of such chains: the mode's typical weight exceeds theirs by more than their entropy can make up for.
 * @returns what the annealed chains measured there, or `null` if both agree
 */
function modeOf(simulation: Simulation, readout: Readout, annealed: Taken, seed: number): Pick<HiddenModes, "energyPerSite"> | null {
  const { network, energyOperator, magnetisation, moves } = simulation;
  const options = { ...CHAIN_PLAN, ...PROBE, seed, label: "probe", annealed: false, magnetisation, moves };
  const probe = new Metropolis(network, readout, options).draw();
  const excess = hiddenModeExcess(
    readout.exponent,
    median(chainLogs(simulation, annealed.last)),
    median(chainLogs(simulation, probe)),
    logOfDimension(simulation),
  );
  if (!(excess > 0)) return null;
  const energies = localEstimates(network, energyOperator, readout, probe);
  const { energyPerSite } = energyStatistics(network, annealed.samples, annealed.series[0]);
  const typical = median([...chainMeans(energies, probe.measured, probe.chains)]) / network.sites;
  return typical < energyPerSite.mean ? { energyPerSite } : null;
}

/** Of chains that were not annealed, those that did not fall into the mode, and their <ln|f|>. */
function outside(simulation: Simulation, readout: Readout, taken: Taken): Taken & { readonly typical: number } {
  const logs = chainLogs(simulation, taken.last);
  const typical = median(logs);
  const dimension = logOfDimension(simulation);
  const stayed = [...logs.keys()].filter((chain) => hiddenModeExcess(readout.exponent, logs[chain], typical, dimension) <= 0);
  return { ...ofChains(taken, stayed), typical };
}

/**
 * Error bars of samples that never left a few configurations: their own spread is zero, the connected variance is what a longer run would
 * meet, so the error is at least √(V'/N_s).
 */
function widened(statistics: EnergyStatistics, seen: number, sites: number): EnergyStatistics {
  const { energy, energyPerSite, samples } = statistics;
  const least = Math.sqrt(seen / samples);
  if (!(seen > MOST_CONNECTED_VARIANCE * statistics.variance && least > energy.error)) return statistics;
  return { ...statistics, energy: { ...energy, error: least }, energyPerSite: { ...energyPerSite, error: least / sites } };
}

/** A single flip leads out of a sector of fixed Σ Z: <X> vanishes there exactly. */
const NOTHING: Estimate = { mean: 0, error: 0 };

/** What the chains of every measurement have in common. */
const CHAIN_PLAN = { probes: null, sweeps: SWEEPS, renewal: 0, thermalisation: 0 } as const;

function samplerOf(
  { network, magnetisation, moves }: Simulation,
  readout: Readout,
  plan: MeasurePlan,
  annealed: boolean,
  state?: ChainsState,
): Sampler {
  const { fullSum, seed, chains } = plan;
  if (fullSum) return new FullSum(network, readout, magnetisation, false, "measurement");
  const samples = batchOf(plan, network.stateBytes);
  const options = { ...CHAIN_PLAN, seed, label: "measurement", chains, samples, annealed, burnIn: BURN_IN, magnetisation, moves };
  return new Metropolis(network, readout, options, state);
}

/** Only chains draw more than one batch. */
function chainsOf(sampler: Sampler): ChainsState {
  const state = sampler.state();
  if (state === null) throw new Error("measureFrozen: a sum has no batches");
  return state;
}
