// What a taught network has learnt, beside what it was fed.
import {
  chain,
  diagonalState,
  type Lattice,
  type Measurements,
  pairChsh,
  probabilitiesOf,
  type State,
  stateOf,
  type TrainedNetwork,
} from "../../index.ts";
import { compared } from "./instruments.ts";
import { MOST_LISTED_SITES } from "./listed.ts";
import type { Learnt } from "./tasks.ts";

/** What a network was fed, as a state; rows along Z as the mixture of their shares. */
export interface FedState {
  readonly state: State | null;
  /** Rows along Z; 0 where the state is exact. */
  readonly rows: number;
  /** Whether phases were taught too. */
  readonly phases: boolean;
  /** Of other sites than the problem of the page an open chain. */
  readonly lattice: Lattice;
}

/** `null` where the state is too large to be listed. */
export async function learntOf(network: TrainedNetwork, { state: fed, rows, phases, lattice }: FedState): Promise<Learnt | null> {
  if (lattice.size > MOST_LISTED_SITES) return null;
  const own = await stateOf(network, { readout: "born" });
  const entropy = probabilitiesOf(own).reduce((total, p) => (p > 0 ? total - p * Math.log(p) : total), 0);
  return { ...compared(own, fed, lattice), rows, entropy, chsh: phases && lattice.size > 1 ? pairChsh(own, [0, 1]) : null };
}

/** Rows of at most so many sites as are listed: the shares of those along Z. */
export function fedRows({ sites, bases, words, basisOf, counts }: Measurements): FedState {
  const lattice = chain(sites, "open");
  const along = bases.findIndex((basis) => /^Z+$/.test(basis));
  const shares = new Float64Array(sites > MOST_LISTED_SITES ? 0 : 1 << sites);
  let rows = 0;
  for (const [k, count] of counts.entries()) {
    if (basisOf[k] !== along || shares.length === 0) continue;
    shares[words[k]] += count;
    rows += count;
  }
  return { state: rows > 0 ? diagonalState(shares) : null, rows, phases: bases.length > 1, lattice };
}
