// What the thread of a command is at, for the thread that tells it while nothing is written.
import type { Activity } from "../../index.ts";
import { activities, places, sharedOf } from "./shared.ts";

/** Says what begins, and how much of it is done: `done` of `total`, where that is known. */
export function doing(activity: Activity, done = 0, total = 0): void {
  const shared = sharedOf();
  if (shared === null) return;
  Atomics.store(shared, places.activity, 1 + activities.indexOf(activity));
  Atomics.store(shared, places.done, done);
  Atomics.store(shared, places.total, Math.min(total, MOST));
}

/** A total without end is none that anybody waits for. */
const MOST = 0x7fffffff;

/** The command has ended by itself, whatever its exit code. */
export function cameToItsEnd(): void {
  const shared = sharedOf();
  if (shared !== null) Atomics.store(shared, places.ended, 1);
}
