// Branches of a trained network, drawn or all of them, as Bloch vectors: what every observable of the mixture follows from.
import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { exponential } from "../core/elementary.ts";
import { refuse } from "../core/errors.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Estimate, estimate } from "../statistics/estimate.ts";
import { blochVectors, branchLogs } from "./blochVectors.ts";
import { GibbsChains } from "./gibbs.ts";
import { type BranchNetwork, parameterMap, spreadOut } from "./network.ts";

/** All hidden configurations are written down up to so many units: 65536 branches. */
export const MOST_SUMMED_UNITS = 16;
/** Sweeps from random signs before the first sample, and between samples. */
const BURN_IN = 100;
const SWEEPS = 2;

/**
 * Product states h with their probabilities: ρ = Σ_h p_h Π_i (1 + r_i(h)·σ_i)/2 in the basis of the network. The mean of Π_i σ_i^a over branches is that of
 * Π_i r_i^a, and Tr ρ_A² that of Π_{i in A} (1 + r_i·r_i')/2 over pairs of independent branches.
 */
export interface BlochSamples {
  readonly sites: number;
  readonly count: number;
  /** (x, y, z) of the sites, branch after branch: component a of site i in branch t is number 3 (t N + i) + a; length 3 N count. */
  readonly bloch: Float64Array;
  /** p_h of each branch, their sum 1: equal for drawn ones. */
  readonly weights: Float64Array;
  /** Branch t of chain c is number c·(count/chains) + t; 1 where all branches are listed. */
  readonly chains: number;
  /** Every branch once, with its exact probability: no statistical error. */
  readonly exact: boolean;
}

/** Which branches are taken. */
export interface BranchPlan {
  readonly seed: number;
  /** Branches to draw, all chains together: a multiple of the chains. */
  readonly samples: number;
  readonly chains: number;
  /** Every branch instead: at most {@link MOST_SUMMED_UNITS} hidden units. Left out: where there are no more branches than samples to draw. */
  readonly fullSum?: boolean;
}

/**
 * The branches of a network as `TrainedNetwork` stores it.
 * @throws InputError for a network that is no RBM or product state, for a projected one, and for a full sum over too many branches.
 */
export function branchSamples(
  { ansatz, parameters }: { readonly ansatz: ResolvedAnsatz; readonly parameters: Float64Array },
  lattice: Lattice,
  plan: BranchPlan,
): BlochSamples {
  const network = spreadOut(parameterMap("branches", ansatz, lattice), parameters);
  if (sumsBranches(network, plan)) return everyBranch(network);
  return drawn(network, atRest(network, plan), plan.samples / plan.chains);
}

/**
 * Drawn branches of a network, as many at once as have at most so many hidden signs and components of Bloch vectors.
 * @throws InputError for a network that is no RBM or product state, and for a projected one.
 */
export function* branchBatches(
  { ansatz, parameters }: { readonly ansatz: ResolvedAnsatz; readonly parameters: Float64Array },
  lattice: Lattice,
  plan: Omit<BranchPlan, "fullSum">,
  most: number,
): Generator<BlochSamples, void, void> {
  const network = spreadOut(parameterMap("branches", ansatz, lattice), parameters);
  const gibbs = atRest(network, plan);
  const longest = Math.max(1, Math.floor(most / plan.chains / (network.hidden + 3 * network.sites)));
  for (let left = plan.samples / plan.chains; left > 0; left -= longest) yield drawn(network, gibbs, Math.min(left, longest));
}

/** New chains in the hidden layer, at rest. */
function atRest(network: BranchNetwork, { chains, seed }: Pick<BranchPlan, "chains" | "seed">): GibbsChains {
  const gibbs = new GibbsChains(network.hidden, { chains, seed, label: "samples" });
  gibbs.anneal(network, BURN_IN);
  return gibbs;
}

/** Whether all branches are listed. @throws InputError where that was asked for and they are too many. */
export function sumsBranches(
  { hidden }: Pick<BranchNetwork, "hidden">,
  { fullSum, samples }: Pick<BranchPlan, "fullSum" | "samples">,
): boolean {
  if (fullSum === true && hidden > MOST_SUMMED_UNITS) {
    refuse(
      "branches.fullSum",
      `at most ${MOST_SUMMED_UNITS} hidden units to sum over`,
      hidden,
      "leave --full-sum out: the branches are then drawn",
    );
  }
  return fullSum ?? (hidden <= MOST_SUMMED_UNITS && 1 << hidden <= samples);
}

/** Every hidden configuration: bit j of row t, set for h_j = -1. */
export function allHidden(units: number): Float64Array {
  return Float64Array.from({ length: (1 << units) * units }, (_, k) => ((Math.floor(k / units) >> (k % units)) & 1 ? -1 : 1));
}

/** p_h = w(h)/Σ w of rows of hidden signs. */
export function branchProbabilities(network: BranchNetwork, hidden: Float64Array, rows: number): Float64Array {
  const logs = branchLogs(network, hidden, rows);
  const most = logs.reduce((largest, log) => Math.max(largest, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => exponential(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function everyBranch(network: BranchNetwork): BlochSamples {
  const count = 1 << network.hidden;
  const hidden = allHidden(network.hidden);
  const weights = branchProbabilities(network, hidden, count);
  return { sites: network.sites, count, bloch: blochVectors(network, hidden, count), weights, chains: 1, exact: true };
}

/** The next branches of chains that move in the hidden layer, so many of each. */
export function drawn(network: BranchNetwork, gibbs: GibbsChains, length: number): BlochSamples {
  const count = gibbs.chains * length;
  const hidden = gibbs.draw(network, length, SWEEPS);
  const weights = new Float64Array(count).fill(1 / count);
  return { sites: network.sites, count, bloch: blochVectors(network, hidden, count), weights, chains: gibbs.chains, exact: false };
}

/** Mean over the branches of a value for each, with its error: 0 where all are listed. */
export function branchMean({ weights, chains, exact }: Pick<BlochSamples, "weights" | "chains" | "exact">, values: Float64Array): Estimate {
  if (exact) return { mean: weights.reduce((sum, weight, t) => sum + weight * values[t], 0), error: 0 };
  const { mean, error } = estimate(values, chains);
  return { mean, error };
}
