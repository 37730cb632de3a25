// Where a real function begins to be learnt from rows in several bases: the likeliest of many random weights.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { parameterTensors } from "../../ansatz/tensors.ts";
import type { Objective } from "../objectives/objective.ts";
import type { Summation } from "../objectives/summed.ts";
import { initialParameters } from "../setup/objectivesOf.ts";
import { type LearnPlan, startsOf } from "../setup/plan.ts";

/** Random real weights, of so many the ones to begin from. */
const DRAWS = 60;

/**
 * With fixed phases f is a real function times the phases of a product state. Where its pattern of signs along X or Y is not that of the rows, zeros of the
 * probability lie between, infinite barriers of -ln P that no step crosses. So the pattern has to be right from the beginning: the best of many random weights is taken, a third of them as drawn,
 * a third with couplings of one sign (f then has positive coefficients along X), a third with the sign of the sublattice.
 * @param turned weights with the phases of a product state
 */
export function likeliestReal(
  turned: Float64Array,
  plan: LearnPlan,
  { ansatz, summation, objective, start }: { ansatz: ResolvedAnsatz; summation: Summation; objective: Objective; start: number },
): Float64Array {
  const siteOf = couplingSites(ansatz, plan);
  const { sublattices } = plan.lattice;
  const patterns = [
    (weight: number) => weight,
    (weight: number) => Math.abs(weight),
    (weight: number, site: number) => Math.abs(weight) * (sublattices ? 1 - 2 * sublattices[site] : 1),
  ];
  const stride = startsOf(plan, { ansatz, phases: "fixed" }).most;
  let [best, least] = [turned, Number.POSITIVE_INFINITY];
  for (let draw = 0; draw < DRAWS; draw++) {
    const random = initialParameters(plan, ansatz, summation.network, start + draw * stride);
    const pattern = patterns[draw % patterns.length];
    const tried = turned.map((value, k) => {
      if (k % 2 === 1) return value;
      const site = siteOf(k / 2);
      return site === null ? random[k] : pattern(random[k], site);
    });
    summation.network.setParameters(tried);
    const loss = objective.loss(summation.draw());
    if (loss < least) [best, least] = [tried, loss];
  }
  return best;
}

/** The site of a coupling by its place among the parameters, `null` for a bias. */
function couplingSites(ansatz: ResolvedAnsatz, { lattice }: LearnPlan): (place: number) => number | null {
  const tensors = parameterTensors(ansatz, lattice);
  const [rows, columns] = tensors[tensors.length - 1].shape;
  const first = tensors.slice(0, -1).reduce((total, { shape }) => total + shape.reduce((size, count) => size * count, 1), 0);
  const rowIsSite = rows === lattice.size;
  return (place) => (place < first ? null : rowIsSite ? Math.floor((place - first) / columns) : (place - first) % columns);
}
