// Work that was asked to end before its own end.

/** What asks a driver to end: the signal of an `AbortController`, or anything that says the same. */
export interface StopSignal {
  readonly aborted: boolean;
}

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
