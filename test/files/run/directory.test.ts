import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeAtomically } from "../../../src/files/atomic.ts";
import { openRunDirectory, reopenRunDirectory } from "../../../src/files/run/directory.ts";
import { checkRunDirectory } from "../../../src/files/run/names.ts";
import type { RunState } from "../../../src/vmc/state/runState.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nqs-run-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const text = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

describe("checkRunDirectory", () => {
  test("leaves nothing behind, neither where it was nor where it would be", () => {
    checkRunDirectory(join(root, "a/b/c"));
    expect(readdirSync(root)).toEqual([]);
    mkdirSync(join(root, "there"));
    checkRunDirectory(join(root, "there"));
    expect(readdirSync(join(root, "there"))).toEqual([]);
  });

  test("a directory that holds a run is refused unless it may be replaced", () => {
    writeFileSync(join(root, "log.jsonl"), "");
    expect(() => checkRunDirectory(root)).toThrow(/--out: expected a directory without a run, got .* with log\.jsonl; .*--force/);
    expect(() => checkRunDirectory(root, { force: true })).not.toThrow();
  });

  test("a file, a path below a file, and a file system without room for it are refused", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => checkRunDirectory(join(root, "file"))).toThrow(/--out: expected a directory, got/);
    expect(() => checkRunDirectory(join(root, "file/below"))).toThrow(/--out: expected a directory that can be written, got .*ENOTDIR/);
    if (existsSync("/proc/self")) expect(() => checkRunDirectory("/proc/nqs/run")).toThrow(/can be written/);
  });
});

describe("openRunDirectory", () => {
  test("keeps the config, every line of the log, the weights and the result", () => {
    const run = openRunDirectory(join(root, "a/run"), { model: "ising", field: 0.5 }, "a heading");
    run.log({ iteration: 0, energy: 1 });
    expect(text("a/run/log.jsonl")).toBe('{"iteration":0,"energy":1}\n');
    run.log({ iteration: 1, energy: Number.NaN });
    run.writeWeights(Uint8Array.of(1, 2));
    run.writeWeights(Uint8Array.of(3), "born");
    run.writeResult({ variance: Number.POSITIVE_INFINITY });
    run.close();
    run.close();
    expect(text("a/run/config.yaml")).toMatch(/^# a heading\n/);
    expect(parse(text("a/run/config.yaml"))).toEqual({ model: "ising", field: 0.5 });
    expect(
      text("a/run/log.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { iteration: 0, energy: 1 },
      { iteration: 1, energy: null },
    ]);
    expect(readFileSync(join(root, "a/run/weights-born.safetensors"))).toEqual(Buffer.of(3));
    expect(JSON.parse(text("a/run/result.json"))).toEqual({ variance: null });
    expect(readdirSync(join(root, "a/run")).sort()).toEqual([
      "config.yaml",
      "log.jsonl",
      "result.json",
      "weights-born.safetensors",
      "weights.safetensors",
    ]);
  });

  test("removes the files of the run it replaces and nothing else", () => {
    for (const name of ["notes.txt", "result.json", "weights-born.safetensors", "log.jsonl"]) writeFileSync(join(root, name), "old");
    const run = openRunDirectory(root, {}, "new", { force: true });
    run.log({ iteration: 0 });
    expect(text("result.json")).toBe("old");
    run.writeWeights(Uint8Array.of(1));
    run.log({ iteration: 1 });
    run.close();
    expect(readdirSync(root).sort()).toEqual(["config.yaml", "log.jsonl", "notes.txt", "weights.safetensors"]);
    expect(text("log.jsonl")).toBe('{"iteration":0}\n{"iteration":1}\n');
  });

  test("a run that keeps nothing leaves nothing behind, and the run that it was to replace as it was", () => {
    openRunDirectory(join(root, "a/b"), {}, "new").close();
    expect(readdirSync(root)).toEqual([]);
    for (const name of ["result.json", "log.jsonl"]) writeFileSync(join(root, name), "old");
    const run = openRunDirectory(root, {}, "new", { force: true });
    run.log({ iteration: 0 });
    run.close();
    expect(readdirSync(root).sort()).toEqual(["log.jsonl", "result.json"]);
    expect(text("log.jsonl")).toBe("old");
  });

  test("a replacement that was stopped is gone on with, wherever that was", () => {
    const names = ["config.yaml", "weights.safetensors"];
    for (const place of [".new", ".new-moving"]) {
      const folder = join(root, place.slice(1));
      mkdirSync(join(folder, place), { recursive: true });
      for (const name of names) writeFileSync(join(folder, place, name), "new");
      for (const name of place === ".new" ? ["config.yaml", "result.json"] : []) writeFileSync(join(folder, name), "old");
      reopenRunDirectory(folder, "--resume").leave();
      expect(readdirSync(folder).sort()).toEqual(names);
      expect(names.map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["new", "new"]);
    }
  });

  test("a log is cut off behind its checkpoint; one that is too short is refused", () => {
    const run = openRunDirectory(root, {}, "new");
    run.log({ iteration: 0 });
    run.writeCheckpoint({ state: {} as RunState, seconds: 2 });
    run.log({ iteration: 1 });
    run.writeResult({ old: true });
    run.close();
    const found = reopenRunDirectory(root, "--resume");
    expect(found.checkpoint?.seconds).toBe(2);
    const again = found.goOn();
    expect(text("log.jsonl")).toBe('{"iteration":0}\n');
    expect(existsSync(join(root, "result.json"))).toBe(true);
    again.log({ iteration: 7 });
    again.writeWeights(Uint8Array.of(1));
    expect(existsSync(join(root, "result.json"))).toBe(false);
    again.close();
    expect(text("log.jsonl")).toBe('{"iteration":0}\n{"iteration":7}\n');
    writeFileSync(join(root, "log.jsonl"), "");
    const short = reopenRunDirectory(root, "--resume");
    expect(() => short.goOn()).toThrow(/log\.jsonl: expected at least the 16 bytes that belong to the checkpoint, got 0; begin again/);
    short.leave();
  });

  test("a folder without a run, and one that is not there, are refused", () => {
    expect(() => reopenRunDirectory(join(root, "never"), "--resume")).toThrow(/--resume: .* which is not there/);
    expect(() => reopenRunDirectory(root, "--resume")).toThrow(/--resume: expected the folder of a run, got .* without config\.yaml/);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe("writeAtomically", () => {
  test("replaces a file and leaves no temporary one", () => {
    writeAtomically(join(root, "f"), "one");
    writeAtomically(join(root, "f"), "two");
    expect(text("f")).toBe("two");
    expect(readdirSync(root)).toEqual(["f"]);
  });

  test("keeps the old file and no rest where it fails", () => {
    mkdirSync(join(root, "f/full"), { recursive: true });
    expect(() => writeAtomically(join(root, "f"), "two")).toThrow();
    expect(readdirSync(root)).toEqual(["f"]);
  });
});
