import { expect, test } from "vitest";
import { csvOf } from "../../src/report/csv.ts";
import { escaped, html, textOf } from "../../src/report/html.ts";
import { chartCsv, filesOf } from "../../src/report/paper/files.ts";
import { chartTable, numbersTable } from "../../src/report/paper/tables.ts";
import { cellText, chartInWords, typeset } from "../../src/report/paper/words.ts";
import { bell, plain } from "./results.ts";

test("a result is kept as JSON, its figures as CSV and SVG, its tables as CSV", () => {
  const files = filesOf(bell);
  expect(files.map(({ name }) => name)).toEqual([
    ...["bell-figure-1.csv", "bell-figure-1.svg", "bell-figure-2.csv", "bell-figure-2.svg", "bell-table-1.csv", "bell.json"],
  ]);
  expect(files[1].content()).toMatch(/^<svg/);
  const { claim, numbers } = JSON.parse(files[5].content());
  expect([claim, numbers]).toEqual([bell.claim, bell.numbers]);
  expect(filesOf(plain).map(({ name }) => name)).toEqual(["plain.json"]);
});

test("CSV has every digit, errors in columns of their own, and quotes where they are needed", () => {
  expect(filesOf(bell)[4].content().split("\n")).toEqual([
    "pair,open chain,open chain error,ring,remark <b>",
    '"0,1",2.4937,0.0012,-1.2345678901,</td><script>alert(1)</script>',
    '"1,2",NaN,,3.2e-17,"=1+2, ""quoted"""',
    "",
  ]);
  expect(chartCsv(bell.charts[0]).split("\n").slice(0, 2)).toEqual(["series,distance r in sites,CHSH,error", "open <chain>,1,2.5,0.1"]);
  expect(chartCsv(bell.charts[0])).toContain("\nclassical bound,,2,0\n");
  expect(csvOf(["a"], [])).toBe("a\n");
});

test("templates escape texts and attributes, not markup", () => {
  const part = html`<b title="${`"'`}">${"<&>"}</b>`;
  expect(textOf(html`<p>${[part, " ", 1]}</p>`)).toBe('<p><b title="&quot;&#39;">&lt;&amp;&gt;</b> 1</p>');
  expect(escaped("a")).toBe("a");
});

test("plain data is never taken for markup", () => {
  const forged = JSON.parse('{"html": "<script>", "Symbol(markup)": "<script>"}');
  expect(() => textOf(html`${forged}`)).toThrow();
});

test("numbers are short, with errors in brackets and true minus signs", () => {
  expect(cellText({ mean: -1.27455, error: 0.00012 })).toBe("-1.27455(12)");
  expect([1 / 3, -2, 1.23456e-9, Number.NaN, "text"].map(cellText)).toEqual(["0.3333333", "-2", "1.23e-9", "–", "text"]);
  expect(typeset("from -1 to 2e-5, (-3), 1-2, well-known")).toBe("from −1 to 2e−5, (−3), 1-2, well-known");
});

test("a chart in words tells its axes and the course of every series", () => {
  expect(chartInWords(bell.charts[0])).toBe(
    "CHSH of neighbours <ZZ>. A chart of CHSH over distance r in sites. open <chain>: from 2.5 at 1 to 1 at 4. " +
      "ring: 1.2 at every point, 1 to 4. classical bound: a line at 2.",
  );
  const hill = { name: "a", points: [1, 5, 2].map((y, x): [number, number, number] => [x, y, 0]) };
  expect(chartInWords({ title: "t", x: "x", y: "y", series: [hill, { name: "b", points: [] }] })).toContain(
    "a: from 1 at 0 to 2 at 2, between 1 and 5. b: no points.",
  );
});

test("the numbers of a chart stand in a table: a row for each x, or for each point where the series share none", () => {
  const shared = chartTable(bell.charts[0], "Figure 1");
  expect(shared.columns).toEqual(["distance r in sites", "open <chain>", "ring", "classical bound"]);
  expect(shared.rows[0]).toEqual([1, { mean: 2.5, error: 0.1 }, 1.2, 2]);
  const apart = { name: "a", points: [[1, 2, 0] as const, [1, 3, 0] as const] };
  const long = chartTable({ title: "t", x: "x", y: "y", series: [apart], references: [{ name: "r", y: 4 }] }, "Figure 2");
  expect(long.columns).toEqual(["series", "x", "y"]);
  expect(long.rows).toEqual([
    ["a", 1, 2],
    ["a", 1, 3],
    ["r", "", 4],
  ]);
});

test("numbers of the judge that are single values are told by their names in words", () => {
  expect(numbersTable(bell.numbers)?.rows).toEqual([
    ["open chain", { mean: 2.4937, error: 0.0012 }],
    ["ring", 1.2],
    ["violated", "yes"],
    ["model", "heisenberg"],
  ]);
  expect(numbersTable({ rows: [] })).toBeNull();
});
