// Curves with error bars as SVG, drawn by Observable Plot on a document that needs no browser.
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A series of points with their errors. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number, error: number])[];
  /** Default: joined by a line. */
  readonly mark?: "line" | "dots";
}

/** A known value, drawn as a dashed line across. */
export interface ChartReference {
  readonly name: string;
  readonly y: number;
}

/** A chart of several series over one axis. Labels carry the units. */
export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly ChartSeries[];
  readonly references?: readonly ChartReference[];
  /** Default linear. On a logarithmic axis points that are not above 0 are left out. */
  readonly xScale?: "linear" | "log";
  readonly yScale?: "linear" | "log";
}

/** How a chart is drawn. */
export interface ChartOptions {
  readonly width?: number;
  readonly height?: number;
  /** Default: black on white. `inherit` takes the colours of the page around it, dark ones too. */
  readonly colours?: "paper" | "inherit";
}

/**
 * Okabe & Ito (2008): told apart by the colour-blind. A page may say others, `--series-1` and so on, for a dark ground; a chart on its own has these.
 */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "currentColor"].map(
  (colour, n) => `var(--series-${n + 1}, ${colour})`,
);

/** Of the legend, in pixels. */
const LINE = 16;

/** An SVG document of its own, readable in a browser and in print: points joined by lines, bars of one standard error, a legend above. */
export function chartSvg(chart: Chart, { width = 640, height = 400, colours = "paper" }: ChartOptions = {}): string {
  const { title, x, y, series, references = [], xScale = "linear", yScale = "linear" } = chart;
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const shown = ([at, mean]: readonly [number, number, number]) => (xScale === "linear" || at > 0) && (yScale === "linear" || mean > 0);
  const points = series.flatMap(({ name, points: of, mark = "line" }) =>
    of.filter(shown).map(([at, mean, error]) => ({ at, mean, error, name, mark })),
  );
  const bars = points.filter(({ error }) => Number.isFinite(error) && error > 0);
  // A bar that reaches 0 would have no lower end on a logarithmic axis.
  const lowerEnd = ({ mean, error }: { mean: number; error: number }) =>
    yScale === "log" ? Math.max(mean - error, mean / 10) : mean - error;
  const legend = [...series.map(({ name }) => `● ${name}`), ...references.map(({ name }) => `┄ ${name}`)];
  const names = [...series, ...references].map(({ name }) => name);
  const plot = Plot.plot({
    document: document as unknown as Document,
    width,
    height: height + LINE * legend.length,
    marginLeft: 60,
    marginTop: 24 + LINE * legend.length,
    marginBottom: 48,
    x: { label: x, labelOffset: 40, type: xScale },
    y: { label: y, grid: true, nice: true, type: yScale },
    color: { domain: names, range: COLOURS },
    marks: [
      Plot.ruleY(references, { y: "y", stroke: "name", strokeDasharray: "5 3" }),
      Plot.ruleX(bars, { x: "at", y1: lowerEnd, y2: ({ mean, error }) => mean + error, stroke: "name" }),
      Plot.lineY(
        points.filter(({ mark }) => mark === "line"),
        { x: "at", y: "mean", stroke: "name", z: "name" },
      ),
      Plot.dot(points, { x: "at", y: "mean", fill: "name", r: 2.5 }),
      // A legend above the frame, where no curve can cross it.
      ...legend.map((label, n) =>
        Plot.text([label], { text: () => label, fill: () => names[n], frameAnchor: "top-right", dy: -10 - LINE * (legend.length - n) }),
      ),
    ],
  });
  plot.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const ground = colours === "paper" ? "; background: white; color: black" : "";
  plot.setAttribute("style", `font-family: sans-serif; font-size: 13px${ground}`);
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", title);
  return `${plot.outerHTML}\n`;
}
