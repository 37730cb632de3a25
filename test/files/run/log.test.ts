import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { Log } from "../../../src/files/run/log.ts";

/** Bytes that the disk still takes. */
let room = Number.POSITIVE_INFINITY;
const { writeSync } = fs;
const limited = (file: number, bytes: Uint8Array, from = 0) => {
  if (room <= 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  const written = writeSync(file, bytes, from, Math.min(room, bytes.length - from));
  room -= written;
  return written;
};
const install = (write: typeof limited | typeof writeSync) => {
  Object.assign(fs, { writeSync: write });
  syncBuiltinESMExports();
};
install(limited);
afterAll(() => install(writeSync));

const folder = mkdtempSync(join(tmpdir(), "nqs-log-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.jsonl");
const text = () => readFileSync(path, "utf8");
beforeEach(() => {
  room = Number.POSITIVE_INFINITY;
  rmSync(path, { force: true });
});

test("a disk that is full leaves whole lines alone, and gets the others, in order and once, when there is room", () => {
  const log = new Log(() => path);
  room = 8;
  expect(log.add("first")).toBeNull();
  expect(log.add("second")).toMatchObject({ code: "ENOSPC" });
  expect(text()).toBe("first\n");
  expect(log.add("third")).toMatchObject({ code: "ENOSPC" });
  expect([text(), log.missing]).toEqual(["first\n", 2]);
  expect(log.settled()).toEqual({ bytes: 6, waiting: ["second", "third"] });
  room = Number.POSITIVE_INFINITY;
  expect(log.add("fourth")).toBeNull();
  expect([text(), log.missing]).toEqual(["first\nsecond\nthird\nfourth\n", 0]);
  log.close();
});

test("what waited when a checkpoint was made is written by whoever goes on from it", () => {
  writeFileSync(path, "first\nsec");
  const log = new Log(() => path);
  log.goOn(6, ["second", "third"]);
  expect(log.flush()).toBeNull();
  log.close();
  expect(text()).toBe("first\nsecond\nthird\n");
});

test("of more lines than memory is to hold the number stands in their place", () => {
  const log = new Log(() => path, 10);
  room = 0;
  for (const line of ["12345", "12345", "123", "1234"]) log.add(line);
  expect(log.missing).toBe(4);
  room = Number.POSITIVE_INFINITY;
  expect(log.add("x")).toBeNull();
  expect(text()).toBe('12345\n12345\n{"dropped":3}\n');
  log.close();
});

test("a log that somebody removed is known", () => {
  const log = new Log(() => path);
  log.add("first");
  expect(log.removed).toBe(false);
  rmSync(path);
  expect(log.removed).toBe(true);
  log.close();
});
