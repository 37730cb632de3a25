import type { Pointer } from "../kernels/kernels.ts";
import type { Readout } from "../readout/index.ts";
import type { Samples } from "../sampler/sampler.ts";
import { quantile } from "../statistics/median.ts";
import { sampleWeights } from "./energies.ts";
import type { Simulation } from "./simulation.ts";
import { isOutlying, type TypicalEnergy } from "./typical.ts";

/** How much each sample counts in an update. */
export interface Influence {
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
 * The part of the chains that may be outliers. If more of them are far away, they are what the network is like: at a weak field, where chains stay
 * where they were annealed to, RGN left them as they were in three of twelve runs.
 */
const MOST_OUTLYING = 0.05;
/** An outlier counts for (PULL spreads / its deviation)², so that it pulls less than all others together. */
const PULL = 2;
/**
 * Nats of |f|^q by which an outlier must lie below a typical sample to count for 1/e of that: there the network is honest already, and pushing on
 * would cost accuracy. Far less than 50 is a trap all the same, of next to no weight: with 5 29 of 32 chains that began in domain states of
 * a Heisenberg ring of 60 sites never came back from there, with PULL = 1 30, with 50 and 2 all did.
 */
const NEGLIGIBLE = 50;

/**
 * A chain that sits in a domain state has local energies hundreds of spreads away, and one of them would decide the whole update (cf. Huber
 * 1964); one that sits in a mode of the network that no other chain knows has to count all the same, for the mode to be pushed down until chains come
 * back from it. Scouts, the rows behind the measured ones, count only where they found such a mode: they are no samples of |f|^q.
 * @param energies local energies, complex interleaved
 */
export function influenceOf(
  simulation: Simulation,
  readout: Readout,
  samples: Samples,
  energies: Float64Array,
  { energy, spread }: TypicalEnergy,
): Influence {
  const { kernels, network } = simulation;
  const { chains, count, exact, measured } = samples;
  // Without complex ratios the rows behind the measured ones are sentinels: they count as they are.
  if (exact || readout.ratio !== "complex") return { weights: sampleWeights(network, samples), roots: samples.roots, outliers: [], spread };
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
    // A scout has fewer rows than a chain and counts for as much.
    weights.fill((weight * measured) / chains / (end - first), first, end);
  }
  const mean = weights.reduce((total, g) => total + g, 0) / count;
  const normalised = weights.map((g) => g / mean);
  const roots = kernels.scratch("influence", 8 * count);
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

/** The rows of every chain, of the scouts behind the others. */
function rowsOfChains({ chains, count, measured, perSentinel }: Samples): Rows[] {
  const length = measured / chains;
  const ordinary = Array.from({ length: chains }, (_, chain) => ({ first: chain * length, end: (chain + 1) * length }));
  const scouts = Array.from({ length: perSentinel > 0 ? (count - measured) / perSentinel : 0 }, (_, scout) => {
    const first = measured + scout * perSentinel;
    return { first, end: first + perSentinel };
  });
  return [...ordinary, ...scouts];
}

/** q ln|f| of the last sample of some chains above that of a typical sample, the median over the measured chains. */
function excessOf(
  { kernels, network }: Simulation,
  { exponent }: Readout,
  samples: Samples,
  rows: readonly Rows[],
  asked: readonly number[],
): number[] {
  if (asked.length === 0) return [];
  const { chains, count } = samples;
  const all = [...Array.from({ length: chains }, (_, chain) => chain), ...asked];
  const words = 2 * network.words;
  const bits = kernels.scratch("lastBits", 4 * words * all.length);
  const states = kernels.scratch("lastStates", network.stateBytes * all.length);
  const logs = kernels.scratch("lastLogs", 16 * all.length);
  const from = kernels.words(samples.bits, network.words * count);
  const to = kernels.words(bits, network.words * all.length);
  for (const [k, chain] of all.entries()) {
    const last = rows[chain].end - 1;
    to.set(from.subarray(words * last, words * (last + 1)), words * k);
  }
  network.evaluate({ count: all.length, bits, states }, logs);
  const read = kernels.float64(logs, 2 * all.length);
  const weights = Float64Array.from(all, (_, k) => exponent * read[2 * k]);
  const typical = quantile(weights.slice(0, chains), 0.5);
  return Array.from(weights.subarray(chains), (weight) => weight - typical);
}
