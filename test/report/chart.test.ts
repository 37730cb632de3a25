import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { type Chart, chartSvg } from "../../src/report/chart.ts";

const chart: Chart = {
  title: "<ZZ> & more",
  x: "distance <r>",
  y: "correlation",
  series: [
    { name: "joined <a>", points: [1, 2, 3].map((x) => [x, x * x, 0.5]) },
    { name: "apart", points: [1, 2, 3].map((x) => [x, 1, 0]), mark: "dots" },
  ],
  references: [{ name: "bound", y: 5 }],
};

const drawn = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
const textsOf = (svg: string) => [...drawn(svg).querySelectorAll("text")].map((text) => text.textContent);
const range = (length: number) => Array.from({ length }, (_, n) => n);

describe("a chart", () => {
  test("is well-formed whatever its words are, and says what it is", () => {
    const svg = chartSvg(chart);
    expect(svg).toMatch(/^<svg [^>]*aria-label="&lt;ZZ&gt; &amp; more"/);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["joined <a>", "apart", "bound", "distance <r> →", "↑ correlation"]));
  });

  test("has a bar for each error, a line for each joined series, a dashed one for each reference", () => {
    const svg = drawn(chartSvg(chart));
    expect(svg.querySelectorAll('g[stroke-dasharray="5 3"] line')).toHaveLength(1);
    expect(svg.querySelectorAll('path[d^="M64,"][stroke]')).toHaveLength(1);
    const bars = [...svg.querySelectorAll("line[stroke]")].filter((line) => line.getAttribute("x1") === line.getAttribute("x2"));
    expect(bars).toHaveLength(3);
  });

  test("tells series apart by symbols too, rings for those that are not joined", () => {
    const svg = drawn(chartSvg(chart));
    // Three points and the legend of each.
    const filled = [...svg.querySelectorAll("path[fill][d]")].filter((path) => path.getAttribute("fill") === "#0072b2");
    const rings = [...svg.querySelectorAll("path[stroke][d]")].filter((path) => path.getAttribute("stroke") === "#d55e00");
    expect([filled.length, rings.length]).toEqual([4, 4]);
    expect(filled[0].getAttribute("d")).not.toBe(rings[0].getAttribute("d"));
  });

  test("of its own has plain colours on white; in a page it takes the page's, and carries no style", () => {
    expect(chartSvg(chart)).toMatch(/style="background: white; color: black"/);
    expect(chartSvg(chart)).not.toContain("var(");
    const inherited = chartSvg(chart, { colours: "inherit", label: "in words" });
    expect(inherited).not.toMatch(/style/);
    expect(inherited).toContain("var(--series-2, #d55e00)");
    expect(drawn(inherited).getAttribute("aria-label")).toBe("in words");
  });

  test("leaves out what a logarithmic axis cannot show, and labels powers of ten", () => {
    const points = [-1, 0, 1, 10, 1000].map((x): [number, number, number] => [x, x / 1000, Math.abs(x) / 500]);
    const logarithmic: Chart = {
      ...chart,
      series: [{ name: "a", points }],
      references: [{ name: "none", y: 0 }],
      xScale: "log",
      yScale: "log",
    };
    const svg = chartSvg(logarithmic);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["10⁻³", "0.1", "1", "1", "10", "100", "10³"]));
    expect(textsOf(svg)).not.toContain("none");
    expect(drawn(svg).querySelectorAll("path[fill][d]").length - 1).toBe(3);
  });

  test("takes numbers that are none, and no points at all", () => {
    const holes: Chart = {
      ...chart,
      series: [
        {
          name: "a",
          points: [
            [0, Number.NaN, 0],
            [1, 2, Number.NaN],
            [2, 3, Number.POSITIVE_INFINITY],
          ],
        },
      ],
    };
    expect(chartSvg(holes)).not.toMatch(/NaN|Infinity/);
    expect(chartSvg({ ...chart, series: [], references: [] })).toMatch(/^<svg/);
  });

  test("of a long curve carries a dozen symbols and short numbers", () => {
    const points = range(1000).map((n): [number, number, number] => [n, Math.sqrt(n), 0]);
    const svg = chartSvg({ ...chart, series: [{ name: "a", points }], references: [] });
    expect(drawn(svg).querySelectorAll('path[fill="#0072b2"]').length).toBeLessThan(16);
    expect(svg).not.toMatch(/="[^"]*\.\d{4}/);
  });

  test("wraps a long label of the x axis below it, and gives things that are numbered a tick each", () => {
    const x = "1 the first of all Hamiltonians; 2 the second of all Hamiltonians; 3 the third, which has the longest name of all of them";
    const short = drawn(chartSvg(chart, { width: 460 }));
    const long = drawn(chartSvg({ ...chart, x }, { width: 460 }));
    expect(Number(long.getAttribute("height"))).toBeGreaterThan(Number(short.getAttribute("height")));
    const lines = [...long.querySelectorAll("tspan")].map((line) => line.textContent ?? "");
    expect(lines.join(" ")).toBe(x);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(65);
    const high: Chart = { ...chart, series: [{ name: "a", points: [1, 2, 3].map((at) => [at, 100 * at, 0]) }], references: [] };
    expect(textsOf(chartSvg(high)).filter((text) => /^[123](\.\d)?$/.test(text ?? ""))).toEqual(["1", "2", "3"]);
  });

  test("keeps its legend above the frame, in two columns where names are short", () => {
    const named = (names: readonly string[]) =>
      chartSvg({ ...chart, references: [], series: names.map((name) => ({ name, points: [[0, 1, 0]] })) });
    const heightOf = (names: readonly string[]) => Number(drawn(named(names)).getAttribute("height"));
    expect(heightOf(["a", "b", "c", "d"])).toBe(heightOf(["a", "b"]));
    expect(heightOf(["a", "b", "c", "a name that takes more than half of the width of the frame"])).toBeGreaterThan(heightOf(["a", "b"]));
  });
});
