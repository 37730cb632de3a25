import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { decodeTensors, encodeTensors } from "../../src/files/safetensors.ts";

const tensors = [
  { name: "a", shape: [2], data: Float64Array.of(1, -2, Math.PI, 5e-324) },
  { name: "w", shape: [1, 2], data: Float64Array.of(0, -0, 1e300, -1e-300) },
];
const file = encodeTensors({ tensors, metadata: { seed: "7", text: "κλ" } });

/** A file written out by hand, so that a mistake in the encoder cannot hide one in the decoder. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const entry = (fields: object) => ({ dtype: "F64", shape: [1, 2], data_offsets: [0, 16], ...fields });

describe("safetensors", () => {
  test("what was written is read back to the bit", () => {
    const { tensors: read, metadata } = decodeTensors(file, "w.safetensors");
    expect(metadata).toEqual({ seed: "7", text: "κλ" });
    expect(read).toEqual(tensors);
    expect(Object.is(read[1].data[1], -0)).toBe(true);
  });

  test("the bytes follow the published layout", () => {
    const view = new DataView(file.buffer);
    const length = Number(view.getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    expect(length % 8).toBe(0);
    expect(header.a).toEqual({ dtype: "F64", shape: [2, 2], data_offsets: [0, 32] });
    expect(header.w).toEqual({ dtype: "F64", shape: [1, 2, 2], data_offsets: [32, 64] });
    expect(view.getFloat64(8 + length + 16, true)).toBe(Math.PI);
    expect(file.length).toBe(8 + length + 64);
  });

  test("a view into a larger buffer is read where it stands", () => {
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect(decodeTensors(padded.subarray(3), "w").tensors).toEqual(tensors);
  });

  const sixteen = new Uint8Array(16);
  const nan = new Uint8Array(Float64Array.of(1, Number.NaN).buffer);
  const broken: [string, Uint8Array, RegExp][] = [
    ["nothing", new Uint8Array(0), /0 bytes are too short/],
    ["half a length", file.subarray(0, 5), /5 bytes are too short/],
    ["a length beyond the file", file.subarray(0, 40), /header of \d+ bytes in a file of 40/],
    [
      "a file cut in its data",
      file.subarray(0, file.length - 1),
      /tensor "w" ends at byte 64 of the data, which has 63; the file is truncated/,
    ],
    ["bytes after the end", Uint8Array.of(...file, 0), /1 bytes after the last tensor/],
    ["no JSON", fileOf("{nonsense"), /header is not JSON/],
    ["JSON of another kind", fileOf("[]"), /not a JSON object/],
    ["metadata that is no text", fileOf({ __metadata__: { seed: 7 } }), /__metadata__/],
    ["another number type", fileOf({ w: entry({ dtype: "F32" }) }, sixteen), /dtype "F32"/],
    ["real tensors", fileOf({ w: entry({ shape: [2, 1] }) }, sixteen), /shape \[2,1\], not \[\.\.\., 2\]/],
    ["a negative extent", fileOf({ w: entry({ shape: [-1, 2] }) }, sixteen), /shape \[-1,2\]/],
    ["lists within lists", fileOf({ w: [[[[1]]]] }), /more than 4 lists and records within each other/],
    [
      "more entries than a card has",
      fileOf({ __metadata__: Object.fromEntries(Array.from({ length: 1001 }, (_, k) => [`k${k}`, ""])) }),
      /1001 entries/,
    ],
    ["one offset", fileOf({ w: entry({ data_offsets: [0] }) }, sixteen), /data_offsets \[0\]/],
    ["offsets against the shape", fileOf({ w: entry({ shape: [3, 2] }) }, sixteen), /needs 48 bytes, its data_offsets span 16/],
    ["a hole", fileOf({ w: entry({ data_offsets: [8, 24] }) }, new Uint8Array(24)), /begins at byte 8 of the data, not at 0/],
    ["tensors that overlap", fileOf({ v: entry({}), w: entry({}) }, sixteen), /begins at byte 0 of the data, not at 16/],
    ["a tensor that is no object", fileOf({ w: 3 }), /dtype/],
    ["NaN", fileOf({ w: entry({}) }, nan), /tensor "w" holds NaN at position 1/],
  ];
  test.each(broken)("%s is refused in one line that names the file", (_, bytes, message) => {
    const read = () => decodeTensors(bytes, "my.safetensors");
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^my\.safetensors: [^\n]*$/);
  });
});
