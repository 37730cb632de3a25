// Statistics of a series too long to be kept: sums over stretches of each chain, as many of them however long the chains become.

import { estimate, type SampledEstimate } from "./estimate.ts";
import { deviationsOf, meanOf } from "./series.ts";
import { type EnergySummary, summaryOf } from "./summary.ts";

/** Where a {@link StreamedSeries} is: plain data. */
export interface StreamedState {
  readonly chains: number;
  /** Values of a stretch, whole stretches of each chain, and values in the next one. */
  readonly length: number;
  readonly whole: number;
  readonly partial: number;
  /** The first value, from which all sums are taken: Re, Im. */
  readonly origin: readonly [number, number];
  /** max |Re x| and max |Re x - Re x_0|. */
  readonly largest: number;
  readonly spread: number;
  /** Σ Re (x - x_0), Σ of its square, Σ Im (x - x_0), Σ of its square; each chain after chain, `whole` + 1 stretches of each. */
  readonly sums: Float64Array;
}

/** Stretches in all chains together, and those of a chain, between which their number stays: it is halved where it reaches the most. */
const MOST_STRETCHES = 1 << 18;
const [LEAST_PER_CHAIN, MOST_PER_CHAIN] = [16, 2048];

/** Sums of one kind: Re, Re², Im, Im². */
const KINDS = 4;
/** Values this much closer to each other than they are large differ by rounding alone, as in series.ts. */
const ROUNDING = 1e-13;

/**
 * A complex series of chains of equal length, of which sums over stretches are kept. Two neighbours become one whenever there are too many, so that memory does
 * not grow with the length, and the state depends on the values alone, not on how they were cut into batches.
 *
 * The means of stretches are a series with the mean of the whole and, as correlations within a stretch are in its mean, the same error: that of
 * {@link estimate}, which halves long series in the same way.
 */
export class StreamedSeries {
  readonly chains: number;
  readonly #most: number;
  #sums: Float64Array[];
  #length = 1;
  #whole = 0;
  #partial = 0;
  #origin: readonly [number, number] | null = null;
  #largest = 0;
  #spread = 0;

