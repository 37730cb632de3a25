// Means and errors of functions of several means, from independent blocks of samples.
import { type Estimate, studentFactor } from "./estimate.ts";

/** Sums of K quantities over blocks of samples that are independent of each other. */
export interface BlockSums {
  /** blocks × K, block after block. */
  readonly sums: Float64Array;
  /** The weight of each block and quantity, as many as `sums`: the number of samples that it sums. */
  readonly weights: Float64Array;
  readonly blocks: number;
}

/** The means of the K quantities over all blocks. */
export function meansOf({ sums, weights, blocks }: BlockSums): Float64Array {
  const { sum, weight } = totalsOf({ sums, weights, blocks });
  return sum.map((value, k) => value / weight[k]);
}

/**
 * Functions θ of the means and their errors by the delete-one jackknife (Efron & Stein 1981): θ_b of all blocks but b,
 *
 *     mean = B θ - (B - 1) <θ_b>,   error = q(B - 1) √((B - 1)/B Σ_b (θ_b - <θ_b>)²),
 *
 * which takes away the bias of order 1/B; q widens the error where the blocks are few, see `estimate`. Blocks are whole chains, so that autocorrelation
 * is in the error. Infinity for a single block whose value could fluctuate.
 * @param functions of the means, always as many numbers
 */
export function jackknife(blocksOf: BlockSums, functions: (means: Float64Array) => ArrayLike<number>): Estimate[] {
  const { sums, weights, blocks } = blocksOf;
  const { sum, weight } = totalsOf(blocksOf);
  const whole = Array.from(functions(sum.map((value, k) => value / weight[k])));
  if (blocks < 2) return whole.map((mean) => ({ mean, error: Number.POSITIVE_INFINITY }));
  const quantities = sum.length;
  const means = new Float64Array(quantities);
  const first = new Float64Array(whole.length);
  const second = new Float64Array(whole.length);
  for (let block = 0; block < blocks; block++) {
    for (let k = 0; k < quantities; k++) {
      means[k] = (sum[k] - sums[block * quantities + k]) / (weight[k] - weights[block * quantities + k]);
    }
    const without = functions(means);
    for (const [n, value] of whole.entries()) {
      const deviation = without[n] - value;
      first[n] += deviation;
      second[n] += deviation * deviation;
    }
  }
  const factor = studentFactor(blocks - 1);
  return whole.map((value, n) => {
    const shift = first[n] / blocks;
    const squares = Math.max(0, second[n] - blocks * shift * shift);
    return { mean: value - (blocks - 1) * shift, error: factor * Math.sqrt(((blocks - 1) / blocks) * squares) };
  });
}

function totalsOf({ sums, weights, blocks }: BlockSums): { sum: Float64Array; weight: Float64Array } {
  const quantities = sums.length / blocks;
  const sum = new Float64Array(quantities);
  const weight = new Float64Array(quantities);
  for (let block = 0; block < blocks; block++) {
    for (let k = 0; k < quantities; k++) {
      sum[k] += sums[block * quantities + k];
      weight[k] += weights[block * quantities + k];
    }
  }
  return { sum, weight };
}
