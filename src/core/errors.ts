// Mistakes in what the user gave: one line that says where, what was expected, what came, and how to mend it.

/**
 * A mistake in what the user gave: one line that says where, what was expected, what came, and how to mend it.
 * Thrown before any work starts; the command line prints the message alone and exits with code 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** Throws an {@link InputError} reading `where: expected …, got …; mend`. */
export function refuse(where: string, expected: string, got: unknown, mend?: string): never {
  throw new InputError(`${where}: expected ${expected}, got ${show(got)}${mend ? `; ${mend}` : ""}`);
}

/** Throws an {@link InputError} that lists the known names and suggests the nearest one. */
export function refuseUnknown(where: string, got: string, known: readonly string[]): never {
  const nearest = nearestName(got, known);
  const hint = nearest ? ` Did you mean "${nearest}"?` : "";
  throw new InputError(`${where}: unknown ${show(got)}; known: ${known.join(", ")}.${hint}`);
}

/** The known name within two edits of `name`, or a third of its length; of one or two letters only the case may differ. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const within = name.length < 3 ? 0 : Math.max(2, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= within)
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

const LONGEST_SHOWN = 60;

/** A value as an error message shows it: short, on one line. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}
