// Long work and who watches it: it may be asked to end before its own end, and says what it is at.

/** What asks a driver to end: the signal of an `AbortController`, or anything that says the same. */
export interface StopSignal {
  readonly aborted: boolean;
  /** Told what begins, in the middle of a step too, and how much of it is done where that is known: `done` of `total`. */
  readonly doing?: (activity: Activity, done?: number, total?: number) => void;
}

/** What may take long, by name. */
export type Activity = "building" | "exact reference" | "annealing" | "training" | "measuring" | "searching hidden modes";

/** The work was asked to end before it had anything to show. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What some work gives; `null` where it was left. */
export function unlessLeft<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}
