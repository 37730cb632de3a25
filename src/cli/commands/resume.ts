// What a command that can be resumed is asked for: new work, or work that is kept in a folder and goes on.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../files/read.ts";
import type { KeptState } from "../../files/run/checkpoint.ts";
import { type FoundRun, reopenRunDirectory } from "../../files/run/directory.ts";
import { CONFIG_FILE, RESULT_FILE } from "../../files/run/names.ts";
import { InputError, type MeasureState } from "../../index.ts";
import { given, refuse } from "../../internal.ts";
import type { CommandFlags } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import type { Problem } from "../settings/problem.ts";
import { headingOf, type Recorder, recorderFor, recorderIn } from "../settings/record.ts";
import type { Shape } from "../settings/schema.ts";
import { flagOf, readSettings, type Settings } from "../settings/settings.ts";
import { printJson, printText } from "../terminal/output.ts";

/** What a command makes of its settings: everything that can be wrong was checked. */
export interface Prepared {
  /** What `config.yaml` keeps. */
  readonly config: object;
  readonly problem?: Problem | undefined;
  readonly seed: number;
  /** The most updates, where finished work may be gone on with for more. */
  readonly most?: number;
}

/** What a kept result says of its end. */
export interface KeptEnd {
  readonly verdict: string;
  /** Whether the work came to what was looked for. */
  readonly good: boolean;
  readonly reason: string;
  /** The most updates that it was made with. */
  readonly iterations: number;
}

/** A command whose work can be gone on with. */
export interface Resumable<S extends Shape, P extends Prepared> {
  readonly command: string;
  readonly shape: S;
  readonly prepare: (settings: Settings<S>) => P | Promise<P>;
  /** What is read of a result; may throw for one that is none. */
  readonly endOf: (result: Readonly<Record<string, never>>) => KeptEnd;
}

/** Work to be done, with where it is kept and the state that it goes on from. */
export interface Asked<P extends Prepared> {
  readonly prepared: P;
  readonly recorder: Recorder;
  readonly state: KeptState | undefined;
}

/** Work that needs no more. */
export interface Finished {
  readonly finished: { readonly line: string; readonly result: object; readonly exitCode: number };
}

/** Tells of finished work; its verdict is the exit code. */
export function tellFinished({ finished: { line, result, exitCode } }: Finished, json: boolean): void {
  if (json) printJson(result);
  else printText(line);
  process.exitCode = exitCode;
}

/**
 * What the flags ask for.
 * @throws InputError for the first mistake, before any work; nothing is left behind then.
 */
export async function askedFor<S extends Shape, P extends Prepared>(
  kind: Resumable<S, P>,
  flags: CommandFlags,
): Promise<Asked<P> | Finished> {
  const { resume } = flags;
  if (resume !== undefined) return await resumed(kind, String(resume), flags);
  const prepared = await kind.prepare(await readSettings(kind.shape, flags, flags.config));
  const recorder = recorderFor({ path: flags.out, force: flags.force === true, ...prepared, command: kind.command });
  return { prepared, recorder, state: undefined };
}

/** Flags that say where new work is to be kept or what it is to be. */
const OF_NEW_WORK = ["out", "force", "config"];
/** The end that going on can mend. */
const UNFINISHED = "interrupted";

