// What the thread of a command and the thread that hears signals tell each other.
import { workerData } from "node:worker_threads";
import type { Activity } from "../../index.ts";

/** Places in the shared memory. */
export const places = {
  /** 1 once a signal asked the command to end. */
  asked: 0,
  /** How many parts of the command want to end by themselves, to save what they have; where none does the process ends at once. */
  saving: 1,
  /** Columns of the terminals behind stdout and stderr; 0 where there is none. */
  columns: 2,
  /** Counts what the command wrote to stderr. */
  written: 4,
  /** 1 while the terminal shows that the command is still at work; whoever writes next clears the line. */
  waiting: 5,
  /** What the command is at: 1 + its place in the list of activities, 0 for none. And how much of it is done. */
  activity: 6,
  done: 7,
  total: 8,
  /** 1 once the command has come to its own end. */
  ended: 9,
} as const;

/** By their place in this list one thread tells the other what it is at. */
export const activities: readonly Activity[] = [
  "building",
  "exact reference",
  "annealing",
  "training",
  "measuring",
  "searching hidden modes",
];

/** Numbers that both threads see. */
export type Shared = Int32Array;

export const createShared = (): Shared => new Int32Array(new SharedArrayBuffer(10 * Int32Array.BYTES_PER_ELEMENT));

/** Those of the thread that this command runs in, `null` where it runs in the main one. */
export function sharedOf(): Shared | null {
  return workerData instanceof Int32Array ? workerData : null;
}
