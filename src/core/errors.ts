// Mistakes in what the user gave: one line that says where, what was expected, what came, and how to mend it.

/**
 * A mistake in what the user gave: one line that says where, what was expected, what came, and how to mend it.
 * Thrown before any work starts; the command line prints the message alone and exits with code 2. Whatever a file or a flag holds, the message is one
 * line of at most 600 characters that a terminal can show.
 */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(message: string) {
    super(oneLine(message));
  }
}

const LONGEST_LINE = 600;
/** Of a line that is too long the end is kept too: it tells how to mend the mistake. */
const KEPT_END = 160;

/** A text as one line of at most 600 characters: line ends become blanks, and characters that a terminal would act on, or that cannot be seen, their number. */
export function oneLine(text: string): string {
  const parts = text.split("\n", LONGEST_LINE).map((part, k) => (k === 0 ? part.trimEnd() : part.trim()));
  const line = shortened(parts.filter((part, k) => k === 0 || part !== "").join(" "));
  return shortened(
    line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`),
  );
}

function shortened(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - KEPT_END - 3)} … ${line.slice(-KEPT_END)}`;
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
    .filter((candidate) => Math.abs(candidate.length - name.length) <= within)
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= within)
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

const LONGEST_SHOWN = 60;

/** A value as an error message shows it: short, on one line, whatever it is. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, LONGEST_SHOWN)) : plainText(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** As `String` has it, but of lists the beginning alone, however long and deep they are, and of objects from a file whose `toString` is none. */
function plainText(value: unknown, depth = 0): string {
  if (Array.isArray(value))
    return depth === MOST_SHOWN
      ? "…"
      : value
          .slice(0, LONGEST_SHOWN)
          .map((part) => plainText(part, depth + 1))
          .join();
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Lists within each other. */
const MOST_SHOWN = 3;

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
