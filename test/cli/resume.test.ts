import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CommandFlags } from "../../src/cli/command.ts";
import { askedFor } from "../../src/cli/commands/resume.ts";
import { resumable } from "../../src/cli/commands/run.ts";
import { saveEvery as secondsOf } from "../../src/cli/commands/saving.ts";
import { ended, nqs, start } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-resume-"));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (...names: string[]) => join(directory, ...names);

/** A second of updates if nothing stops it. */
const small = ["--sites", "10", "--no-full-sum", "--samples", "128", "--chains", "16", "--final-samples", "512", "--workers", "1"];
const run = ["run", ...small, "--iterations", "300"];
const saved = [...run, "--save-every", "0.05"];

/** What must not differ: everything but seconds and times. */
const kept = (folder: string) => ({
  weights: readFileSync(join(folder, "weights.safetensors")).toString("base64"),
  ...logAndResult(folder),
});
const logAndResult = (folder: string) => ({
  result: JSON.parse(readFileSync(join(folder, "result.json"), "utf8"), timeless),
  log: readFileSync(join(folder, "log.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line, timeless)),
});
const timeless = (key: string, value: unknown) => (["seconds", "time", "workers"].includes(key) ? undefined : value);

const until = async (there: () => boolean) => {
  for (let n = 0; n < 600 && !there(); n++) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** A run whose process is ended by a signal once it has made a checkpoint, and what became of it. */
async function stopped(folder: string, signal: NodeJS.Signals, args: readonly string[] = saved) {
  const child = start([...args, "--out", folder]);
  const end = ended(child);
  await until(() => existsSync(join(folder, "checkpoint.previous.bin")) || child.exitCode !== null);
  child.kill(signal);
  return await end;
}

const whole = nqs(...run, "--out", inside("whole"));

describe("nqs run --resume", () => {
  test("a killed run ends with the same weights, log and result, and says at the end that it is finished", async () => {
    await Promise.all([whole, stopped(inside("killed"), "SIGKILL")]);
    expect(readdirSync(inside("killed"))).toContain("run.lock");
    const { code, stderr } = await nqs("run", "--resume", inside("killed"), "--workers", "2");
    expect(stderr).toMatch(/killed: going on (after \d+ updates|with the final measurement)\n/);
    expect(kept(inside("killed"))).toEqual(kept(inside("whole")));
    expect(code).toBe((await whole).code);
    expect(readdirSync(inside("killed")).filter((name) => /tmp|lock|\.new|trial/.test(name))).toEqual([]);
    const again = await nqs("run", "--resume", inside("killed"));
    expect(again.stdout).toMatch(/^.*killed holds a finished run: right: .*; --iterations 600 would make more updates\n$/);
    expect(again.code).toBe(code);
  });

  test("so does one that was interrupted, and one whose newest checkpoint is damaged, in one line", async () => {
    await whole;
    const { code } = await stopped(inside("interrupted"), "SIGINT");
    expect(code).toBe(130);
    const newest = inside("interrupted", "checkpoint.bin");
    truncateSync(newest, readFileSync(newest).length >> 1);
    const { stderr } = await nqs("run", "--resume", inside("interrupted"));
    expect(stderr).toMatch(/^[^\n]*checkpoint\.bin is damaged: going on from the checkpoint before it\n/);
    expect(kept(inside("interrupted"))).toEqual(kept(inside("whole")));
  });

  test("one that was killed before its first checkpoint begins again", async () => {
    await whole;
    const folder = inside("early");
    const child = start([...run, "--save-every", "1000", "--out", folder]);
    const end = ended(child);
    await until(() => existsSync(join(folder, "log.jsonl")));
    child.kill("SIGKILL");
    await end;
    const { stderr } = await nqs("run", "--resume", folder);
    expect(stderr).toMatch(/early holds no checkpoint: the run begins again\n/);
    expect(kept(folder)).toEqual(kept(inside("whole")));
  });

  test("a finished run is trained on where more updates are asked for", async () => {
    const folder = inside("more");
    await nqs("run", ...small, "--iterations", "20", "--out", folder);
    const { stdout } = await nqs("run", "--resume", folder, "--iterations", "30", "--json");
    const { training, config } = JSON.parse(stdout);
    expect([training.iterations, config.iterations]).toEqual([30, 30]);
    expect(kept(folder).log.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 30 }, (_, k) => k));
    expect(readFileSync(join(folder, "config.yaml"), "utf8")).toContain("iterations: 30\n");
  });

  test.each<[string, CommandFlags, RegExp]>([
    ["another seed", { seed: "2" }, /^--seed: expected 1, as the run in .* has, got 2; leave it out, or begin another run with --out$/],
    ["another model", { model: "heisenberg" }, /^--model: expected ising, as the run in .* has, got "heisenberg"; /],
    ["what was left open", { observables: "parity" }, /^--observables: expected none, as the run in .* has, got "\[\\"parity\\"\]/],
    ["fewer updates", { iterations: "30" }, /^--iterations: expected at least 300, as the run in .* has, got 30$/],
    ["another folder", { out: "x" }, /^--resume: expected alone, got --out beside it; leave one of them out$/],
  ])("%s is refused", async (_, flags, message) => {
    await whole;
    const before = readdirSync(inside("whole"));
    await expect(askedFor(resumable, { ...flags, resume: inside("whole") })).rejects.toThrow(message);
    expect(readdirSync(inside("whole"))).toEqual(before);
  });

  test("seconds that are none are refused", () => {
    for (const saveEvery of ["x", "0", "-1", ""])
      expect(() => secondsOf({ saveEvery, out: "x" })).toThrow("--save-every: expected a finite number > 0");
    expect(() => secondsOf({ saveEvery: "5" })).toThrow("--save-every: expected --out or --resume beside it, got neither; ");
  });
});

test("nqs learn --resume goes on with a killed learning, to the same weights, log and result", async () => {
  const taught = ["learn", "--feed", "amplitudes", "--target", "ground", "--model", "heisenberg", "--sites", "8", "--rotate", "none"];
  const few = [...taught, "--iterations", "40", "--starts", "2", "--workers", "1"];
  const [left, killed] = [inside("taught"), inside("taught-killed")];
  const [{ code }] = await Promise.all([nqs(...few, "--out", left), stopped(killed, "SIGKILL", [...few, "--save-every", "0.01"])]);
  const again = await nqs("learn", "--resume", killed);
  expect(again.stderr).toMatch(/taught-killed: going on (after \d+ updates|with the final measurement)\n/);
  expect(again.code).toBe(code);
  expect(kept(killed)).toEqual(kept(left));
  expect((await nqs("learn", "--resume", killed)).stdout).toMatch(/holds a finished run: /);
  const refused = await nqs("learn", "--resume", killed, "--seed", "2");
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/^--seed: expected none, as the run in .* has, got 2; /)]);
});

