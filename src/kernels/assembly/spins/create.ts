// Chains, operators and sets of moves in memory.
import { Chain } from "./chain";
import { allocate } from "../runtime/memory";
import { MoveSets } from "./mixed-moves";
import { Operator } from "./operator";

/** A chain for a network of `sites` sites of which the network keeps `chainBytes`; all spins up, its random state zero. */
export function chainCreate(sites: i32, chainBytes: usize): usize {
  const chain = changetype<Chain>(allocate(offsetof<Chain>()));
  chain.bits = allocate((<usize>((sites + 63) >> 6)) << 3);
  chain.order = allocate(<usize>(2 * sites) << 2);
  chain.chosen = allocate(<usize>sites << 2);
  chain.state = allocate(chainBytes);
  return changetype<usize>(chain);
}
export function chainBits(chain: usize): usize {
  return changetype<Chain>(chain).bits;
}
/** Bytes at the address of a chain that are its own: the state of its generator and its counts. */
export function chainHeadBytes(): usize {
  return offsetof<Chain>("bits");
}
/** The lists of sites that are up and down, 2 × sites i32. */
export function chainOrder(chain: usize): usize {
  return changetype<Chain>(chain).order;
}
/** What the network keeps about the configuration. */
export function chainState(chain: usize): usize {
  return changetype<Chain>(chain).state;
}
export function chainProposed(chain: usize): f64 {
  return <f64>changetype<Chain>(chain).proposed;
}
export function chainAccepted(chain: usize): f64 {
  return <f64>changetype<Chain>(chain).accepted;
}

/** An operator of `groups` flip groups with `flips` flipped sites and `terms` terms in all. */
export function operatorCreate(sites: i32, groups: i32, flips: i32, terms: i32): usize {
  const operator = changetype<Operator>(allocate(offsetof<Operator>()));
  operator.groups = groups;
  operator.words = (sites + 63) >> 6;
  operator.table = allocate(<usize>groups * 20);
  operator.flips = allocate(<usize>flips << 2);
  operator.coefficients = allocate(<usize>terms << 4);
  operator.masks = allocate(<usize>(terms * operator.words) << 3);
  return changetype<usize>(operator);
}
export function operatorTable(operator: usize): usize {
  return changetype<Operator>(operator).table;
}
export function operatorFlips(operator: usize): usize {
  return changetype<Operator>(operator).flips;
}
export function operatorCoefficients(operator: usize): usize {
  return changetype<Operator>(operator).coefficients;
}
export function operatorMasks(operator: usize): usize {
  return changetype<Operator>(operator).masks;
}

/** `count` sets of sites that chains may flip together, `sites` sites in all. */
export function moveSetsCreate(count: i32, sites: i32): usize {
  const sets = changetype<MoveSets>(allocate(offsetof<MoveSets>()));
  sets.count = count;
  sets.table = allocate(<usize>count << 3);
  sets.sites = allocate(<usize>sites << 2);
  return changetype<usize>(sets);
}
export function moveSetsTable(sets: usize): usize {
  return changetype<MoveSets>(sets).table;
}
export function moveSetsSites(sets: usize): usize {
  return changetype<MoveSets>(sets).sites;
}
