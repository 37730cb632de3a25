import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRunDirectory } from "../../../src/files/run/directory.ts";
import { refuseLocked, takeLock } from "../../../src/files/run/lock.ts";
import { checkRunDirectory } from "../../../src/files/run/names.ts";
import { isAlive, ownMark } from "../../../src/files/run/processes.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nqs-lock-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The number of a process that has ended. */
const dead = spawnSync(process.execPath, ["-e", ""]).pid;
const lock = () => join(root, "run.lock");
const lockBy = (mark: object) => writeFileSync(lock(), JSON.stringify(mark));

describe("which processes are alive", () => {
  test("this one is, one that ended is not, nor one whose number another has now", () => {
    const own = ownMark();
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, pid: dead })).toBe(false);
    if (own.started !== null) expect(isAlive({ ...own, started: "long ago" })).toBe(false);
    expect(isAlive({ ...own, started: null })).toBe(true);
  });

  test("one of another machine counts as alive", () => {
    expect(isAlive({ ...ownMark(), pid: dead, host: "another" })).toBe(true);
  });
});

describe("the lock of a folder", () => {
  test("names its process, keeps others out, also those that would replace the run, and goes", () => {
    const held = takeLock(root, "--out");
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
    const refused = new RegExp(
      `--out: expected a folder that no run is writing, got .*, where process ${process.pid} of .* is at work; wait`,
    );
    expect(() => takeLock(root, "--out")).toThrow(refused);
    expect(() => openRunDirectory(root, {}, "", { force: true })).toThrow(refused);
    expect(() => checkRunDirectory(root, { force: true })).toThrow(refused);
    expect(() => refuseLocked(root, "--out")).toThrow(refused);
    held.release();
    expect(readdirSync(root)).toEqual([]);
    takeLock(root, "--out").release();
  });

  test.each<[string, () => void]>([
    ["of a dead process", () => lockBy({ ...ownMark(), pid: dead })],
    ["of a process whose number is that of another", () => lockBy({ ...ownMark(), started: "long ago" })],
    ["that is empty", () => writeFileSync(lock(), "")],
    ["that is no lock", () => writeFileSync(lock(), "[]")],
  ])("one %s is taken over", (_, prepare) => {
    prepare();
    const held = takeLock(root, "--out");
    expect(JSON.parse(readFileSync(lock(), "utf8")).pid).toBe(process.pid);
    held.release();
    expect(readdirSync(root)).toEqual([]);
  });

  test("that of another machine is respected, and how to remove it is told", () => {
    lockBy({ pid: dead, host: "another", started: null });
    expect(() => takeLock(root, "--out")).toThrow(
      /process \d+ of another is at work; wait for it or end it; if there is none, remove .*run\.lock/,
    );
    expect(existsSync(lock())).toBe(true);
  });

  test("a lock that another process took meanwhile is not removed", () => {
    const held = takeLock(root, "--out");
    lockBy({ ...ownMark(), pid: process.ppid, started: null });
    held.release();
    expect(existsSync(lock())).toBe(true);
  });
});

test("what dead processes left is swept, what living ones write and what users keep is not", () => {
  for (const name of [`weights.safetensors.${dead}.tmp`, `result.json.${process.ppid}.tmp`, "notes.tmp", "result.json"]) {
    writeFileSync(join(root, name), "");
  }
  for (const name of [`.trial-${dead}-abc`, `.new-${dead}`, `.new-${dead}/below`]) mkdirSync(join(root, name));
  takeLock(root, "--out").release();
  expect(readdirSync(root).sort()).toEqual(["notes.tmp", "result.json", `result.json.${process.ppid}.tmp`]);
});
