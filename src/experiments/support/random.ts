// Random numbers of an experiment: a named stream for each use.
import seedrandom from "seedrandom";

/** A stream of random numbers with its own state. */
export interface RandomNumbers {
  /** In [0, 1). */
  uniform(): number;
  /** Normal, mean 0 and variance 1 (Box & Muller 1958). */
  normal(): number;
}

/** The stream called `name` of a seed; streams of different names are independent. */
export function randomNumbers(seed: number, name: string): RandomNumbers {
  const generator = seedrandom(`nqs/experiments/${seed}/${name}`);
  const uniform = () => generator.double();
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
