// A curve in the terminal.
import { plot } from "simple-ascii-chart";

/** What a curve shows: a series for every column of values. */
export interface Curve {
  readonly name: string;
  readonly x: string;
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number, error: number])[] }[];
}

const HEIGHT = 12;
const WIDEST = 60;
/** Columns beside the curve: labels and the axis. */
const BESIDE = 12;
const TICKS = 5;

/** One series of a curve, the one called `name` or else the last; no line is wider than `width`. */
export function curveText({ name: title, x, series }: Curve, width: number, name = "<ZZ>"): string {
  const shown = series.find((candidate) => candidate.name === name) ?? series[series.length - 1];
  const points = shown.points.map(([at, mean]): [number, number] => [at, mean]);
  const values = points.map(([, mean]) => mean);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [bottom, top] = high > low ? [low, high] : [low - 1, high + 1];
  const places = points.map(([at]) => at);
  const stride = Math.max(1, Math.ceil(places.length / 10));
  const chart = plot(points, {
    width: Math.max(20, Math.min(WIDEST, width - BESIDE)),
    height: HEIGHT,
    customYAxisTicks: Array.from({ length: TICKS }, (_, n) => bottom + ((top - bottom) * n) / (TICKS - 1)),
    customXAxisTicks: places.filter((_, n) => n % stride === 0),
    showTickLabel: true,
    formatter: (value) => String(Number(value.toPrecision(3))),
  });
  return `${title}: ${shown.name} over ${x}\n${chart.replace(/[^\S\n]+$/gm, "").replace(/^\n+|\n+$/g, "")}`;
}
