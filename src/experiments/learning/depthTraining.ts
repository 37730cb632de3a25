// Networks of one and of two hidden layers trained on the same points for functions of an inner product: their errors, and their ranks.
import type { Estimate } from "../../index.ts";
import type { Setting } from "../experiment.ts";
import { type DenseNetwork, randomDense } from "../support/denseNetwork.ts";
import { meanOf } from "../support/means.ts";
import { randomNumbers } from "../support/random.ts";
import {
  type Frequency,
  grid,
  handMade,
  type Rank,
  rankOf,
  rankOfNetwork,
  sphere,
  targetName,
  targetOn,
  widthsOf,
} from "./innerProducts.ts";
import { type Budget, relativeError, trainOn } from "./regression.ts";

/** A function of <x, x'>: ω of sin(ωt), `null` for t². */
export type Problem = { readonly dimension: number; readonly frequency: Frequency };

/** Errors relative to the deviation of the target, means over seeds, of networks of at most so many parameters. */
export type Row = Problem & {
  readonly parameters: number;
  /** Hidden units of the shallow network, and of each of the two layers of the deep one. */
  readonly units: readonly [shallow: number, deep: number];
  readonly shallow: Estimate;
  readonly deep: Estimate;
  /** Of two hidden layers by hand. */
  readonly constructed: number | null;
};

/** Over the cut x | x', of the largest networks. */
export type RankRow = Problem & {
  readonly target: Rank;
  readonly shallow: { readonly effective: Estimate; readonly visible: Estimate };
  readonly deep: { readonly effective: Estimate; readonly visible: Estimate };
};

/** |w| <= 16: what the construction needs for the fastest target. */
export const BOUND = 16;
export const BUDGET: Budget = { updates: 3000, batch: 24, points: 20_000, rate: 0.015, bound: BOUND };
export const FRESH = 4000;
/** On which the layers of the construction are chosen. */
const PROBES = 400;

/** The points that all networks of a dimension share. */
export function pointsOf({ seed, quick }: Setting, dimension: number) {
  const draw = (rows: number, name: string, of = seed) => sphere(rows, dimension, randomNumbers(of, `depth/${name}/${dimension}`));
  const seeds = Array.from({ length: quick ? 2 : 3 }, (_, k) => seed + 1000 * k);
  const budget = quick ? { ...BUDGET, updates: 2400 } : BUDGET;
  const side = quick ? 32 : 128;
  return {
    budget,
    seeds: seeds.map((of) => ({ seed: of, inputs: draw(2 * budget.points, "points", of) })),
    fresh: draw(2 * FRESH, "fresh"),
    probe: draw(2 * PROBES, "probe"),
    pairs: grid(draw(side, "x"), draw(side, "x'"), dimension),
  };
}

export type Points = ReturnType<typeof pointsOf>;

/** Both depths, trained from every seed. */
export async function pairOf(
  { budget, seeds, fresh, probe }: Points,
  { dimension, frequency, parameters }: Problem & Pick<Row, "parameters">,
  step: (part: number) => Promise<void>,
): Promise<{ row: Row; networks: { shallow: DenseNetwork[]; deep: DenseNetwork[] } }> {
  const judged = targetOn(fresh, dimension, frequency);
  const shapes = ([1, 2] as const).map((hidden) => widthsOf(hidden, 2 * dimension, parameters));
  const trained: DenseNetwork[][] = [[], []];
  for (const [k, { seed, inputs }] of seeds.entries()) {
    const sample = targetOn(inputs, dimension, frequency);
    for (const [of, widths] of shapes.entries()) {
      const random = randomNumbers(seed, `depth/${dimension}/${targetName(frequency)}/${widths}`);
      const network = randomDense(widths, "linear", random);
      await trainOn(network, sample, budget, random, () => step((k + of / 2) / seeds.length));
      trained[of].push(network);
    }
  }
  const [shallow, deep] = trained;
  const error = (networks: readonly DenseNetwork[]) => meanOf(networks.map((network) => relativeError(network, judged)));
  const constructed = handMade(dimension, frequency, parameters, budget.bound, probe);
  return {
    row: {
      dimension,
      frequency,
      parameters,
      units: [shapes[0][1], shapes[1][1]],
      shallow: error(shallow),
      deep: error(deep),
      constructed: constructed && relativeError(constructed, judged),
    },
    networks: { shallow, deep },
  };
}

export function rankRow({ pairs }: Points, problem: Problem, networks: { shallow: DenseNetwork[]; deep: DenseNetwork[] }): RankRow {
  const means = (of: readonly DenseNetwork[]) => {
    const ranks = of.map((network) => rankOfNetwork(network, pairs));
    return { effective: meanOf(ranks.map(({ effective }) => effective)), visible: meanOf(ranks.map(({ visible }) => visible)) };
  };
  const target = rankOf(targetOn(pairs, problem.dimension, problem.frequency).values);
  return { ...problem, target, shallow: means(networks.shallow), deep: means(networks.deep) };
}
