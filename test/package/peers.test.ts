import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPeer } from "../../bench/against.ts";
import { problems } from "../../bench/problems.ts";

const script = readFileSync("bench/peers/time_netket.py", "utf8");

test("NetKet is timed on our workloads, under our names and sizes", () => {
  const theirs = [...script.matchAll(/^ {4}"([\w-]+)": \((\d+), \w+, \w+\),$/gm)].map(([, name, sites]) => ({
    name,
    sites: Number(sites),
  }));
  expect(theirs).toEqual(problems.map(({ name, sites }) => ({ name, sites })));
});

test("--against reads the lines that the script prints, between NetKet's own", () => {
  const keys = [...script.matchAll(/^ {8}"(\w+)": /gm)].map(([, key]) => key);
  const values: Readonly<Record<string, unknown>> = {
    peer: "netket 3.23.0",
    workload: "ising-40-rbm1",
    variant: "sr-cg",
    iteration_s: 0.14,
  };
  const row = Object.fromEntries(keys.map((key) => [key, values[key] ?? null]));
  const folder = mkdtempSync(join(tmpdir(), "nqs-peer-"));
  try {
    const path = join(folder, "netket.jsonl");
    writeFileSync(path, `Automatic SR on_the_fly choice: True\n${JSON.stringify(row)}\n${JSON.stringify({ ...row, best: true })}\n`);
    const { best, variants } = readPeer(path);
    expect(best.get("ising-40-rbm1")).toEqual({ ...values, best: true, finite: false });
    expect(variants).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("--against takes nothing of a line but words and finite numbers of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "nqs-peer-"));
  try {
    const path = join(folder, "netket.jsonl");
    const own = { workload: "w", iteration_s: 0.5, best: true };
    const lines = [{ ...own, peer: { toString: 1 }, variant: ["x"] }, { ...own, workload: "e\u001b[2Jscape" }, null];
    writeFileSync(path, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n{"workload":"huge","iteration_s":1e999,"best":true}\n`);
    const { best } = readPeer(path);
    expect([...best.keys()]).toEqual(["w", "e\\u{1b}[2Jscape"]);
    expect(best.get("w")).toMatchObject({ peer: "peer", variant: "" });
    writeFileSync(path, "talk alone\n");
    expect(() => readPeer(path)).toThrow(/holds no JSON line with workload and iteration_s/);
    expect(() => readPeer(folder)).toThrow(/expected a file with the JSON lines of a peer, got none that can be read \(no regular file\)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every package of its environment is pinned", () => {
  const lines = readFileSync("bench/peers/requirements.txt", "utf8").trim().split("\n");
  expect(lines.filter((line) => !/^[\w-]+==\d[\w.]*$/.test(line))).toEqual([]);
});
