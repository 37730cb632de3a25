// The values of observables from expectation values of Pauli strings, with errors where those have some.

import type { Estimate } from "../statistics/estimate.ts";
import { type BlockSums, jackknife, meansOf } from "../statistics/jackknife.ts";
import type { ObservablePlan } from "./list.ts";
import { leavesOf, type Tree, withLeaves } from "./observable.ts";

/** <X>, <Y> and <Z> of every site. */
export type SiteValues = {
  readonly x: readonly Estimate[];
  readonly y: readonly Estimate[];
  readonly z: readonly Estimate[];
};

/** A value for each distance r in bonds, from 0. */
export type DistanceValues = {
  readonly xx: readonly Estimate[];
  readonly yy: readonly Estimate[];
  readonly zz: readonly Estimate[];
};

/** Of all pairs of sites, N × N. */
export type PairMatrices = {
  readonly xx: readonly (readonly Estimate[])[];
  readonly yy: readonly (readonly Estimate[])[];
  readonly zz: readonly (readonly Estimate[])[];
};

/** Numbers with their errors: those that were asked for, and the operators of the user by their names. Formulas: `observableHelp`. */
export interface ObservableValues {
  /** <X>, the mean over the sites; `y` and `z` alike. */
  readonly x?: Estimate;
  readonly y?: Estimate;
  readonly z?: Estimate;
  readonly sites?: SiteValues;
  /** <P_i P_j> by distance, and <P_i P_j> - <P_i><P_j>. */
  readonly correlations?: DistanceValues & { readonly connected: DistanceValues };
  readonly correlationMatrix?: PairMatrices;
  /** S(q_k) for every k. */
  readonly structureFactor?: readonly Estimate[];
  readonly magnetisationSquared?: Estimate;
  readonly staggeredMagnetisationSquared?: Estimate;
  readonly parity?: Estimate;
  /** By pairs, `0-1`. */
  readonly chsh?: Readonly<Record<string, Estimate>>;
  /** Pauli expectation values by sites, `0`, and pairs, `0-1`. */
  readonly density?: Readonly<Record<string, Readonly<Record<string, Estimate>>>>;
  /** By pairs, `0-1`, in nats. */
  readonly mutualInformation?: Readonly<Record<string, Estimate>>;
  /** S_2 of the first l sites, l from 0 to N, in nats. */
  readonly renyi2?: readonly Estimate[];
  /** Of von Neumann, of the first l sites, l from 0 to N, in nats. */
  readonly entropy?: readonly Estimate[];
  /** Schmidt coefficients of the first ⌊N/2⌋ sites, descending; `negativity` and the two below are of the same cut. */
  readonly schmidt?: readonly Estimate[];
  readonly negativity?: Estimate;
  readonly coherence?: Estimate;
  readonly blockChsh?: Estimate;
  readonly blockInformation?: Estimate;
  /** Operators of the user by their names. */
  readonly [operator: string]: Tree<Estimate> | undefined;
}

/** Of expectation values that are exact: all errors 0. */
export function exactValues({ evaluations }: Pick<ObservablePlan, "evaluations">, means: ArrayLike<number>): ObservableValues {
  return valuesOf(
    evaluations.map((evaluate) => evaluate(means)),
    (numbers) => numbers.map((mean) => ({ mean, error: 0 })),
  );
}

/** Of sampled ones. @param sums of every string of the plan, over independent blocks */
export function sampledValues({ evaluations }: Pick<ObservablePlan, "evaluations">, sums: BlockSums): ObservableValues {
  const means = meansOf(sums);
  const records = evaluations.map((evaluate) => evaluate(means));
  return Object.assign(
    {},
    ...records.map((record, n) => {
      const estimates = jackknife(sums, (without) => numbersIn(evaluations[n](without)));
      return withLeaves(record, estimates.values());
    }),
  );
}

function valuesOf(
  records: readonly Readonly<Record<string, Tree<number>>>[],
  estimated: (numbers: number[]) => Estimate[],
): ObservableValues {
  return Object.assign({}, ...records.map((record) => withLeaves(record, estimated(numbersIn(record)).values())));
}

function numbersIn(tree: Tree<number>): number[] {
  return leavesOf(tree, (node): node is number => typeof node === "number");
}
