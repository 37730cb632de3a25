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

test("a second SIGINT ends the process wherever it is, here in an exact diagonalisation", async () => {
  const out = join(folder, "second");
  const child = start(["compare", "--model", "j1j2", "--sites", "20", "--j2", "0.3", "--out", out]);
  const end = ended(child);
  // What it says first it says before it hears signals and looks for the exact energy.
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
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

test("before anything could be saved a signal ends the process at once", async () => {
  const child = start(["evaluate", "models/j1j2-20", "--samples", "4096"]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGTERM");
  expect((await ended(child)).code).toBe(143);
});
