// The folder of a run: its configuration, a log of every iteration, weights, result.
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmdirSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { InputError, refuse } from "../core/errors.ts";
import { writeAtomically } from "./atomic.ts";

export const CONFIG_FILE = "config.yaml";
export const LOG_FILE = "log.jsonl";
export const RESULT_FILE = "result.json";

/** The files of one run. Every file but the log appears whole or not at all; the log grows by whole lines. */
export interface RunDirectory {
  readonly path: string;
  /** Appends one line to `log.jsonl`. */
  log(record: object): void;
  /** Writes `weights.safetensors`, or `weights-<name>.safetensors` where a run has several networks. */
  writeWeights(bytes: Uint8Array, name?: string): void;
  /** Writes `result.json`. Numbers that are not finite become null. */
  writeResult(result: object): void;
  close(): void;
}

/**
 * Checks that files can be written in `path` and leaves nothing behind: the directory is made and written to on trial, then removed if it was not there.
 * @throws InputError that names the flag
 */
export function checkDirectory(path: string, flag: string): void {
  if (existsSync(path) && !statSync(path).isDirectory()) refuse(flag, "a directory", path, "choose another path");
  const made = makeDirectory(path, flag);
  try {
    rmdirSync(mkdtempSync(join(path, ".trial-")));
  } catch (error) {
    refuseUnwritable(path, error, flag);
  } finally {
    for (const directory of made) rmdirSync(directory);
  }
}

/**
 * Checks that a run can be kept in `path` and leaves nothing behind.
 * @throws InputError if it cannot be written, or holds a run and `force` is not given.
 */
export function checkRunDirectory(path: string, { force = false }: { force?: boolean } = {}): void {
  checkDirectory(path, "--out");
  const held = existsSync(path) ? filesOfRun(path) : [];
  if (held.length > 0 && !force) {
    throw new InputError(
      `--out: expected a directory without a run, got ${path} with ${held[0]}; choose another, or add --force to replace it`,
    );
  }
}

/** Makes the directory, removes the files of an earlier run, and writes `config.yaml`. Call {@link checkRunDirectory} before work starts. */
export function openRunDirectory(path: string, config: object, heading: string): RunDirectory {
  makeDirectory(path, "--out");
  for (const name of filesOfRun(path)) rmSync(join(path, name));
  writeAtomically(join(path, CONFIG_FILE), `# ${heading}\n${stringify(config)}`);
  const log = openSync(join(path, LOG_FILE), "a");
  let open = true;
  return {
    path,
    log: (record) => {
      writeSync(log, `${JSON.stringify(record)}\n`);
    },
    writeWeights: (bytes, name) => writeAtomically(join(path, weightsFile(name)), bytes),
    writeResult: (result) => writeAtomically(join(path, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`),
    close: () => {
      if (open) closeSync(log);
      open = false;
    },
  };
}

export function weightsFile(name?: string): string {
  return name === undefined ? "weights.safetensors" : `weights-${name}.safetensors`;
}

/** The files in a directory that a run writes; others are left alone. */
function filesOfRun(path: string): string[] {
  try {
    return readdirSync(path).filter(
      (name) =>
        [CONFIG_FILE, LOG_FILE, RESULT_FILE].includes(name) ||
        /^weights(-[a-z]+)?\.safetensors$|^observables-[a-z0-9-]+\.(csv|svg)$/.test(name),
    );
  } catch (error) {
    return refuseUnwritable(path, error, "--out");
  }
}

/** Makes a directory and those above it that are missing; returns what was made, innermost first. */
export function makeDirectory(path: string, flag: string): string[] {
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

function refuseUnwritable(path: string, error: unknown, flag: string): never {
  const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
  throw new InputError(`${flag}: expected a directory that can be written, got ${path} (${reason}); choose another path`);
}
