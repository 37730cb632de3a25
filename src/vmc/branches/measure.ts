// A measurement of the mixture of branches, with frozen weights.
import { blochVectors } from "../../branches/blochVectors.ts";
import { productOperator, productValues } from "../../branches/energy.ts";
import { GibbsChains } from "../../branches/gibbs.ts";
import { parameterMap, spreadOut } from "../../branches/network.ts";
import { allHidden, branchMean, branchProbabilities, drawn, sumsBranches } from "../../branches/samples.ts";
import { breathe } from "../../core/breathe.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { inFrame } from "../../hamiltonian/rotate.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { neighbourCorrelation, transverseMagnetisation } from "../../observables/spin.ts";
import { estimate } from "../../statistics/estimate.ts";
import { StreamedSeries } from "../../statistics/streamed.ts";
import { type Series, streams } from "../measurement/gathered.ts";
import { samplesFor } from "../measurement/takeSamples.ts";
import { BLOCH_BATCH } from "../memory/sizes.ts";
import type { Estimate, Measurement, MeasureProgress, StopSignal, TrainedNetwork } from "../types.ts";
import { BranchInstruments } from "./instruments.ts";
import { branchStatistics, complexOf } from "./statistics.ts";

/** Annealed sweeps before the first sample of a chain. */
const BURN_IN = 400;

/** How long a measurement is; `fullSum` as in `branchSamples`. */
export interface BranchMeasurePlan {
  readonly seed: number;
  readonly samples: number;
  readonly chains: number;
  readonly fullSum?: boolean;
  readonly sameProblem: boolean;
  /** What is measured beside the energy, <ZZ> and <X>. */
  readonly observables?: ObservablePlan;
  /** Of more samples sums are kept in the place of energies. */
  readonly mostKept?: number;
  /** Branches are drawn beyond `samples` until the error of the energy is at most this. */
  readonly tolerance?: number;
}

/**
 * Energy and observables of Σ_h p_h ρ_h, from all branches or from new chains in the hidden layer, in the units and the basis of `hamiltonian`. Ends early,
 * with what it has, once `signal` says so.
 * @throws InputError for a network without branches, and where too many were to be summed.
 */
export async function* measureBranches(
  hamiltonian: Hamiltonian,
  { ansatz, parameters }: TrainedNetwork,
  plan: BranchMeasurePlan,
  signal?: StopSignal,
): AsyncGenerator<MeasureProgress, Measurement> {
  const { lattice, frame } = hamiltonian;
  const network = spreadOut(parameterMap("measure.network", ansatz, lattice), parameters);
  const operators = [hamiltonian, ...[neighbourCorrelation(lattice), transverseMagnetisation(lattice)].map((own) => inFrame(own, frame))];
  const loaded = operators.map(productOperator);
  const exact = sumsBranches(network, plan);
  const instruments = plan.observables ? new BranchInstruments(network, frame, plan.observables, { ...plan, exact }) : null;
  const batch = Math.max(1, Math.floor(BLOCH_BATCH / (3 * network.sites)));
  const { series, samples } = exact ? yield* summed() : yield* sampled();
  const [energies, zz, x] = series;
  const statistics = branchStatistics(samples, energies, network.sites);
  return {
    readout: "branches",
    sameProblem: plan.sameProblem,
    ...statistics,
    connectedVariance: statistics.variance,
    reannealed: 0,
    summed: exact,
    hiddenModes: null,
    observables: { zz: estimateOf(samples, zz), x: estimateOf(samples, x), ...instruments?.values() },
  };

  async function* summed() {
    const count = 1 << network.hidden;
    const hidden = allHidden(network.hidden);
    const series = loaded.map(() => new Float64Array(count));
    const weights = branchProbabilities(network, hidden, count);
    for (let from = 0; from < count; from += batch) {
      await breathe();
      const rows = Math.min(batch, count - from);
      const bloch = blochVectors(network, hidden.subarray(from * network.hidden), rows);
      for (const [n, operator] of loaded.entries()) series[n].set(productValues(operator, bloch), from);
      instruments?.add({ bloch, weights: weights.subarray(from, from + rows), chains: 1 });
      yield { samples: from + rows, of: count };
    }
    return { series, samples: { weights, chains: 1, exact } };
  }

  async function* sampled() {
    const { seed, chains } = plan;
    let length = Math.ceil(plan.samples / chains);
    const each = Math.max(1, Math.floor(batch / chains));
    const gibbs = new GibbsChains(network.hidden, { chains, seed, label: "measurement" });
    gibbs.anneal(network, BURN_IN);
    const taken: Float64Array[][] = [];
    const streamed = streams(plan.samples, plan.mostKept) ? loaded.map(() => new StreamedSeries(chains)) : null;
    let done = 0;
    while (done < length && !(signal?.aborted && done > 0)) {
      await breathe();
      const next = Math.min(each, length - done);
      const { bloch, weights } = drawn(network, gibbs, next);
      instruments?.add({ bloch, weights, chains });
      const values = loaded.map((operator) => productValues(operator, bloch));
      if (streamed) for (const [n, own] of streamed.entries()) own.add(complexOf(values[n]));
      else taken.push(values);
      done += next;
      if (done >= length && plan.tolerance !== undefined && !streamed) length = longer(plan.tolerance, taken, done, chains);
      yield { samples: done * chains, of: length * chains };
    }
    const series: Series[] =
      streamed ??
      loaded.map((_, n) =>
        chainMajor(
          taken.map((values) => values[n]),
          chains,
        ),
      );
    return { series, samples: { weights: new Float64Array(0), chains, exact } };
  }
}

function estimateOf(samples: Parameters<typeof branchMean>[0], values: Series): Estimate {
  if (!(values instanceof StreamedSeries)) return branchMean(samples, values);
  const { mean, error } = values.estimate();
  return { mean, error };
}

/** Branches of each chain that a tolerance needs, as far as is known by now; `done` where it is reached, or out of reach. */
function longer(tolerance: number, taken: readonly Float64Array[][], done: number, chains: number): number {
  const energies = chainMajor(
    taken.map(([values]) => values),
    chains,
  );
  const more = samplesFor(tolerance, estimate(energies, chains).error, done * chains);
  return Math.max(done, Math.ceil(more / chains));
}

/** Batches, each chain-major, as one chain-major series. */
function chainMajor(batches: readonly Float64Array[], chains: number): Float64Array {
  const lengths = batches.map((values) => values.length / chains);
  const length = lengths.reduce((total, own) => total + own, 0);
  const series = new Float64Array(chains * length);
  let from = 0;
  for (const [n, values] of batches.entries()) {
    for (let c = 0; c < chains; c++) series.set(values.subarray(c * lengths[n], (c + 1) * lengths[n]), c * length + from);
    from += lengths[n];
  }
  return series;
}
