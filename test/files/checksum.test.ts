import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { decodeNetwork } from "../../src/files/network.ts";
import { decodeWeights } from "../../src/files/weights.ts";
import { testStream } from "../engine.ts";

const name = "models/ising-40-h2.safetensors";
const model = readFileSync(name);

describe("SHA-256", () => {
  // Around the ends of a block, where the padding begins another.
  test.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000])("of %d bytes is that of Node, in one part and in two", (length) => {
    const bytes = Uint8Array.from({ length }, (_, k) => (k * 31 + 7) & 0xff);
    const expected = createHash("sha256").update(bytes).digest("hex");
    expect(sha256([bytes])).toBe(expected);
    expect(sha256([bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)])).toBe(expected);
  });
});

describe("the checksum of a weights file", () => {
  test("is what docs/formats.md says, which Python computes in a line", () => {
    const [, checksum] = /"checksum":"([0-9a-f]{64})"/.exec(model.toString("latin1")) ?? [];
    const blank = Buffer.from(model.toString("latin1").replace(checksum, "0".repeat(64)), "latin1");
    expect(createHash("sha256").update(blank).digest("hex")).toBe(checksum);
  });

  test("refuses every flipped bit, wherever it is", () => {
    const stream = testStream(1);
    const bits = Array.from({ length: 300 }, () => Math.floor(stream.uniform() * 8 * model.length));
    // The whole of the words `format` and `checksum`, without which the file would pass for an older one.
    const at = model.indexOf('"format"');
    for (let bit = 8 * at; bit < 8 * (at + 50); bit++) bits.push(bit);
    for (const bit of bits) {
      const bytes = Uint8Array.from(model);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeNetwork(bytes, "x"), `bit ${bit}`).toThrow(InputError);
    }
  });

  test("a changed weight and a changed word of the card are told in one line", () => {
    const weight = Uint8Array.from(model);
    weight[weight.length - 1] ^= 1;
    const message = /^x: expected the bytes that its checksum was computed of, got others: the file was damaged or changed; [^\n]*$/;
    expect(() => decodeWeights(weight, "x")).toThrow(message);
    const word = Buffer.from(model.toString("latin1").replace('"problem.field":"2"', '"problem.field":"3"'), "latin1");
    expect(() => decodeWeights(word, "x")).toThrow(message);
  });

  test("may be absent in older formats alone", () => {
    const text = model.toString("latin1").replace(/"checksum":"[0-9a-f]{64}",/, " ".repeat(78));
    expect(() => decodeWeights(Buffer.from(text, "latin1"), "x")).toThrow(/^x: expected a checksum in a file of nqs-weights\/3, got none/);
    const older = Buffer.from(text.replace("nqs-weights/3", "nqs-weights/2"), "latin1");
    expect(decodeNetwork(older, "x")).toEqual(decodeNetwork(model, name));
  });
});
