// Local energies of samples, their weights and their statistics.
import type { Network } from "../../ansatz/network.ts";
import type { Pointer } from "../../kernels/kernels.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { type Estimate, estimate } from "../../statistics/estimate.ts";
import { StreamedSeries } from "../../statistics/streamed.ts";
import { exactSummary, summarise } from "../../statistics/summary.ts";
import type { EnergyStatistics } from "../types.ts";
import type { Series } from "./gathered.ts";

/** Local estimates of an operator under a reading, complex interleaved, length 2 N_s; a copy. */
export function localEstimates(network: Network, operator: Pointer, readout: Readout, samples: Samples): Float64Array {
  const { kernels } = network;
  const out = kernels.scratch("localEstimates", 16 * samples.count);
  network.localEstimates(operator, samples, readout.ratio, out);
  return kernels.float64(out, 2 * samples.count).slice();
}

/** Weights g_x of the samples, mean 1; a copy. */
export function weightsOfSamples({ kernels }: Network, { roots, count }: Samples): Float64Array {
  return Float64Array.from(kernels.float64(roots, count), (root) => root * root);
}

/** Statistics of local energies: with error bars for Monte Carlo samples, exact for enumerated ones. */
export function energyStatistics(network: Network, samples: Samples, energies: Series): EnergyStatistics {
  const { sites } = network;
  const { acceptance, chains, count, exact, measured } = samples;
  if (energies instanceof StreamedSeries) return { ...energies.summary(sites), acceptance };
  if (!exact) return { ...summarise(energies.subarray(0, 2 * measured), chains, sites), acceptance };
  const weights = weightsOfSamples(network, samples);
  const [mean, imaginary] = weightedMean(energies, weights);
  let squares = 0;
  for (let x = 0; x < count; x++) squares += weights[x] * squaredModulus(energies[2 * x] - mean, energies[2 * x + 1] - imaginary);
  return { ...exactSummary(mean, squares / count, count, sites), acceptance };
}

/** Mean of the real part of local estimates, with its error. */
export function observableEstimate(network: Network, samples: Samples, values: Series): Estimate {
  if (values instanceof StreamedSeries) {
    const { mean, error } = values.estimate();
    return { mean, error };
  }
  if (samples.exact) return { mean: weightedMean(values, weightsOfSamples(network, samples))[0], error: 0 };
  const { mean, error } = estimate(
    values.filter((_, i) => i % 2 === 0),
    samples.chains,
  );
  return { mean, error };
}

/** Σ_x g_x v_x / N_s of complex interleaved values. */
export function weightedMean(values: Float64Array, weights: Float64Array): [number, number] {
  let re = 0;
  let im = 0;
  for (let x = 0; x < weights.length; x++) {
    re += weights[x] * values[2 * x];
    im += weights[x] * values[2 * x + 1];
  }
  return [re / weights.length, im / weights.length];
}

function squaredModulus(re: number, im: number): number {
  return re * re + im * im;
}
