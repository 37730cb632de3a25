import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nqs } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-branches-"));
afterAll(() => rmSync(directory, { recursive: true }));

const ising = ["--model", "ising", "--sites", "4"];

test("run, its log and its weights, and evaluate under this and under another reading", async () => {
  const out = join(directory, "run");
  const run = await nqs("run", ...ising, "--readout", "branches", "--out", out, "--json");
  expect(run.code).toBe(0);
  const result = JSON.parse(run.stdout);
  expect(result).toMatchObject({ readout: "branches", converged: true, stopped: { reason: "converged" }, samples: 16, hiddenModes: null });
  expect(result.energyPerSite.mean).toBeCloseTo(-1.25, 3);
  expect(result.verdict).toMatch(/^right: .*the best product state/);
  const log = readFileSync(join(out, "log.jsonl"), "utf8").trim().split("\n");
  expect(JSON.parse(log[log.length - 1])).toMatchObject({ acceptance: 1, samples: 16 });
  const weights = join(out, "weights.safetensors");
  const own = JSON.parse((await nqs("evaluate", weights, "--json")).stdout);
  expect(own).toMatchObject({ readout: "branches", energy: result.energy });
  const born = JSON.parse((await nqs("evaluate", weights, "--readout", "born", "--json")).stdout);
  expect(born.readout).toBe("born");
  expect(born.energyPerSite.mean).toBeGreaterThan(born.exact.energyPerSite);
}, 60_000);

test("compare has a fourth row and column, and says why where it has not", async () => {
  const { stdout } = await nqs("compare", ...ising, "--iterations", "3");
  expect(stdout).toMatch(/│ branches +│/);
  expect(stdout).toMatch(/│ read branches │/);
  expect(stdout).toMatch(/│ trained branches +│/);
  const other = await nqs("compare", ...ising, "--iterations", "3", "--ansatz", "jastrow", "--json");
  const { readings, skipped } = JSON.parse(other.stdout);
  expect(Object.keys(readings)).toEqual(["born", "phaseless", "classical"]);
  expect(skipped).toEqual([{ trained: null, read: "branches", reason: expect.stringMatching(/got jastrow; use an rbm/) }]);
  const printed = await nqs("compare", ...ising, "--iterations", "3", "--ansatz", "jastrow");
  expect(printed.stdout).toMatch(/^branches is left out: groundState.ansatz: branches reads the hidden units of an rbm, got jastrow/m);
}, 60_000);

test("more hidden units than can be summed are drawn, whatever the sites", async () => {
  const { code, stdout } = await nqs("run", ...ising, "--density", "5", "--readout", "branches", "--final-samples", "1024", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ samples: 1024, training: { fullSum: false, samples: 256, chains: 32 } });
}, 60_000);

test("a network without branches is refused with code 2 and one line", async () => {
  const { code, stderr } = await nqs("run", ...ising, "--ansatz", "mlp", "--readout", "branches");
  expect(code).toBe(2);
  expect(stderr.trim()).toMatch(/^.*branches reads the hidden units of an rbm, got mlp; use an rbm, or another reading$/);
}, 60_000);
