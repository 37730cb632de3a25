// Plain data with typed arrays as bytes, bit for bit.
import { InputError } from "../../core/errors.ts";

/** Typed arrays by the name that stands for them in the text. */
const arrays = { f64: Float64Array, u8: Uint8Array } as const;
type ArrayName = keyof typeof arrays;

/** Keys of what text alone does not say: a typed array, a number that JSON has not. */
const ARRAY = "$array";
const NUMBER = "$number";
/** Arrays begin at multiples of this. */
const ALIGNMENT = 8;

/**
 * Objects, lists, text, numbers of any kind, `null`, Float64Array and Uint8Array as bytes: the length of a JSON text (8 bytes, low byte first), the text, and the
 * arrays that it refers to. Properties that are `undefined` are left out.
 */
export function encodePlain(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const kept = (_: string, part: unknown): unknown => {
    if (typeof part === "number" && (!Number.isFinite(part) || Object.is(part, -0)))
      return { [NUMBER]: Object.is(part, -0) ? "-0" : String(part) };
    const name = (Object.keys(arrays) as ArrayName[]).find((candidate) => part instanceof arrays[candidate]);
    if (name === undefined) return part;
    const { buffer, byteOffset, byteLength, length: count } = part as Float64Array | Uint8Array;
    const reference = { [ARRAY]: [name, length, count] };
    parts.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(padding(byteLength)));
    length += byteLength + padding(byteLength);
    return reference;
  };
  const text = new TextEncoder().encode(JSON.stringify(value, kept));
  const first = ALIGNMENT + text.length + padding(text.length);
  const bytes = new Uint8Array(first + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, ALIGNMENT);
  let at = first;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What {@link encodePlain} made. @throws InputError beginning with `where` for anything else. */
export function decodePlain(bytes: Uint8Array, where: string): unknown {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Number(view.getBigUint64(0, true));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(part(bytes, ALIGNMENT, length));
    const data = bytes.subarray(ALIGNMENT + length + padding(length));
    return JSON.parse(text, (_, value) => restored(value, data));
  } catch {
    throw new InputError(`${where}: expected the state of a run, got something else`);
  }
}

function restored(value: unknown, data: Uint8Array): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Object.hasOwn(value, NUMBER)) return Number((value as { [NUMBER]: string })[NUMBER]);
  if (!Object.hasOwn(value, ARRAY)) return value;
  const [name, offset, count] = (value as { [ARRAY]: [ArrayName, number, number] })[ARRAY];
  const { BYTES_PER_ELEMENT: size } = arrays[name];
  // A Buffer would slice without copying.
  const copy = new Uint8Array(part(data, offset, count * size));
  return new arrays[name](copy.buffer, 0, count);
}

/** @throws RangeError where there are not so many bytes. */
function part(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset < 0 || length < 0 || offset + length > bytes.length) throw new RangeError("outside the bytes");
  return bytes.subarray(offset, offset + length);
}

function padding(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
}
