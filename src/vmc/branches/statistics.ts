// What the energies of branches say, in the terms of every other reading.
import { type BlochSamples, branchMean } from "../../branches/samples.ts";
import { exactSummary, summarise } from "../../statistics/summary.ts";
import type { EnergyStatistics } from "../types.ts";

/** Statistics of the energies E(h) of branches: with error bars for drawn ones, exact where all are listed. The variance is that of E(h). No draw is refused. */
export function branchStatistics(
  samples: Pick<BlochSamples, "weights" | "chains" | "exact">,
  energies: Float64Array,
  sites: number,
): EnergyStatistics {
  const { weights, chains, exact } = samples;
  if (!exact) return { ...summarise(complexOf(energies), chains, sites), acceptance: 1 };
  const { mean } = branchMean(samples, energies);
  const variance = energies.reduce((total, energy, t) => total + weights[t] * (energy - mean) * (energy - mean), 0);
  return { ...exactSummary(mean, variance, energies.length, sites), acceptance: 1 };
}

/** Real values as complex ones, interleaved. */
export function complexOf(values: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * values.length }, (_, k) => (k % 2 === 0 ? values[k / 2] : 0));
}
