// Curves with error bars as SVG, drawn by Observable Plot on a document that needs no browser.
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A series of points with their errors. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number, error: number])[];
}

/** A chart of several series over one axis. */
export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly ChartSeries[];
}

/** Okabe & Ito (2008): told apart by the colour-blind. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/** Of the legend, in pixels. */
const LINE = 16;

/** An SVG document of its own, readable in a browser and in print: points joined by lines, bars of one standard error, a legend above. */
export function chartSvg({ title, x, y, series }: Chart, width = 640, height = 400): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const points = series.flatMap(({ name, points: of }) => of.map(([at, mean, error]) => ({ at, mean, error, name })));
  const bars = points.filter(({ error }) => Number.isFinite(error) && error > 0);
  const chart = Plot.plot({
    document: document as unknown as Document,
    width,
    height,
    marginLeft: 60,
    marginTop: 24 + LINE * series.length,
    marginBottom: 48,
    x: { label: x, labelOffset: 40 },
    y: { label: y, grid: true, nice: true },
    color: { domain: series.map(({ name }) => name), range: COLOURS },
    marks: [
      Plot.ruleX(bars, { x: "at", y1: ({ mean, error }) => mean - error, y2: ({ mean, error }) => mean + error, stroke: "name" }),
      Plot.lineY(points, { x: "at", y: "mean", stroke: "name", z: "name" }),
      Plot.dot(points, { x: "at", y: "mean", fill: "name", r: 2.5 }),
      // A legend above the frame, where no curve can cross it.
      ...series.map(({ name }, n) =>
        Plot.text([name], {
          text: (label: string) => `● ${label}`,
          fill: () => name,
          frameAnchor: "top-right",
          dy: -10 - LINE * (series.length - n),
        }),
      ),
    ],
  });
  chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  chart.setAttribute("style", "font-family: sans-serif; font-size: 13px; background: white; color: black");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", title);
  return `${chart.outerHTML}\n`;
}
