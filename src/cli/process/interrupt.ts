// Ctrl-C and other signals: whether a command was asked to end with what it has.
import { outcomeOf, type StopSignal } from "../../index.ts";
import { doing } from "./activity.ts";
import { places, sharedOf } from "./shared.ts";

export interface Interrupt {
  /** Aborted by the first Ctrl-C, heard at any time, also within a step. */
  readonly signal: StopSignal;
  /** From here on a signal ends the process at once. */
  dispose(): void;
}

/** From here on the first signal asks the command to end by itself, with its best state saved; a second one ends the process at once. */
export function catchInterrupt(): Interrupt {
  const shared = sharedOf();
  if (shared === null) return { signal: { aborted: false }, dispose() {} };
  Atomics.add(shared, places.saving, 1);
  const signal: StopSignal = {
    doing,
    get aborted() {
      return Atomics.load(shared, places.asked) === 1;
    },
  };
  return { signal, dispose: () => void Atomics.sub(shared, places.saving, 1) };
}

/** Work that hears no signal and has nothing to save: one ends the process at once. */
export function endingAtOnce<T>(work: () => T): T {
  const shared = sharedOf();
  if (shared === null) return work();
  const saving = Atomics.exchange(shared, places.saving, 0);
  try {
    return work();
  } finally {
    Atomics.add(shared, places.saving, saving);
  }
}

/** Runs a driver to its end; between steps the event loop turns. */
export function drain<Step, Result>(driver: AsyncGenerator<Step, Result, void>, each: (step: Step) => void): Promise<Result> {
  return outcomeOf(driver, (step) => {
    each(step);
    return new Promise((resolve) => setImmediate(resolve));
  });
}
