// The statements of the paper in a terminal: names, verdicts, tables and curves.
import type { Experiment } from "../../experiments/index.ts";
import type { Chart } from "../../report/chart.ts";
import type { PaperResult } from "../../report/paper/result.ts";
import { cellText } from "../../report/paper/words.ts";
import { duration } from "./numbers.ts";
import { bold } from "./output.ts";
import { curveText } from "./plot.ts";
import { drawTable } from "./table.ts";
import { DEFAULT_WIDTH, hanging, WIDEST_HELP, wrapped } from "./wrap.ts";

const width = () => Math.min(process.stdout.columns ?? DEFAULT_WIDTH, WIDEST_HELP);

/** A name and its text beside it, from the column that the longest of all names leaves. */
function beside(name: string, names: readonly string[], text: string): string {
  return hanging(name, Math.max(...names.map(({ length }) => length)) + 2, text, width()).join("\n");
}

/** Names and statements. */
export function statementsText(experiments: readonly Experiment[]): string {
  const names = experiments.map(({ name }) => name);
  return experiments.map(({ name, claim }) => beside(name, names, claim)).join("\n");
}

/** A line of the table of verdicts. */
export function verdictLine({ name, verdict }: Pick<PaperResult, "name" | "verdict">, names: readonly string[]): string {
  return beside(name, names, verdict);
}

/** Everything about one statement: verdict, tables, and with `plot` a curve for every series. */
export function resultText({ name, claim, section, verdict, because, tables, charts, seed, quick, seconds }: PaperResult, plot: boolean) {
  return [
    ...wrapped(`${name}: ${claim}`, width()).map(bold),
    ...wrapped(`in the paper: ${section}`, width()),
    ...wrapped(`verdict: ${verdict}`, width()).map(bold),
    ...wrapped(because, width()),
    ...tables.flatMap(({ title, columns, rows }) => [
      "",
      ...wrapped(title, width()),
      drawTable(
        columns,
        rows.map((row) => row.map(cellText)),
        process.stdout.columns ?? DEFAULT_WIDTH,
      ),
    ]),
    ...(plot ? charts.flatMap((chart) => ["", ...curves(chart)]) : []),
    "",
    `seed ${seed}, ${quick ? "quick" : "default"} sizes, ${duration(seconds)} s`,
  ].join("\n");
}

/** A picture of every series that has a course. On a logarithmic axis the powers are drawn. */
function curves({ title, x, y, series, xScale, yScale }: Chart): string[] {
  const [onX, onY] = [xScale, yScale].map((scale) => (value: number) => (scale === "log" ? Math.log10(value) : value));
  const axis = (label: string, scale: Chart["xScale"]) => (scale === "log" ? `log10(${label})` : label);
  const drawings = series.flatMap(({ name, points }) => {
    const drawn = points
      .map(([at, mean, error]) => [onX(at), onY(mean), error] as const)
      .filter(([at, mean]) => Number.isFinite(at) && Number.isFinite(mean));
    if (drawn.length < 2) return [];
    const curve = { name: axis(y, yScale), x: axis(x, xScale), series: [{ name, points: drawn }] };
    return [curveText(curve, process.stdout.columns ?? DEFAULT_WIDTH)];
  });
  return drawings.length === 0 ? [] : [...wrapped(title, width()), ...drawings];
}
