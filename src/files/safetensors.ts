// The safetensors format, for complex tensors.
import { InputError, show } from "../core/errors.ts";

/** A named array of complex numbers. */
export interface ComplexTensor {
  readonly name: string;
  /** Without the trailing 2 that the file adds for the real and imaginary part. */
  readonly shape: readonly number[];
  /** Row-major, interleaved re/im; length 2 × product of the shape. */
  readonly data: Float64Array;
}

/** What a safetensors file holds: tensors in the order of their bytes, and text under `__metadata__`. */
export interface TensorFile {
  readonly tensors: readonly ComplexTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The length of the header comes first, as an unsigned 64-bit little-endian integer. */
const LENGTH_BYTES = 8;
const NUMBER_BYTES = 8;
const METADATA = "__metadata__";
/** Longer than the card of any network, with a Hamiltonian of its own. */
const LONGEST_HEADER = 1 << 24;
const MOST_AXES = 8;
/** Entries of the metadata, and tensors. */
const MOST_ENTRIES = 1000;

/**
 * Encodes complex tensors as safetensors (github.com/huggingface/safetensors): F64 with shape [..., 2], no holes, the data aligned to
 * 8 bytes.
 */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    const end = offset + data.length * NUMBER_BYTES;
    header[name] = { dtype: "F64", shape: [...shape, 2], data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / NUMBER_BYTES) * NUMBER_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + offset).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerLength;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat64(position, value, true);
      position += NUMBER_BYTES;
    }
  }
  return bytes;
}

/** Decodes what {@link encodeTensors} wrote. @throws InputError `<where>: …` for anything that is not exactly that. */
export function decodeTensors(bytes: Uint8Array, where: string): TensorFile {
  const { header, data } = split(bytes, where);
  const metadata = header[METADATA] ?? {};
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    bad(where, `${METADATA} holds something else than text`);
  }
  for (const record of [header, metadata as object]) {
    const { length } = Object.keys(record);
    if (length > MOST_ENTRIES) bad(where, `${length} entries in its header, more than ${MOST_ENTRIES}`);
  }
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => tensorEntry(name, entry, where))
    .sort((a, b) => a.begin - b.begin);
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== expected) bad(where, `tensor "${name}" begins at byte ${begin} of the data, not at ${expected}`);
    if (end > data.length) bad(where, `tensor "${name}" ends at byte ${end} of the data, which has ${data.length}; the file is truncated`);
    expected = end;
  }
  if (expected !== data.length) bad(where, `${data.length - expected} bytes after the last tensor`);
  const tensors = entries.map(({ name, shape, begin, end }) => ({ name, shape, data: numbers(data.subarray(begin, end), name, where) }));
  return { tensors, metadata: metadata as Record<string, string> };
}

/** Whether bytes, the first of a file or all, are those of a safetensors file: after the length of its header it opens a brace. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[LENGTH_BYTES] === "{".charCodeAt(0);
}

/** @throws InputError beginning with `where` for the first bytes of a safetensors file whose header is far too long; others are not judged. */
export function checkBegin(begin: Uint8Array, where: string): void {
  if (!isSafetensors(begin)) return;
  const length = new DataView(begin.buffer, begin.byteOffset).getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) bad(where, `a header of ${length} bytes, more than ${LONGEST_HEADER}`);
}

/** Refuses a file in one line. */
function bad(where: string, what: string): never {
  throw new InputError(`${where}: expected a safetensors file of complex weights, got a broken one: ${what}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function split(bytes: Uint8Array, where: string): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) bad(where, `${bytes.length} bytes are too short for a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const available = bytes.length - LENGTH_BYTES;
  if (length > BigInt(available))
    bad(where, `a header of ${length} bytes in a file of ${bytes.length}; it is truncated or of another kind`);
  if (length > BigInt(LONGEST_HEADER)) bad(where, `a header of ${length} bytes, more than ${LONGEST_HEADER}`);
  const end = LENGTH_BYTES + Number(length);
  const strange = strangeHeader(bytes, LENGTH_BYTES, end);
  if (strange !== null) bad(where, strange);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end)));
  } catch {
    bad(where, "the header is not JSON");
  }
  if (!isRecord(header)) bad(where, "the header is not a JSON object");
  return { header, data: bytes.subarray(end) };
}

/** A tensor is a list in a record in the header. */
const DEEPEST = 4;
/** Names and values. */
const MOST_TEXTS = 10 * MOST_ENTRIES;

/** What no header has and costs a reader of JSON far more than its bytes: brackets deep within each other, outside of texts, and hundreds of thousands of texts. */
function strangeHeader(bytes: Uint8Array, from: number, to: number): string | null {
  let depth = 0;
  let texts = 0;
  let inText = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      inText = !inText;
      if (inText && ++texts > MOST_TEXTS) return `the header has more than ${MOST_TEXTS} texts`;
    } else if (inText) at += byte === BACKSLASH ? 1 : 0;
    else if (OPENING.has(byte) && ++depth > DEEPEST) return `the header has more than ${DEEPEST} lists and records within each other`;
    else if (CLOSING.has(byte)) depth--;
  }
  return null;
}

const [QUOTE, BACKSLASH] = [...'"\\'].map((character) => character.charCodeAt(0));
const OPENING = new Set([..."[{"].map((character) => character.charCodeAt(0)));
const CLOSING = new Set([..."]}"].map((character) => character.charCodeAt(0)));

function tensorEntry(name: string, entry: unknown, where: string): { name: string; shape: number[]; begin: number; end: number } {
  const fields = isRecord(entry) ? entry : {};
  if (fields["dtype"] !== "F64") bad(where, `tensor "${name}" has dtype ${show(fields["dtype"])}, not "F64"`);
  const whole = (values: unknown): values is number[] =>
    Array.isArray(values) && values.length <= MOST_AXES && values.every((value) => Number.isSafeInteger(value) && value >= 0);
  const { shape, data_offsets: offsets } = fields;
  if (!whole(shape) || shape.at(-1) !== 2) bad(where, `tensor "${name}" has shape ${listed(shape)}, not [..., 2]`);
  if (!whole(offsets) || offsets.length !== 2) bad(where, `tensor "${name}" has data_offsets ${listed(offsets)}, not two positions`);
  const [begin, end] = offsets;
  const size = shape.reduce((product, extent) => product * extent, NUMBER_BYTES);
  if (end - begin !== size) bad(where, `tensor "${name}" of shape [${shape}] needs ${size} bytes, its data_offsets span ${end - begin}`);
  return { name, shape: shape.slice(0, -1), begin, end };
}

function listed(value: unknown): string {
  return Array.isArray(value) ? `[${show(value)}]` : show(value);
}

function numbers(bytes: Uint8Array, name: string, where: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / NUMBER_BYTES);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(i * NUMBER_BYTES, true);
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) bad(where, `tensor "${name}" holds ${values[broken]} at position ${broken}`);
  return values;
}
