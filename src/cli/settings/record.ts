// Keeps on disk what a command came to: a run as it goes on, a measurement at its end.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../files/atomic.ts";
import { encodeNetwork } from "../../files/network.ts";
import { checkRunDirectory, openRunDirectory, RESULT_FILE, type RunDirectory } from "../../files/runDirectory.ts";
import { type Outcome, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { curveOf, type Sheet, sheetCsv } from "../terminal/observables.ts";
import { secondsSince } from "../terminal/result.ts";
import type { Problem } from "./problem.ts";

/** Keeps a run on disk, or nothing where no directory was given. The directory is made by the first record, not before. */
export interface Recorder {
  /** A line of the log: `time` (ISO 8601), `seconds` since the recorder was made, and the record. */
  log(record: object): void;
  /** Where everything is kept; `null` where nothing is. */
  readonly path: string | null;
  /** `name` tells the networks of one run apart. */
  network(outcome: Pick<Outcome, "network" | "final">, readout: string, name?: string): void;
  result(result: object): void;
  close(): void;
}

export interface RecorderOptions {
  readonly path: string | undefined;
  readonly force: boolean;
  readonly config: object;
  /** Left out for a network that was taught rows of no known problem. */
  readonly problem?: Problem | undefined;
  readonly seed: number;
  readonly command: string;
}

/** @throws InputError if the directory cannot be written or holds a run already; nothing is left behind then. */
export function recorderFor({ path, force, config, problem, seed, command }: RecorderOptions): Recorder {
  if (path === undefined) return { path: null, log: () => {}, network: () => {}, result: () => {}, close: () => {} };
  checkRunDirectory(path, { force });
  const begun = performance.now();
  let directory: RunDirectory | null = null;
  const opened = () => {
    directory ??= openRunDirectory(path, config, `nqs ${version}; repeat with: nqs ${command} --config config.yaml`);
    return directory;
  };
  return {
    path,
    log: (record) => opened().log({ time: new Date().toISOString(), seconds: secondsSince(begun), ...record }),
    network: ({ network, final }, readout, name) => {
      const { mean, error } = final?.energy ?? { mean: Number.NaN, error: Number.NaN };
      const energy = Number.isFinite(mean) ? { mean, error: Number.isFinite(error) ? error : null } : undefined;
      opened().writeWeights(encodeNetwork(network, { ...given({ problem }), readout, seed, ...(energy && { energy }) }), name);
    },
    result: (result) => {
      opened().writeResult(result);
      process.stderr.write(`kept in ${path}\n`);
    },
    close: () => directory?.close(),
  };
}

/** Writes `observables-NAME.csv` for every sheet and `observables-NAME.svg` for every curve. What draws them is loaded here alone: it takes longer than a short run. */
export async function writeSheets(path: string, sheets: readonly Sheet[], title: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  const { chartSvg } = await import("../../report/chart.ts");
  for (const sheet of sheets) {
    writeAtomically(join(path, `observables-${sheet.name}.csv`), sheetCsv(sheet));
    const curve = curveOf(sheet);
    if (curve === null) continue;
    const { name, x, series } = curve;
    writeAtomically(join(path, `observables-${name}.svg`), chartSvg({ title: `${name}: ${title}`, x, y: name, series }));
  }
}

/** Writes `result.json` beside them. */
export async function writeMeasured(path: string, sheets: readonly Sheet[], title: string, result: object): Promise<void> {
  await writeSheets(path, sheets, title);
  writeAtomically(join(path, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
  process.stderr.write(`kept in ${path}\n`);
}