test("the weights of a run without its result are evaluated as of a training that has not ended", async () => {
  const folder = inside("unended");
  await nqs("run", "--sites", "4", "--iterations", "2", "--out", folder);
  const told = async () =>
    (await nqs("evaluate", folder)).stdout.match(/^The run that trained it has not come to its end: --resume .*unended /m);
  expect(await told()).toBeNull();
  rmSync(join(folder, "result.json"));
  expect(await told()).not.toBeNull();
});

describe("the folder of a run that is alive", () => {
  test("keeps a second run out, --force and --resume or not", async () => {
    const folder = inside("alive");
    const child = start(["run", "--sites", "30", "--samples", "4096", "--workers", "1", "--save-every", "0.05", "--out", folder]);
    const end = ended(child);
    await until(() => existsSync(join(folder, "checkpoint.bin")));
    for (const args of [
      [...run, "--out", folder, "--force"],
      ["run", "--resume", folder],
      ["evaluate", "ising-40-h1", "--out", folder, "--force"],
    ]) {
      const { code, stderr } = await nqs(...args);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/expected a folder that no run is writing, got .*, where process \d+ of .* is at work; /),
      ]);
    }
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    expect(existsSync(join(folder, "run.lock"))).toBe(false);
  });
});

describe("--force", () => {
  test("leaves the old run as it was until the new one has a checkpoint, and then nothing of it", async () => {
    const folder = inside("forced");
    await nqs("run", "--sites", "4", "--iterations", "2", "--observables", "correlations", "--out", folder);
    writeFileSync(join(folder, "notes.txt"), "mine");
    const before = readdirSync(folder);
    const child = start([...run, "--save-every", "1000", "--out", folder, "--force"]);
    const end = ended(child);
    await until(() => readdirSync(folder).some((name) => name.startsWith(".new-") && existsSync(join(folder, name, "log.jsonl"))));
    child.kill("SIGKILL");
    await end;
    expect(readdirSync(folder).filter((name) => !/^\.new-|lock$/.test(name))).toEqual(before);
    const old = await nqs("run", "--resume", folder);
    expect(old.stdout).toMatch(/holds a finished run/);
    expect(readdirSync(folder)).toEqual(before);
    await nqs(...run, "--out", folder, "--force");
    const after = readdirSync(folder).sort();
    expect(after).toEqual(["checkpoint.bin", "config.yaml", "log.jsonl", "notes.txt", "result.json", "weights.safetensors"]);
    await whole;
    expect(kept(folder)).toEqual(kept(inside("whole")));
  });
});

