// A statement of the paper as a section of the report.
import { type Chart, chartSvg } from "../chart.ts";
import { html, type Markup, trusted } from "../html.ts";
import { duration } from "../numbers.ts";
import { filesOf } from "./files.ts";
import { commandOf, kindOf, type PaperResult, type VerdictKind } from "./result.ts";
import { chartTable, numbersTable, tableMarkup } from "./tables.ts";
import { chartInWords, typeset } from "./words.ts";

const SIGNS: Readonly<Record<VerdictKind, string>> = { holds: "✓", fails: "✗", conditional: "◐" };

/** The verdict in words, with a sign and a colour beside them. */
export function verdictMarkup(verdict: string): Markup {
  const kind = kindOf(verdict);
  return html`<strong class="verdict ${kind}"><span aria-hidden="true">${SIGNS[kind]}</span> ${typeset(verdict)}</strong>`;
}

/** The statement, what was done, figures, numbers, verdict, what would have changed it, the command that repeats it. With `files`, links to those of {@link filesOf}. */
export function statementMarkup(result: PaperResult, { files = false }: { readonly files?: boolean } = {}): Markup {
  const { name, claim, section, method, verdict, because, otherwise, charts, tables, numbers, seconds, version } = result;
  const scalars = numbersTable(numbers);
  return html`
<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${typeset(claim)}</h2>
<p class="place"><code>${name}</code> · in the paper: ${section}</p>
<p>${verdictMarkup(verdict)}</p>
<h3>What was done</h3>
<p>${typeset(method)}</p>
${charts.map((chart, n) => figure(name, chart, n + 1))}
${tables.map((table, n) => tableMarkup(`${name}-table-${n + 1}`, { ...table, title: `Table ${n + 1}. ${table.title}` }))}
${scalars ? tableMarkup(`${name}-numbers`, scalars) : ""}
<h3>Verdict</h3>
<p>${verdictMarkup(verdict)}</p>
<p>${typeset(because)}</p>
<h3>What would have changed it</h3>
<p>${typeset(otherwise)}</p>
<h3>To repeat it</h3>
<pre><code>${commandOf(result)}</code></pre>
<p class="place">nqs ${version}, ${duration(seconds)} s.${files ? html` ${links(result)}` : ""}</p>
<p class="back"><a href="#verdicts">Back to the verdicts</a></p>
</section>`;
}

// Drawn small, with large type: a phone shows it without shrinking it much.
const [WIDTH, HEIGHT] = [420, 280];

function figure(name: string, chart: Chart, number: number): Markup {
  const svg = chartSvg(chart, { width: WIDTH, height: HEIGHT, colours: "inherit", label: chartInWords(chart) });
  const numbers = tableMarkup(`${name}-figure-${number}-numbers`, chartTable(chart, `Figure ${number}`));
  return html`<figure>
${trusted(svg)}<figcaption>Figure ${number}. ${typeset(chart.title)}</figcaption>
<details><summary>Figure ${number} as numbers</summary>
${numbers}
</details>
</figure>
`;
}

function links(result: PaperResult): Markup {
  const each = filesOf(result).map(({ name, what }, n) => html`${n === 0 ? "" : ", "}<a href="${name}">${what}</a>`);
  return html`Data: ${each}.`;
}