  /** @param state to go on from */
  constructor(chains: number, state?: StreamedState) {
    this.chains = chains;
    this.#most = 2 * Math.floor(Math.min(MOST_PER_CHAIN, Math.max(LEAST_PER_CHAIN, MOST_STRETCHES / chains)) / 2);
    this.#sums = Array.from({ length: KINDS }, () => new Float64Array(chains * this.#most));
    if (!state) return;
    this.#length = state.length;
    this.#whole = state.whole;
    this.#partial = state.partial;
    this.#origin = state.origin;
    this.#largest = state.largest;
    this.#spread = state.spread;
    const kept = this.#whole + 1;
    for (const [kind, sums] of this.#sums.entries()) {
      for (let chain = 0; chain < chains; chain++) {
        const from = (kind * chains + chain) * kept;
        sums.set(state.sums.subarray(from, from + kept), chain * this.#most);
      }
    }
  }

  state(): StreamedState {
    const { chains } = this;
    const kept = this.#whole + 1;
    const all = new Float64Array(KINDS * chains * kept);
    for (const [kind, sums] of this.#sums.entries()) {
      for (let chain = 0; chain < chains; chain++) {
        all.set(sums.subarray(chain * this.#most, chain * this.#most + kept), (kind * chains + chain) * kept);
      }
    }
    const [length, whole, partial] = [this.#length, this.#whole, this.#partial];
    return { chains, length, whole, partial, origin: this.#origin ?? [0, 0], largest: this.#largest, spread: this.#spread, sums: all };
  }

  /** Values of all chains together. */
  get samples(): number {
    return this.chains * (this.#whole * this.#length + this.#partial);
  }

  /** The next values, complex interleaved, chain behind chain. */
  add(values: Float64Array): void {
    const { chains } = this;
    const perChain = values.length / 2 / chains;
    this.#origin ??= [values[0], values[1]];
    for (let from = 0; from < perChain; ) {
      const count = Math.min(perChain - from, this.#length - this.#partial);
      for (let chain = 0; chain < chains; chain++) this.#addTo(chain, values, chain * perChain + from, count);
      from += count;
      this.#partial += count;
      if (this.#partial === this.#length) this.#close();
    }
  }

  #addTo(chain: number, values: Float64Array, first: number, count: number): void {
    const [originRe, originIm] = this.#origin ?? [0, 0];
    const at = chain * this.#most + this.#whole;
    let [re, reSquares, im, imSquares] = this.#sums.map((sums) => sums[at]);
    let [largest, spread] = [this.#largest, this.#spread];
    for (let x = first; x < first + count; x++) {
      const value = values[2 * x];
      const a = value - originRe;
      const b = values[2 * x + 1] - originIm;
      re += a;
      reSquares += a * a;
      im += b;
      imSquares += b * b;
      largest = Math.max(largest, Math.abs(value));
      spread = Math.max(spread, Math.abs(a));
    }
    this.#largest = largest;
    this.#spread = spread;
    for (const [kind, sum] of [re, reSquares, im, imSquares].entries()) this.#sums[kind][at] = sum;
  }

  /** The stretch of the moment is whole. */
  #close(): void {
    this.#whole++;
    this.#partial = 0;
    if (this.#whole < this.#most) return;
    const half = this.#most / 2;
    for (const sums of this.#sums) {
      for (let chain = 0; chain < this.chains; chain++) {
        const own = sums.subarray(chain * this.#most, (chain + 1) * this.#most);
        for (let n = 0; n < half; n++) own[n] = own[2 * n] + own[2 * n + 1];
        own.fill(0, half);
      }
    }
    this.#length *= 2;
    this.#whole = half;
  }

  /** The same of some of the chains. */
  ofChains(chosen: readonly number[]): StreamedSeries {
    const { sums, ...rest } = this.state();
    const kept = this.#whole + 1;
    const picked = Array.from({ length: KINDS }, (_, kind) => chosen.map((chain) => (kind * this.chains + chain) * kept)).flat();
    const some = new Float64Array(picked.length * kept);
    for (const [n, from] of picked.entries()) some.set(sums.subarray(from, from + kept), n * kept);
    return new StreamedSeries(chosen.length, { ...rest, chains: chosen.length, sums: some });
  }

  /** As `estimate` of Re x, with the means of stretches in the place of the values. */
  estimate(): SampledEstimate {
    const { samples } = this;
    const [mean, variance] = this.#moments(0);
    if (samples === 1) return { mean, error: Number.POSITIVE_INFINITY, autocorrelationTime: 1 };
    if (!Number.isFinite(this.#spread) || !Number.isFinite(variance)) {
      return { mean, error: Number.POSITIVE_INFINITY, autocorrelationTime: Number.POSITIVE_INFINITY };
    }
    const means = this.#stretchMeans();
    const covered = this.chains * this.#whole * this.#length;
    const { error, autocorrelationTime: time } = estimate(means, this.chains);
    const { scale, values } = deviationsOf(means);
    if (scale === 0) return { mean, error: 0, autocorrelationTime: 1 };
    const between = (scale * scale * values.reduce((total, value) => total + value * value, 0)) / means.length;
    // Var of the mean over what whole stretches cover, then over all.
    const ofMean = ((between * time) / (means.length - time)) * (covered / samples);
    return { mean, error: error * Math.sqrt(covered / samples), autocorrelationTime: (samples * ofMean) / (variance + ofMean) };
  }

  /** As `summarise`. */
  summary(sites: number): EnergySummary {
    const [, variance] = this.#moments(0);
    const [, imaginary] = this.#moments(2);
    return summaryOf(this.estimate(), variance + imaginary, this.splitRhat(), this.samples, sites);
  }

  /** As `splitRhat`, the chains cut where stretches end. */
  splitRhat(): number {
    if (!Number.isFinite(this.#spread)) return Number.POSITIVE_INFINITY;
    const pieces = this.#whole >= 4 ? 2 : 1;
    const half = Math.floor(this.#whole / pieces);
    const size = half * this.#length;
    if (this.#spread <= ROUNDING * this.#largest || size < 2 || pieces * this.chains < 2) return 1;
    const means: number[] = [];
    let within = 0;
    for (let chain = 0; chain < this.chains; chain++) {
      for (let piece = 0; piece < pieces; piece++) {
        const first = chain * this.#most + (piece === 0 ? 0 : this.#whole - half);
        let [sum, squares] = [0, 0];
        for (let n = first; n < first + half; n++) {
          sum += this.#sums[0][n];
          squares += this.#sums[1][n];
        }
        const spread = squares - (sum * sum) / size;
        within += spread <= ROUNDING * squares ? 0 : spread / (size - 1);
        means.push(sum / size);
      }
    }
    within /= means.length;
    const middle = meanOf(means);
    const between = means.reduce((total, mean) => total + (mean - middle) * (mean - middle), 0) / (means.length - 1);
    return between === 0 && within === 0 ? 1 : Math.sqrt((size - 1) / size + between / within);
  }

  /** Mean and variance of Re (kind 0) or Im (kind 2), all values counted. */
  #moments(kind: 0 | 2): [mean: number, variance: number] {
    const total = (sums: Float64Array) => {
      let sum = 0;
      for (let chain = 0; chain < this.chains; chain++) {
        let own = 0;
        for (let n = 0; n <= this.#whole; n++) own += sums[chain * this.#most + n];
        sum += own;
      }
      return sum / this.samples;
    };
    const [shift, squares] = [total(this.#sums[kind]), total(this.#sums[kind + 1])];
    const origin = (this.#origin ?? [0, 0])[kind / 2];
    return [origin + shift, Math.max(0, squares - shift * shift)];
  }

  /** Means of Re over whole stretches, chain behind chain. */
  #stretchMeans(): Float64Array {
    const [origin] = this.#origin ?? [0];
    const means = new Float64Array(this.chains * this.#whole);
    for (let chain = 0; chain < this.chains; chain++) {
      for (let n = 0; n < this.#whole; n++) means[chain * this.#whole + n] = origin + this.#sums[0][chain * this.#most + n] / this.#length;
    }
    return means;
  }
}
