// What a comparison came to: its text, its matrix, the time that each reading took.
import { type Comparison, type Measurement, type ReadoutName, readoutNames } from "../../index.ts";
import { type References, secondsSince } from "./result.ts";
import { hiddenModesLine, type Matrix, matrixTable, type Row, readingTable, referenceLines } from "./table.ts";
import { sentenceOf } from "./words.ts";

/** The readings that were trained, in the order in which they are told. */
export function outcomesOf({ outcomes }: Comparison) {
  return readoutNames.flatMap((name) => {
    const outcome = outcomes[name];
    return outcome ? [[name, outcome] as const] : [];
  });
}

/** @param seconds of each reading */
export function reportText(
  heading: readonly string[],
  references: References,
  comparison: Comparison,
  seconds: ReadonlyMap<string, number>,
): string {
  const outcomes = outcomesOf(comparison);
  const rows: Row[] = outcomes.map(([name, { final, stopped }]) => {
    return { name, measurement: final, stopped, seconds: seconds.get(name) ?? Number.NaN };
  });
  const names: ReadoutName[] = outcomes.map(([name]) => name);
  const readings = rows.map(({ name, measurement, stopped }) => ({ name, energyPerSite: measurement?.energyPerSite ?? null, stopped }));
  const finishedAny = rows.some(({ measurement }) => measurement !== null);
  const measuredAny = Object.keys(comparison.matrix).length > 0;
  return [
    ...heading,
    referenceLines(references),
    ...(finishedAny ? [readingTable(rows, references.exact, process.stdout.columns)] : []),
    ...comparison.skipped.filter(({ trained }) => trained === null).map(({ read, reason }) => `${read} is left out: ${reason}`),
    ...outcomes.flatMap(([name, { verdict }]) => (verdict.converged ? [] : [`${name}: ${verdict.text}`])),
    sentenceOf(readings, references),
    ...(finishedAny ? [hiddenModesLine(rows)] : []),
    ...(measuredAny ? ["", "The same weights under every reading:", matrixTable(names, comparison.matrix, process.stdout.columns)] : []),
    "",
  ].join("\n");
}

/** Shares time out between the readings. Readings follow each other, and each ends with a measurement before the next one's first step. */
export function creditClock() {
  const begun = performance.now();
  const seconds = new Map<string, number>();
  let last = 0;
  let owner: string | null | undefined;
  const credit = (name: string | null) => {
    const payer = owner === undefined ? name : owner;
    const now = secondsSince(begun);
    if (payer !== null) seconds.set(payer, Math.round(1000 * ((seconds.get(payer) ?? 0) + now - last)) / 1000);
    last = now;
    owner = name;
  };
  return { credit, seconds };
}

/** The same of every cell. */
export function mapMatrix<T>(matrix: Matrix<Measurement>, then: (measurement: Measurement) => T): Matrix<T> {
  const rows = Object.entries(matrix).map(([trainedAs, row]) => [
    trainedAs,
    Object.fromEntries(Object.entries(row).map(([readAs, measurement]) => [readAs, then(measurement)])),
  ]);
  return Object.fromEntries(rows) as Matrix<T>;
}
