// A first guess of the phases: those of a product state, which a few evaluations of the loss find.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { parameterTensors } from "../../ansatz/tensors.ts";
import type { RandomStream } from "../../core/random.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import type { Objective } from "../objectives/objective.ts";
import type { Summation } from "../objectives/summed.ts";

/** By eighths: a half turn alone would exclude outcomes along X that a correlated state has. */
const TURNS = 8;
/** Once around all sites, and again, since what is best for one depends on the others. */
const ROUNDS = 2;

export interface PhaseSearch {
  readonly ansatz: ResolvedAnsatz;
  readonly lattice: Lattice;
  readonly summation: Summation;
  readonly objective: Objective;
  /** Where the search begins; `null` for no phases. */
  readonly stream: RandomStream | null;
  /** Whether odd eighths end as the nearest half turn or none. */
  readonly whole: boolean;
}

/**
 * Turns each spin by eighths about Z where that lowers the loss: the term a_i s_i of ln f gets Im a_i = n π/8. The signs of most known ground states are of this
 * kind (Marshall's, those of a negative transverse field), and no small step leads from one to another.
 */
export function withProductPhases(initial: Float64Array, search: PhaseSearch): Float64Array {
  const { ansatz, lattice, summation, objective, stream, whole } = search;
  const [{ name, shape }] = parameterTensors(ansatz, lattice);
  if (name !== "visible_bias" && name !== "fields") return initial;
  const parameters = initial.slice();
  const lossOf = () => {
    summation.network.setParameters(parameters);
    return objective.loss(summation.draw());
  };
  const places = Array.from({ length: shape[0] }, (_, site) => 2 * site + 1);
  if (stream) for (const at of places) parameters[at] += (Math.floor(TURNS * stream.uniform()) * Math.PI) / TURNS;
  let best = lossOf();
  for (let round = 0, before = Number.POSITIVE_INFINITY; round < ROUNDS && best < before; round++) {
    before = best;
    for (const at of places) {
      const begin = parameters[at];
      let kept = begin;
      for (let turns = 1; turns < TURNS; turns++) {
        parameters[at] = begin + (turns * Math.PI) / TURNS;
        const loss = lossOf();
        if (!(loss < best)) continue;
        best = loss;
        kept = parameters[at];
      }
      parameters[at] = kept;
    }
  }
  for (const at of places) {
    const turns = Math.round((TURNS * parameters[at]) / Math.PI);
    if (whole) parameters[at] = ((turns % 2 === 0 ? turns : 4 * Math.round(turns / 4)) * Math.PI) / TURNS;
    // The same phase nearest to zero, where weights cost least.
    parameters[at] -= Math.PI * Math.round(parameters[at] / Math.PI);
  }
  return parameters;
}
