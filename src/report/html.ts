// HTML from templates: every text that is put in is escaped.

const markup = Symbol("markup");

/** Text that is HTML already. Only `html` and `trusted` make it: no plain data can be mistaken for it. */
export interface Markup {
  readonly [markup]: string;
}

export type Part = Markup | string | number | readonly Part[];

/** A template whose parts are escaped, in text as well as in quoted attributes, unless they are markup themselves; lists are joined. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return trusted(texts.map((text, n) => text + (n < parts.length ? textOf(parts[n]) : "")).join(""));
}

/** For what another program drew, such as an SVG: taken as it is. */
export function trusted(text: string): Markup {
  return { [markup]: text };
}

export function textOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return markup in part ? part[markup] : part.map(textOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}
