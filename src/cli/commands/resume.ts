// What `nqs run` is asked for: a new run, or one that is kept in a folder and goes on.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FoundRun, reopenRunDirectory } from "../../files/run/directory.ts";
import { CONFIG_FILE, RESULT_FILE } from "../../files/run/names.ts";
import { InputError, type RunState, readoutOf, type StopReason } from "../../index.ts";
import { given, refuse } from "../../internal.ts";
import type { CommandFlags } from "../command.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { observablesOf } from "../settings/observables.ts";
import { hamiltonianOf, problemOf, rotationOf, trainingOf } from "../settings/problem.ts";
import { headingOf, type Recorder, recorderFor, recorderIn } from "../settings/record.ts";
import { runShape } from "../settings/schema.ts";
import { flagOf, readSettings, type Settings } from "../settings/settings.ts";

/** Everything that a run is told, checked. */
export type Prepared = Awaited<ReturnType<typeof prepare>>;

/** A run that needs no more work. */
export interface Finished {
  readonly path: string;
  readonly result: KeptResult;
}

/** What is read of `result.json`. */
interface KeptResult {
  readonly verdict: string;
  readonly converged: boolean;
  readonly stopped: { readonly reason: StopReason };
  readonly training: { readonly iterations: number };
}

/** A run to be made, with where it is kept and the state that it goes on from; or one that is finished. */
export type Asked =
  | { readonly prepared: Prepared; readonly recorder: Recorder; readonly state: RunState | undefined }
  | { readonly finished: Finished };

/** @throws InputError for the first mistake, before any work; nothing is left behind then. */
export async function askedFor(flags: CommandFlags): Promise<Asked> {
  const { resume } = flags;
  if (resume !== undefined) return await resumed(String(resume), flags);
  const prepared = await prepare(await readSettings(runShape, flags, flags.config));
  const { config, problem } = prepared;
  const { seed } = prepared.options;
  const recorder = recorderFor({ path: flags.out, force: flags.force === true, config, problem, seed, command: "run" });
  return { prepared, recorder, state: undefined };
}

async function prepare({ values, where }: Settings<typeof runShape>) {
  const problem = await problemOf(values, where);
  const hamiltonian = await hamiltonianOf(problem);
  const readout = readoutOf(values.readout ?? "born").name;
  const training = trainingOf(values, problem, where, hamiltonian, [readout]);
  const { observables, observe, pairs } = values;
  const wanted = await observablesOf(values, problem, hamiltonian, where);
  const config = { ...problem, ...networkConfig(values), readout, ...training, ...given({ observables, observe, pairs }) };
  const options = { hamiltonian, ansatz: ansatzOf(values, where), rotate: rotationOf(problem), readout, ...training, ...wanted };
  return { problem, hamiltonian, readout, config, options };
}

/** Flags that say where a new run is to be kept or what it is to be. */
const OF_NEW_RUNS = ["out", "force", "config"];

async function resumed(path: string, flags: CommandFlags): Promise<Asked> {
  for (const name of OF_NEW_RUNS)
    if (flags[name] !== undefined) throw new InputError(`--resume: expected alone, got --${name} beside it; leave one of them out`);
  const found = reopenRunDirectory(path, "--resume");
  try {
    const file = join(path, CONFIG_FILE);
    const [kept, asked] = [await readSettings(runShape, {}, file), await readSettings(runShape, flags, file)];
    // Before what one of them means to the other is looked at: a field, say, to a model without one.
    refuseOther(path, kept.values, settledIn(kept.values, asked.values));
    const [before, prepared] = [await prepare(kept), await prepare(asked)];
    refuseOther(path, before.config, prepared.config);
    refuseFewer(path, before.options, prepared.options);
    const { iterations, seed } = prepared.options;
    const result = resultIn(path);
    if (result && !UNFINISHED.includes(result.stopped.reason) && result.training.iterations >= iterations) {
      found.leave();
      return { finished: { path, result } };
    }
    if (found.note) process.stderr.write(`${found.note}\n`);
    process.stderr.write(`${goingOn(path, found, iterations)}\n`);
    const directory = found.goOn();
    if (iterations !== before.options.iterations) directory.writeConfig(prepared.config, headingOf("run"));
    const recorder = recorderIn({ directory, ...given({ seconds: found.checkpoint?.seconds }) }, { problem: prepared.problem, seed });
    return { prepared, recorder, state: found.checkpoint?.state };
  } catch (error) {
    found.leave();
    throw error;
  }
}

function goingOn(path: string, { checkpoint }: FoundRun, asked: number): string {
  if (checkpoint === undefined) return `${path} holds no checkpoint: the run begins again`;
  const { iterations, progress } = checkpoint.state;
  const { phase, made } = progress;
  if (phase !== "trained" || asked !== iterations) return `${path}: going on after ${made} updates`;
  const measurement = "measurement" in progress ? progress.measurement : null;
  const samples = measurement?.batches.reduce((total, { count }) => total + count, 0);
  return `${path}: going on with the final measurement${samples === undefined ? "" : ` after ${samples} samples`}`;
}

/** Ends that more work can mend. */
const UNFINISHED: readonly StopReason[] = ["interrupted", "lost worker"];

function resultIn(path: string): KeptResult | null {
  const file = join(path, RESULT_FILE);
  if (!existsSync(file)) return null;
  try {
    const kept = JSON.parse(readFileSync(file, "utf8"));
    if (typeof kept.stopped.reason === "string" && typeof kept.training.iterations === "number") return kept;
  } catch {}
  throw new InputError(`${file}: expected the result of a run, got something else; remove it to go on with the run`);
}

/** @throws InputError for the first setting that another run has than the one that is kept. */
function refuseOther(path: string, before: Plain, now: Plain): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [expected, got] = [before[key], now[key]];
    if (key === "iterations" || JSON.stringify(expected) === JSON.stringify(got)) continue;
    const shown = typeof got === "object" ? JSON.stringify(got) : (got ?? "none");
    refuse(flagOf(key), `${textOf(expected)}, ${asIn(path)}`, shown, "leave it out, or begin another run with --out");
  }
}

function refuseFewer(path: string, { iterations }: Prepared["options"], asked: Prepared["options"]): void {
  if (asked.iterations < iterations) refuse("--iterations", `at least ${iterations}, ${asIn(path)}`, asked.iterations);
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
