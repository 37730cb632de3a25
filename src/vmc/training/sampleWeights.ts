// How much each sample counts in an update.
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { quantile } from "../../statistics/median.ts";
import { weightsOfSamples } from "../measurement/energies.ts";
import { logAmplitudesAt } from "../measurement/logAmplitudes.ts";
import { isOutlying, type RobustEnergy } from "../measurement/robustEnergy.ts";
import type { Simulation } from "../setup/simulation.ts";

/** How much each sample counts in an update. */
export interface SampleWeights {
  /** Weights g_x, mean 1. */
  readonly weights: Float64Array;
  /** √g_x in the memory of the kernels. */
  readonly roots: Pointer;
  /** Rows of the chains whose local energies are far from those of all others. */
  readonly outliers: readonly number[];
  /** The deviation of the local energies, outliers aside. */
  readonly spread: number;
}

/**
 * The part of the chains that may be outliers. If more of them are far away, they are what the network is like, as at a weak field (docs/tuning.md).
 */
const MOST_OUTLYING = 0.05;
/** An outlier counts for (PULL spreads / its deviation)², so that its part of the gradient is smaller than that of all others together. */
const PULL = 2;
/**
 * Nats of |f|^q by which an outlier must lie below the median sample to count for 1/e of that: |f| is small enough there, and lowering it further
 * costs accuracy. With far less chains stay trapped in states of next to no weight (docs/tuning.md).
 */
const NEGLIGIBLE = 50;

/**
 * A chain that sits in a domain state has local energies hundreds of spreads away, and one of them would decide the whole update (cf. Huber
 * 1964); one that sits in a mode of the network that no other chain knows has to count all the same, so that the gradient lowers |f| there
 * until chains leave it. Seeded probes, whose rows follow the measured ones, count only where they found such a mode: their rows are no samples of |f|^q.
 * @param energies local energies, complex interleaved
 */
export function sampleWeightsOf(
  simulation: Simulation,
  readout: Readout,
  samples: Samples,
  energies: Float64Array,
  { energy, spread }: RobustEnergy,
): SampleWeights {
  const { kernels, network } = simulation;
  const { chains, count, measured, probes } = samples;
  // The rows of tempered probes are samples of a distribution of their own, and count as they are.
  if (probes?.kind !== "seeded") return { weights: weightsOfSamples(network, samples), roots: samples.roots, outliers: [], spread };
  const real = Float64Array.from({ length: count }, (_, x) => energies[2 * x]);
  const rows = rowsOfChains(samples);
  const means = rows.map(({ first, end }) => real.subarray(first, end).reduce((total, value) => total + value, 0) / (end - first));
  const far = Array.from(rows.keys()).filter((chain) => isOutlying(means[chain], { energy, spread }));
  const many = far.filter((chain) => chain < chains).length > Math.max(1, MOST_OUTLYING * chains);
  const outlying = many ? far.filter((chain) => chain >= chains) : far;
  const weights = new Float64Array(count).fill(1, 0, measured);
  const excess = excessOf(simulation, readout, samples, rows, outlying);
  for (const [index, chain] of outlying.entries()) {
    const { first, end } = rows[chain];
    const part = (PULL * spread) / Math.abs(means[chain] - energy);
    const weight = part * part * kernels.call.exp(Math.min(0, excess[index] + NEGLIGIBLE));
    // A probe has fewer rows than a chain and counts for as much.
    weights.fill((weight * measured) / chains / (end - first), first, end);
  }
  const mean = weights.reduce((total, g) => total + g, 0) / count;
  const normalised = weights.map((g) => g / mean);
  const roots = kernels.scratch("sampleWeights", 8 * count);
  kernels.float64(roots, count).set(normalised.map(Math.sqrt));
  const outliers = outlying.flatMap((chain) =>
    Array.from({ length: rows[chain].end - rows[chain].first }, (_, n) => rows[chain].first + n),
  );
  return { weights: normalised, roots, outliers, spread };
}

/** The rows of one chain: `first` … `end` - 1. */
interface Rows {
  readonly first: number;
  readonly end: number;
}

/** The rows of every chain, of the probes behind the others. */
function rowsOfChains({ chains, measured, probes }: Samples): Rows[] {
  const length = measured / chains;
  const ordinary = Array.from({ length: chains }, (_, chain) => ({ first: chain * length, end: (chain + 1) * length }));
  const probed = Array.from({ length: probes?.chains ?? 0 }, (_, probe) => {
    const { samples } = probes ?? { samples: 0 };
    const first = measured + probe * samples;
    return { first, end: first + samples };
  });
  return [...ordinary, ...probed];
}

/** q ln|f| of the last sample of some chains above the median over the measured chains. */
function excessOf(
  { network }: Simulation,
  { exponent }: Readout,
  samples: Samples,
  rows: readonly Rows[],
  asked: readonly number[],
): number[] {
  if (asked.length === 0) return [];
  const { chains } = samples;
  const all = [...Array.from({ length: chains }, (_, chain) => chain), ...asked];
  const last = all.map((chain) => rows[chain].end - 1);
  const weights = Float64Array.from(logAmplitudesAt(network, samples, last), (log) => exponent * log);
  const middle = quantile(weights.slice(0, chains), 0.5);
  return Array.from(weights.subarray(chains), (weight) => weight - middle);
}
