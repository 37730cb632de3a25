// Keeps on disk what a command came to: a run as it goes on, a measurement at its end.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../files/atomic.ts";
import { encodeNetwork } from "../../files/network.ts";
import type { KeptState } from "../../files/run/checkpoint.ts";
import { openRunDirectory, type RunDirectory } from "../../files/run/directory.ts";
import { RESULT_FILE } from "../../files/run/names.ts";
import { type Outcome, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { curveOf, type Sheet, sheetCsv } from "../terminal/observables.ts";
import { secondsSince } from "../terminal/result.ts";
import type { Problem } from "./problem.ts";

/** Keeps a run on disk, or nothing where no directory was given. */
export interface Recorder {
  /** A line of the log: `time` (ISO 8601), `seconds` of the run, and the record. */
  log(record: object): void;
  /** Where everything is kept; `null` where nothing is. */
  readonly path: string | null;
  /** `name` tells the networks of one run apart. */
  network(outcome: Pick<Outcome, "network" | "final">, readout: string, name?: string): void;
  /** What the run can go on from, and its best weights; of a series of runs, what it can go on from. */
  checkpoint(state: KeptState, readout: string): void;
  /** The run is at its end: of its checkpoints one is kept, without the samples of the measurement; none once there is a result, where nothing can be gone on with. */
  finish(): void;
  result(result: object): void;
  /** Wall-clock seconds that the run has taken, those before it was gone on with among them. */
  seconds(): number;
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

/** What {@link recorderFor} opened on disk, or found there. */
export interface Opened {
  readonly directory: RunDirectory;
  /** That the run had taken before. */
  readonly seconds?: number;
  /** What it goes on from. */
  readonly state?: KeptState;
}

/** @throws InputError if the directory cannot be written, is written by another process, or holds a run already; nothing is left behind then. */
export function recorderFor(options: RecorderOptions): Recorder {
  const { path, force, config, command } = options;
  const begun = performance.now();
  const nothing = () => {};
  if (path === undefined) {
    const seconds = () => secondsSince(begun);
    return { path: null, log: nothing, network: nothing, checkpoint: nothing, finish: nothing, result: nothing, seconds, close: nothing };
  }
  return recorderIn({ directory: openRunDirectory(path, config, headingOf(command), { force }) }, options);
}

/** What stands above the settings of a run. */
export function headingOf(command: string): string {
  return `nqs ${version}; repeat with: nqs ${command} --config config.yaml`;
}

export function recorderIn(
  { directory, seconds: before = 0, state: found }: Opened,
  { problem, seed }: Pick<RecorderOptions, "problem" | "seed">,
): Recorder {
  const begun = performance.now();
  const seconds = () => Math.round(1000 * (before + secondsSince(begun))) / 1000;
  let last: KeptState | null = found ?? null;
  let ended = false;
  // Whatever ends the program, the lock goes.
  const close = () => directory.close();
  process.once("exit", close);
  const network: Recorder["network"] = ({ network: trained, final }, readout, name) => {
    const { mean, error } = final?.energy ?? { mean: Number.NaN, error: Number.NaN };
    const energy = Number.isFinite(mean) ? { mean, error: Number.isFinite(error) ? error : null } : undefined;
    directory.writeWeights(encodeNetwork(trained, { ...given({ problem }), readout, seed, ...(energy && { energy }) }), name);
  };
  return {
    path: directory.path,
    log: (record) => directory.log({ time: new Date().toISOString(), seconds: seconds(), ...record }),
    network,
    checkpoint: (state, readout) => {
      directory.writeCheckpoint({ state, seconds: seconds() });
      last = state;
      if ("finished" in state || "measurement" in state) return;
      if ("network" in state) network({ network: state.network, final: null }, readout);
      else if (state.current) network({ network: state.current.state.network, final: null }, state.current.readout, state.current.readout);
    },
    finish: () => {
      if (last === null) return;
      ended = "finished" in last || "measurement" in last;
      const small = withoutSamples(last);
      if (small !== last) directory.writeCheckpoint({ state: small, seconds: seconds() });
      directory.forgetPrevious();
    },
    result: (result) => {
      directory.writeResult(result);
      if (ended) directory.forgetCheckpoints();
      process.stderr.write(`kept in ${directory.path}\n`);
    },
    seconds,
    close: () => {
      process.off("exit", close);
      close();
    },
  };
}

/** The same state at the beginning of its final measurement. */
function withoutSamples(state: KeptState): KeptState {
  if (!("iterations" in state) || !("progress" in state)) return state;
  const { progress } = state;
  if (!("measurement" in progress) || progress.measurement === null) return state;
  return { ...state, progress: { ...progress, measurement: null } };
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