async function resumed<S extends Shape, P extends Prepared>(
  { command, shape, prepare, endOf }: Resumable<S, P>,
  path: string,
  flags: CommandFlags,
): Promise<Asked<P> | Finished> {
  for (const name of OF_NEW_WORK)
    if (flags[name] !== undefined) throw new InputError(`--resume: expected alone, got --${name} beside it; leave one of them out`);
  const found = reopenRunDirectory(path, "--resume");
  try {
    const file = join(path, CONFIG_FILE);
    const [kept, asked] = [await readSettings(shape, {}, file), await readSettings(shape, flags, file)];
    const settled = await prepare(kept);
    const free = settled.most === undefined ? [] : ["iterations"];
    // Before what one of them means to the other is looked at: a field, say, to a model without one.
    refuseOther(path, kept.values, settledIn(kept.values, asked.values), free);
    const prepared = await prepare(asked);
    refuseOther(path, settled.config as Plain, prepared.config as Plain, free);
    const most = prepared.most ?? 0;
    if (most < (settled.most ?? 0)) refuse("--iterations", `at least ${settled.most}, ${asIn(path)}`, most);
    const finished = finishedIn(path, most, endOf);
    if (finished) {
      found.leave();
      return finished;
    }
    if (found.note) process.stderr.write(`${found.note}\n`);
    process.stderr.write(`${goingOn(path, found, most)}\n`);
    const directory = found.goOn();
    if (most !== (settled.most ?? 0)) directory.writeConfig(prepared.config, headingOf(command));
    const recorder = recorderIn({ directory, ...given({ seconds: found.checkpoint?.seconds, state: found.checkpoint?.state }) }, prepared);
    return { prepared, recorder, state: found.checkpoint?.state };
  } catch (error) {
    found.leave();
    throw error;
  }
}

function goingOn(path: string, { checkpoint }: FoundRun, asked: number): string {
  if (checkpoint === undefined) return `${path} holds no checkpoint: the run begins again`;
  const { state } = checkpoint;
  if ("measurement" in state) return `${path}: going on after ${samplesIn(state.measurement)} samples`;
  if ("finished" in state)
    return `${path}: going on ${state.current ? `with ${state.current.name}` : `after ${state.finished.length} runs`}`;
  if ("outcomes" in state) return `${path}: going on ${state.current ? `with ${state.current.readout}` : "after the trainings"}`;
  const { progress } = state;
  const iterations = "iterations" in state ? state.iterations : asked;
  const trained = "phase" in progress ? progress.phase === "trained" : progress.stage === null;
  if (!trained || asked > iterations) return `${path}: going on after ${progress.made} updates`;
  const measurement = "measurement" in progress ? progress.measurement : null;
  return `${path}: going on with the final measurement${measurement ? ` after ${samplesIn(measurement)} samples` : ""}`;
}

function samplesIn({ batches, streamed }: MeasureState["measurement"]): number {
  return streamed?.count ?? batches.reduce((total, { count }) => total + count, 0);
}

const LARGEST_RESULT = 100 << 20;

/** The end of work that needs no more; `null` for other work. */
function finishedIn(path: string, most: number, endOf: Resumable<Shape, Prepared>["endOf"]): Finished | null {
  const file = join(path, RESULT_FILE);
  if (!existsSync(file)) return null;
  let result: Readonly<Record<string, never>>;
  let end: KeptEnd;
  try {
    result = JSON.parse(readText(file, file, "the result of a run", LARGEST_RESULT));
    end = endOf(result);
  } catch {
    throw new InputError(`${file}: expected the result of a run, got something else; remove it to go on with the run`);
  }
  if ("notKept" in result) return null;
  const { verdict, good, reason, iterations } = end;
  if (reason === UNFINISHED || iterations < most) return null;
  const more = most > 0 ? `; --iterations ${2 * iterations} would make more updates` : "";
  const line = `${path} holds a finished run: ${verdict}${more}`;
  return { finished: { line, result, exitCode: good ? exitCodes.good : exitCodes.trouble } };
}

/** @throws InputError for the first setting that another run has than the one that is kept. */
function refuseOther(path: string, before: Plain, now: Plain, free: readonly string[]): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [expected, got] = [before[key], now[key]];
    if (free.includes(key) || JSON.stringify(expected) === JSON.stringify(got)) continue;
    const shown = typeof got === "object" ? JSON.stringify(got) : (got ?? "none");
    refuse(flagOf(key), `${textOf(expected)}, ${asIn(path)}`, shown, "leave it out, or begin another run with --out");
  }
}

type Plain = Readonly<Record<string, unknown>>;

/** Those of some settings that another leaves not open. */
function settledIn(before: Plain, now: Plain): Plain {
  return Object.fromEntries(Object.entries(now).filter(([key]) => before[key] !== undefined));
}

function asIn(path: string): string {
  return `as the run in ${path} has`;
}

function textOf(value: unknown): string {
  return value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}
