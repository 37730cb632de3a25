// Deep Q-learning: whether learning makes action values non-separable, and whether their maximum over-estimates.
import type { Experiment } from "../experiment.ts";
import { above } from "../support/means.ts";
import { within } from "../support/words.ts";
import { type Cutting, cutStudies, type Grid, slipperyStudies } from "./gridStudies.ts";
import { HOUSE } from "./roulette.ts";
import { type Game, rouletteStudies } from "./rouletteStudies.ts";
import { type Cut, cuts } from "./spectrum.ts";
import type { Row } from "./study.ts";
import { type Variant, variants } from "./variants.ts";

type QLearningNumbers = {
  /** Bets of mean -1/19, then of +0.1. */
  readonly games: readonly Game[];
  readonly grid: Grid;
  readonly cuttings: readonly Cutting[];
};

/** Nats. Values off a product by a tenth of their norm have at most h(0.01) + 0.01 ln 3 = 0.067. */
const NEGLIGIBLE = 0.1;
/** Stakes: a bias below what a bet loses. */
const UNBIASED = -HOUSE;

const { target, double, twins } = variants;

export const qLearningExperiment: Experiment<QLearningNumbers> = {
  name: "q-learning",
  claim:
    "Learning makes the representation of action values non-separable; the maximum in the target of Q-learning over-estimates them, and double Q-learning does not.",
  section: "Eqs. (1) to (3): Q-learning",
  method:
    "Deep Q-learning with replay: a network with one hidden layer of rectified units is trained by Adam on ½ (Q(s, a) - y)², y = r + γ max Q(s', a'), one batch of 32 for each transition; means over 4 seeds (quick: 3). Judge: value iteration; what a policy is worth " +
    "is solved from its linear equations. (1) Roulette (van Hasselt 2010): one state, 170 bets of mean -1/19 that go on, one action that leaves with 0, γ = 0.95; and with a present that makes every mean +0.1. Bias: max Q - max Q*, and the same of " +
    "the value that targets use. Variants: the network as its own target, a copy of 100 updates (the target of all that follow), double (the network chooses, its copy evaluates), dueling, distributional (51 atoms), noisy weights " +
    "in place of random actions, and double with two networks, each with a memory of its own transitions, that evaluate each other's choice. (2) A slippery grid of 4 × 4 (the map of FrozenLake, slip 0.2, γ = 0.9, starts in any cell). " +
    "(3) Entropy of the squared normalised singular values of Q(row, column, action) over each cut, before and after training with a target network, from ordinary weights and from a near-product start (first layer × 0.01): " +
    "in the slippery grid, and in a drifting grid whose Q* is a product f(row) f(column) g(action).",
  otherwise:
    "From a near-product start a learnt entropy above 0.1 in the drifting grid too, or none in the slippery one; a plain maximum whose bias is not above 1/19 of a stake; a bias of both kinds of double Q-learning, or of neither.",

  async measure(setting) {
    const seeds = Array.from({ length: setting.quick ? 3 : 4 }, (_, k) => setting.seed + 1000 * k);
    // Shares of the time.
    const step = (from: number, to: number) => (part: number, doing: string) => setting.step(from + (to - from) * part, doing);
    const games = await rouletteStudies(setting, seeds, step(0, 0.4));
    const cuttings = await cutStudies(setting, seeds, step(0.4, 0.6));
    const grid = await slipperyStudies(setting, seeds, step(0.6, 1));
    const parts = [games, cuttings, grid];
    return {
      numbers: { games: games.numbers, grid: grid.numbers, cuttings: cuttings.numbers },
      charts: parts.flatMap(({ charts }) => charts),
      tables: parts.flatMap(({ tables }) => tables),
    };
  },

  judge({ games: [house, presents], cuttings }) {
    const rowOf = (rows: readonly Row[], { name }: Variant) => {
      const row = rows.find(({ variant }) => variant === name);
      if (!row) throw new Error(`q-learning: expected a row for ${name}, got none`);
      return row;
    };
    const plain = rowOf(house.rows, target).bias;
    const two = rowOf(house.rows, twins);
    const told =
      `Roulette, max Q - max Q* in stakes: ${within(plain, 2)} with a target network, ${within(rowOf(house.rows, double).bias, 2)} where its copy evaluates the choice, ` +
      `${within(two.bias, 2)} with two networks, whose targets are off by ${within(two.targets, 2)}; where every bet pays +0.1 these are the ones that err: ${within(rowOf(presents.rows, twins).bias, 2)}.`;
    if (!above(plain, UNBIASED)) return { verdict: "fails", because: `The maximum does not over-estimate. ${told}` };
    const over = [double, twins].filter((variant) => [house, presents].some(({ rows }) => above(rowOf(rows, variant).bias, UNBIASED)));
    if (over.length === 2) return { verdict: "fails", because: `Double Q-learning over-estimates too. ${told}` };

    const fresh = cuttings.filter(({ start }) => start === "near-product");
    const grown = fresh.filter(({ after, growth }) => cuts.some((cut) => above(growth[cut], 0) && above(after[cut], NEGLIGIBLE)));
    const separable = ({ own }: Cutting) => cuts.every((cut) => own[cut] < NEGLIGIBLE);
    const most = (of: (cut: Cut) => number) => Math.max(...cuts.map(of)).toFixed(3);
    const entropies = cuttings.map(
      ({ grid, start, own, before, after }) =>
        `${grid}, ${start} start ${most((cut) => before[cut].mean)}, trained ${most((cut) => after[cut].mean)}, Q* ${most((cut) => own[cut])}`,
    );
    const because = `Largest entropy of a cut: ${entropies.join("; ")}. ${told}`;
    if (grown.length === 0) return { verdict: "fails", because: `Learning makes no values non-separable. ${because}` };
    if (grown.length < fresh.length && grown.some(separable))
      return { verdict: "fails", because: `Learning makes values non-separable, but not where Q* is. ${because}` };
    const conditions = [
      ...(grown.length < fresh.length ? ["Q* is non-separable"] : []),
      ...(over.includes(double) ? ["double Q has two memories"] : []),
      ...(over.includes(twins) ? ["double Q has one memory"] : []),
    ];
    return { verdict: conditions.length === 0 ? "holds" : `holds only if ${conditions.join(" and ")}`, because };
  },
};
