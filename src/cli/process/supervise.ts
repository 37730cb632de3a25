// Runs a command in a thread of its own and hears signals for it: the first asks it to save and end, the second ends the process at once.
import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { Worker } from "node:worker_threads";
import { exitCodes } from "./exitCodes.ts";
import { createShared, places, type Shared } from "./shared.ts";

/** Two signals this close are one key press: npm passes on the signal that the terminal already sent. */
const SAME_PRESS_MS = 500;
/** Who sends these waits for an end, or does not look any more; checkpoints are kept. */
const GRACE_MS = 10_000;

/** 128 and the number of the signal. */
const codes = { SIGINT: exitCodes.interrupted, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
type SignalName = keyof typeof codes;

/** @param program what the thread runs */
export function supervise(program: URL, args: readonly string[]): void {
  const shared = createShared();
  watchColumns((fd, columns) => Atomics.store(shared, places.columns + fd - 1, columns));
  const worker = new Worker(program, { argv: [...args], workerData: shared });
  let first: { readonly code: number; readonly at: number } | null = null;
  for (const [name, code] of Object.entries(codes) as [SignalName, number][]) {
    process.on(name, () => {
      const at = performance.now();
      if (first !== null) {
        if (at - first.at > SAME_PRESS_MS) process.exit(first.code);
        return;
      }
      first = { code, at };
      Atomics.store(shared, places.asked, 1);
      // Nothing has begun that could be saved.
      if (Atomics.load(shared, places.saving) === 0) process.exit(code);
      if (name === "SIGINT") say("\ninterrupted: ending after this step; press Ctrl-C again to stop at once\n");
      else {
        say(`\n${name}: ending after this step, in ${GRACE_MS / 1000} s at the latest\n`);
        setTimeout(() => process.exit(code), GRACE_MS).unref();
      }
    });
  }
  const stopTelling = tellThatItWorks(shared);
  worker.on("error", (error: NodeJS.ErrnoException) => {
    const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    say(`nqs: ${memory ? "out of memory; try fewer samples, chains, sites or hidden units" : (error.stack ?? error.message)}\n`);
    process.exitCode = exitCodes.trouble;
  });
  worker.on("exit", (code) => {
    stopTelling();
    process.exitCode = first !== null && code === exitCodes.interrupted ? first.code : Math.max(code, Number(process.exitCode ?? 0));
  });
}

const SILENCE_MS = 2000;

/** In a terminal, a line for as long as the command writes nothing. Returns what ends it. */
function tellThatItWorks(shared: Shared): () => void {
  if (!isatty(2)) return () => {};
  let [seen, since] = [0, performance.now()];
  const timer = setInterval(() => {
    const written = Atomics.load(shared, places.written);
    const now = performance.now();
    if (written !== seen) [seen, since] = [written, now];
    if (now - since < SILENCE_MS) return;
    Atomics.store(shared, places.waiting, 1);
    say(`\r\x1b[2Kstill at work, ${Math.round((now - since) / 1000)} s`);
  }, SILENCE_MS / 2);
  return () => {
    clearInterval(timer);
    if (Atomics.exchange(shared, places.waiting, 0) === 1) say("\r\x1b[2K");
  };
}

/** A terminal that went away hears nothing. */
function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {}
}

/** Columns of the terminals behind stdout and stderr, now and when they change. */
function watchColumns(set: (fd: 1 | 2, columns: number) => void): void {
  for (const fd of [1, 2] as const) {
    if (!isatty(fd)) continue;
    const stream = fd === 1 ? process.stdout : process.stderr;
    const tell = () => set(fd, stream.columns || FALLBACK_COLUMNS);
    tell();
    stream.on("resize", tell);
  }
}

/** A terminal that does not know its width. */
const FALLBACK_COLUMNS = 80;
