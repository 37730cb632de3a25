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
  const whole = text.trim();
  if (!(whole.length >= 2 && whole.startsWith("[") && whole.endsWith("]"))) return null;
  const parts: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 1; at < whole.length - 1; at++) {
    const character = whole[at];
    if (character === "[" || character === "(") depth++;
    if (character === "]" || character === ")") depth--;
    if (character !== "," || depth !== 0) continue;
    parts.push(whole.slice(from, at));
    from = at + 1;
  }
  return [...parts, whole.slice(from, -1)];
}
