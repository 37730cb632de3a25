// The local estimates of a measurement: kept, or where they are too many sums over stretches of each chain.
import type { Samples } from "../../sampler/sampler.ts";
import { estimate } from "../../statistics/estimate.ts";
import { StreamedSeries } from "../../statistics/streamed.ts";
import { type EnergySummary, summarise } from "../../statistics/summary.ts";
import { MOST_FOR_TOLERANCE } from "../setup/defaults.ts";
import type { BatchState, GatheredState } from "../state/measurementState.ts";

/** Local estimates of one operator, chain behind chain. */
export type Series = Float64Array | StreamedSeries;

/** Whether a measurement of so many samples keeps sums in the place of local estimates. */
export function streams(samples: number, mostKept = MOST_FOR_TOLERANCE): boolean {
  return samples > mostKept;
}

/** The local estimates of some operators, batch after batch. */
export class Gathered {
  readonly #streaming: boolean;
  readonly #batches: BatchState[];
  #streamed: StreamedSeries[];
  #taken: number;
  #count: number;
  #acceptances: number;

  /**
   * @param streaming whether sums are kept in the place of local estimates
   * @param state to go on from
   */
  constructor(streaming: boolean, state?: GatheredState) {
    const { batches = [], streamed } = state ?? {};
    this.#streaming = streaming;
    this.#batches = [...batches];
    this.#streamed = (streamed?.series ?? []).map((own) => new StreamedSeries(own.chains, own));
    this.#taken = batches.reduce((total, { count }) => total + count, streamed?.count ?? 0);
    this.#count = batches.length + (streamed?.batches ?? 0);
    this.#acceptances = batches.reduce((total, { acceptance }) => total + acceptance, streamed?.acceptances ?? 0);
  }

  /** Samples so far, all chains together. */
  get taken(): number {
    return this.#taken;
  }

  /** @param series of each operator, complex interleaved */
  add(
    { count, chains, acceptance, exact }: Pick<Samples, "count" | "chains" | "acceptance" | "exact">,
    series: readonly Float64Array[],
  ): void {
    this.#taken += count;
    this.#count++;
    this.#acceptances += acceptance;
    if (!this.#streaming || exact) {
      this.#batches.push({ count, acceptance, series });
      return;
    }
    if (this.#streamed.length === 0) this.#streamed = series.map(() => new StreamedSeries(chains));
    for (const [index, values] of series.entries()) this.#streamed[index].add(values);
  }

  state(): GatheredState {
    if (this.#streamed.length === 0) return { batches: [...this.#batches], streamed: null };
    const [count, batches, acceptances] = [this.#taken, this.#count, this.#acceptances];
    return { batches: [], streamed: { count, batches, acceptances, series: this.#streamed.map((series) => series.state()) } };
  }

  /** The error of the first operator's mean, where all is kept. */
  error(chains: number): number {
    const first = this.#joined(0, chains).filter((_, i) => i % 2 === 0);
    return estimate(first, chains).error;
  }

  /** All of it, of each operator. */
  series(chains: number): Series[] {
    if (this.#streamed.length > 0) return this.#streamed;
    return this.#batches[0].series.map((_, index) => this.#joined(index, chains));
  }

  get acceptance(): number {
    return this.#acceptances / this.#count;
  }

  #joined(index: number, chains: number): Float64Array {
    return joinChains(
      this.#batches.map((batch) => batch.series[index]),
      chains,
    );
  }
}

/** Puts the batches of each chain behind each other: chain-major series of the whole measurement. */
function joinChains(batches: readonly Float64Array[], chains: number): Float64Array {
  const joined = new Float64Array(batches.reduce((total, { length }) => total + length, 0));
  let to = 0;
  for (let chain = 0; chain < chains; chain++) {
    for (const batch of batches) {
      const perChain = batch.length / chains;
      joined.set(batch.subarray(chain * perChain, (chain + 1) * perChain), to);
      to += perChain;
    }
  }
  return joined;
}

/** What is to be known of a series, as {@link summarise} tells it. */
export function summaryOfSeries(series: Series, chains: number, sites: number): EnergySummary {
  return series instanceof StreamedSeries ? series.summary(sites) : summarise(series, chains, sites);
}

/** Of some of the chains. */
export function pickedChains(series: Series, chains: number, chosen: readonly number[]): Series {
  if (series instanceof StreamedSeries) return series.ofChains(chosen);
  const perChain = series.length / chains;
  const picked = new Float64Array(perChain * chosen.length);
  for (const [n, chain] of chosen.entries()) picked.set(series.subarray(chain * perChain, (chain + 1) * perChain), n * perChain);
  return picked;
}
