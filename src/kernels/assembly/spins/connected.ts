import { toggle } from "./configuration";
import { Operator, sitesOf } from "./operator";

/** A configuration next to another one, s^F: its bits, then its look-ups. */

@inline
function bitBytes<T>(network: T): usize {
  return ((<usize>network.words << 3) + 15) & ~15;
}

/** Bytes of one. */
@inline
export function connectedBytes<T>(network: T): usize {
  return bitBytes(network) + ((network.stateBytes() + 15) & ~15);
}

/** Where its look-ups are. */
@inline
export function connectedState<T>(network: T, moved: usize): usize {
  return moved + bitBytes(network);
}

/** s^F for the flipped sites of a group, and its look-ups, right after the ratio was asked for. */
export function move<T>(network: T, operator: Operator, group: usize, bits: usize, state: usize, moved: usize): void {
  const flips = load<i32>(group);
  const sites = sitesOf(operator, group);
  const lookups = connectedState(network, moved);
  memory.copy(moved, bits, <usize>network.words << 3);
  const follows = network.safe == 1 && flips <= 2;
  if (follows) {
    memory.copy(lookups, state, network.stateBytes());
    if (flips == 1) network.acceptSite(moved, lookups, load<i32>(sites));
    else network.acceptTwo(moved, lookups, load<i32>(sites), load<i32>(sites, 4));
  }
  for (let n = 0; n < flips; n++) toggle(moved, load<i32>(sites + (<usize>n << 2)));
  if (!follows) network.initialise(moved, lookups);
}
