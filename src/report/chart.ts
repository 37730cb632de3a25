// Curves with error bars as SVG, drawn by Observable Plot on a document that needs no browser.
import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";
import { axisOf } from "./axes.ts";
import { wrapped } from "./wrapped.ts";

/** A series of points with their errors. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number, error: number])[];
  /** Default: joined by a line. Dots are rings of their own. */
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
  /**
   * Default: black on white, for a file of its own. `inherit` is for a page: it takes the colours around it, dark ones too, series from
   * `--series-1` and so on where the page says them, and it has neither a style element nor style attributes.
   */
  readonly colours?: "paper" | "inherit";
  /** What is read out; default the title. */
  readonly label?: string;
}

/** Okabe & Ito (2008): told apart by the colour-blind. Series beyond these begin again, with other symbols. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "currentColor"];

/** Told apart where there is no colour. */
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross"] as const;

// Pixels.
const FONT_SIZE = 13;
const [LEFT, RIGHT] = [64, 20];
/** A line of the legend; the last one is so far from the frame. */
const [LINE, LAST] = [17, -14];
/** Above the legend, the label of the y axis; below the frame, ticks and a line of the label of the x axis. */
const [LABEL, BELOW] = [28, 48];
/** Of points on a line, and of those that stand alone. */
const [SMALL, LARGE] = [3.5, 4.5];
/** Of the legend: the room for a symbol, and what a character takes at most on average. */
const [SIGN, CHARACTER] = [22, 7];
/** Longer lines carry so many symbols, to be told apart by. */
const [MOST_DOTTED, SPARSE] = [40, 12];

/** An SVG document, readable in a browser and in print: points joined by lines, bars of one standard error, references dashed, a legend above. */
export function chartSvg(chart: Chart, { width = 640, height = 400, colours = "paper", label = chart.title }: ChartOptions = {}): string {
  const { x, y, series, references = [], xScale = "linear", yScale = "linear" } = chart;
  const document = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml");
  const shown = ([at, mean]: readonly [number, number, number]) =>
    Number.isFinite(at) && Number.isFinite(mean) && (xScale === "linear" || at > 0) && (yScale === "linear" || mean > 0);
  const points = series.flatMap(({ name, points: of, mark = "line" }) => {
    const stride = of.length <= MOST_DOTTED ? 1 : Math.ceil(of.length / SPARSE);
    return of.filter(shown).map(([at, mean, error], n) => ({ at, mean, error, name, mark, dotted: n % stride === 0 }));
  });
  const bars = points.filter(({ error }) => Number.isFinite(error) && error > 0);
  // A bar that reaches 0 would have no lower end on a logarithmic axis.
  const lowerEnd = ({ mean, error }: { mean: number; error: number }) =>
    yScale === "log" ? Math.max(mean - error, mean / 10) : mean - error;
  const lines = references.filter((reference) => yScale === "linear" || reference.y > 0);
  const names = [...series, ...lines].map(({ name }) => name);
  const legend = legendRows(names, width - LEFT - RIGHT);
  const range = COLOURS.map((colour, n) => (colours === "inherit" ? `var(--series-${n + 1}, ${colour})` : colour));
  const xAxis = axisOf(
    xScale,
    points.map(({ at }) => at),
    "as it is",
  );
  const yAxis = axisOf(yScale, [...points.map(({ mean }) => mean), ...lines.map((line) => line.y)], "rounded");
  const labelLines = wrapped(x, Math.floor((width - RIGHT) / CHARACTER));
  const long = labelLines.length > 1;
  const plot = Plot.plot({
    document: document as unknown as Document,
    width,
    height: height + LINE * (legend.rows + labelLines.length - 1),
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: LABEL + LINE * legend.rows,
    marginBottom: BELOW + LINE * (labelLines.length - 1),
    x: { label: long ? null : x, labelOffset: 40, ...xAxis },
    y: { label: y, grid: true, ...yAxis },
    color: { domain: names, range },
    symbol: { domain: names, range: SYMBOLS },
    marks: [
      Plot.ruleY(lines, { y: "y", stroke: "name", strokeDasharray: "5 3", strokeWidth: 1.5 }),
      Plot.ruleX(bars, { x: "at", y1: lowerEnd, y2: ({ mean, error }) => mean + error, stroke: "name" }),
      Plot.lineY(
        points.filter(({ mark }) => mark === "line"),
        { x: "at", y: "mean", stroke: "name", z: "name" },
      ),
      Plot.dot(
        points.filter(({ mark, dotted }) => mark === "line" && dotted),
        { x: "at", y: "mean", fill: "name", symbol: "name", r: SMALL },
      ),
      // Rings, above what is joined by lines: where both fall together both are seen.
      Plot.dot(
        points.filter(({ mark }) => mark === "dots"),
        { x: "at", y: "mean", stroke: "name", symbol: "name", r: LARGE },
      ),
      ...(long
        ? [
            Plot.text([labelLines.join("\n")], {
              frameAnchor: "bottom-left",
              lineAnchor: "top",
              lineHeight: 1.2,
              dx: 4 - LEFT,
              dy: 30,
              text: (lines) => lines,
              textAnchor: "start",
            }),
          ]
        : []),
      ...names.flatMap((name, n) => legendEntry(name, legend.place(n), series[n]?.mark ?? (n < series.length ? "line" : "reference"))),
    ],
  });
  plot.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  plot.setAttribute("font-size", String(FONT_SIZE));
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  if (colours === "inherit") plot.querySelector("style")?.remove();
  else plot.setAttribute("style", "background: white; color: black");
  shorten(plot);
  return `${plot.outerHTML}\n`;
}

/** Entries one below the other, in two columns where both fit. */
function legendRows(names: readonly string[], width: number) {
  const longest = Math.max(0, ...names.map((name) => name.length));
  const columns = names.length > 2 && 2 * (SIGN + CHARACTER * longest) <= width ? 2 : 1;
  const rows = Math.ceil(names.length / columns);
  const place = (n: number) => ({ dx: n < rows ? 0 : width / 2, dy: LAST - LINE * (rows - 1 - (n % rows)) });
  return { rows, place };
}

/** A symbol, or a dash for a reference, and the name: above the frame, where no curve can cross it. */
function legendEntry(
  name: string,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  mark: "line" | "dots" | "reference",
): Plot.Markish[] {
  const place = { frameAnchor: "top-left", dy } as const;
  const symbol = { ...place, dx: dx + 9, symbol: () => name };
  const sign = {
    line: () => Plot.dot([name], { ...symbol, fill: () => name, r: SMALL }),
    dots: () => Plot.dot([name], { ...symbol, stroke: () => name, r: LARGE }),
    reference: () =>
      Plot.text([name], {
        ...place,
        dx,
        text: () => "- -",
        fill: () => name,
        fontWeight: "bold",
        textAnchor: "start",
        lineAnchor: "middle",
      }),
  };
  return [sign[mark](), Plot.text([name], { ...place, dx: dx + SIGN, text: () => name, textAnchor: "start", lineAnchor: "middle" })];
}

const PLACES = ["d", "transform", "cx", "cy", "x", "y", "x1", "x2", "y1", "y2"];

/** Places to a hundredth of a pixel, and no names of the marks: a third of the bytes, the same picture. */
function shorten(plot: Element): void {
  for (const element of plot.querySelectorAll("*")) {
    element.removeAttribute("aria-label");
    for (const name of PLACES) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, value.replaceAll(/(\.\d\d)\d+/g, "$1"));
    }
  }
}
