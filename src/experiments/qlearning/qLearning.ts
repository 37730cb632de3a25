// Deep Q-learning: whether learning makes action values non-separable, and whether their maximum over-estimates.
import type { Estimate } from "../../index.ts";
import type { Chart } from "../../report/chart.ts";
import type { Experiment, Setting, Table } from "../experiment.ts";
import { above, meanOf } from "../support/means.ts";
import { within } from "../support/words.ts";
import type { Plan } from "./course.ts";
import { driftingGrid, slipperyGrid } from "./grids.ts";
import { HOUSE, roulette } from "./roulette.ts";
import { type Cut, cutEntropies, cuts } from "./spectrum.ts";
import { curveOf, endOf, type Figures, figuresIn, optimumOf, type Study, study } from "./study.ts";
import { optimalValues } from "./valueIteration.ts";
import { type Variant, variants } from "./variants.ts";

type Entropies = Readonly<Record<Cut, Estimate>>;

/** A variant at the end of its training, means over seeds. */
type Row = Readonly<Record<keyof Figures, Estimate>> & { readonly variant: string };

/** The cuts of Q(row, column, action) in one world from one kind of start, in nats. */
type Cutting = {
  readonly world: string;
  readonly start: Start;
  /** Of Q*. */
  readonly own: Readonly<Record<Cut, number>>;
  readonly before: Entropies;
  readonly after: Entropies;
  /** After less before, seed by seed. */
  readonly growth: Entropies;
};

type QLearningNumbers = {
  /** In stakes; mean of every bet. */
  readonly games: readonly { readonly mean: number; readonly optimum: number; readonly rows: readonly Row[] }[];
  readonly grid: { readonly optimum: number; readonly rows: readonly (Row & { readonly cuts: Entropies })[] };
  readonly cuttings: readonly Cutting[];
};

/** Factors of the weights of the first layer: at the small one no output depends much on the cell. */
const starts = { "near-product": 0.01, ordinary: 1 } as const;
type Start = keyof typeof starts;

/** Nats. Values off a product by a tenth of their norm have at most h(0.01) + 0.01 ln 3 = 0.067. */
const NEGLIGIBLE = 0.1;
/** Stakes: a bias below what a bet loses. */
const UNBIASED = -HOUSE;
const PRESENT = 0.1;

const { target, double, twins } = variants;
const all: readonly Variant[] = Object.values(variants);
const games = [
  { process: roulette("roulette", () => HOUSE), mean: HOUSE, played: all },
  { process: roulette("roulette with presents", () => PRESENT), mean: PRESENT, played: [target, double, twins] },
];

