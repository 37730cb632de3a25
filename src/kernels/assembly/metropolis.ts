import { spinIsDown, toggle } from "./configuration";
import { uniform, uniformBelow } from "./random";
import { beginChain, moveSite, moveTwo, record, weightOfPair, weightOfSite, weightOfTwo } from "./walk";

/** Accepted moves after which look-ups are rebuilt from scratch, so that rounding cannot accumulate. */
const REBUILD_AFTER: i32 = 10000;

/** How a move is proposed. Both proposals are symmetric, so acceptance is min(1, |f'/f|^q). */
export const FLIP: i32 = 0;
export const EXCHANGE: i32 = 1;

/** One Markov chain. The state of its generator comes first: the address of the chain is that of the generator. */
@unmanaged
export class Chain {
  /** xoshiro256++. */
  random0: u64;
  random1: u64;
  random2: u64;
  random3: u64;
  proposed: u64;
  accepted: u64;
  sinceRebuild: i32;
  /** Spins that are up. */
  up: i32;
  bits: usize;
  /** Sites, those that are up first, i32; then for each site its place in that list. */
  order: usize;
  /** What the network keeps about the configuration, see walk.ts. */
  state: usize;
}

/** Rebuilds the look-ups of a chain and the lists of up and down spins. */
export function refresh<T>(network: T, chain: Chain): void {
  const sites = network.sites;
  beginChain(network, chain.bits, chain.state);
  chain.sinceRebuild = 0;
  let up = 0;
  for (let i = 0; i < sites; i++) if (!spinIsDown(chain.bits, i)) place(chain.order, sites, up++, i);
  chain.up = up;
  for (let i = 0; i < sites; i++) if (spinIsDown(chain.bits, i)) place(chain.order, sites, up++, i);
}

@inline
function place(order: usize, sites: i32, position: i32, site: i32): void {
  store<i32>(order + (<usize>position << 2), site);
  store<i32>(order + (<usize>(sites + site) << 2), position);
}

/**
 * u < |r|^q for q = 2 / 2^halvings, as u^(2^halvings) < |r|²: no power, no root. Negative halvings: |r| >= 1 only, greedy ascent. A network
 * may give an estimate of |r|² and how far it is off; where that leaves the answer open it is asked for the exact one.
 */
@inline
function accepts<T>(network: T, state: usize, weight: f64, random: usize, halvings: i32): bool {
  let least = weight;
  let most = weight;
  if (isDefined(network.doubt)) {
    least = weight * (1 - network.doubt);
    most = weight * (1 + network.doubt);
    if (network.doubt > 0 && !(least >= 1 || most < 1)) {
      weight = network.settle(state);
      least = weight;
      most = weight;
    }
  }
  if (least >= 1) return true;
  if (halvings < 0) return false;
  let u = uniform(random);
  for (let n = 0; n < halvings; n++) u *= u;
  if (isDefined(network.doubt)) if (least <= u && u < most) return u < network.settle(state);
  return u < least;
}

/** `sweeps` × N proposals of one chain for the weight |f|^(2 / 2^halvings). */
export function sweep<T>(network: T, chain: Chain, sweeps: i32, rule: i32, halvings: i32): void {
  const steps = sweeps * network.sites;
  if (rule == FLIP) flips(network, chain, steps, halvings);
  else exchanges(network, chain, steps, halvings);
}

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
    if (!network.safe || ++chain.sinceRebuild >= REBUILD_AFTER) {
      beginChain(network, bits, state);
      chain.sinceRebuild = 0;
    }
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
    if (!network.safe || ++chain.sinceRebuild >= REBUILD_AFTER) {
      beginChain(network, bits, state);
      chain.sinceRebuild = 0;
    }
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
  halvings: i32,
  bits: usize,
  states: usize,
): void {
  sweep(network, chain, thermalisation, rule, halvings);
  const bitBytes = <usize>network.words << 3;
  const stateBytes = network.stateBytes();
  for (let n = 0; n < count; n++) {
    sweep(network, chain, sweeps, rule, halvings);
    memory.copy(bits, chain.bits, bitBytes);
    record(network, chain.state, states);
    bits += bitBytes;
    states += stateBytes;
  }
}
