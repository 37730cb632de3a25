import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { leftAlone, SmallDisk, tryFull } from "../../scripts/fullDisk.ts";
import { contentOf } from "../../scripts/kills.ts";
import { ended, nqs, start } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-full-"));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (...names: string[]) => join(directory, ...names);

const small = ["--sites", "10", "--no-full-sum", "--samples", "128", "--chains", "16", "--final-samples", "512", "--workers", "1"];
const run = ["run", ...small, "--iterations", "150"];
const saved = [...run, "--save-every", "0.02"];
const whole = nqs(...run, "--out", inside("whole"));

const shell = (command: string) => ended(spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] }));
const program = `${process.execPath} ${resolve("dist/cli/nqs.js")}`;

describe("files that may not grow", () => {
  test("end no training; the result says what was not kept, and --resume makes it whole", async () => {
    const out = inside("limited");
    const { code, stdout, stderr } = await shell(`ulimit -f 12; ${program} ${saved.join(" ")} --json --out ${out}`);
    expect(code).toBe(1);
    expect(
      stderr.match(/log\.jsonl: could not be written: file too large \(EFBIG\); the work goes on, and it is tried again\n/g),
    ).toHaveLength(1);
    expect(stderr).toMatch(
      /limited: not kept: .*log\.jsonl: \d+ lines, file too large \(EFBIG\).*; mend that, and --resume .*limited completes it\n$/,
    );
    expect(stderr).not.toContain("    at ");
    const { notKept, verdict } = JSON.parse(stdout);
    expect([notKept.join(), verdict]).toEqual([expect.stringContaining("log.jsonl: "), expect.any(String)]);
    const log = readFileSync(join(out, "log.jsonl"), "utf8");
    expect(log.endsWith("}\n")).toBe(true);
    for (const line of log.trim().split("\n")) JSON.parse(line);
    const again = await nqs("run", "--resume", out);
    expect(again.code).toBe((await whole).code);
    expect(contentOf(out)).toBe(contentOf(inside("whole")));
  });
});

describe("a disk that takes nothing for a while", () => {
  test("is told of once, and leaves no trace in what is kept", async () => {
    const preload = inside("full.mjs");
    writeFileSync(
      preload,
      `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
       const real = fs.writeSync; let calls = 0;
       fs.writeSync = (file, ...rest) => {
         if (file > 2 && ++calls > 40 && calls < 80)
           throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
         return real(file, ...rest);
       };
       syncBuiltinESMExports();`,
    );
    const out = inside("moment");
    const { code, stderr } = await shell(
      `${process.execPath} --import ${preload} ${resolve("dist/cli/nqs.js")} ${run.join(" ")} --out ${out}`,
    );
    expect(code).toBe((await whole).code);
    expect(stderr.match(/ENOSPC/g)).toHaveLength(1);
    expect(contentOf(out)).toBe(contentOf(inside("whole")));
  });
});

test("a folder that is removed during the run costs nothing but what was to be in it", async () => {
  const out = inside("removed");
  const child = start(["run", ...small, "--iterations", "400", "--save-every", "0.02", "--out", out]);
  const end = ended(child);
  for (let n = 0; n < 2000 && !existsSync(join(out, "checkpoint.bin")); n++) await new Promise((done) => setTimeout(done, 5));
  rmSync(out, { recursive: true, maxRetries: 20 });
  const { code, stdout, stderr } = await end;
  expect(code).toBe(1);
  expect(stdout).toMatch(/\nverdict: /);
  expect(stderr).toMatch(
    /removed: not kept: .*weights\.safetensors: no such file or directory \(ENOENT\).*log\.jsonl: removed during the run\n$/,
  );
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk behind stdout is one line; one behind stderr, and a closed stream, are nothing",
  async () => {
    const [exact, measured] = ["exact --sites 8", "evaluate models/ising-40-h1 --samples 1000 --workers 1"].map(
      (command) => `${program} ${command}`,
    );
    const full = await Promise.all([exact, measured].map((command) => shell(`${command} > /dev/full`)));
    for (const { code, stderr } of full) {
      const lines = stderr.split("\n").filter((line) => !line.startsWith("measure"));
      expect([code, lines]).toEqual([1, ["stdout: expected to be written to, got ENOSPC; free space or choose another place", ""]]);
    }
    const quiet = await Promise.all(["2> /dev/full", "2>&-", ">&-", "| head -1"].map((closed) => shell(`${exact} ${closed}`)));
    expect(quiet.map(({ code, stderr }) => [code, stderr])).toEqual(Array.from({ length: 4 }, () => [0, ""]));
  },
);

describe("a small disk that runs full", () => {
  const disk = diskOrNone();
  afterAll(() => disk?.unmount());
  test.skipIf(disk === null)("leaves a run whole or to be completed, and a measurement told, without bytes or without files", async () => {
    if (disk === null) return;
    const undisturbed = await leftAlone("run", inside("whole-run"));
    const tries = [
      await tryFull(disk, "run", "in the training", "bytes", undisturbed),
      await tryFull(disk, "run", "before it begins", "bytes", undisturbed),
    ];
    expect(tries.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

function diskOrNone(): SmallDisk | null {
  try {
    return new SmallDisk();
  } catch (error) {
    process.stderr.write(`\n!!! NOT TESTED: a full disk. ${error instanceof Error ? error.message : error}\n\n`);
    return null;
  }
}
