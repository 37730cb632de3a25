// A run that takes the place of another, in steps that can be stopped anywhere.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { flushFolder } from "../atomic.ts";
import { stagingName } from "./lock.ts";
import { filesOfRun } from "./names.ts";

/**
 * A new run is kept in a folder of its process inside that of the old one until it has something worth keeping. Then, each by a rename: it is the folder's; the old files
 * are removed; its own are moved in their place. Whoever takes the lock next goes on where that was stopped.
 */
const NEW = ".new";
const MOVING = ".new-moving";

/** Makes the folder of a new run beside the old one. */
export function stage(path: string): string {
  const folder = join(path, stagingName(process.pid));
  mkdirSync(folder);
  return folder;
}

/** The new run takes the place of the old one. */
export function takePlace(path: string): void {
  renameSync(join(path, stagingName(process.pid)), join(path, NEW));
  flushFolder(path);
  finishReplacing(path);
}

/** Goes on with what {@link takePlace} began, if it did. */
export function finishReplacing(path: string): void {
  const [whole, moving] = [NEW, MOVING].map((name) => join(path, name));
  if (existsSync(whole)) {
    for (const name of filesOfRun(path)) rmSync(join(path, name));
    renameSync(whole, moving);
    flushFolder(path);
  }
  if (!existsSync(moving)) return;
  for (const name of readdirSync(moving)) renameSync(join(moving, name), join(path, name));
  rmdirSync(moving);
  flushFolder(path);
}

/** Removes the folder of a new run that came to nothing. */
export function unstage(path: string): void {
  rmSync(join(path, stagingName(process.pid)), { recursive: true, force: true });
}
