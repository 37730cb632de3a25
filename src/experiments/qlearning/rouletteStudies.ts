// Every variant in roulette: how far the largest action value is from the exact one.
import type { Estimate } from "../../index.ts";
import type { Measured, Setting } from "../experiment.ts";
import { HOUSE, roulette } from "./roulette.ts";
import { curveOf, type Figures, figuresIn, optimumOf, planOf, type Row, rowOf, type Study, study } from "./study.ts";
import { type Variant, variants } from "./variants.ts";

/** In stakes. */
export type Game = {
  /** Of every bet. */
  readonly mean: number;
  /** What the best policy is worth. */
  readonly optimum: number;
  readonly rows: readonly Row[];
};

const { dueling, target, double, twins } = variants;
const games = [
  { process: roulette("roulette", () => HOUSE), mean: HOUSE, said: "-1/19", played: Object.values<Variant>(variants) },
  { process: roulette("roulette with presents", () => 0.1), mean: 0.1, said: "+0.1", played: [target, double, twins] },
];
const whole = games.flatMap(({ played }) => played).length;

/** The game of mean -1/19 under all variants and that of +0.1 under three of them, as parts of an experiment. */
export async function rouletteStudies(setting: Setting, seeds: readonly number[], step: (part: number, doing: string) => Promise<void>) {
  const plan = { ...planOf(setting.quick ? 600 : 2500), hidden: 6, rate: 5e-3, last: 0.03 };
  const numbers: Game[] = [];
  const parts: Omit<Measured, "numbers">[] = [];
  let done = 0;
  for (const { process, mean, said, played } of games) {
    const studies: [Variant, Study<Figures>][] = [];
    for (const variant of played) {
      const tell = (part: number) => step((done + part) / whole, `${process.name}, ${variant.name}`);
      studies.push([variant, await study(process, variant, { plan, seeds, step: tell }, figuresIn(process))]);
      done++;
    }
    const optimum = optimumOf(process);
    const rows = studies.map(([variant, of]) => rowOf(variant, of));
    numbers.push({ mean, optimum, rows });
    parts.push(shown(said, optimum, rows, studies));
  }
  return { numbers, charts: parts.flatMap(({ charts }) => charts), tables: parts.flatMap(({ tables }) => tables) };
}

function shown(
  said: string,
  optimum: number,
  rows: readonly Row[],
  studies: readonly (readonly [Variant, Study<Figures>])[],
): Omit<Measured, "numbers"> {
  const cells = (row: Row): [string, Estimate, Estimate, Estimate] => [row.variant, row.bias, row.targets, row.worth];
  return {
    charts: [
      {
        title: `Roulette, 170 bets of mean ${said}: bias of the largest action value`,
        x: "transitions, and updates of the weights",
        y: "max Q - max Q* / stakes",
        series: studies
          .filter(([variant]) => variant !== dueling)
          .map(([{ name }, of]) => ({ name, points: curveOf(of, ({ bias }) => bias) })),
        references: [{ name: "no bias", y: 0 }],
      },
    ],
    tables: [
      {
        title: `Roulette, bets of mean ${said}, in stakes: the best policy is worth ${optimum.toFixed(2)}`,
        columns: ["variant", "max Q - max Q*", "bias of the targets", "worth of its policy"],
        rows: rows.map(cells),
      },
    ],
  };
}
