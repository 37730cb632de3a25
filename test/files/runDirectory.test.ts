import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeAtomically } from "../../src/files/atomic.ts";
import { checkRunDirectory, openRunDirectory } from "../../src/files/runDirectory.ts";

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
    openRunDirectory(root, {}, "new").close();
    expect(readdirSync(root).sort()).toEqual(["config.yaml", "log.jsonl", "notes.txt"]);
    expect(text("log.jsonl")).toBe("");
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
