// Tables of the report.
import type { Chart } from "../chart.ts";
import { type Cell, isEstimate } from "../csv.ts";
import { html, type Markup } from "../html.ts";
import type { PaperTable } from "./result.ts";
import { cellText, typeset } from "./words.ts";

/** A title, and a table that scrolls sideways below it where it is wider than the page. `id` is unique in the page. */
export function tableMarkup(id: string, { title, columns, rows }: PaperTable): Markup {
  const numeric = columns.map((_, n) => rows.length > 0 && rows.every((row) => typeof row[n] !== "string" || EMPTY.has(String(row[n]))));
  const aligned = (n: number) => (numeric[n] ? html` class="number"` : html``);
  return html`<p class="caption" id="${id}">${typeset(title)}</p>
<div class="scroll" role="group" aria-labelledby="${id}" tabindex="0"><table aria-labelledby="${id}">
<thead><tr>${columns.map((column, n) => html`<th scope="col"${aligned(n)}>${typeset(column)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr>${row.map((cell, n) =>
      n === 0 ? html`<th scope="row"${aligned(n)}>${typeset(cellText(cell))}</th>` : html`<td${aligned(n)}>${typeset(cellText(cell))}</td>`,
    )}</tr>`,
  )}
</tbody></table></div>`;
}

/** What stands in a column of numbers where there is none. */
const EMPTY: ReadonlySet<string> = new Set(["", "–", "-"]);

/** The numbers of a chart: a row for each x with all series beside each other, or a row for each point where the series have places of their own. */
export function chartTable(chart: Chart, title: string): PaperTable {
  const { x, y, series, references = [] } = chart;
  const places = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const most = Math.max(0, ...series.map(({ points }) => points.length));
  // Several values at one x have no row to stand in.
  const single = series.every(({ points }) => new Set(points.map(([at]) => at)).size === points.length);
  const cellOf = (mean: number, error: number): Cell => (error > 0 ? { mean, error } : mean);
  if (single && places.length <= 2 * most) {
    const maps = series.map(({ points }) => new Map(points.map(([at, mean, error]) => [at, cellOf(mean, error)])));
    const rows = places.map((at): Cell[] => [at, ...maps.map((values) => values.get(at) ?? ""), ...references.map((line) => line.y)]);
    return { title: `${title}: ${y}`, columns: [x, ...[...series, ...references].map(({ name }) => name)], rows };
  }
  const points = series.flatMap(({ name, points: of }) => of.map(([at, mean, error]): Cell[] => [name, at, cellOf(mean, error)]));
  return { title, columns: ["series", x, y], rows: [...points, ...references.map((line): Cell[] => [line.name, "", line.y])] };
}

/** Numbers of the judge that are not lists or records: those are in the tables and figures. `null` where there are none. */
export function numbersTable(numbers: Readonly<Record<string, unknown>>): PaperTable | null {
  const rows = Object.entries(numbers).flatMap(([key, value]): Cell[][] => {
    if (typeof value === "number" || typeof value === "string" || isEstimate(value)) return [[spaced(key), value]];
    return typeof value === "boolean" ? [[spaced(key), value ? "yes" : "no"]] : [];
  });
  return rows.length === 0 ? null : { title: "Numbers of the verdict", columns: ["quantity", "value"], rows };
}

/** `energyPerSite` as `energy per site`; what has no small letters is left alone. */
function spaced(key: string): string {
  return key.replaceAll(/([a-z0-9])([A-Z])(?=[a-z]|$)/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`);
}
