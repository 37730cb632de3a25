// What is kept of an experiment beside the page: JSON, CSV and SVG.
import { type Chart, chartSvg } from "../chart.ts";
import { csvOf } from "../csv.ts";
import type { PaperResult } from "./result.ts";

export interface PaperFile {
  readonly name: string;
  /** What a link to it says. */
  readonly what: string;
  /** Drawn when it is asked for. */
  content(): string;
}

/** `NAME.json` with everything, last, so that it stands for the others; `NAME-figure-1.csv` and `.svg`, `NAME-table-1.csv` and so on. */
export function filesOf(result: PaperResult): PaperFile[] {
  const { name, charts, tables } = result;
  return [
    ...charts.flatMap((chart, n) => [
      { name: `${name}-figure-${n + 1}.csv`, what: `figure ${n + 1} as CSV`, content: () => chartCsv(chart) },
      { name: `${name}-figure-${n + 1}.svg`, what: "as SVG", content: () => chartSvg(chart) },
    ]),
    ...tables.map(({ columns, rows }, n) => ({
      name: `${name}-table-${n + 1}.csv`,
      what: `table ${n + 1} as CSV`,
      content: () => csvOf(columns, rows),
    })),
    { name: `${name}.json`, what: "everything as JSON", content: () => `${JSON.stringify(result, null, 2)}\n` },
  ];
}

/** A row for every point; a reference has no place on the x axis. */
export function chartCsv({ x, y, series, references = [] }: Chart): string {
  return csvOf(
    ["series", x, y, "error"],
    [
      ...series.flatMap(({ name, points }) => points.map(([at, mean, error]) => [name, at, mean, error])),
      ...references.map(({ name, y: value }) => [name, "", value, 0]),
    ],
  );
}
