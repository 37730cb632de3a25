// Seeded streams of random numbers, a name for each use.
import seedrandom from "seedrandom";

/** A stream of random numbers with its own state. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform over the 2^32 signed integers. */
  int32(): number;
}

/**
 * The stream called `name` of a seed (seedrandom, ARC4). Streams of different names are independent, so what one part of a run draws
 * never shifts what another part draws.
 */
export function randomStream(seed: number, name: string): RandomStream {
  const generator = seedrandom(`nqs/${seed}/${name}`);
  return { uniform: () => generator.double(), int32: () => generator.int32() };
}
