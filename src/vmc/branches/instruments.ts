// Everything that is measured beside the energy of a mixture of branches, from their Bloch vectors.
import { blochVectors } from "../../branches/blochVectors.ts";
import { productOperator, productValues } from "../../branches/energy.ts";
import { GibbsChains } from "../../branches/gibbs.ts";
import type { BranchNetwork } from "../../branches/network.ts";
import { allHidden, branchProbabilities, drawn } from "../../branches/samples.ts";
import { logarithm } from "../../core/elementary.ts";
import { type Frame, toFrame } from "../../hamiltonian/frame.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { exactValues, type ObservableValues, sampledValues } from "../../observables/values.ts";
import type { Estimate } from "../../statistics/estimate.ts";
import { jackknife, meansOf } from "../../statistics/jackknife.ts";
import { BlockTotals, blockingOf } from "../measurement/blocks.ts";
import { PAIRED } from "../memory/sizes.ts";
import type { BranchMeasurementState } from "../state/measurementState.ts";

/** Product states with their probabilities, chain after chain. */
export interface BlochBatch {
  readonly bloch: Float64Array;
  /** Of each branch; equal for drawn ones. */
  readonly weights: Float64Array;
  readonly chains: number;
}

interface Expected {
  readonly seed: number;
  readonly samples: number;
  readonly chains: number;
  /** Whether every branch is listed. */
  readonly exact: boolean;
}

/** Pairs of all branches are summed up to so many hidden units, a million pairs; of more, pairs are drawn. */
const MOST_PAIRED_UNITS = 10;
/** Annealed sweeps before the first of them. */
const BURN_IN = 400;

/**
 * The instruments of one measurement: means of Pauli strings are those of products of Bloch components, Tr ρ_A² that of Π_{i in A} (1 + r_i·r_i')/2 over pairs
 * of independent branches.
 */
export class BranchInstruments {
  readonly #network: BranchNetwork;
  readonly #plan: ObservablePlan;
  readonly #expected: Expected;
  readonly #operators: readonly ReturnType<typeof productOperator>[];
  readonly #means: BlockTotals;
  readonly #purities: BlockTotals;

  /** @param state to go on from */
  constructor(
    network: BranchNetwork,
    frame: Frame,
    plan: ObservablePlan,
    expected: Expected,
    state?: BranchMeasurementState["instruments"],
  ) {
    const { samples, chains, exact } = expected;
    const blocking = blockingOf(samples, chains);
    this.#network = network;
    this.#plan = plan;
    this.#expected = expected;
    const lattice = { size: network.sites };
    this.#operators = toFrame(plan.strings, frame).map((string) => productOperator({ lattice, strings: [string] }));
    this.#means = new BlockTotals(this.#operators.length, exact ? { length: Number.POSITIVE_INFINITY } : blocking, state?.means);
    this.#purities = new BlockTotals(network.sites, blocking, state?.purities);
  }

  state(): NonNullable<BranchMeasurementState["instruments"]> {
    return { means: this.#means.state(), purities: this.#purities.state() };
  }

  add({ bloch, weights, chains }: BlochBatch): void {
    const length = weights.length / chains;
    const { exact } = this.#expected;
    const blocks = this.#means.blocksOf({ measured: weights.length, chains });
    for (const [place, operator] of this.#operators.entries()) {
      const values = productValues(operator, bloch);
      for (const [chain, block] of blocks.entries()) {
        let sum = 0;
        let weight = 0;
        for (let t = chain * length; t < (chain + 1) * length; t++) {
          const own = exact ? weights[t] : 1;
          sum += own * values[t];
          weight += own;
        }
        this.#means.add(block, place, sum, weight);
      }
    }
    if (this.#plan.renyi2 && !exact) this.#addPairs(bloch, length, chains);
  }

  values(): ObservableValues {
    const sums = this.#means.sums(undefined);
    const { exact, chains, samples, seed } = this.#expected;
    const values = exact ? exactValues(this.#plan, meansOf(sums)) : sampledValues(this.#plan, sums);
    if (!this.#plan.renyi2) return values;
    if (exact && this.#network.hidden <= MOST_PAIRED_UNITS) return { ...values, renyi2: entropiesOfAll(this.#network) };
    if (exact) {
      const gibbs = new GibbsChains(this.#network.hidden, { chains, seed, label: "pairs" });
      gibbs.anneal(this.#network, BURN_IN);
      const { sites, hidden } = this.#network;
      const most = Math.max(1, Math.floor(PAIRED / (3 * sites + hidden) / chains));
      const length = Math.min(most, Math.ceil(samples / chains));
      this.#addPairs(drawn(this.#network, gibbs, length).bloch, length, chains);
    }
    return { ...values, renyi2: this.#entropies() };
  }

  #addPairs(bloch: Float64Array, length: number, chains: number): void {
    const { sites } = this.#network;
    const width = 3 * sites;
    const blocks = this.#purities.blocksOf({ measured: length * chains, chains });
    for (let chain = 0; chain + 1 < chains; chain += 2) {
      const sums = new Float64Array(sites);
      for (let t = 0; t < length; t++) addOverlaps(sums, bloch, width * (chain * length + t), width * ((chain + 1) * length + t), 1);
      for (const [l, sum] of sums.entries()) this.#purities.add(blocks[chain], l, sum, length);
    }
  }

  #entropies(): Estimate[] {
    const found = jackknife(this.#purities.sums(undefined), (means) => means.map((value) => -logarithm(value)));
    return [{ mean: 0, error: 0 }, ...found];
  }
}

/** Adds weight · Π_{i < l} (1 + r_i·r_i')/2 of two branches for l = 1 … N. */
function addOverlaps(sums: Float64Array, bloch: Float64Array, a: number, b: number, weight: number): void {
  let overlap = weight;
  for (let i = 0; i < sums.length; i++) {
    const [p, q] = [a + 3 * i, b + 3 * i];
    overlap *= (1 + bloch[p] * bloch[q] + bloch[p + 1] * bloch[q + 1] + bloch[p + 2] * bloch[q + 2]) / 2;
    sums[i] += overlap;
  }
}

function entropiesOfAll(network: BranchNetwork): Estimate[] {
  const count = 1 << network.hidden;
  const hidden = allHidden(network.hidden);
  const bloch = blochVectors(network, hidden, count);
  const weights = branchProbabilities(network, hidden, count);
  const sums = new Float64Array(network.sites);
  const width = 3 * network.sites;
  for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) addOverlaps(sums, bloch, width * a, width * b, weights[a] * weights[b]);
  return [0, ...Array.from(sums, (value) => -logarithm(value))].map((mean) => ({ mean, error: 0 }));
}
