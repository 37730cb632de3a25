// Keeps on disk what a command came to: a run as it goes on, a measurement at its end.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../files/atomic.ts";
import { encodeNetwork } from "../../files/network.ts";
import { CHECKPOINT_FILE, type KeptState } from "../../files/run/checkpoint.ts";
import { openRunDirectory, type RunDirectory } from "../../files/run/directory.ts";
import { CONFIG_FILE, LOG_FILE, RESULT_FILE, weightsFile } from "../../files/run/names.ts";
import { type Outcome, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { Missing } from "../process/missing.ts";
import { withFile } from "../terminal/mistakes.ts";
import { curveOf, type Sheet, sheetCsv } from "../terminal/observables.ts";
import { secondsSince } from "../terminal/result.ts";
import type { Problem } from "./problem.ts";

/** Keeps a run on disk, or nothing where no directory was given. What the disk does not take ends no work: it is told, tried again, and named at the end. */
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
  /** See {@link writeSheets}. */
  sheets(sheets: readonly Sheet[], title: string): Promise<void>;
  /** Keeps the result, unless weights are missing: then the run is not at its end. @returns it with `notKept`, what the folder is without, where that is anything */
  result<R extends object>(result: R): R & { readonly notKept?: readonly string[] };
  /** The exit code of a command, no good one where something is missing. */
  exitCode(code: number): number;
  /** Who is told, until another is, of what the disk does not take; by default the line goes to stderr. */
  tellBy(tell: (line: string) => void): void;
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
    const none = { path: null, log: nothing, network: nothing, checkpoint: nothing, finish: nothing, tellBy: nothing, close: nothing };
    return { ...none, sheets: async () => {}, result: (result) => result, exitCode: (code) => code, seconds };
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
  const { path } = directory;
  let last: KeptState | null = found ?? null;
  let ended = false;
  let tell = toStderr;
  let ending = false;
  const missing = new Missing((file, reason) => {
    if (!ending) tell(`${join(path, file)}: could not be written: ${reason}; the work goes on, and it is tried again`);
  });
  // Whatever ends the program, the lock goes.
  const close = () => directory.close();
  process.once("exit", close);
  const network: Recorder["network"] = ({ network: trained, final }, readout, name) => {
    const { mean, error } = final?.energy ?? { mean: Number.NaN, error: Number.NaN };
    const energy = Number.isFinite(mean) ? { mean, error: Number.isFinite(error) ? error : null } : undefined;
    const about = { ...given({ problem }), readout, seed, ...(energy && { energy }) };
    missing.without(weightsFile(name), () => directory.writeWeights(encodeNetwork(trained, about), name));
  };
  const keep = (state: KeptState) => {
    last = state;
    return missing.without(CHECKPOINT_FILE, () => directory.writeCheckpoint({ state, seconds: seconds() }));
  };
  return {
    path,
    log: (record) => {
      const error = directory.log({ time: new Date().toISOString(), seconds: seconds(), ...record });
      if (error === null) missing.delete(LOG_FILE);
      else missing.add(LOG_FILE, error);
    },
    network: (outcome, readout, name) => {
      ending = true;
      network(outcome, readout, name);
    },
    checkpoint: (state, readout) => {
      if (!keep(state) || "finished" in state || "measurement" in state) return;
      if ("network" in state) network({ network: state.network, final: null }, readout);
      else if (state.current) network({ network: state.current.state.network, final: null }, state.current.readout, state.current.readout);
    },
    finish: () => {
      ending = true;
      if (last === null) return;
      ended = "finished" in last || "measurement" in last;
      // With a result nothing is missed of it.
      if (ended) return missing.delete(CHECKPOINT_FILE);
      const small = withoutSamples(last);
      const kept = (small === last && !missing.has(CHECKPOINT_FILE)) || keep(small);
      directory.forgetPrevious();
      // There is more room now.
      if (!kept) keep(small);
    },
    sheets: async (sheets, title) => {
      if (sheets.length > 0 && !missing.weights) await missing.withoutLater("observables", () => writeSheets(path, sheets, title));
    },
    result: (result) => {
      const log = directory.completeLog();
      if (log === null) missing.delete(LOG_FILE);
      else missing.add(LOG_FILE, log);
      const told = missing.size === 0 ? result : { ...result, notKept: missing.list() };
      if (!missing.weights) missing.without(RESULT_FILE, () => directory.writeResult(told));
      if (missing.size === 0) {
        if (ended) directory.forgetCheckpoints();
        tell(`kept in ${path}`);
        return result;
      }
      const resume = existsSync(join(path, CONFIG_FILE)) ? `; mend that, and --resume ${path} completes it` : "";
      tell(`${path}: not kept: ${missing.list().join("; ")}${resume}`);
      return { ...result, notKept: missing.list() };
    },
    exitCode: (code) => (missing.size === 0 ? code : Math.max(code, exitCodes.trouble)),
    tellBy: (next) => {
      tell = next;
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

/** Writes `result.json` beside them. @returns what could not be written, in words; `null` where all was */
export async function writeMeasured(path: string, sheets: readonly Sheet[], title: string, result: object): Promise<string | null> {
  try {
    await writeSheets(path, sheets, title);
    writeAtomically(join(path, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
    toStderr(`kept in ${path}`);
    return null;
  } catch (error) {
    const text = withFile(error, path);
    toStderr(`${text}; not kept`);
    return text;
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
