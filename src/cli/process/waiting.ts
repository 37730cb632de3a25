// What is told while a command writes nothing: what it is at, for how long, and how long it may still take.
import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { activities, places, type Shared } from "./shared.ts";

/** In a terminal a line that changes, after so long a silence; in a pipe a line of its own for each so long. */
const SILENCE_MS = { terminal: 1500, pipe: 10_000 } as const;
const LOOK_MS = 500;

/** What was seen of the work. */
interface Seen {
  readonly activity: number;
  /** When it began, and how much of it was done then. */
  readonly since: number;
  readonly done: number;
}

/** Tells what the command is at for as long as it writes nothing. Returns what ends that. */
export function tellThatItWorks(shared: Shared): () => void {
  const terminal = isatty(2);
  let [written, silentSince] = [0, performance.now()];
  let seen: Seen = { activity: 0, since: silentSince, done: 0 };
  const timer = setInterval(() => {
    const now = performance.now();
    const activity = Atomics.load(shared, places.activity);
    const done = Atomics.load(shared, places.done);
    if (activity !== seen.activity || done < seen.done) seen = { activity, since: now, done };
    const count = Atomics.load(shared, places.written);
    if (count !== written) [written, silentSince] = [count, now];
    if (now - silentSince < (terminal ? SILENCE_MS.terminal : SILENCE_MS.pipe)) return;
    const total = Atomics.load(shared, places.total);
    const line = waitingLine(activities[activity - 1], (now - seen.since) / 1000, { from: seen.done, done, total });
    if (!terminal) {
      silentSince = now;
      say(`${line}\n`);
      return;
    }
    Atomics.store(shared, places.waiting, 1);
    say(`\r\x1b[2K${line}`);
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    if (Atomics.exchange(shared, places.waiting, 0) === 1) say("\r\x1b[2K");
  };
}

/** How far some work is: it was at `from` when it was first looked at. */
export interface Reached {
  readonly from: number;
  readonly done: number;
  readonly total: number;
}

/** Seconds that work may still take which took so many to come so far; `null` where that tells nothing. */
export function secondsLeft(seconds: number, { from, done, total }: Reached): number | null {
  return done > from && done < total ? (seconds * (total - done)) / (done - from) : null;
}

/** One line of at most 60 columns. @param seconds since the activity began */
export function waitingLine(activity: string | undefined, seconds: number, reached: Reached): string {
  const left = secondsLeft(seconds, reached);
  const parts = [activity ?? "still at work", `${Math.round(seconds)} s`, ...(left === null ? [] : [`about ${Math.round(left)} s left`])];
  return parts.join(", ");
}

/** A terminal that went away hears nothing. */
export function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {}
}
