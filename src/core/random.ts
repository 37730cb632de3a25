// Seeded streams of random numbers, a name for each use.
import seedrandom from "seedrandom";

/** A stream of random numbers with its own state. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform over the 2^32 signed integers. */
  int32(): number;
  /** What determines the next draws, see {@link saveStreams}: {@link STREAM_BYTES} bytes. */
  state(): Uint8Array;
}

/** Bytes of the state of a stream: the two indices and the permutation of ARC4. */
const STREAM_BYTES = 258;

/**
 * The stream called `name` of a seed (seedrandom, ARC4). Streams of different names are independent, so what one part of a run draws
 * never shifts what another part draws.
 */
export function randomStream(seed: number, name: string): RandomStream {
  return streamOf(seedrandom(`nqs/${seed}/${name}`, { state: true }));
}

/** The states of streams, one behind the other. */
export function saveStreams(streams: readonly RandomStream[]): Uint8Array {
  const bytes = new Uint8Array(STREAM_BYTES * streams.length);
  for (const [index, stream] of streams.entries()) bytes.set(stream.state(), STREAM_BYTES * index);
  return bytes;
}

/** The streams that go on from states. */
export function loadStreams(bytes: Uint8Array): RandomStream[] {
  const count = bytes.length / STREAM_BYTES;
  return Array.from({ length: count }, (_, index) => resumedStream(bytes.subarray(STREAM_BYTES * index, STREAM_BYTES * (index + 1))));
}

function resumedStream(state: Uint8Array): RandomStream {
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
