// Runs a command in a thread of its own and hears signals for it: the first asks it to save and end, the second ends the process at once.
import { isatty } from "node:tty";
import { Worker } from "node:worker_threads";
import { exitCodes } from "./exitCodes.ts";
import { createShared, places } from "./shared.ts";
import { say, tellThatItWorks } from "./waiting.ts";

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
    say(
      `nqs: ${memory ? "out of memory; try fewer samples, chains, sites or hidden units" : `the command broke off: ${error.message.split("\n")[0]}`}\n`,
    );
    process.exitCode = exitCodes.trouble;
  });
  worker.on("exit", (code) => {
    stopTelling();
    // Who ends the thread from outside leaves no word.
    const mute = Atomics.load(shared, places.ended) === 0 && process.exitCode === undefined;
    if (mute && code !== 0) say("nqs: the command broke off: its thread was ended\n");
    process.exitCode = first !== null && code === exitCodes.interrupted ? first.code : Math.max(code, Number(process.exitCode ?? 0));
  });
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
