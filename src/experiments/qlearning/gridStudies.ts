// Every variant in the slippery grid, and the cuts of the action values of both grids before and after training.
import type { Estimate } from "../../index.ts";
import type { ChartSeries } from "../../report/chart.ts";
import type { Setting } from "../experiment.ts";
import { meanOf } from "../support/means.ts";
import type { DecisionProcess } from "./decisionProcess.ts";
import { optimalValues } from "./exactValues.ts";
import { driftingGrid, slipperyGrid } from "./grids.ts";
import { type Cut, cutEntropies, cuts } from "./spectrum.ts";
import { curveOf, endOf, type Figures, figuresIn, optimumOf, planOf, type Row, rowOf, type Study, study } from "./study.ts";
import { type Variant, variants } from "./variants.ts";

/** Of each cut, in nats, means over seeds. */
export type Entropies = Readonly<Record<Cut, Estimate>>;

/** All variants in the slippery grid. */
export type Grid = {
  /** What the best policy is worth. */
  readonly optimum: number;
  readonly rows: readonly (Row & { readonly cuts: Entropies })[];
};

/** Factors of the weights of the first layer: at the small one no output depends much on the cell. */
const starts = { "near-product": 0.01, ordinary: 1 } as const;
export type Start = keyof typeof starts;
const startNames = ["near-product", "ordinary"] as const satisfies readonly Start[];

/** The cuts of Q(row, column, action) in one grid from one kind of start. */
export type Cutting = {
  readonly grid: string;
  readonly start: Start;
  /** Of Q*. */
  readonly own: Readonly<Record<Cut, number>>;
  readonly before: Entropies;
  readonly after: Entropies;
  /** After less before, seed by seed. */
  readonly growth: Entropies;
};

type Step = (part: number, doing: string) => Promise<void>;
type Look = Figures & { readonly entropies: Readonly<Record<Cut, number>> };

function lookIn(process: DecisionProcess) {
  const figures = figuresIn(process);
  return (point: Parameters<typeof figures>[0]): Look => ({ ...figures(point), entropies: cutEntropies(point.values) });
}

const ofCuts = (entropy: (cut: Cut) => Estimate): Entropies => ({
  row: entropy("row"),
  column: entropy("column"),
  action: entropy("action"),
});
const x = "transitions, and updates of the weights";

/** Figures of the slippery grid as parts of an experiment. */
export async function slipperyStudies(setting: Setting, seeds: readonly number[], step: Step) {
  const all = Object.values<Variant>(variants);
  const plan = planOf(setting.quick ? 300 : 4000);
  const studies: [Variant, Study<Look>][] = [];
  for (const [n, variant] of all.entries()) {
    const tell = (part: number) => step((n + part) / all.length, `${slipperyGrid.name}, ${variant.name}`);
    studies.push([variant, await study(slipperyGrid, variant, { plan, seeds, step: tell }, lookIn(slipperyGrid))]);
  }
  const rows = studies.map(([variant, of]) => ({ ...rowOf(variant, of), cuts: ofCuts((cut) => endOf(of, (look) => look.entropies[cut])) }));
  const optimum = optimumOf(slipperyGrid);
  const own = cutEntropies(optimalValues(slipperyGrid));
  const numbers: Grid = { optimum, rows };
  return {
    numbers,
    charts: [
      {
        title: "Slippery grid: what the learnt policy is worth",
        x,
        y: "mean return over all cells",
        series: studies
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

/** Both grids from both starts, with a target network, as parts of an experiment. */
export async function cutStudies(setting: Setting, seeds: readonly number[], step: Step) {
  const numbers: Cutting[] = [];
  const series: ChartSeries[] = [];
  for (const process of [slipperyGrid, driftingGrid]) {
    const own = cutEntropies(optimalValues(process));
    for (const start of startNames) {
      const tell = (part: number) => step((numbers.length + part) / 4, `${process.name}, ${start} start`);
      const plan = { ...planOf(setting.quick ? 2000 : 6000), first: starts[start] };
      const of = await study(process, variants.target, { plan, seeds, step: tell }, lookIn(process));
      const [before, after] = [of[0], of[of.length - 1]].map(({ looks }) => looks.map(({ entropies }) => entropies));
      numbers.push({
        grid: process.name,
        start,
        own,
        before: ofCuts((cut) => meanOf(before.map((entropies) => entropies[cut]))),
        after: ofCuts((cut) => meanOf(after.map((entropies) => entropies[cut]))),
        growth: ofCuts((cut) => meanOf(after.map((entropies, k) => entropies[cut] - before[k][cut]))),
      });
      series.push({ name: `${process.name}, ${start} start`, points: curveOf(of, ({ entropies }) => entropies.row) });
    }
  }
  return {
    numbers,
    charts: [
      {
        title: "The cut between the row and the rest of Q(row, column, action)",
        x,
        y: "entropy S / nats",
        series,
        references: numbers.filter(({ start }) => start === "ordinary").map(({ grid, own }) => ({ name: `Q*, ${grid}`, y: own.row })),
      },
    ],
    tables: [
      {
        title: "S of one index against the other two, in nats, with a target network",
        columns: ["grid", "start", "index", "before training", "after", "Q*"],
        rows: numbers.flatMap(({ grid, start, own, before, after }) =>
          cuts.map((cut) => [grid, start, cut, before[cut], after[cut], own[cut]]),
        ),
      },
    ],
  };
}
