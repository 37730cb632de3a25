import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inputOf, judged, warmed } from "../../scripts/fuzz/judge.ts";
import { type Reader, readersIn } from "../../scripts/fuzz/readers.ts";
import { InputError } from "../../src/index.ts";

// A short run of scripts/fuzz.ts; 100 000 inputs are for a developer: npx tsx scripts/fuzz.ts

const folder = mkdtempSync(join(tmpdir(), "nqs-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));
const readers = readersIn(folder);
const PER_READER = 12;

describe("mutations of valid inputs", () => {
  beforeAll(() => warmed(readers));

  test.each(readers.map((reader, number) => [reader.name, number] as const))("%s: read, or refused in one line", async (_, number) => {
    for (let k = 0; k < PER_READER; k++) {
      const { reader, input } = inputOf(readers, 7, number + k * readers.length);
      const { wrong } = await judged(reader, input);
      // How long it took is for the script to say: this machine may be busy.
      if (wrong !== null && !wrong.startsWith("took "))
        expect.fail(`${wrong}: ${JSON.stringify(Buffer.from(input).toString("latin1").slice(0, 400))}`);
    }
  });

  test("every reader takes one of its seeds, so that mutations are near to what is valid", async () => {
    for (const reader of readers) {
      const ends = await Promise.all(reader.seeds.map((seed) => judged(reader, seed)));
      expect(
        ends.some(({ refused, wrong }) => !refused && wrong === null),
        reader.name,
      ).toBe(true);
    }
  });

  test("a number gives the same input again, another one another", () => {
    const bytes = (index: number) => Buffer.from(inputOf(readers, 3, index).input).toString("hex");
    expect(bytes(40)).toBe(bytes(40));
    expect(bytes(40)).not.toBe(bytes(40 + readers.length));
  });
});

describe("the judge notices", () => {
  const reader = (read: Reader["read"], sealed = false): Reader => ({ name: "own", seeds: [Uint8Array.of(1)], read, sealed });
  const verdict = async (read: Reader["read"], sealed = false) => (await judged(reader(read, sealed), Uint8Array.of(2))).wrong;
  const refused = (message: string) => () => {
    throw Object.assign(new InputError(""), { message });
  };

  test("nothing where an input is read, or refused in one line", async () => {
    expect(await verdict(() => 1)).toBeNull();
    expect(await verdict(refused("x: expected a, got b"))).toBeNull();
  });
  test("a crash", async () =>
    expect(
      await verdict(() => {
        throw new TypeError("not a function");
      }),
    ).toMatch(/^threw TypeError: not a function/));
  test("a message of two lines, and one with an escape", async () => {
    expect(await verdict(refused("a\nb"))).toMatch(/control characters/);
    expect(await verdict(refused("a\u001b[31mb"))).toMatch(/control characters/);
  });
  test("a message of a thousand characters", async () => expect(await verdict(refused("a".repeat(1000)))).toMatch(/1000 characters/));
  test("a changed file that was taken for a whole one", async () => {
    expect(await verdict(([byte]) => byte, true)).toBe("took a changed file for a whole one");
    expect(await verdict(() => 1, true)).toBeNull();
  });
  test("a key that was left in every object", async () => {
    const polluted = Object.prototype as Record<string, unknown>;
    try {
      expect(
        await verdict(() => {
          polluted["left"] = 1;
        }),
      ).toBe("left left in every object");
    } finally {
      delete polluted["left"];
    }
  });
});
