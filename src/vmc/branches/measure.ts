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
import { Gathered, streams, summaryOfSeries } from "../measurement/gathered.ts";
import type { Resume } from "../measurement/measureFrozen.ts";
import { samplesFor } from "../measurement/takeSamples.ts";
import { BLOCH_BATCH } from "../memory/sizes.ts";
import type { BranchMeasurementState } from "../state/measurementState.ts";
import type { Measurement, MeasureProgress, StopSignal, TrainedNetwork } from "../types.ts";
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
  { state, offer }: Resume<Omit<BranchMeasurementState, "of">> = {},
): AsyncGenerator<MeasureProgress, Measurement> {
  const { lattice, frame } = hamiltonian;
  const network = spreadOut(parameterMap("measure.network", ansatz, lattice), parameters);
  const operators = [hamiltonian, ...[neighbourCorrelation(lattice), transverseMagnetisation(lattice)].map((own) => inFrame(own, frame))];
  const loaded = operators.map(productOperator);
  const exact = sumsBranches(network, plan);
  const instruments = plan.observables
    ? new BranchInstruments(network, frame, plan.observables, { ...plan, exact }, state?.instruments)
    : null;
  const batch = Math.max(1, Math.floor(BLOCH_BATCH / (3 * network.sites)));
  const { statistics, zz, x } = exact ? yield* summed() : yield* sampled();
  return {
    readout: "branches",
    sameProblem: plan.sameProblem,
    ...statistics,
    connectedVariance: statistics.variance,
    reannealed: 0,
    summed: exact,
    hiddenModes: null,
    observables: { zz, x, ...instruments?.values() },
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
    const samples = { weights, chains: 1, exact };
    const [zz, x] = [series[1], series[2]].map((values) => branchMean(samples, values));
    return { statistics: branchStatistics(samples, series[0], network.sites), zz, x };
  }

  async function* sampled() {
    const { seed, chains } = plan;
    const streaming = streams(plan.samples, plan.mostKept);
    const gathered = new Gathered(streaming, state ?? undefined);
    const gibbs = new GibbsChains(network.hidden, { chains, seed, label: "measurement" }, state?.chains);
    const each = Math.max(1, Math.floor(batch / chains));
    let length = state?.length ?? Math.ceil(plan.samples / chains);
    let done = gathered.taken / chains;
    if (done === 0) gibbs.anneal(network, BURN_IN);
    while (done < length && !(signal?.aborted && done > 0)) {
      await breathe();
      const next = Math.min(each, length - done);
      const { bloch, weights } = drawn(network, gibbs, next);
      instruments?.add({ bloch, weights, chains });
      const values = loaded.map((operator) => complexOf(productValues(operator, bloch)));
      gathered.add({ count: next * chains, chains, acceptance: 1, exact: false }, values);
      done += next;
      if (done >= length && plan.tolerance !== undefined && !streaming) {
        const needed = samplesFor(plan.tolerance, gathered.error(chains), done * chains);
        length = Math.max(done, Math.ceil(needed / chains));
      }
      yield { samples: done * chains, of: length * chains };
      offer?.(() => ({ length, ...gathered.state(), chains: gibbs.state(), instruments: instruments?.state() ?? null }));
    }
    const [energies, zz, x] = gathered.series(chains).map((own) => summaryOfSeries(own, chains, network.sites));
    return { statistics: { ...energies, acceptance: 1 }, zz: zz.energy, x: x.energy };
  }
}
