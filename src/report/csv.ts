// Tables as comma-separated values.

/** A cell: a number, a name, or a value with its standard error. */
export type Cell = number | string | { readonly mean: number; readonly error: number };

export function isEstimate(cell: unknown): cell is { readonly mean: number; readonly error: number } {
  return typeof cell === "object" && cell !== null && typeof (cell as { mean?: unknown }).mean === "number";
}

/** Every value that has an error is followed by it, in a column of its own. */
export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const withErrors = columns.map((_, n) => rows.some((row) => isEstimate(row[n])));
  const heads = columns.flatMap((column, n) => (withErrors[n] ? [column, `${column} error`] : [column]));
  const cells = (row: readonly Cell[]) =>
    row.flatMap((cell, n) => (isEstimate(cell) ? [cell.mean, cell.error] : withErrors[n] ? [cell, ""] : [cell]));
  return `${[heads, ...rows.map(cells)].map((line) => line.map(quoted).join(",")).join("\n")}\n`;
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
