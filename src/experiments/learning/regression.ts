// Dense networks fitted to a real function of points, and how far they are off on fresh points.
import { adam } from "../support/adam.ts";
import { type DenseNetwork, outputsOf, spaceFor, squaredError } from "../support/denseNetwork.ts";
import type { RandomNumbers } from "../support/random.ts";

/** Points, a row of inputs for each, and the values of a function there. */
export interface Sample {
  readonly inputs: Float64Array;
  readonly values: Float64Array;
}

/** What every network of a comparison gets alike. */
export interface Budget {
  readonly updates: number;
  /** Points of one update. */
  readonly batch: number;
  /** Points of the whole training; an update takes a run of them from a random place on. */
  readonly points: number;
  /** Of Adam: constant for half of the updates, then falling in a straight line to 0. */
  readonly rate: number;
  /** |w| <= bound for every weight and bias, held after each update. */
  readonly bound: number;
}

/** Between two turns of the event loop. */
const UPDATES_AT_ONCE = 800;

/** Minimises the squared error; the parameters of the network are changed in place. */
export async function trainOn(
  network: DenseNetwork,
  { inputs, values }: Sample,
  { updates, batch, rate, bound }: Budget,
  random: RandomNumbers,
  step: () => Promise<void>,
): Promise<void> {
  const [width] = network.widths;
  const move = adam(network.parameters.length, bound);
  const space = spaceFor(network.widths, batch);
  for (let update = 0; update < updates; update++) {
    if (update % UPDATES_AT_ONCE === 0) await step();
    const first = Math.floor(random.uniform() * (values.length - batch + 1));
    const rows = inputs.subarray(first * width, (first + batch) * width);
    const { gradient } = squaredError(network, rows, values.subarray(first, first + batch), space);
    move(network.parameters, gradient, rate * Math.min(1, 2 * (1 - update / updates)));
  }
}

/** √(<(f - g)²> / <(g - <g>)²>): 1 for the best constant, 0 for g itself. */
export function relativeError(network: DenseNetwork, { inputs, values }: Sample): number {
  const outputs = outputsOf(network, inputs);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [off, spread] = [0, 0];
  for (const [k, value] of values.entries()) {
    off += (outputs[k] - value) * (outputs[k] - value);
    spread += (value - mean) * (value - mean);
  }
  return Math.sqrt(off / spread);
}
