import { median } from "../src/statistics/median.ts";

/** Seconds before a kernel is timed: the engine compiles hot WebAssembly anew, in the background. */
const WARM_UP = 0.3;
/** Seconds one repetition should take at least, so that the clock and the call do not count. */
const LEAST = 0.05;

export function now(): number {
  return performance.now() / 1000;
}

/** Seconds that `work` takes. */
export function secondsOf(work: () => void): number {
  const begun = now();
  work();
  return now() - begun;
}

/** Median seconds of one call of `work`, warmed up; calls too short for the clock are repeated within a repetition. */
export function secondsPerCall(repeat: number, work: () => void): number {
  const begun = now();
  let calls = 0;
  while (now() - begun < WARM_UP) {
    work();
    calls++;
  }
  const loops = Math.max(1, Math.ceil((LEAST / WARM_UP) * calls));
  const times = Array.from({ length: repeat }, () => {
    return secondsOf(() => {
      for (let loop = 0; loop < loops; loop++) work();
    });
  });
  return median(times) / loops;
}

/** The same for work that destroys its input: `restore` runs before every call, untimed. */
export function secondsPerRestoredCall(repeat: number, restore: () => void, work: () => void): number {
  const begun = now();
  do {
    restore();
    work();
  } while (now() - begun < WARM_UP);
  const times = Array.from({ length: repeat }, () => {
    restore();
    return secondsOf(work);
  });
  return median(times);
}

/** `value` to so many significant digits. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

/** Lets a long run say where it is: on stderr, where no result goes. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