export const qLearningExperiment: Experiment<QLearningNumbers> = {
  name: "q-learning",
  claim:
    "Learning makes the representation of action values non-separable; the maximum in the target of Q-learning over-estimates them, and double Q-learning does not.",
  section: "Eqs. (1) to (3): Q-learning",
  method:
    "Deep Q-learning with replay: a network with one hidden layer of rectified units is trained by Adam on ½ (Q(s, a) - y)², y = r + γ max Q(s', a'), one batch of 32 for each transition. Judge: value iteration; what a policy is worth " +
    "is solved from its linear equations. (1) Roulette (van Hasselt 2010): one state, 170 bets of mean -1/19 that go on, one action that leaves with 0, γ = 0.95; and with a present that makes every mean +0.1. Bias: max Q - max Q*, and the same of " +
    "the value that targets use. Variants: the network as its own target, a copy of 100 updates (the target of all that follow), double (the network chooses, its copy evaluates), dueling, distributional (51 atoms), noisy weights " +
    "in place of random actions, and two networks that learn from transitions of their own and evaluate each other's choice. (2) A slippery grid of 4 × 4 (the map of FrozenLake, slip 0.2, γ = 0.9, starts in any cell). " +
    "(3) Entropy of the squared normalised singular values of Q(row, column, action) over each cut, before and after training with a target network, from ordinary weights and from a near-product start (first layer × 0.01): " +
    "in the slippery grid, and in a drifting grid whose Q* is a product f(row) f(column) g(action).",
  otherwise:
    "A learnt entropy above 0.1 in the drifting grid too, or none in the slippery one; no bias above 1/19 of the plain maximum, or one of both kinds of double Q-learning, or of neither.",

  async measure(setting) {
    const seeds = Array.from({ length: setting.quick ? 3 : 4 }, (_, k) => setting.seed + 1000 * k);
    const played = await play(setting, seeds);
    const walked = await walk(setting, seeds);
    const cut = await cutOpen(setting, seeds, walked);
    return {
      numbers: { games: played.numbers, grid: walked.numbers, cuttings: cut.numbers },
      charts: [...played.charts, ...cut.charts, ...walked.charts],
      tables: [...played.tables, ...cut.tables, ...walked.tables],
    };
  },

  judge({ games: [house, presents], cuttings }) {
    const biasOf = (rows: readonly Row[], { name }: Variant) => {
      const row = rows.find(({ variant }) => variant === name);
      if (!row) throw new Error(`q-learning: expected a row for ${name}, got none`);
      return row.bias;
    };
    const plain = biasOf(house.rows, target);
    const told =
      `In roulette max Q - max Q* is ${within(plain, 2)} with a target network, ${within(biasOf(house.rows, double), 2)} where it chooses and its copy evaluates, ` +
      `${within(biasOf(house.rows, twins), 2)} with two networks; those err at a mean of +0.1, where they have ${within(biasOf(presents.rows, twins), 2)}.`;
    if (!above(plain, UNBIASED)) return { verdict: "fails", because: `The maximum does not over-estimate. ${told}` };
    const over = [double, twins].filter((variant) => [house, presents].some(({ rows }) => above(biasOf(rows, variant), UNBIASED)));
    if (over.length === 2) return { verdict: "fails", because: `Double Q-learning over-estimates too. ${told}` };

    const fresh = cuttings.filter(({ start }) => start === "near-product");
    const largest = (of: Readonly<Record<Cut, number>>) => Math.max(...cuts.map((cut) => of[cut]));
    const grown = fresh.filter(({ after, growth }) => cuts.some((cut) => above(growth[cut], 0) && above(after[cut], NEGLIGIBLE)));
    const entropies = fresh
      .map(({ world, own, before, after }) => {
        const most = (entropiesOf: Entropies) =>
          largest({ row: entropiesOf.row.mean, column: entropiesOf.column.mean, action: entropiesOf.action.mean });
        return `${world}: ${most(before).toFixed(3)} before, ${most(after).toFixed(3)} after, ${largest(own).toFixed(3)} of Q*`;
      })
      .join("; ");
    const because = `Largest entropy of a cut from a near-product start, ${entropies}. ${told}`;
    if (grown.length === 0) return { verdict: "fails", because: `Learning makes no values non-separable. ${because}` };
    if (grown.some(({ own }) => largest(own) < NEGLIGIBLE) && grown.length < fresh.length)
      return { verdict: "fails", because: `Learning makes values non-separable, but not where Q* is. ${because}` };
    const conditions = [
      ...(grown.length < fresh.length ? ["Q* of the problem is non-separable"] : []),
      ...(over.includes(double) ? ["the two networks of double Q-learning learn from transitions of their own"] : []),
      ...(over.includes(twins) ? ["double Q-learning evaluates by a copy"] : []),
    ];
    return { verdict: conditions.length === 0 ? "holds" : `holds only if ${conditions.join(" and ")}`, because };
  },
};

interface Part<N> {
  readonly numbers: N;
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}

const planOf = (quick: boolean, updates: readonly [quick: number, whole: number]): Omit<Plan, "seed"> => {
  const count = updates[quick ? 0 : 1];
  return { hidden: 24, rate: 2e-3, batch: 32, memory: count, updates: count, every: count / 10, refresh: 100, exploration: 0.1 };
};

function rowOf({ name }: Variant, of: Study<Figures>): Row {
  const end = (key: keyof Figures) => endOf(of, (look) => look[key]);
  return { variant: name, bias: end("bias"), targets: end("targets"), worth: end("worth"), error: end("error") };
}

/** All variants in roulette. */
async function play(setting: Setting, seeds: readonly number[]): Promise<Part<QLearningNumbers["games"]>> {
  const plan = { ...planOf(setting.quick, [800, 2500]), hidden: 8, last: 0.1 };
  const whole = games.flatMap(({ played }) => played).length;
  let done = 0;
  const results: { mean: number; optimum: number; rows: Row[]; studies: [Variant, Study<Figures>][] }[] = [];
  for (const { process, mean, played } of games) {
    const studies: [Variant, Study<Figures>][] = [];
    for (const variant of played) {
      const step = (part: number) => setting.step((0.4 * (done + part)) / whole, `${process.name}, ${variant.name}`);
      studies.push([variant, await study(process, variant, { plan, seeds, step }, figuresIn(process))]);
      done++;
    }
    results.push({ mean, optimum: optimumOf(process), rows: studies.map(([variant, of]) => rowOf(variant, of)), studies });
  }
  const words = ["-1/19", "+0.1"];
  return {
    numbers: results.map(({ mean, optimum, rows }) => ({ mean, optimum, rows })),
    charts: results.map(({ studies }, n) => ({
      title: `Roulette, 170 bets of mean ${words[n]}: bias of the largest action value`,
      x: "transitions, and updates of the weights",
      y: "max Q - max Q* / stakes",
      series: studies
        .filter(([variant]) => variant !== variants.dueling)
        .map(([{ name }, of]) => ({ name, points: curveOf(of, ({ bias }) => bias) })),
      references: [{ name: "no bias", y: 0 }],
    })),
    tables: results.map(({ optimum, rows }, n) => ({
      title: `Roulette, bets of mean ${words[n]}, in stakes: the best policy is worth ${optimum.toFixed(2)}`,
      columns: ["variant", "max Q - max Q*", "bias of the targets", "worth of its policy"],
      rows: rows.map(({ variant, bias, targets, worth }) => [variant, bias, targets, worth]),
    })),
  };
}

