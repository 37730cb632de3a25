// The files of a run by name, and folders for them.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError, refuse } from "../../core/errors.ts";
import { reasonOf } from "../read.ts";
import { CHECKPOINT_FILE, PREVIOUS_FILE } from "./checkpoint.ts";
import { refuseLocked, trialPrefix } from "./lock.ts";

export const CONFIG_FILE = "config.yaml";
export const LOG_FILE = "log.jsonl";
export const RESULT_FILE = "result.json";

export function weightsFile(name?: string): string {
  return name === undefined ? "weights.safetensors" : `weights-${name}.safetensors`;
}

/** Whether a folder holds a run that was killed, or still goes on: what it can go on from, and no result. */
export function isUnfinished(path: string): boolean {
  return existsSync(join(path, CHECKPOINT_FILE)) && !existsSync(join(path, RESULT_FILE));
}

/** The files in a folder that a run writes; others are left alone. */
export function filesOfRun(path: string): string[] {
  const fixed = [CONFIG_FILE, LOG_FILE, RESULT_FILE, CHECKPOINT_FILE, PREVIOUS_FILE];
  try {
    return readdirSync(path).filter(
      (name) => fixed.includes(name) || /^weights(-[a-z]+)?\.safetensors$|^observables-[a-z0-9-]+\.(csv|svg)$/.test(name),
    );
  } catch (error) {
    return refuseUnwritable(path, error, "--out");
  }
}

/**
 * Checks that files can be written in `path` and leaves nothing behind: the directory is made and written to on trial, then removed if it was not there.
 * @throws InputError that names the flag
 */
export function checkDirectory(path: string, flag: string): void {
  const made = makeDirectory(path, flag);
  let trial: string | null = null;
  try {
    trial = mkdtempSync(join(path, trialPrefix(process.pid)));
    // A disk without a free byte may have room for the folder.
    writeFileSync(join(trial, "file"), "byte");
  } catch (error) {
    refuseUnwritable(path, error, flag);
  } finally {
    if (trial !== null) rmSync(trial, { recursive: true, force: true });
    for (const directory of made) rmdirSync(directory);
  }
}

/**
 * Checks that something can be kept in `path` and leaves nothing behind.
 * @throws InputError if it cannot be written, if another process writes there, or if it holds a run and `force` is not given.
 */
export function checkRunDirectory(path: string, { force = false }: { force?: boolean } = {}): void {
  checkDirectory(path, "--out");
  if (!existsSync(path)) return;
  refuseLocked(path, "--out");
  refuseRun(path, force);
}

/** @throws InputError if a folder holds a run that is not to be replaced. */
export function refuseRun(path: string, force: boolean): void {
  const held = force ? [] : filesOfRun(path);
  if (held.length === 0) return;
  const resume = held.includes(CHECKPOINT_FILE) ? ", go on with it by nqs run --resume," : ",";
  throw new InputError(
    `--out: expected a directory without a run, got ${path} with ${held[0]}; choose another${resume} or add --force to replace it`,
  );
}

/** Makes a directory and those above it that are missing; returns what was made, innermost first. @throws InputError if that cannot be. */
export function makeDirectory(path: string, flag: string): string[] {
  if (existsSync(path) && !statSync(path).isDirectory()) refuse(flag, "a directory", path, "choose another path");
  const missing: string[] = [];
  // One by one: the recursive mkdir of Node never returns on a file system that refuses new directories with ENOENT.
  for (let current = resolve(path); !existsSync(current); current = dirname(current)) missing.push(current);
  const made: string[] = [];
  try {
    for (const directory of missing.reverse()) {
      mkdirSync(directory);
      made.unshift(directory);
    }
  } catch (error) {
    for (const directory of made) rmdirSync(directory);
    refuseUnwritable(path, error, flag);
  }
  return made;
}

export function refuseUnwritable(path: string, error: unknown, flag: string): never {
  if (error instanceof InputError) throw error;
  throw new InputError(`${flag}: expected a directory that can be written, got ${path} (${reasonOf(error)}); choose another path`);
}
