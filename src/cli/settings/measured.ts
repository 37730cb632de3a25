// Keeps what was measured as files: tables, curves, the result.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../files/atomic.ts";
import { RESULT_FILE } from "../../files/runDirectory.ts";
import { chartSvg } from "../../report/chart.ts";
import { curveOf, type Sheet, sheetCsv } from "../terminal/observables.ts";

/** Writes `observables-NAME.csv` for every sheet and `observables-NAME.svg` for every curve. */
export function writeSheets(path: string, sheets: readonly Sheet[], title: string): void {
  mkdirSync(path, { recursive: true });
  for (const sheet of sheets) {
    writeAtomically(join(path, `observables-${sheet.name}.csv`), sheetCsv(sheet));
    const curve = curveOf(sheet);
    if (curve === null) continue;
    const { name, x, series } = curve;
    writeAtomically(join(path, `observables-${name}.svg`), chartSvg({ title: `${name}: ${title}`, x, y: name, series }));
  }
}

/** Writes `result.json` beside them. */
export function writeMeasured(path: string, sheets: readonly Sheet[], title: string, result: object): void {
  writeSheets(path, sheets, title);
  writeAtomically(join(path, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
  process.stderr.write(`kept in ${path}\n`);
}
