// The charts and tables of `depth`.
import type { Chart } from "../../report/chart.ts";
import type { Table } from "../experiment.ts";
import type { RankRow, Row } from "./depthTraining.ts";
import { targetName } from "./innerProducts.ts";

const NAMES = { shallow: "one hidden layer", deep: "two hidden layers" } as const;
const DEPTHS = ["shallow", "deep"] as const;

export function chartsOf(rows: readonly Row[], ranks: readonly RankRow[], accuracy: number): Chart[] {
  const least = Math.min(...rows.map(({ dimension }) => dimension));
  const most = Math.max(...rows.map(({ dimension }) => dimension));
  const largest = Math.max(...rows.filter(({ dimension }) => dimension === least).map(({ parameters }) => parameters));
  const swept = rows.filter(({ dimension, parameters }) => dimension === least && parameters === largest);
  const oscillating = <R extends { readonly frequency: number | null }>(of: readonly R[]) =>
    of.flatMap(({ frequency, ...rest }) => (frequency === null ? [] : [{ ...rest, frequency }]));
  const sized = rows.filter(({ dimension, frequency }) => dimension === most && (frequency === null || frequency === 4));
  const ranked = ranks.filter(({ dimension }) => dimension === least);
  const half = { name: "half of the deviation", y: accuracy };
  return [
    {
      title: `sin(ω<x, x'>) in d = ${least}: networks of ${largest} parameters`,
      x: "frequency ω",
      y: "error / deviation of the target",
      series: [
        ...DEPTHS.map((of) => ({
          name: NAMES[of],
          points: oscillating(swept).map((row) => [row.frequency, row[of].mean, row[of].error] as const),
        })),
        {
          name: "two hidden layers by hand",
          points: oscillating(swept).flatMap((row) => (row.constructed === null ? [] : [[row.frequency, row.constructed, 0] as const])),
        },
      ],
      references: [half],
    },
    {
      title: `Error against size in d = ${most}`,
      x: "parameters",
      y: "error / deviation of the target",
      xScale: "log",
      series: [...new Set(sized.map(({ frequency }) => frequency))].flatMap((frequency) =>
        DEPTHS.map((of) => ({
          name: `${targetName(frequency)}, ${NAMES[of]}`,
          points: sized.filter((row) => row.frequency === frequency).map((row) => [row.parameters, row[of].mean, row[of].error] as const),
        })),
      ),
      references: [half],
    },
    {
      title: `Schmidt rank of sin(ω<x, x'>) over x | x' in d = ${least}`,
      x: "frequency ω",
      y: "effective rank, exp of the entropy",
      series: [
        { name: "target", points: oscillating(ranked).map(({ frequency, target }) => [frequency, target.effective, 0] as const) },
        ...DEPTHS.map((of) => ({
          name: NAMES[of],
          points: oscillating(ranked).map((row) => [row.frequency, row[of].effective.mean, row[of].effective.error] as const),
        })),
      ],
    },
  ];
}

export function tablesOf(rows: readonly Row[], ranks: readonly RankRow[]): Table[] {
  return [
    {
      title: "Errors on fresh points over the deviation of the target",
      columns: ["d", "target", "parameters", "units", "one hidden layer", "two hidden layers", "two by hand"],
      rows: rows.map(({ dimension, frequency, parameters, units, shallow, deep, constructed }) => [
        dimension,
        targetName(frequency),
        parameters,
        `${units[0]}, ${units[1]} + ${units[1]}`,
        shallow,
        deep,
        constructed ?? "none",
      ]),
    },
    {
      title: "Schmidt rank over x | x' of the largest networks: effective, and singular values above 1/1000 of the largest",
      columns: ["d", "target", "effective: target", "one layer", "two layers", "above 1/1000: target", "one layer", "two layers"],
      rows: ranks.map(({ dimension, frequency, target, shallow, deep }) => [
        dimension,
        targetName(frequency),
        target.effective,
        shallow.effective,
        deep.effective,
        target.visible,
        shallow.visible,
        deep.visible,
      ]),
    },
  ];
}
