import { breathe } from "../../core/breathe.ts";
import { Interrupted, unlessLeft } from "../../core/interrupted.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import type { Sampler, Samples } from "../../sampler/sampler.ts";
import { MOST_FOR_TOLERANCE } from "../setup/defaults.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { MeasurementState } from "../state/measurementState.ts";
import type { MeasureProgress, StopSignal } from "../types.ts";
import { energyStatistics, localEstimates } from "./energies.ts";
import { Gathered, pickedChains, type Series, streams } from "./gathered.ts";
import { robustEnergy, strayChains } from "./robustEnergy.ts";

/** Samples of frozen weights, and the local estimates of some operators on them, chain behind chain. */
export interface Taken {
  /** All of them together; their rows in memory are those of `last`. */
  readonly samples: Samples;
  readonly series: readonly Series[];
  /** The last batch, still in the memory of the kernels. */
  readonly last: Samples;
  /** How often all chains were annealed again. */
  readonly reannealed: number;
  /** Chains that were picked; absent where all are there. */
  readonly picked?: readonly number[];
}

/** What is told of every batch of samples that counts, while it is in memory. */
export type Watch = (samples: Samples) => void;

/** A batch of samples and the local estimates of each operator on them. */
interface Drawn {
  readonly samples: Samples;
  readonly series: readonly Float64Array[];
}

/** Where the taking of samples is, between two batches. */
export type TakingState = Pick<MeasurementState, "count" | "reannealed" | "batches" | "streamed">;

/** Who is told of samples, and where to go on. */
export interface Taking {
  readonly watch: Watch;
  readonly state?: TakingState | undefined;
  /** Told that the taking can go on from here. */
  readonly offer?: ((take: () => TakingState) => void) | undefined;
}

/**
 * Where chains come to rest far from all others, they may have been cooled too fast into a state of next to no weight, in which they would stay:
 * one of 4000 did in a Heisenberg ring of 40 sites, 3 of 192 in one of 200. Then all chains, lest the energy choose among them, are
 * annealed again so many times more slowly, and so often at most. A state that has weight is found again.
 */
const SLOWER = 8;
const AGAIN = 3;
/** The part of the chains that may be far away for that. If more of them are, they are what the network is like. */
const MOST_STRAYS = 0.1;

/** How many samples are drawn. */
export interface Goal {
  readonly samples: number;
  /** More, until the error of the first operator's mean is at most this. */
  readonly tolerance?: number | undefined;
  /** Of more samples sums are kept in the place of local estimates; see {@link streams}. */
  readonly mostKept?: number | undefined;
}

/** Beyond what the errors so far let expect, for they fluctuate. */
const RESERVE = 1.2;

/**
 * Draws samples in batches. Yields progress; ends early, with what there is, when the signal says so: the batch of that moment is left.
 * @param anneal whether the chains are annealed, and may be so again
 * @throws Interrupted where there is nothing
 */
export async function* takeSamples(
  simulation: Simulation,
  readout: Readout,
  sampler: Sampler,
  operators: readonly Pointer[],
  goal: Goal,
  anneal: boolean,
  signal?: StopSignal,
  { watch, state, offer = () => {} }: Taking = { watch: () => {} },
): AsyncGenerator<MeasureProgress, Taken> {
  const gathered = new Gathered(streams(goal.samples, goal.mostKept), state);
  let { taken } = gathered;
  let reannealed = state?.reannealed ?? 0;
  let count = state?.count ?? goal.samples;
  let last: Samples | null = null;
  const { kernels, network } = simulation;
  const draw = () => {
    const samples = sampler.draw();
    signal?.doing?.("measuring", taken, count);
    return { samples, series: operators.map((operator) => localEstimates(network, operator, readout, samples)) };
  };
  while (taken < count && !(taken > 0 && signal?.aborted)) {
    signal?.doing?.("measuring", taken, count);
    await breathe();
    kernels.team?.check();
    const drawn: Drawn | null = unlessLeft(() => kernels.heeding(signal, draw));
    if (drawn === null) break;
    const { samples, series } = drawn;
    if (anneal && taken === 0 && reannealed < AGAIN && !signal?.aborted && strays(simulation, samples, series[0])) {
      sampler.anew(SLOWER);
      reannealed++;
      continue;
    }
    watch(samples);
    last = samples;
    gathered.add(samples, series);
    taken = samples.exact ? count : gathered.taken;
    if (!samples.exact && taken >= count && goal.tolerance !== undefined) count = moreFor(goal.tolerance, gathered, samples);
    yield { samples: taken, of: count };
    // The last batch has to stay in memory, so nothing goes on from behind it.
    if (taken < count) offer(() => ({ count, reannealed, ...gathered.state() }));
  }
  if (last === null) throw new Interrupted("the measurement was left before it had samples");
  const { acceptance, taken: measured } = gathered;
  return { samples: { ...last, count: measured, measured, acceptance }, series: gathered.series(last.chains), last, reannealed };
}

/** The samples that a tolerance needs, as far as is known by now; `taken` where it is reached, or out of reach. */
function moreFor(tolerance: number, gathered: Gathered, { count: batch, chains }: Samples): number {
  const { taken } = gathered;
  if (taken >= MOST_FOR_TOLERANCE) return taken;
  const needed = samplesFor(tolerance, gathered.error(chains), taken);
  return needed > taken ? Math.max(needed, taken + batch) : taken;
}

/** Samples that an error needs to fall to a tolerance, at most {@link MOST_FOR_TOLERANCE}; `taken` where it is reached, or out of reach. */
export function samplesFor(tolerance: number, error: number, taken: number): number {
  if (error <= tolerance || taken >= MOST_FOR_TOLERANCE) return taken;
  const needed = Number.isFinite(error) ? RESERVE * taken * (error / tolerance) * (error / tolerance) : 2 * taken;
  return Math.min(MOST_FOR_TOLERANCE, Math.max(needed, taken + 1));
}

/** Whether a few chains are far away from all others. */
function strays(simulation: Simulation, samples: Samples, energies: Float64Array): boolean {
  if (samples.exact) return false;
  const statistics = energyStatistics(simulation.network, samples, energies);
  const { length } = strayChains(energies, samples, robustEnergy(simulation, samples, energies, statistics));
  return length > 0 && length <= MOST_STRAYS * samples.chains;
}

/** What the chosen chains took. The last batch stays as it is in memory. */
export function ofChains({ samples, series, last, reannealed }: Taken, chosen: readonly number[]): Taken {
  const count = (samples.count / samples.chains) * chosen.length;
  return {
    samples: { ...samples, count, measured: count, chains: chosen.length },
    series: series.map((own) => pickedChains(own, samples.chains, chosen)),
    last,
    reannealed,
    picked: chosen,
  };
}
