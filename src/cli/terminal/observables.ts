// The observables of a measurement as tables, curves and files.
import { type DistanceValues, type Estimate, type Lattice, momenta, type ObservableValues } from "../../index.ts";
import { type Cell, csvOf, isEstimate } from "../../report/csv.ts";
import { meanWithError } from "./numbers.ts";
import { print } from "./output.ts";
import { type Curve, curveText } from "./plot.ts";
import { drawTable } from "./table.ts";

/** One observable as a table. */
export interface Sheet {
  /** The name of its file. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether it is a curve over its first column. */
  readonly curve: boolean;
  /** Too long for a terminal. */
  readonly long?: boolean;
}

type Axis = "xx" | "yy" | "zz";
const axes: readonly Axis[] = ["xx", "yy", "zz"];
const bracket = (name: string) => `<${name.toUpperCase()}>`;

/** All tables of what was measured beside the energy. `values` may hold numbers that are shown elsewhere: <ZZ> of neighbours, and <X> if `shown` holds it. */
export function sheetsOf(values: ObservableValues, lattice: Lattice, shown: readonly string[]): Sheet[] {
  const { correlations, correlationMatrix, structureFactor, sites, renyi2, chsh, density, mutualInformation, entropy, schmidt } = values;
  const single = Object.entries(values).filter(([name, value]) => !shown.includes(name) && isEstimate(value));
  const sheets: (Sheet | null)[] = [
    single.length > 0
      ? { name: "values", columns: ["observable", "value"], rows: single as (readonly [string, Estimate])[], curve: false }
      : null,
    sites
      ? {
          name: "sites",
          columns: ["site", "<X>", "<Y>", "<Z>"],
          rows: lattice.sites.map((i) => [i, sites.x[i], sites.y[i], sites.z[i]]),
          curve: true,
        }
      : null,
    correlations ? distanceSheet("correlations", correlations, bracket) : null,
    correlations ? distanceSheet("correlations-connected", correlations.connected, (axis) => `${bracket(axis)} connected`) : null,
    correlationMatrix
      ? {
          name: "correlation-matrix",
          columns: ["i", "j", ...axes.map(bracket)],
          rows: lattice.sites.flatMap((i) => lattice.sites.map((j) => [i, j, ...axes.map((axis) => correlationMatrix[axis][i][j])])),
          curve: false,
          long: true,
        }
      : null,
    structureFactor
      ? {
          name: "structure-factor",
          columns: ["k", ...(momenta(lattice)[0].length === 1 ? ["q"] : ["q_x", "q_y"]), "S(q)"],
          rows: momenta(lattice).map((q, k) => [k, ...q.map((value) => value.toFixed(4)), structureFactor[k]]),
          curve: true,
        }
      : null,
    renyi2 ? { name: "renyi2", columns: ["first sites", "S_2"], rows: renyi2.map((value, l) => [l, value]), curve: true } : null,
    byPair("chsh", "CHSH", chsh),
    byPair("mutual-information", "nats", mutualInformation),
    density
      ? {
          name: "density",
          columns: ["sites", "matrices", "value"],
          rows: Object.entries(density).flatMap(([where, record]) => Object.entries(record).map(([name, value]) => [where, name, value])),
          curve: false,
          long: true,
        }
      : null,
    entropy ? { name: "entropy", columns: ["first sites", "S"], rows: entropy.map((value, l) => [l, value]), curve: true } : null,
    schmidt ? { name: "schmidt", columns: ["k", "c_k"], rows: schmidt.map((value, k) => [k, value]), curve: true } : null,
  ];
  return sheets.filter((sheet) => sheet !== null);
}

function distanceSheet(name: string, values: DistanceValues, heading: (axis: Axis) => string): Sheet {
  const rows = values.zz.map((_, r) => [r, ...axes.map((axis) => values[axis][r])]);
  return { name, columns: ["r", ...axes.map(heading)], rows, curve: true };
}

function byPair(name: string, heading: string, record: Readonly<Record<string, Estimate>> | undefined): Sheet | null {
  return record ? { name, columns: ["sites", heading], rows: Object.entries(record), curve: false } : null;
}

const WIDTH_OF_A_PIPE = 80;
/** Rows that a terminal shows. */
const MOST_ROWS = 64;

/** A sheet as a table; a long one by its size alone. */
export function sheetTable({ columns, rows, name, long }: Sheet): string {
  if (long && rows.length > MOST_ROWS) return `${name}: ${rows.length} rows, in --json and --out DIR`;
  return drawTable(
    columns,
    rows.map((row) => row.map(cellText)),
  );
}

function cellText(cell: Cell): string {
  return isEstimate(cell) ? meanWithError(cell.mean, cell.error) : String(cell);
}

/** As comma-separated values: every value followed by its error. */
export function sheetCsv({ columns, rows }: Sheet): string {
  return csvOf(columns, rows);
}

/** Tables of what was measured beside what the heading table shows, and with `plot` a curve for each that is one. */
export function printSheets(sheets: readonly Sheet[], plot: boolean): void {
  for (const sheet of sheets) {
    print(sheetTable(sheet));
    const curve = plot ? curveOf(sheet) : null;
    if (curve !== null) print(curveText(curve, process.stdout.columns ?? WIDTH_OF_A_PIPE));
  }
}

/** @returns `null` for a sheet that is no curve */
export function curveOf({ name, columns, rows, curve }: Sheet): Curve | null {
  if (!curve || rows.length === 0) return null;
  const series = columns.flatMap((column, n) => {
    const points = rows.flatMap((row): [number, number, number][] => {
      const cell = row[n];
      return isEstimate(cell) && Number.isFinite(cell.mean) ? [[Number(row[0]), cell.mean, cell.error]] : [];
    });
    return points.length > 0 ? [{ name: column, points }] : [];
  });
  return { name, x: columns[0], series };
}
