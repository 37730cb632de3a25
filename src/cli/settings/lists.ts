// Lists of numbers in the text of a flag, such as `[0.1, sqrt(2), -0.3]`.

/**
 * The parts of `[0.1, sqrt(2), -0.3]` or `[[0, 1], [2, 3]]` as text, rows as lists of texts; `null` for text that is no list.
 * Commas between round brackets belong to the part.
 */
export function listOf(text: string): (string | string[])[] | null {
  const parts = partsOf(text);
  return parts?.map((part) => partsOf(part) ?? part) ?? null;
}

function partsOf(text: string): string[] | null {
  const [, inner] = /^\s*\[(.*)\]\s*$/s.exec(text) ?? [];
  if (inner === undefined) return null;
  const parts = [""];
  let depth = 0;
  for (const character of inner) {
    if ("[(".includes(character)) depth++;
    if ("])".includes(character)) depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}
