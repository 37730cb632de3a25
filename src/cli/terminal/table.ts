// The tables of readings, measurements and profiles.
import Table from "cli-table3";
import type { Estimate, Measurement, ReadoutName, Stop, UpdateProfile } from "../../index.ts";
import { duration, exactNumber, fixed, meanWithError, scientific, scientificWithError, withError } from "./numbers.ts";
import { type ExactReference, inTrouble, type References, relativeError } from "./result.ts";

/** A reading as a table shows it. */
export interface Row {
  readonly name: string;
  readonly measurement: Measurement | null;
  readonly stopped: Stop;
  readonly seconds: number;
}

type Column = readonly [heading: string, cell: (row: Row, exact: ExactReference | null) => string];

const energyColumns: readonly Column[] = [
  ["energy per site", ({ measurement }) => estimate(measurement?.energyPerSite)],
  ["relative error", ({ measurement }, exact) => relativeErrorText(measurement, exact)],
  ["<ZZ>", ({ measurement }) => pauliMean(measurement?.observables.zz)],
  ["<X>", ({ measurement }) => pauliMean(measurement?.observables.x)],
];

const qualityColumns: readonly Column[] = [
  ["variance", ({ measurement }) => scientific(measurement?.variance ?? Number.NaN)],
  ["V-score", ({ measurement }) => scientific(measurement?.vScore ?? Number.NaN)],
  ["split R-hat", ({ measurement }) => fixed(measurement?.splitRhat ?? Number.NaN, 3)],
  ["acceptance", ({ measurement }) => fixed(measurement?.acceptance ?? Number.NaN, 2)],
  ["seconds", ({ seconds }) => duration(seconds)],
];

/** A row per reading: one table, or two halves one above the other where the terminal is narrower than that. */
export function readingTable(rows: readonly Row[], exact: ExactReference | null, width = Number.POSITIVE_INFINITY): string {
  const draw = (columns: readonly Column[]) =>
    drawTable(
      ["reading", ...columns.map(([heading]) => heading)],
      rows.map((row) => [label(row), ...columns.map(([, cell]) => cell(row, exact))]),
      width,
    );
  const whole = draw([...energyColumns, ...qualityColumns]);
  return whole.split("\n").length <= rows.length + 4 ? whole : `${draw(energyColumns)}\n${draw(qualityColumns)}`;
}

/** One reading, a quantity per line, but those that mean nothing here. */
export function measurementTable(row: Row, exact: ExactReference | null, without: readonly string[] = []): string {
  const { measurement } = row;
  const more: [string, string][] = [
    ["autocorrelation", measurement ? `${fixed(measurement.autocorrelationTime, 1)} samples` : "–"],
    ["samples", measurement ? String(measurement.samples) : "–"],
    ["hidden modes", measurement ? hiddenModesText(measurement) : "–"],
  ];
  const cells = [...energyColumns, ...qualityColumns].map(([heading, cell]) => [heading, cell(row, exact)]);
  const lines = [["energy", estimate(measurement?.energy)], ...cells.slice(0, -1), ...more, ...cells.slice(-1)];
  return drawTable(
    ["reading", label(row)],
    lines.filter(([heading]) => !without.includes(heading)),
  );
}

/** Where the time of an update goes, the largest part first. */
export function profileTable(profile: UpdateProfile): string {
  const { iteration, ...parts } = profile;
  const rows = Object.entries(parts).sort(([, a], [, b]) => b - a);
  const cells = (name: string, seconds: number) => [name, `${fixed(1000 * seconds, 2)} ms`, `${fixed((100 * seconds) / iteration, 0)} %`];
  return drawTable(["update", "time", "share"], [...rows.map(([name, seconds]) => cells(name, seconds)), cells("all", iteration)]);
}

/** One line on the search in every network that was measured: once where all found the same. */
export function hiddenModesLine(rows: readonly Pick<Row, "name" | "measurement">[]): string {
  const found = rows.flatMap(({ name, measurement }) => (measurement ? [{ name, text: hiddenModesText(measurement) }] : []));
  const [first] = found;
  if (found.every(({ text }) => text === first.text)) return `hidden modes: ${first?.text ?? "–"}`;
  return `hidden modes: ${found.map(({ name, text }) => `${name} ${text}`).join("; ")}`;
}

function hiddenModesText({ readout, hiddenModes: modes, summed }: Measurement): string {
  if (modes === null) {
    const drawn = readout === "branches" ? "the hidden layer is drawn exactly" : "interrupted";
    return `not searched (${summed ? "full sum" : drawn})`;
  }
  return modes.found === 0
    ? `none found in ${modes.starts} starts`
    : `${modes.found} of ${modes.starts} starts, e^${fixed(modes.excess, 0)}`;
}

/** matrix[trained][read], as far as it was measured. */
export type Matrix<T> = Readonly<Partial<Record<ReadoutName, Readonly<Partial<Record<ReadoutName, T>>>>>>;

/** Energy per site of every trained network (rows) under every reading (columns). */
export function matrixTable(names: readonly ReadoutName[], matrix: Matrix<Measurement>, width?: number): string {
  const rows = names.map((trained) => [`trained ${trained}`, ...names.map((read) => estimate(matrix[trained]?.[read]?.energyPerSite))]);
  return drawTable(["energy per site", ...names.map((read) => `read ${read}`)], rows, width);
}

export function referenceLines({ exact, productState, diagonalMinimum }: References): string {
  const line = (name: string, value: number | undefined, source = "") => {
    return `  ${name.padEnd(25)}${exactNumber(value ?? Number.NaN).padEnd(16)}${source}`.trimEnd();
  };
  return [
    "energies per site to compare with:",
    line("exact quantum energy", exact?.energyPerSite, exact?.method ?? "no method reaches this size"),
    line("best product state", productState.energyPerSite),
    line("minimum of the diagonal", diagonalMinimum?.energyPerSite),
  ].join("\n");
}

/**
 * A table without colour; every column but the first is aligned right. What is wider than `width` is drawn in parts, one above the other, each with the
 * first column.
 */
export function drawTable(head: readonly string[], rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string {
  const columns = (from: number, to: number) => [head, ...rows].map((row) => [row[0], ...row.slice(from, to)]);
  const parts: string[] = [];
  for (let from = 1; from < head.length; ) {
    let to = head.length;
    while (to > from + 1 && widthOf(drawn(columns(from, to))) > width) to--;
    parts.push(drawn(columns(from, to)));
    from = to;
  }
  return parts.length === 0 ? drawn([head, ...rows]) : parts.join("\n");
}

function drawn([head, ...rows]: readonly (readonly string[])[]): string {
  const colAligns = head.map((_, column) => (column === 0 ? ("left" as const) : ("right" as const)));
  const table = new Table({ head: [...head], colAligns, style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

export function widthOf(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length));
}

function label({ name, stopped }: Row): string {
  return inTrouble(stopped) ? `${name} (${stopped.reason})` : name;
}

function estimate(value: Estimate | undefined): string {
  return value ? withError(value.mean, value.error) : "–";
}

function pauliMean(value: Estimate | undefined): string {
  return value ? meanWithError(value.mean, value.error) : "–";
}

function relativeErrorText(measurement: Measurement | null, exact: ExactReference | null): string {
  const { offset = 0, energy } = exact ?? { energy: 0 };
  if (!measurement || energy === offset) return "–";
  const { mean, error } = measurement.energy;
  return scientificWithError(relativeError(mean, energy, offset), error / Math.abs(energy - offset));
}
