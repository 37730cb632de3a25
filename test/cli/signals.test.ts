import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ended, nqs, start } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "nqs-signals-"));
afterAll(() => rmSync(folder, { recursive: true }));
const LONG_TRAINING = ["run", "--model", "ising", "--sites", "40", "--density", "4", "--iterations", "100000", "--accuracy", "1e-12"];

/** When a run first tells an energy. */
function afterFirstStep(child: ReturnType<typeof start>, act: () => void): void {
  let heard = false;
  child.stderr?.on("data", (chunk) => {
    if (!heard && String(chunk).includes("E/N")) {
      heard = true;
      act();
    }
  });
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGQUIT", 131],
] as const)("%s in a training ends it after the step, all of it saved, with code %i", async (signal, code) => {
  const out = join(folder, signal);
  const child = start([...LONG_TRAINING, "--out", out]);
  afterFirstStep(child, () => child.kill(signal));
  expect((await ended(child)).code).toBe(code);
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining(["checkpoint.bin", "config.yaml", "log.jsonl", "result.json", "weights.safetensors"]),
  );
  expect(existsSync(join(out, "run.lock"))).toBe(false);
});

/** In the thread of the command, before all else. */
function inTheCommand(code: string): string {
  const text = `import { isMainThread, workerData } from "node:worker_threads"; if (!isMainThread && workerData instanceof Int32Array) { ${code} }`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

const SLEEP = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";

test("a second SIGINT ends the process wherever it is, here in a command that hears nothing", async () => {
  const out = join(folder, "second");
  // It falls asleep once it has said that it saves what it has, and tells so.
  const deaf = inTheCommand(
    `const { add } = Atomics; Atomics.add = (...all) => { add(...all); if (all[1] === 1 && all[2] === 1) { process.stderr.write("asleep"); ${SLEEP}; } };`,
  );
  const child = start(["run", "--model", "ising", "--sites", "8", "--out", out], deaf);
  const end = ended(child);
  await new Promise<void>((resolve) => child.stderr?.on("data", (chunk) => String(chunk).includes("asleep") && resolve()));
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill("SIGINT");
  const { code, stderr } = await end;
  expect(code).toBe(130);
  expect(stderr).toContain("press Ctrl-C again to stop at once");
  // What is left behind belongs to a process that is dead: the next run sweeps it.
  const { code: next } = await nqs("run", "--model", "ising", "--sites", "4", "--out", out, "--force");
  expect(next).toBe(0);
});

test.each([
  ["ends", "process.exit(7)", 7, /^nqs: the command broke off: its thread was ended\n$/],
  ["throws", 'throw new Error("on\\npurpose")', 1, /^nqs: the command broke off: on\n$/],
])("a thread of a command that %s says so in one line", async (_, how, expected, line) => {
  const child = start(["run", "--sites", "4"], inTheCommand(`setTimeout(() => { ${how}; }, 1);`));
  const { code, stderr } = await ended(child);
  expect(code).toBe(expected);
  expect(stderr.replaceAll(/^ising.*\n/gm, "")).toMatch(line);
});

test("before anything could be saved a signal ends the process at once", async () => {
  const child = start(["evaluate", "models/j1j2-20", "--samples", "4096"]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGTERM");
  expect((await ended(child)).code).toBe(143);
});
