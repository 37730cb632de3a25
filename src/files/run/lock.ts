// Who writes in the folder of a run: one process at a time.
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { temporarySuffix } from "../atomic.ts";
import { exists, isAlive, ownMark, type ProcessMark } from "./processes.ts";

export const LOCK_FILE = "run.lock";

/** What a process makes in a folder for a moment, and its number: temporary files, folders of a trial, a run that is not the folder's yet. */
const PASSING = /^(?:.+\.(\d+)\.tmp|\.trial-(\d+)-.*|\.new-(\d+))$/;

/** The names of such folders. */
export const trialPrefix = (pid: number) => `.trial-${pid}-`;
export const stagingName = (pid: number) => `.new-${pid}`;

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a folder, and removes what processes that are dead left in it: their locks, temporary files, trials.
 * @throws InputError beginning with `where` while another process holds it.
 */
export function takeLock(folder: string, where: string): Lock {
  const path = join(folder, LOCK_FILE);
  const mark = ownMark();
  while (!linked(path, mark)) {
    const held = readLock(path);
    if (held === null) continue;
    if (isAlive(held)) refuseHeld(folder, where, held);
    setAside(path, held, mark.pid);
  }
  sweep(folder);
  return { release: () => removeOwn(path, mark) };
}

/** @throws InputError beginning with `where` while a process holds the lock of a folder. */
export function refuseLocked(folder: string, where: string): void {
  const held = readLock(join(folder, LOCK_FILE));
  if (held !== null && isAlive(held)) refuseHeld(folder, where, held);
}

function refuseHeld(folder: string, where: string, { pid, host }: ProcessMark): never {
  const mend = `wait for it or end it; if there is none, remove ${join(folder, LOCK_FILE)}`;
  throw new InputError(
    `${where}: expected a folder that no run is writing, got ${folder}, where process ${pid} of ${host} is at work; ${mend}`,
  );
}

/** Makes the lock, whole at once; `false` if there is one. */
function linked(path: string, mark: ProcessMark): boolean {
  const temporary = `${path}${temporarySuffix(mark.pid)}`;
  const text = JSON.stringify(mark);
  try {
    writeFileSync(temporary, text);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    // A file system without links.
    if (code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP" || code === "ENOSYS") return written(path, text);
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function written(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a dead process. Another may have done so and taken it meanwhile: then it is put back. */
function setAside(path: string, dead: ProcessMark, pid: number): void {
  const aside = `${path}.dead${temporarySuffix(pid)}`;
  try {
    renameSync(path, aside);
    const moved = readLock(aside);
    if (moved !== null && !same(moved, dead)) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function removeOwn(path: string, mark: ProcessMark): void {
  const held = readLock(path);
  if (held === null || !same(held, mark)) return;
  try {
    unlinkSync(path);
  } catch {}
}

function same(one: ProcessMark, other: ProcessMark): boolean {
  return one.pid === other.pid && one.host === other.host && one.started === other.started;
}

/** The process that a lock names; no process at all where it cannot be read as one; `null` where there is no lock. */
function readLock(path: string): ProcessMark | null {
  try {
    const { pid, host, started } = JSON.parse(readFileSync(path, "utf8")) as Partial<ProcessMark>;
    if (Number.isInteger(pid) && typeof host === "string") return { pid: Number(pid), host, started: started ?? null };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
  }
  return { ...ownMark(), pid: NO_PROCESS, started: null };
}

/** Above any number of a process. */
const NO_PROCESS = 2147483647;

/** Removes what dead processes left, also one that had the number of this one. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = PASSING.exec(name)
      ?.slice(1)
      .find((group) => group !== undefined);
    if (pid === undefined || (Number(pid) !== process.pid && exists(Number(pid)))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
