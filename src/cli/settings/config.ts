// Settings from a YAML file, each with the line it stands on.
import { readFileSync, statSync } from "node:fs";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { InputError } from "../../index.ts";

/** A config is a page of text, or holds a Hamiltonian of many terms; anything above is another kind of file. */
const LARGEST_BYTES = 1 << 24;

export interface Config {
  readonly values: Readonly<Record<string, unknown>>;
  /** `file:line:col: key`, of the value where it has one. */
  readonly where: (key: string) => string;
}

/** Reads a YAML file, or JSON, which is YAML too. @throws InputError with file, line and column. */
export function readConfig(file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, "--config", "a YAML or JSON file"), {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [mistake] = document.errors;
  if (mistake) throw new InputError(`${place(mistake.pos[0])}: expected YAML or JSON, got a mistake: ${firstLine(mistake.message)}`);
  const root = document.contents;
  if (root === null) return { values: {}, where: (key) => `${file}: ${key}` };
  if (!isMap(root)) throw new InputError(`${place(root.range?.[0] ?? 0)}: expected settings such as "sites: 20", got something else`);
  const offsets = new Map<string, number>();
  for (const { key } of root.items) if (isScalar(key)) offsets.set(String(key.value), key.range?.[0] ?? 0);
  return { values: plain(document.toJS(), file), where: (key) => `${place(offsets.get(key) ?? 0)}: ${key}` };
}

/** @throws InputError if the file cannot be read or is no page of text. */
export function readText(file: string, where: string, expected: string, largest = LARGEST_BYTES): string {
  let bytes: Uint8Array | null;
  try {
    bytes = statSync(file).size > largest ? null : readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new InputError(`${where}: expected ${expected}, got ${file}, which cannot be read (${reason}); check the path`);
  }
  if (bytes === null) throw new InputError(`${where}: expected ${expected} of at most ${largest} bytes, got ${file}`);
  return new TextDecoder().decode(bytes);
}

function plain(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new InputError(`${file}: expected settings such as "sites: 20", got ${typeof value}`);
}

function firstLine(text: string): string {
  return text.split("\n")[0];
}
