// Markov chains read from the memory of the kernels and written back, bit for bit.
import type { Network } from "../ansatz/network.ts";
import type { Pointer } from "../kernels/kernels.ts";
import type { ChainsState } from "./chainsState.ts";

/** What {@link ChainsState} says of the memory of the kernels. */
type InMemory = Pick<ChainsState, "heads" | "bits" | "stale" | "lookups">;

/** Reads chains. */
export function saveChains(network: Network, chains: readonly Pointer[], stale: readonly boolean[]): InMemory {
  const state = emptyFor(network, stale);
  eachPart(network, chains, state, (part, memory) => part.set(memory));
  return state;
}

/** Writes chains as they were; says which are stale. */
export function loadChains(network: Network, chains: readonly Pointer[], state: InMemory): boolean[] {
  eachPart(network, chains, state, (part, memory) => memory.set(part));
  return Array.from(state.stale, (flag) => flag === 1);
}

function emptyFor(network: Network, stale: readonly boolean[]): InMemory {
  const { head, bits, order, lookups } = bytesOf(network);
  const fresh = stale.filter((flag) => !flag).length;
  return {
    heads: new Uint8Array(head * stale.length),
    bits: new Uint8Array(bits * stale.length),
    stale: Uint8Array.from(stale, Number),
    lookups: new Uint8Array((order + lookups) * fresh),
  };
}

/** Bytes of the parts of one chain. */
function bytesOf({ kernels, sites, words, chainBytes }: Network) {
  return { head: kernels.call.chainHeadBytes(), bits: 8 * words, order: 8 * sites, lookups: chainBytes };
}

/** Calls `copy` with every part of a state and the memory that it belongs to. */
function eachPart(
  network: Network,
  chains: readonly Pointer[],
  state: InMemory,
  copy: (part: Uint8Array, memory: Uint8Array) => void,
): void {
  const { call } = network.kernels;
  const bytes = bytesOf(network);
  const each = (from: Uint8Array, at: number, length: number, pointer: Pointer) =>
    copy(from.subarray(at, at + length), new Uint8Array(call.memory.buffer, pointer, length));
  let at = 0;
  for (const [index, chain] of chains.entries()) {
    each(state.heads, bytes.head * index, bytes.head, chain);
    each(state.bits, bytes.bits * index, bytes.bits, call.chainBits(chain));
    if (state.stale[index] === 1) continue;
    each(state.lookups, at, bytes.order, call.chainOrder(chain));
    each(state.lookups, at + bytes.order, bytes.lookups, call.chainState(chain));
    at += bytes.order + bytes.lookups;
  }
}
