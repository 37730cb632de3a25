// Seeded streams of random numbers, a name for each use.
import seedrandom from "seedrandom";

/** A stream of random numbers with its own state. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform over the 2^32 signed integers. */
  int32(): number;
  /** What it draws next, for {@link resumedStream}: {@link STREAM_BYTES} bytes. */
  state(): Uint8Array;
}

/** Bytes of the state of a stream: the two indices and the permutation of ARC4. */
export const STREAM_BYTES = 258;

/**
 * The stream called `name` of a seed (seedrandom, ARC4). Streams of different names are independent, so what one part of a run draws
 * never shifts what another part draws.
 */
export function randomStream(seed: number, name: string): RandomStream {
  return streamOf(seedrandom(`nqs/${seed}/${name}`, { state: true }));
}

/** The stream that goes on from a state. */
export function resumedStream(state: Uint8Array): RandomStream {
  const [i, j, ...permutation] = state;
  return streamOf(seedrandom("", { state: { i, j, S: permutation } }));
}

function streamOf(generator: seedrandom.StatefulPRNG<seedrandom.State.Arc4>): RandomStream {
  return {
    uniform: () => generator.double(),
    int32: () => generator.int32(),
    state: () => {
      const { i, j, S } = generator.state();
      return Uint8Array.from([i, j, ...S]);
    },
  };
}
