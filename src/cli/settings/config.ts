// Settings from a YAML or JSON file, each with the line it stands on.
import { readText } from "../../files/read.ts";
import { InputError } from "../../index.ts";
import { show } from "../../internal.ts";
import { readDocument } from "../documents/document.ts";

/** A config is a page of text, or holds a Hamiltonian of many terms; anything above is another kind of file. */
const LARGEST_BYTES = 1 << 23;

export interface Config {
  readonly values: ReadonlyMap<string, unknown>;
  /** `file:line:col: key`, of the value where it has one. */
  readonly where: (key: string) => string;
}

/** Reads a YAML file, or JSON, which is YAML too. @throws InputError with file, line and column. */
export function readConfig(file: string): Config {
  const text = readText(file, "--config", "a YAML or JSON file", LARGEST_BYTES);
  const { value, place } = readDocument(text, file);
  if (value === null) return { values: new Map(), where: (key) => `${file}: ${key}` };
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new InputError(`${place("")}: expected settings such as "sites: 20", got ${Array.isArray(value) ? "a list" : show(value)}`);
  }
  return { values: new Map(Object.entries(value)), where: (key) => `${place(key)}: ${key}` };
}
