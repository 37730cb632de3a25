// Sweeps of a Markov chain by the Metropolis rule.
import { accepts, Chain, place, tidy } from "./chain";
import { spinIsDown, toggle } from "./configuration";
import { mixed, MoveSets } from "./mixed-moves";
import { uniformBelow } from "../runtime/random";
import { goesOn } from "../runtime/team";
import { moveSite, moveTwo, record, weightOfPair, weightOfSite, weightOfTwo } from "./protocol";

/** How a move is proposed. All proposals are symmetric, so acceptance is min(1, |f'/f|^q). */
export const FLIP: i32 = 0;
export const EXCHANGE: i32 = 1;
export const MIXED: i32 = 2;

/** `sweeps` × N proposals of one chain for the weight |f|^(2 / 2^halvings). */
export function sweep<T>(network: T, chain: Chain, sweeps: i32, rule: i32, sets: MoveSets, halvings: i32): void {
  let left = sweeps * network.sites;
  for (; left > 0 && goesOn(); left -= STRETCH) {
    const steps = min(STRETCH, left);
    if (rule == FLIP) flips(network, chain, steps, halvings);
    else if (rule == MIXED) mixed(network, chain, sets, steps, halvings);
    else exchanges(network, chain, steps, halvings);
  }
}

/** Proposals between two looks whether the task goes on. */
const STRETCH: i32 = 64;

/** Flips of one random site. */
function flips<T>(network: T, chain: Chain, steps: i32, halvings: i32): void {
  const random = changetype<usize>(chain);
  const bits = chain.bits;
  const state = chain.state;
  let accepted: i32 = 0;
  for (let step = 0; step < steps; step++) {
    const i = <i32>uniformBelow(random, <u32>network.sites);
    const weight = weightOfSite(network, bits, state, i);
    if (!accepts(network, state, weight, random, halvings)) continue;
    accepted++;
    if (network.safe) moveSite(network, bits, state, i);
    toggle(bits, i);
    tidy(network, chain);
  }
  chain.proposed += steps;
  chain.accepted += accepted;
}

/** Exchanges at fixed Σ s_i: half of them over a prepared pair, half over any up and any down spin. */
function exchanges<T>(network: T, chain: Chain, steps: i32, halvings: i32): void {
  const random = changetype<usize>(chain);
  const bits = chain.bits;
  const state = chain.state;
  const order = chain.order;
  const sites = network.sites;
  const up = chain.up;
  let accepted: i32 = 0;
  for (let step = 0; step < steps; step++) {
    let i: i32;
    let k: i32;
    let weight: f64;
    if (network.pairs > 0 && uniformBelow(random, 2) == 0) {
      const pair = <i32>uniformBelow(random, <u32>network.pairs);
      i = load<i32>(network.pairSites + (<usize>pair << 3));
      k = load<i32>(network.pairSites + (<usize>pair << 3), 4);
      if (spinIsDown(bits, i) == spinIsDown(bits, k)) continue;
      weight = weightOfPair(network, bits, state, pair);
    } else {
      i = load<i32>(order + (<usize>uniformBelow(random, <u32>up) << 2));
      k = load<i32>(order + (<usize>(up + <i32>uniformBelow(random, <u32>(sites - up))) << 2));
      weight = weightOfTwo(network, bits, state, i, k);
    }
    if (!accepts(network, state, weight, random, halvings)) continue;
    accepted++;
    const placeOfI = load<i32>(order + (<usize>(sites + i) << 2));
    const placeOfK = load<i32>(order + (<usize>(sites + k) << 2));
    place(order, sites, placeOfI, k);
    place(order, sites, placeOfK, i);
    if (network.safe) moveTwo(network, bits, state, i, k);
    toggle(bits, i);
    toggle(bits, k);
    tidy(network, chain);
  }
  chain.proposed += steps;
  chain.accepted += accepted;
}

/**
 * Draws `count` samples from one chain, `sweeps` sweeps before each, after `thermalisation` sweeps.
 * Writes bits (count × words u64) and look-ups (count × stateBytes).
 */
export function draw<T>(
  network: T,
  chain: Chain,
  thermalisation: i32,
  count: i32,
  sweeps: i32,
  rule: i32,
  sets: MoveSets,
  halvings: i32,
  bits: usize,
  states: usize,
): void {
  sweep(network, chain, thermalisation, rule, sets, halvings);
  const bitBytes = <usize>network.words << 3;
  const stateBytes = network.stateBytes();
  for (let n = 0; n < count; n++) {
    sweep(network, chain, sweeps, rule, sets, halvings);
    if (!goesOn()) return;
    memory.copy(bits, chain.bits, bitBytes);
    record(network, chain.state, states);
    bits += bitBytes;
    states += stateBytes;
  }
}
