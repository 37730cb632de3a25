import { breathe } from "../../core/breathe.ts";
import { Interrupted, unlessLeft } from "../../core/interrupted.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import type { Sampler, Samples } from "../../sampler/sampler.ts";
import { estimate } from "../../statistics/estimate.ts";
import { MOST_FOR_TOLERANCE } from "../setup/defaults.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { BatchState, MeasurementState } from "../state/measurementState.ts";
import type { MeasureProgress, StopSignal } from "../types.ts";
import { energyStatistics, localEstimates } from "./energies.ts";
import { robustEnergy, strayChains } from "./robustEnergy.ts";

/** Samples of frozen weights, and the local estimates of some operators on them, chain behind chain. */
export interface Taken {
  /** All of them together; their rows in memory are those of `last`. */
  readonly samples: Samples;
  readonly series: readonly Float64Array[];
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
export type TakingState = Pick<MeasurementState, "count" | "reannealed" | "batches">;

/** Who is told of samples, and where to go on. */
export interface Taking {
  readonly watch: Watch;
  readonly state?: TakingState | undefined;
  /** Told that the taking can go on from here. */
  readonly offer?: ((take: () => TakingState) => void) | undefined;
}

/** Bytes of local estimates beyond which a state is too large to be kept. */
const MOST_KEPT = 1 << 28;

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
  const batches: BatchState[] = [...(state?.batches ?? [])];
  let taken = batches.reduce((total, batch) => total + batch.count, 0);
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
    batches.push({ count: samples.count, acceptance: samples.acceptance, series });
    taken += samples.count;
    if (samples.exact) taken = count;
    else if (taken >= count && goal.tolerance !== undefined) count = moreFor(goal.tolerance, batches, taken, samples.chains);
    yield { samples: taken, of: count };
    // The last batch has to stay in memory, so nothing goes on from behind it.
    if (taken < count && bytesOf(taken, operators.length) <= MOST_KEPT) offer(() => ({ count, reannealed, batches: [...batches] }));
  }
  if (last === null) throw new Interrupted("the measurement was left before it had samples");
  const { chains } = last;
  const series = operators.map((_, index) =>
    joinChains(
      batches.map((batch) => batch.series[index]),
      chains,
    ),
  );
  return { samples: joinSamples(last, batches), series, last, reannealed };
}

/** Of local estimates, complex. */
function bytesOf(samples: number, operators: number): number {
  return 16 * samples * operators;
}

/** The samples that a tolerance needs, as far as is known by now; `taken` where it is reached, or out of reach. */
function moreFor(tolerance: number, batches: readonly BatchState[], taken: number, chains: number): number {
  const series = joinChains(
    batches.map((batch) => batch.series[0]),
    chains,
  );
  const { error } = estimate(
    series.filter((_, i) => i % 2 === 0),
    chains,
  );
  const needed = samplesFor(tolerance, error, taken);
  return needed > taken ? Math.max(needed, taken + batches[0].count) : taken;
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

function joinSamples(last: Samples, batches: readonly BatchState[]): Samples {
  const count = batches.reduce((total, batch) => total + batch.count, 0);
  const acceptance = batches.reduce((total, batch) => total + batch.acceptance, 0) / batches.length;
  return { ...last, count, measured: count, acceptance };
}

/** What the chosen chains took. The last batch stays as it is in memory. */
export function ofChains({ samples, series, last, reannealed }: Taken, chosen: readonly number[]): Taken {
  const pickedFrom = (values: Float64Array) => {
    const perChain = values.length / samples.chains;
    return Float64Array.from(chosen.flatMap((chain) => Array.from(values.subarray(chain * perChain, (chain + 1) * perChain))));
  };
  const count = (samples.count / samples.chains) * chosen.length;
  return {
    samples: { ...samples, count, measured: count, chains: chosen.length },
    series: series.map(pickedFrom),
    last,
    reannealed,
    picked: chosen,
  };
}
