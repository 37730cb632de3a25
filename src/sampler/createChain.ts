import type { Network } from "../ansatz/network.ts";
import type { RandomStream } from "../core/random.ts";
import type { Pointer } from "../kernels/kernels.ts";

/**
 * A Markov chain in the memory of the kernels; their own generator, xoshiro256++, is seeded once from the stream. It takes the place of the chain that was made
 * before under the same name.
 */
export function createChain({ kernels, sites, chainBytes }: Network, stream: RandomStream, name: string): Pointer {
  const { call } = kernels;
  const chain = kernels.kept(`chain/${name}/${sites}/${chainBytes}`, () => call.chainCreate(sites, chainBytes));
  new Uint8Array(call.memory.buffer, chain, call.chainHeadBytes()).fill(0);
  kernels.int32(chain, 8).set(Int32Array.from({ length: 8 }, () => stream.int32()));
  return chain;
}

/** Puts a chain at the configuration whose spins are down at `down`; what it keeps of its old one is stale. */
export function placeChain({ kernels, words }: Network, chain: Pointer, down: Iterable<number>): void {
  const bits = kernels.words(kernels.call.chainBits(chain), words).fill(0);
  for (const site of down) bits[site >> 5] |= 1 << (site & 31);
}

/** The sites of a configuration, +1 and -1, whose spins are down. */
export function downSites(spins: ArrayLike<number>): number[] {
  return Array.from({ length: spins.length }, (_, i) => i).filter((i) => spins[i] < 0);
}

/** The sites of a random configuration whose spins are down. */
export function randomDownSpins(stream: RandomStream, sites: number, magnetisation: number | null): number[] {
  const all = Array.from({ length: sites }, (_, i) => i);
  if (magnetisation === null) return all.filter(() => stream.uniform() < 0.5);
  for (let i = sites - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, (sites - magnetisation) / 2);
}
