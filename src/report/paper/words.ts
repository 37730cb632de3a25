// A chart in words, for those who do not see it; numbers as a page shows them.
import type { Chart, ChartSeries } from "../chart.ts";
import { type Cell, isEstimate } from "../csv.ts";
import { meanWithError } from "../numbers.ts";

/** Of a number without an error; the files beside the page have every digit. */
const DIGITS = 7;
/** Smaller numbers are known by their size. */
const [SMALL, DIGITS_OF_SMALL] = [1e-3, 3];

/** A value with its error in brackets, or a number of at most seven digits. */
export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return isEstimate(cell) ? meanWithError(cell.mean, cell.error) : numberText(cell);
}

/** A text in print: minus signs before numbers instead of hyphens. */
export function typeset(text: string): string {
  return text.replaceAll(/(^|[\s(=[≤≥<>±]|\de)-(?=\d)/g, "$1−");
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(Math.abs(value) < SMALL ? DIGITS_OF_SMALL : DIGITS)));
}

/** Title, axes and the course of every series, in sentences. */
export function chartInWords({ title, x, y, series, references = [] }: Chart): string {
  const lines = references.map(({ name, y: value }) => `${name}: a line at ${short(value)}`);
  return [`${title}. A chart of ${y} over ${x}`, ...series.map(courseOf), ...lines].map((sentence) => `${sentence}.`).join(" ");
}

function courseOf({ name, points }: ChartSeries): string {
  const known = points.filter(([at, mean]) => Number.isFinite(at) && Number.isFinite(mean));
  if (known.length === 0) return `${name}: no points`;
  const [first, last] = [known[0], known[known.length - 1]];
  const values = known.map(([, mean]) => mean);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return `${name}: ${short(low)} at every point, ${short(first[0])} to ${short(last[0])}`;
  const ends = `${short(first[1])} at ${short(first[0])} to ${short(last[1])} at ${short(last[0])}`;
  const inside = low < Math.min(first[1], last[1]) || high > Math.max(first[1], last[1]);
  return `${name}: from ${ends}${inside ? `, between ${short(low)} and ${short(high)}` : ""}`;
}

function short(value: number): string {
  return typeset(cellText(Number(value.toPrecision(4))));
}
