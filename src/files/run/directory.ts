// The folder of a run: its configuration, a log of every iteration, checkpoints, weights, result.
import { existsSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { InputError } from "../../core/errors.ts";
import { writeAtomically } from "../atomic.ts";
import { reasonInWords } from "../read.ts";
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  encodeCheckpoint,
  type FoundCheckpoint,
  PREVIOUS_FILE,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint.ts";
import { type Lock, takeLock } from "./lock.ts";
import { Log } from "./log.ts";
import { CONFIG_FILE, filesOfRun, LOG_FILE, makeDirectory, RESULT_FILE, refuseRun, refuseUnwritable, weightsFile } from "./names.ts";
import { finishReplacing, stage, takePlace, unstage } from "./replace.ts";

/** The files of one run, which no other process writes meanwhile. Every file but the log appears whole or not at all; the log grows by whole lines. */
export interface RunDirectory {
  readonly path: string;
  /** Appends one line to `log.jsonl`. A disk that does not take it keeps it waiting for the next one. @returns the error of the disk, `null` without one */
  log(record: object): unknown;
  /** Writes the lines that wait. @returns what the log is without, in words; `null` if it is whole */
  completeLog(): string | null;
  /** Writes `weights.safetensors`, or `weights-<name>.safetensors` where a run has several networks. */
  writeWeights(bytes: Uint8Array, name?: string): void;
  /** Writes `checkpoint.bin`, to which the log as it is now belongs. */
  writeCheckpoint(checkpoint: Omit<Checkpoint, "logBytes" | "logWaiting">): void;
  /** Removes the checkpoint before the newest one. */
  forgetPrevious(): void;
  /** Removes both: there is nothing to go on with. */
  forgetCheckpoints(): void;
  writeConfig(config: object, heading: string): void;
  /** Writes `result.json`. Numbers that are not finite become null. */
  writeResult(result: object): void;
  /** Ends the work in the folder. A run that kept nothing leaves nothing behind. */
  close(): void;
}

/**
 * Opens a folder for a new run: takes its lock and writes `config.yaml`. An earlier run there is replaced, where `force` is given, and not before this one has
 * weights, a checkpoint or a result.
 * @throws InputError if the folder cannot be written, if another process writes there, or if it holds a run and `force` is not given.
 */
export function openRunDirectory(path: string, config: object, heading: string, { force = false } = {}): RunDirectory {
  const made = makeDirectory(path, "--out");
  const lock = lockOf(path, "--out", made);
  try {
    finishReplacing(path);
    refuseRun(path, force);
    const replaces = filesOfRun(path).length > 0;
    const folder = replaces ? stage(path) : path;
    const directory = directoryIn(path, { folder, lock, made, replaces });
    try {
      directory.writeConfig(config, heading);
    } catch (error) {
      directory.close();
      throw error;
    }
    return directory;
  } catch (error) {
    lock.release();
    removeEmpty(made);
    return refuseUnwritable(path, error, "--out");
  }
}

/** A run on disk. Its folder is locked until one of both is called. */
export interface FoundRun extends Partial<FoundCheckpoint> {
  /** Cuts the log off behind what belongs to the checkpoint, to go on from there; without one the run begins again. The old result stays until there is something newer. */
  goOn(): RunDirectory;
  leave(): void;
}

/**
 * Takes the lock of the folder of a run and finds its newest whole checkpoint.
 * @throws InputError if the folder holds no run, another process writes there, or the checkpoints are damaged.
 */
export function reopenRunDirectory(path: string, flag: string): FoundRun {
  if (!existsSync(path)) throw new InputError(`${flag}: expected the folder of a run, got ${path}, which is not there`);
  const lock = lockOf(path, flag, []);
  try {
    finishReplacing(path);
    if (!existsSync(join(path, CONFIG_FILE))) {
      throw new InputError(`${flag}: expected the folder of a run, got ${path} without ${CONFIG_FILE}; begin one with --out`);
    }
    const found = readCheckpoint(path);
    const { logBytes = 0, logWaiting = [] } = found?.checkpoint ?? {};
    const goOn = () => directoryIn(path, { folder: path, log: { bytes: logBytes, waiting: logWaiting }, lock, made: [], replaces: false });
    return { ...found, goOn, leave: lock.release };
  } catch (error) {
    lock.release();
    return refuseUnwritable(path, error, flag);
  }
}

function lockOf(path: string, flag: string, made: readonly string[]): Lock {
  try {
    return takeLock(path, flag);
  } catch (error) {
    removeEmpty(made);
    return refuseUnwritable(path, error, flag);
  }
}

interface Opened {
  /** Where its files are until they take the place of others. */
  readonly folder: string;
  /** What of a log that is there belongs to the run, and the lines that follow; left out for a new run. */
  readonly log?: { readonly bytes: number; readonly waiting: readonly string[] };
  readonly lock: Lock;
  /** Folders that were made for it. */
  readonly made: readonly string[];
  readonly replaces: boolean;
}

function directoryIn(path: string, { folder, log: begun, lock, made, replaces }: Opened): RunDirectory {
  let root = folder;
  let staged = replaces;
  let kept = begun !== undefined;
  let open = true;
  const log = new Log(() => join(root, LOG_FILE));
  if (begun) log.goOn(begun.bytes, begun.waiting);
  const keep = () => {
    kept = true;
    if (!staged) return;
    takePlace(path);
    staged = false;
    root = path;
  };
  const write = (name: string, content: string | Uint8Array) => {
    writeAtomically(join(root, name), content);
    keep();
    if (name !== RESULT_FILE) rmSync(join(root, RESULT_FILE), { force: true });
  };
  const forget = (...names: readonly string[]) => {
    for (const name of names) rmSync(join(root, name), { force: true });
  };
  return {
    path,
    log: (record) => {
      const error = log.add(JSON.stringify(record));
      kept ||= !staged;
      return error;
    },
    completeLog: () => {
      const error = log.flush();
      if (log.removed) return "removed during the run";
      return error === null ? null : `${log.missing} lines, ${reasonInWords(error)}`;
    },
    writeConfig: (config, heading) =>
      writeAtomically(join(root, CONFIG_FILE), `# ${heading}\n${stringify(config, { aliasDuplicateObjects: false })}`),
    writeWeights: (bytes, name) => write(weightsFile(name), bytes),
    writeCheckpoint: (checkpoint) => {
      const { bytes: logBytes, waiting } = log.settled();
      writeCheckpoint(root, encodeCheckpoint({ ...checkpoint, logBytes, ...(waiting.length > 0 && { logWaiting: waiting }) }));
      keep();
      rmSync(join(root, RESULT_FILE), { force: true });
    },
    forgetPrevious: () => forget(PREVIOUS_FILE),
    forgetCheckpoints: () => forget(PREVIOUS_FILE, CHECKPOINT_FILE),
    writeResult: (result) => write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`),
    close: () => {
      if (!open) return;
      open = false;
      log.close();
      if (staged) unstage(path);
      else if (!kept) for (const name of [CONFIG_FILE, LOG_FILE]) rmSync(join(path, name), { force: true });
      lock.release();
      if (!kept) removeEmpty(made);
    },
  };
}

/** Folders that were made and hold nothing, innermost first. */
function removeEmpty(made: readonly string[]): void {
  try {
    for (const directory of made) rmdirSync(directory);
  } catch {}
}
