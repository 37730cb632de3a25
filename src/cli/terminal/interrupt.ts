// Ctrl-C: the first ends a run with its best state, the second the program.
import { outcomeOf } from "../../index.ts";
import { exitCodes } from "./output.ts";

/** Two signals this close are one key press: npm passes on the signal that the terminal already sent. */
const SAME_PRESS_MS = 500;

export interface Interrupt {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  dispose(): void;
}

/** The first Ctrl-C (or SIGTERM) asks the run to end; the second ends the process at once with code 130. */
export function catchInterrupt(): Interrupt {
  const controller = new AbortController();
  let first: number | null = null;
  const onSignal = () => {
    const now = performance.now();
    if (first === null) {
      first = now;
      process.stderr.write("\ninterrupted: ending after this step; press Ctrl-C again to stop at once\n");
      controller.abort();
    } else if (now - first > SAME_PRESS_MS) {
      process.exit(exitCodes.interrupted);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return { signal: controller.signal, dispose: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal) };
}

/** Runs a driver to its end. Between steps the event loop turns, so that a signal is heard. */
export function drain<Step, Result>(driver: AsyncGenerator<Step, Result, void>, each: (step: Step) => void): Promise<Result> {
  return outcomeOf(driver, (step) => {
    each(step);
    return new Promise((resolve) => setImmediate(resolve));
  });
}
