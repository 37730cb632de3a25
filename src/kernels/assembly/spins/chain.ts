// A Markov chain: its configuration, its random state, its counts.
import { spinIsDown } from "./configuration";
import { uniform } from "../runtime/random";
import { beginChain } from "./protocol";

/** Accepted moves after which look-ups are rebuilt from scratch, so that rounding cannot accumulate. */
const REBUILD_AFTER: i32 = 10000;

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
  /** Scratch: the sites of a proposal that flips several, i32. */
  chosen: usize;
  /** What the network keeps about the configuration, see protocol.ts. */
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
export function place(order: usize, sites: i32, position: i32, site: i32): void {
  store<i32>(order + (<usize>position << 2), site);
  store<i32>(order + (<usize>(sites + site) << 2), position);
}

/**
 * u < |r|^q for q = 2 / 2^halvings, as u^(2^halvings) < |r|²: no power, no root. Negative halvings: |r| >= 1 only, greedy ascent. A network
 * may give an estimate of |r|² and how far it is off; where that leaves the answer open it is asked for the exact one.
 */
@inline
export function accepts<T>(network: T, state: usize, weight: f64, random: usize, halvings: i32): bool {
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

/** What follows a move that the look-ups were moved along with, if they may be: rebuilds them now and then, or each time. */
@inline
export function tidy<T>(network: T, chain: Chain): void {
  if (!network.safe || ++chain.sinceRebuild >= REBUILD_AFTER) renew(network, chain);
}

/** Look-ups from scratch. */
@inline
export function renew<T>(network: T, chain: Chain): void {
  beginChain(network, chain.bits, chain.state);
  chain.sinceRebuild = 0;
}