/** Figures and cuts of a table of values of a grid. */
type Look = Figures & { readonly entropies: Readonly<Record<Cut, number>> };

interface Walked extends Part<QLearningNumbers["grid"]> {
  /** With a target network, from ordinary weights. */
  readonly ordinary: Study<Look>;
}

const lookIn = (process: typeof slipperyGrid) => {
  const figures = figuresIn(process);
  return (point: Parameters<typeof figures>[0]): Look => ({ ...figures(point), entropies: cutEntropies(point.values) });
};

const WALK = [1500, 4000] as const;

/** All variants in the slippery grid. */
async function walk(setting: Setting, seeds: readonly number[]): Promise<Walked> {
  const studies = new Map<Variant, Study<Look>>();
  for (const variant of all) {
    const step = (part: number) => setting.step(0.4 + (0.5 * (studies.size + part)) / all.length, `${slipperyGrid.name}, ${variant.name}`);
    studies.set(variant, await study(slipperyGrid, variant, { plan: planOf(setting.quick, WALK), seeds, step }, lookIn(slipperyGrid)));
  }
  const entropies = (of: Study<Look>): Entropies => {
    const end = (cut: Cut) => endOf(of, (look) => look.entropies[cut]);
    return { row: end("row"), column: end("column"), action: end("action") };
  };
  const rows = Array.from(studies, ([variant, of]) => ({ ...rowOf(variant, of), cuts: entropies(of) }));
  const optimum = optimumOf(slipperyGrid);
  const own = cutEntropies(optimalValues(slipperyGrid));
  return {
    numbers: { optimum, rows },
    ordinary: studies.get(target) ?? [],
    charts: [
      {
        title: "Slippery grid: what the learnt policy is worth",
        x: "transitions, and updates of the weights",
        y: "mean return over all cells",
        series: Array.from(studies)
          .filter(([variant]) => variant !== variants.dueling)
          .map(([{ name }, of]) => ({ name, points: curveOf(of, ({ worth }) => worth) })),
        references: [{ name: "best policy", y: optimum }],
      },
    ],
    tables: [
      {
        title: "Slippery grid, means over all cells; S of each cut of Q in nats",
        columns: ["variant", "max Q - max Q*", "worth of its policy", "‖Q - Q*‖ / ‖Q*‖", ...cuts.map((cut) => `S ${cut}`)],
        rows: [
          ...rows.map((row) => [row.variant, row.bias, row.worth, row.error, ...cuts.map((cut) => row.cuts[cut])]),
          ["Q*", 0, optimum, 0, ...cuts.map((cut) => own[cut])],
        ],
      },
    ],
  };
}

/** Both grids from both starts. */
async function cutOpen(setting: Setting, seeds: readonly number[], { ordinary }: Walked): Promise<Part<readonly Cutting[]>> {
  const numbers: Cutting[] = [];
  const curves: { name: string; points: ReturnType<typeof curveOf> }[] = [];
  for (const [w, process] of [slipperyGrid, driftingGrid].entries()) {
    const own = cutEntropies(optimalValues(process));
    for (const [s, start] of (["near-product", "ordinary"] as const).entries()) {
      const step = (part: number) => setting.step(0.9 + 0.05 * w + 0.025 * (s + part), `${process.name}, ${start} start`);
      const plan = { ...planOf(setting.quick, WALK), first: starts[start] };
      const known = process === slipperyGrid && start === "ordinary";
      const of = known ? ordinary : await study(process, target, { plan, seeds, step }, lookIn(process));
      const [before, after] = [of[0].looks, of[of.length - 1].looks];
      const means = (at: (cut: Cut, k: number) => number): Entropies => {
        const mean = (cut: Cut) => meanOf(seeds.map((_, k) => at(cut, k)));
        return { row: mean("row"), column: mean("column"), action: mean("action") };
      };
      numbers.push({
        world: process.name,
        start,
        own,
        before: means((cut, k) => before[k].entropies[cut]),
        after: means((cut, k) => after[k].entropies[cut]),
        growth: means((cut, k) => after[k].entropies[cut] - before[k].entropies[cut]),
      });
      curves.push({ name: `${process.name}, ${start} start`, points: curveOf(of, ({ entropies }) => entropies.row) });
    }
  }
  return {
    numbers,
    charts: [
      {
        title: "The cut between the row and the rest of Q(row, column, action)",
        x: "transitions, and updates of the weights",
        y: "entropy S / nats",
        series: curves,
        references: numbers.filter(({ start }) => start === "ordinary").map(({ world, own }) => ({ name: `Q*, ${world}`, y: own.row })),
      },
    ],
    tables: [
      {
        title: "S of one index against the other two, in nats, with a target network",
        columns: ["grid", "start", "index", "before training", "after", "Q*"],
        rows: numbers.flatMap(({ world, start, own, before, after }) =>
          cuts.map((cut) => [world, start, cut, before[cut], after[cut], own[cut]]),
        ),
      },
    ],
  };
}
