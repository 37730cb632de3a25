/** Values as a weights file keeps them beside the tensors: safetensors allows text alone. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/**
 * Every part under a key of its own, `ansatz.density`, as text: words and numbers as they are, `true` and `false`, `none` for null, lists as
 * `0,2,5` and rows as `0,1;1,2`. A list of one ends in its comma, rows of one in their semicolon, so that neither reads as less than it is.
 */
export function flatten(value: Plain | undefined, key = ""): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { [key]: textOf(value as Plain) };
  const parts = Object.entries(value).map(([name, part]) => flatten(part, key === "" ? name : `${key}.${name}`));
  return Object.assign({}, ...parts);
}

function textOf(value: Plain): string {
  if (value === null) return "none";
  if (!Array.isArray(value)) return String(value);
  const separator = Array.isArray(value[0]) ? ";" : ",";
  return value.map(textOf).join(separator) + (value.length <= 1 ? separator : "");
}

const LONGEST_KEY = 200;
/** The bonds of a lattice with weights of 17 digits. */
const LONGEST_LIST = 1 << 22;

/** What {@link flatten} made flat. @param words the keys whose text is a word, not a number, whatever it looks like */
export function unflatten(flat: Readonly<Record<string, string>>, words: ReadonlySet<string>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(flat)) {
    // Nothing of nqs: a name of a million dots would be as many records within each other.
    if (key.length > LONGEST_KEY) continue;
    const path = key.split(".");
    const last = path.pop() ?? key;
    let node: Record<string, unknown> | null = root;
    for (const name of path) {
      node = childOf(node, name);
      if (node === null) break;
    }
    if (node) set(node, last, words.has(key) ? text : valueFrom(text));
  }
  return root;
}

/** The object under a name, made where there is none; `null` where something else is there. */
function childOf(node: Record<string, unknown>, name: string): Record<string, unknown> | null {
  if (!Object.hasOwn(node, name)) set(node, name, {});
  const child = node[name];
  return typeof child === "object" && child !== null && !Array.isArray(child) ? (child as Record<string, unknown>) : null;
}

/** Any name, `__proto__` too, as a property of its own. */
function set(node: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Text that is no value stays text. */
function valueFrom(text: string): unknown {
  if (text === "none") return null;
  if (text === "true" || text === "false") return text === "true";
  if (text.length > LONGEST_LIST) return text;
  if (text.includes(";")) return parts(text, ";").map((row) => parts(row, ",").map(numberOf));
  return text.includes(",") ? parts(text, ",").map(numberOf) : numberOf(text);
}

function parts(text: string, separator: string): string[] {
  if (text === separator) return [];
  const found = text.split(separator);
  return found.at(-1) === "" ? found.slice(0, -1) : found;
}

function numberOf(text: string): number | string {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}
