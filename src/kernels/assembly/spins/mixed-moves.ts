import { accepts, Chain, renew, tidy } from "./chain";
import { toggle } from "./configuration";
import { uniformBelow } from "../runtime/random";
import { moveMany, moveSite, moveTwo, weightOfMany, weightOfSite, weightOfTwo } from "./protocol";

/**
 * The mixed rule: flips of one site, of a set of sites that the Hamiltonian flips together, or of a block of neighbouring sites. Single flips
 * alone never leave a domain state whose walls cost more than the network admits, nor a configuration that H connects by larger sets only.
 * A proposal is chosen without a look at the configuration and is its own inverse, so it is symmetric.
 */

/** Of so many proposals, so many are blocks and so many are sets of H; the others, and those of H if it has no sets, are single sites. */
const PROPOSALS: u32 = 16;
const BLOCKS: u32 = 2;
const SETS: u32 = 6;
/** Flips of an accepted proposal up to which look-ups are moved along; beyond it is as cheap to begin anew. */
const FEW: i32 = 8;

/** The sets of two and more sites that a Hamiltonian flips together. */
@unmanaged
export class MoveSets {
  count: i32;
  /** Of each set its size and where in `sites` it begins, i32. */
  table: usize;
  /** i32. */
  sites: usize;
}

/** The sites of the next proposal, i32, and how many. */
let sites: usize = 0;
let count: i32 = 0;

function propose(chain: Chain, sets: MoveSets, size: i32): void {
  const random = changetype<usize>(chain);
  const kind = uniformBelow(random, PROPOSALS);
  sites = chain.chosen;
  if (kind < BLOCKS) {
    proposeBlock(random, size);
  } else if (kind < BLOCKS + SETS && changetype<usize>(sets) != 0 && sets.count > 0) {
    const set = sets.table + (<usize>uniformBelow(random, <u32>sets.count) << 3);
    count = load<i32>(set);
    sites = sets.sites + (<usize>load<i32>(set, 4) << 2);
  } else {
    count = 1;
    store<i32>(sites, <i32>uniformBelow(random, <u32>size));
  }
}

/** [i, i + l), around the end: any i, any l from 1 to all sites. */
function proposeBlock(random: usize, size: i32): void {
  let i = <i32>uniformBelow(random, <u32>size);
  count = 1 + <i32>uniformBelow(random, <u32>size);
  for (let n = 0; n < count; n++) {
    store<i32>(sites + (<usize>n << 2), i);
    if (++i == size) i = 0;
  }
}

/** `steps` proposals of one chain. */
export function mixed<T>(network: T, chain: Chain, sets: MoveSets, steps: i32, halvings: i32): void {
  const random = changetype<usize>(chain);
  const bits = chain.bits;
  const state = chain.state;
  let accepted: i32 = 0;
  for (let step = 0; step < steps; step++) {
    propose(chain, sets, network.sites);
    const i = load<i32>(sites);
    const k = count > 1 ? load<i32>(sites, 4) : i;
    let weight: f64;
    if (count == 1) weight = weightOfSite(network, bits, state, i);
    else if (count == 2) weight = weightOfTwo(network, bits, state, i, k);
    else weight = weightOfMany(network, bits, state, sites, count);
    if (!accepts(network, state, weight, random, halvings)) continue;
    accepted++;
    let moved = count <= FEW;
    if (moved && network.safe) {
      if (count == 1) moveSite(network, bits, state, i);
      else if (count == 2) moveTwo(network, bits, state, i, k);
      else moved = moveMany(network, bits, state, sites, count);
    }
    for (let n = 0; n < count; n++) toggle(bits, load<i32>(sites + (<usize>n << 2)));
    if (moved) tidy(network, chain);
    else renew(network, chain);
  }
  chain.proposed += steps;
  chain.accepted += accepted;
}
