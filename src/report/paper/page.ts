// The report: one page that needs nothing else, with a table of verdicts and a section for every statement.
import { html, type Markup, textOf, trusted } from "../html.ts";
import { kindOf, type PaperResult } from "./result.ts";
import { statementMarkup, verdictMarkup } from "./statement.ts";
import { STYLE } from "./style.ts";
import { typeset } from "./words.ts";

/** What `paperPage` is told beside the results. */
export interface PaperPageOptions {
  /** The SHA-256 digest of a text in UTF-8, in base64: the policy of the page names the one style that it has. */
  sha256(text: string): string;
  /** Statements that were not computed, by name. */
  readonly missing?: readonly string[];
  /** Whether the files of every result stand beside the page and are linked to. */
  readonly files?: boolean;
  /** A file beside the page with the numbers of all results. */
  readonly numbers?: string;
}

/** A sign of its own, so that no browser asks for one; the policy allows it as data. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ctext x='8' y='13' font-size='14' text-anchor='middle'%3Eψ%3C/text%3E%3C/svg%3E";

/** An HTML document without scripts that loads nothing, in the order of `results`. */
export function paperPage(results: readonly PaperResult[], { sha256, missing = [], files = false, numbers }: PaperPageOptions): string {
  const policy = `default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="The statements of arXiv:2206.00005 about classical and quantum neural networks, each as a calculation with a verdict.">
<title>Are classical neural networks quantum? The paper as experiments</title>
<link rel="icon" href="${ICON}">
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>Are classical neural networks quantum?</h1>
<p>The statements of A. T. Patrascu, <cite><a href="https://arxiv.org/abs/2206.00005">arXiv:2206.00005</a></cite>, as calculations. Each verdict is
computed from the numbers below it by a rule that other numbers would turn.</p>
<p>${summary(results)} ${settingOf(results)}</p>
</header>
<main>
<section id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Verdicts</h2>
${verdicts(results)}
${missing.length > 0 ? html`<p>Not computed: ${missing.map((name, n) => html`${n === 0 ? "" : ", "}<code>${name}</code>`)}.</p>` : ""}
</section>
${results.map((result) => statementMarkup(result, { files }))}
</main>
<footer>
<p>Energies are in units of the coupling J, with Pauli matrices and ħ = 1; logarithms are natural. A number in brackets is one standard error of
the last digits: 0.635(4) means 0.635 ± 0.004. Bars are one standard error.${numbers === undefined ? "" : html` All numbers: <a href="${numbers}">${numbers}</a>.`}</p>
</footer>
</body>
</html>
`);
}

/** How many ended how. */
function summary(results: readonly PaperResult[]): string {
  if (results.length === 0) return "No statement has been computed yet.";
  const endings = { holds: "", conditional: " only under a condition", fails: "" } as const;
  const parts = (["holds", "conditional", "fails"] as const).flatMap((kind) => {
    const count = results.filter(({ verdict }) => kindOf(verdict) === kind).length;
    const word = kind === "fails" ? "fail" : "hold";
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? "s" : ""}${endings[kind]}`];
  });
  return `${results.length === 1 ? "One statement was" : `${results.length} statements were`} computed: ${parts.join(", ")}.`;
}

/** Seed, sizes and version where all have the same. */
function settingOf(results: readonly PaperResult[]): string {
  const settings = new Set(results.map(({ seed, quick, version }) => `nqs ${version}, seed ${seed}, ${quick ? "quick" : "default"} sizes`));
  if (results.length === 0) return "";
  const [first] = settings;
  return settings.size === 1 ? `All with ${first}.` : "They differ in seed, sizes or version; the command of each tells which.";
}

/** Roles are written out: on a phone the rows are blocks, and a block is no row to a screen reader. */
function verdicts(results: readonly PaperResult[]): Markup {
  return html`<table class="verdicts" role="table" aria-labelledby="verdicts-title">
<thead role="rowgroup"><tr role="row">${["Statement", "Verdict", "Because"].map(
    (head) => html`<th scope="col" role="columnheader">${head}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${results.map(
    (result) => html`
<tr role="row"><th scope="row" role="rowheader"><a href="#${result.name}">${typeset(result.claim)}</a></th><td role="cell">${verdictMarkup(
      result.verdict,
    )}</td><td role="cell">${typeset(result.because)}</td></tr>`,
  )}
</tbody></table>`;
}
