import { breathe } from "../core/breathe.ts";
import type { Pointer } from "../kernels/kernels.ts";
import type { Readout } from "../readout/index.ts";
import type { Sampler, Samples } from "../sampler/sampler.ts";
import { energyStatistics, localEstimates } from "./energies.ts";
import type { Simulation } from "./simulation.ts";
import type { MeasureProgress } from "./types.ts";
import { strayChains, typicalEnergy } from "./typical.ts";

/** Samples of frozen weights, and the local estimates of some operators on them, chain behind chain. */
export interface Taken {
  /** All of them together; their rows in memory are those of `last`. */
  readonly samples: Samples;
  readonly series: readonly Float64Array[];
  /** The last batch, still in the memory of the kernels. */
  readonly last: Samples;
  /** Chains that were annealed again. */
  readonly reannealed: number;
}

/**
 * A chain that comes to rest far from all others may have been cooled too fast into a state of next to no weight, in which it would stay: one of some
 * thousand does in rings of 40 sites, one of some dozen in rings of 200. Annealed again so many times more slowly, and so often, it stays there
 * if there is weight.
 */
const SLOWER = 8;
const AGAIN = 3;
/** The part of the chains that may be annealed again. If more of them are far away, they are what the network is like. */
const MOST_STRAYS = 0.1;

/** Draws `count` samples in batches. Yields progress; ends early, with what there is, when the signal says so. */
export async function* takeSamples(
  simulation: Simulation,
  readout: Readout,
  sampler: Sampler,
  operators: readonly Pointer[],
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<MeasureProgress, Taken> {
  const batches: { samples: Samples; series: Float64Array[] }[] = [];
  let taken = 0;
  let rounds = 0;
  const again = new Set<number>();
  while (taken < count && !(taken > 0 && signal?.aborted)) {
    await breathe();
    simulation.kernels.team?.check();
    const samples = sampler.draw();
    const series = operators.map((operator) => localEstimates(simulation.network, operator, readout, samples));
    if (taken === 0 && rounds < AGAIN) {
      const strays = straysOf(simulation, samples, series[0]);
      if (strays.length > 0) {
        sampler.anew(strays, SLOWER);
        for (const chain of strays) again.add(chain);
        rounds++;
        continue;
      }
    }
    batches.push({ samples, series });
    taken += samples.count;
    if (samples.exact) taken = count;
    yield { samples: taken, of: count };
  }
  const { samples: last } = batches[batches.length - 1];
  const series = operators.map((_, index) =>
    joinChains(
      batches.map((batch) => batch.series[index]),
      last.chains,
    ),
  );
  return { samples: joinSamples(batches.map(({ samples }) => samples)), series, last, reannealed: again.size };
}

function straysOf(simulation: Simulation, samples: Samples, energies: Float64Array): readonly number[] {
  if (samples.exact) return [];
  const statistics = energyStatistics(simulation.network, samples, energies);
  const strays = strayChains(energies, samples, typicalEnergy(simulation, samples, energies, statistics));
  return strays.length > MOST_STRAYS * samples.chains ? [] : strays;
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

/** What the chosen chains took. The last batch stays as it is in memory. */
export function ofChains({ samples, series, last, reannealed }: Taken, chosen: readonly number[]): Taken {
  const picked = (values: Float64Array) => {
    const perChain = values.length / samples.chains;
    return Float64Array.from(chosen.flatMap((chain) => Array.from(values.subarray(chain * perChain, (chain + 1) * perChain))));
  };
  const count = (samples.count / samples.chains) * chosen.length;
  return { samples: { ...samples, count, measured: count, chains: chosen.length }, series: series.map(picked), last, reannealed };
}
