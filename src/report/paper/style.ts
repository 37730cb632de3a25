// The one style of the report: a phone, a wide screen, a dark one, paper.

/** Series on a dark ground: the colours of Okabe & Ito, lighter where they need it. */
const DARK_SERIES = ["#56b4e9", "#ff8a3d", "#2fc79a", "#e59cc6", "#f0b429", "#a6d8f5", "#e8e6e3"];

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fdfdfb;
  --raised: #f3f2ee;
  --text: #1d1d1b;
  --quiet: #5a5955;
  --rule: #d8d6d0;
  --link: #0b4f94;
  --holds: #14632f;
  --fails: #a11d24;
  --conditional: #7a4b00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #16181b;
    --raised: #212428;
    --text: #e8e6e3;
    --quiet: #aaa8a3;
    --rule: #3a3d42;
    --link: #8fc0f5;
    --holds: #7fd69a;
    --fails: #ff9a94;
    --conditional: #f0c674;
    ${DARK_SERIES.map((colour, n) => `--series-${n + 1}: ${colour};`).join(" ")}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto;
  padding: 2rem clamp(1rem, 4vw, 3rem) 4rem;
  max-width: 78rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: break-word;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; margin: 0 0 .4rem; max-width: 40em; }
h3 { font-size: 1rem; margin: 1.8rem 0 .3rem; }
p { margin: 0 0 .8rem; max-width: 70ch; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: .92em/1.5 ui-monospace, "Cascadia Code", Menlo, Consolas, monospace; }
pre { margin: 0 0 .8rem; padding: .7rem .9rem; background: var(--raised); border-radius: 4px; white-space: pre-wrap; max-width: 70ch; }
section { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 2rem; }
header + main > section:first-child { margin-top: 2rem; }
.place { color: var(--quiet); font-size: .92rem; }
.back { margin-top: 1.5rem; font-size: .92rem; }
.verdict { display: inline-block; padding-left: .6em; border-left: .25em solid currentColor; }
.holds { color: var(--holds); }
.fails { color: var(--fails); border-left-style: double; }
.conditional { color: var(--conditional); border-left-style: dotted; }
table { border-collapse: collapse; font-size: .92rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.caption, figcaption { font-size: .92rem; font-weight: 600; max-width: 60ch; }
.caption { margin: 1.6rem 0 .3rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
thead th { border-bottom-color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; }
th.number, td.number { text-align: right; }
.scroll { margin: 0 0 1.6rem; max-width: max-content; overflow-x: auto; }
.scroll td { white-space: nowrap; }
.scroll tbody th { min-width: 8.8em; }
.scroll th:last-child, .scroll td:last-child { padding-right: .2rem; }
.verdicts { width: 100%; }
.verdicts th, .verdicts td { padding: .6rem 1.5rem .6rem 0; vertical-align: top; }
.verdicts th:nth-child(1) { width: 38%; }
.verdicts th:nth-child(2) { width: 20%; }
.verdicts + p { margin-top: 1.2rem; }
figure { margin: 1.6rem 0; }
figure svg { display: block; width: 100%; max-width: 32rem; height: auto; }
figure svg text { white-space: pre; }
figcaption { margin: .3rem 0; }
summary { cursor: pointer; font-size: .92rem; color: var(--link); padding: .2rem 0; }
details .caption { margin-top: .6rem; }
footer { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 1rem; color: var(--quiet); font-size: .92rem; }
@media (max-width: 44rem) {
  body { padding-top: 1.2rem; }
  h1 { font-size: 1.5rem; }
  h2 { font-size: 1.2rem; }
  .verdicts, .verdicts tbody, .verdicts tr, .verdicts th, .verdicts td { display: block; width: auto; }
  .verdicts thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .verdicts tr { padding: .9rem 0; border-bottom: 1px solid var(--rule); }
  .verdicts tbody th, .verdicts td { padding: .15rem 0; border: 0; }
  .verdicts tbody th:nth-child(1) { width: auto; }
}
@media print {
  :root { --ground: #fff; --text: #000; --quiet: #333; --rule: #999; --link: #000; --raised: #fff; --holds: #0b4420; --fails: #7a1015; --conditional: #5c3900; }
  @page { margin: 18mm 16mm; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  section { border: 0; margin: 0; padding: 0; break-before: page; }
  #verdicts { break-before: auto; margin-top: 1rem; }
  h2, h3, .caption { break-after: avoid; }
  figure svg { max-width: 10.5cm; }
  figure, tr, pre { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  pre { padding: 0; }
  .scroll { overflow: visible; }
  .scroll td { white-space: normal; }
  table { font-size: 8.5pt; }
  th, td { padding-right: .6em; }
  .back, details { display: none; }
}
`;
