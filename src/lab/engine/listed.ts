// States that are small enough to be listed whole: that of a network under a reading, and the exact ground state.
import { exactGroundState, type PureState, type State, stateOf, stateOfGround, type TrainedNetwork } from "../../index.ts";
import { hamiltonianOf } from "./problem.ts";
import type { ProblemSettings, ReadingName } from "./tasks.ts";

/** States of at most so many sites are listed; a mixture of branches is a matrix. */
export const MOST_LISTED_SITES = 12;
const MOST_SITES_MIXED = 8;

/** Whether the state of a network is listed. */
export function isListed(sites: number, reading: ReadingName): boolean {
  return sites <= (reading === "branches" ? MOST_SITES_MIXED : MOST_LISTED_SITES);
}

/** The state of a network under a reading; `null` where it is too large to be listed. @throws InputError where the reading has no state. */
export async function listedState(network: TrainedNetwork, sites: number, reading: ReadingName): Promise<State | null> {
  return isListed(sites, reading) ? await stateOf(network, { readout: reading }) : null;
}

/** The last one, so that a network is looked at again and again for the price of one diagonalisation. */
let last: { readonly key: string; readonly state: PureState } | null = null;

/** The exact ground state; `null` where it is too large to be listed. */
export async function listedGround({ model, formula, couplings, sites, boundary }: ProblemSettings): Promise<PureState | null> {
  if (sites > MOST_LISTED_SITES) return null;
  const problem = { model, formula, couplings, sites, boundary };
  const key = JSON.stringify(problem);
  if (last?.key !== key) last = { key, state: stateOfGround(exactGroundState(await hamiltonianOf(problem))) };
  return last.state;
}