test("nqs compare --resume goes on with a killed comparison, alone or one of several", async () => {
  const few = ["--no-full-sum", "--samples", "64", "--chains", "16", "--iterations", "60", "--final-samples", "256", "--workers", "1"];
  const compare = ["compare", "--model", "ising", "--sites", "8", "--readouts", "born,classical", ...few];
  const [left, folder] = [inside("compared"), inside("compared-killed")];
  const killed = join(folder, "ising");
  const [{ code }] = await Promise.all([nqs(...compare, "--out", left), stopped(killed, "SIGKILL", [...compare, "--save-every", "0.01"])]);
  const again = await nqs("compare", "--resume", folder);
  expect(again.stderr).toMatch(/ising: going on (with (born|classical)|after the trainings)\n/);
  expect(again.code).toBe(code);
  for (const name of ["weights-born.safetensors", "weights-classical.safetensors"]) {
    expect(readFileSync(join(killed, name))).toEqual(readFileSync(join(left, name)));
  }
  expect(logAndResult(killed)).toEqual(logAndResult(left));
  const finished = await nqs("compare", "--resume", killed);
  expect(finished.stdout).toMatch(/holds a finished run: born .*; classical /);
  expect(finished.code).toBe(code);
});

test("nqs evaluate --resume goes on with a killed measurement, to the same numbers", async () => {
  const measured = ["evaluate", "ising-40-h1", "--samples", "28000", "--observables", "x", "--workers", "1"];
  const [left, killed] = [inside("measured"), inside("measured-killed")];
  await Promise.all([nqs(...measured, "--out", left), stopped(killed, "SIGKILL", [...measured, "--save-every", "0.01"])]);
  const again = await nqs("evaluate", "--resume", killed);
  expect(again.stderr).toMatch(/measured-killed: going on after [1-9]\d* samples\n/);
  const files = readdirSync(left);
  expect(readdirSync(killed)).toEqual(files);
  for (const name of files.filter((file) => file !== "result.json"))
    expect(readFileSync(join(killed, name))).toEqual(readFileSync(join(left, name)));
  const [whole, resumed] = [left, killed].map((folder) => JSON.parse(readFileSync(join(folder, "result.json"), "utf8"), timeless));
  expect(resumed).toEqual(whole);
  expect((await nqs("evaluate", "--resume", killed)).stdout).toMatch(/holds a finished run: right: /);
});

test("a measurement does not take the place of the weights that it measures", async () => {
  const folder = inside("own");
  await nqs("run", "--sites", "4", "--iterations", "2", "--out", folder);
  const { code, stderr } = await nqs("evaluate", folder, "--out", folder, "--force");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^--out: expected a folder of its own, got /)]);
});

test("nqs benchmark --resume goes on with a killed table, to the same rows and log", async () => {
  const rows = ["benchmark", "ising-20-h1-a1", "--workers", "1"];
  const [left, killed] = [inside("table"), inside("table-killed")];
  await Promise.all([nqs(...rows, "--out", left), stopped(killed, "SIGKILL", [...rows, "--save-every", "0.05"])]);
  const again = await nqs("benchmark", "--resume", killed);
  expect(again.stderr).toMatch(/table-killed: going on (with ising-20-h1-a1 seed 1|after 1 runs)\n/);
  expect(logAndResult(killed)).toEqual(logAndResult(left));
  expect((await nqs("benchmark", "--resume", killed)).stdout).toMatch(/holds a finished run: 1 rows\n$/);
  const refused = await nqs("benchmark", "ising-40-h1-a1", "--resume", killed);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/^--resume: expected alone, got "ising-40-h1-a1"; /)]);
});
