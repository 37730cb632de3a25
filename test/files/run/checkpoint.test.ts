import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Checkpoint, encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../../../src/files/run/checkpoint.ts";
import { decodePlain, encodePlain } from "../../../src/files/run/plain.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nqs-checkpoint-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const value = {
  numbers: [0, -0, 1 / 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324],
  weights: Float64Array.of(Number.NaN, -0, 1e-310, Math.PI),
  part: new Float64Array([1, 2, 3, 4]).subarray(1, 3),
  bytes: Uint8Array.of(1, 2, 3),
  none: null,
  empty: new Float64Array(0),
  nested: [{ text: "Σ «", yes: true, __proto: 1 }],
};

const checkpointOf = (seconds: number) => ({ state: { version: 1, value }, logBytes: 5, seconds }) as unknown as Checkpoint;
const write = (seconds: number) => writeCheckpoint(root, encodeCheckpoint(checkpointOf(seconds)));
const [newest, previous] = [() => join(root, "checkpoint.bin"), () => join(root, "checkpoint.previous.bin")];

describe("plain data as bytes", () => {
  test("come back with every bit, wherever the bytes lie", () => {
    const bytes = encodePlain(value);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const given of [bytes, shifted.subarray(3), Buffer.from(bytes)]) expect(decodePlain(given, "here")).toEqual(value);
    const { numbers } = decodePlain(bytes, "here") as typeof value;
    expect(Object.is(numbers[1], -0)).toBe(true);
  });

  test("anything else is refused in one line", () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(40).fill(255), encodePlain(value).subarray(0, 300)]) {
      expect(() => decodePlain(bytes, "here")).toThrow("here: expected the state of a run, got something else");
    }
  });
});

describe("checkpoints", () => {
  test("the newest and the one before are kept, and no more", () => {
    expect(readCheckpoint(root)).toBeNull();
    for (const seconds of [1, 2, 3]) write(seconds);
    expect(readdirSync(root).sort()).toEqual(["checkpoint.bin", "checkpoint.previous.bin"]);
    expect(readCheckpoint(root)).toEqual({ checkpoint: checkpointOf(3), note: null });
    rmSync(newest());
    expect(readCheckpoint(root)).toEqual({ checkpoint: checkpointOf(2), note: null });
  });

  test("any damage is seen, told in one line, and the one before taken", () => {
    write(1);
    write(2);
    const bytes = readFileSync(newest());
    const before = readFileSync(previous());
    for (let at = 0; at < bytes.length; at += 1 + Math.floor(bytes.length / 40)) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 1 << (at % 8);
      // A digit of the version that became another one.
      if (/^nqs-checkpoint\/[02-9]\n/.test(damaged.toString("latin1"))) continue;
      writeFileSync(newest(), damaged);
      writeFileSync(previous(), before);
      const found = readCheckpoint(root);
      expect(found?.checkpoint).toEqual(checkpointOf(1));
      expect(found?.note).toMatch(/^[^\n]*checkpoint\.bin is damaged: going on from the checkpoint before it$/);
      expect(existsSync(previous())).toBe(false);
      expect(readFileSync(newest())).toEqual(before);
    }
  });

  test("cut off anywhere it is damaged; two damaged ones are refused", () => {
    write(1);
    write(2);
    truncateSync(newest(), readFileSync(newest()).length - 1);
    truncateSync(previous(), 10);
    expect(() => readCheckpoint(root)).toThrow(
      /checkpoint\.bin: expected a whole checkpoint, got a damaged one before a damaged one; begin again/,
    );
    rmSync(previous());
    expect(() => readCheckpoint(root)).toThrow(/got a damaged one, and none before it/);
  });

  test("one of another version is refused, the difference named", () => {
    write(1);
    const text = readFileSync(newest());
    text.write("nqs-checkpoint/2\n");
    writeFileSync(newest(), text);
    expect(() => readCheckpoint(root)).toThrow(
      /expected a checkpoint of version 1, got one of version 2; go on with the nqs that wrote it/,
    );
  });
});
