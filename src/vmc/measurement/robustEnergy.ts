// The energy that most chains read, and which chains stray from it.
import type { Samples } from "../../sampler/sampler.ts";
import { median, quantile } from "../../statistics/median.ts";
import { vScoreOf } from "../../statistics/vScore.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { EnergyStatistics } from "../types.ts";

/** What the local energies are like, whatever a few chains far away from all others read. Energies in J. */
export interface RobustEnergy {
  /** The median of the chains' means; under full summation the mean. */
  readonly energy: number;
  /** Of that; 0 under full summation. */
  readonly error: number;
  /** Half the width that holds 68 % of the local energies: their deviation; under full summation the deviation itself. */
  readonly spread: number;
  /** N spread² / energy². */
  readonly vScore: number;
}

/** Of a normal distribution. */
const WITHIN_ONE_DEVIATION = 0.683;
/** Spreads from the robust energy beyond which the mean of a chain is an outlier. */
const OUTLYING = 10;
/** The deviation of a median over that of a mean, √(π/2). */
const MEDIAN_OVER_MEAN = 1.2533;

/** @param energies local energies, complex interleaved */
export function robustEnergy(
  { network }: Simulation,
  samples: Samples,
  energies: Float64Array,
  { energy, variance, vScore }: EnergyStatistics,
): RobustEnergy {
  const { chains, measured, exact } = samples;
  const { sites } = network;
  if (exact) return { energy: energy.mean, error: 0, spread: Math.sqrt(variance), vScore };
  const real = Float64Array.from({ length: measured }, (_, x) => energies[2 * x]);
  const means = chainMeans(energies, measured, chains);
  const centre = quantile(real, 0.5);
  const spread = quantile(
    real.map((value) => Math.abs(value - centre)),
    WITHIN_ONE_DEVIATION,
  );
  const middle = median([...means]);
  return {
    energy: middle,
    error: MEDIAN_OVER_MEAN * (Number.isFinite(energy.error) ? energy.error : spread / Math.sqrt(measured)),
    spread,
    vScore: vScoreOf(sites, spread * spread, middle),
  };
}

/** Chains whose mean {@link isOutlying}. */
export function strayChains(energies: Float64Array, { measured, chains }: Samples, { energy, spread }: RobustEnergy): number[] {
  return [...chainMeans(energies, measured, chains).entries()]
    .filter(([, mean]) => isOutlying(mean, { energy, spread }))
    .map(([chain]) => chain);
}

/** Whether the mean of a chain is so many spreads away from the robust energy that no fluctuation is. */
export function isOutlying(mean: number, { energy, spread }: Pick<RobustEnergy, "energy" | "spread">): boolean {
  return spread > 0 && Math.abs(mean - energy) > OUTLYING * spread;
}

/** Means of the real parts. */
export function chainMeans(energies: Float64Array, measured: number, chains: number): Float64Array {
  const length = measured / chains;
  return Float64Array.from({ length: chains }, (_, chain) => {
    let sum = 0;
    for (let x = chain * length; x < (chain + 1) * length; x++) sum += energies[2 * x];
    return sum / length;
  });
}
