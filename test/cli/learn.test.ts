import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "nqs-learn-cli-"));
afterAll(() => rmSync(directory, { recursive: true }));
const data = "test/data/qucumber";
const MINUTE = 60_000;

function nqs(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "src/cli/nqs.ts", ...args], { encoding: "utf8" });
  return { code: status, stdout, stderr };
}

describe("nqs learn", () => {
  test(
    "measured rows in several bases, kept and evaluated",
    () => {
      const out = join(directory, "qubits");
      const files = ["--feed", "configurations", `${data}/qubits_train.txt`, "--bases", `${data}/qubits_train_bases.txt`];
      const { code, stdout } = nqs("learn", ...files, "--target", `${data}/qubits_psi.txt`, "--out", out, "--json");
      expect(code).toBe(0);
      const result = JSON.parse(stdout);
      expect(result.fidelity.mean).toBeGreaterThan(0.99);
      expect(result).toMatchObject({ rows: 1000, heldOutRows: 100, learnt: true, energies: [], exact: null });
      const evaluated = nqs("evaluate", join(out, "weights.safetensors"), "--hamiltonian", "Z0 Z1", "--json");
      expect(evaluated.code).toBe(0);
      expect(JSON.parse(evaluated.stdout).energy.mean).toBeGreaterThan(-1);
      const again = nqs("learn", "--config", join(out, "config.yaml"), "--json");
      expect(JSON.parse(again.stdout).fidelity).toEqual(result.fidelity);
    },
    MINUTE,
  );

  test(
    "probabilities of an exact ground state: energies under every reading, a verdict",
    () => {
      const { code, stdout } = nqs("learn", "--feed", "probabilities", "--model", "heisenberg", "--sites", "8");
      expect(code).toBe(0);
      expect(stdout).toMatch(/fidelity with the target\s+│ 0\.0093/);
      expect(stdout).toMatch(/born\s+│ 0\.6085/);
      expect(stdout).toMatch(/exact\s+│ -1\.825546704/);
      expect(stdout).toMatch(/verdict: learnt: probabilities to .* nats, fidelity 0\.009300; phases were not taught and are 0/);
    },
    MINUTE,
  );

  test(
    "a stored network as the target",
    () => {
      const out = join(directory, "taught");
      expect(nqs("learn", "--feed", "amplitudes", "--sites", "6", "--field", "1", "--out", out, "--json").code).toBe(0);
      const { code, stdout } = nqs("learn", "--feed", "amplitudes", "--target", join(out, "weights.safetensors"), "--json");
      expect(code).toBe(0);
      const { fidelity, energies, exact } = JSON.parse(stdout);
      expect(fidelity.mean).toBeGreaterThan(0.9999);
      expect(energies[0].energy.mean).toBeCloseTo(exact.energy, 3);
    },
    MINUTE,
  );

  const short = join(directory, "short.txt");
  writeFileSync(short, "1 0 1\n1 0\n");
  const psi = join(directory, "psi.txt");
  writeFileSync(psi, "1 0\n1 0\n1 0\n");
  test.each([
    [["learn"], /^--feed: expected amplitudes, probabilities, or configurations <file>, got "none"/],
    [["learn", "--feed", "rows"], /^--feed: expected amplitudes, .*, got "rows"/],
    [["learn", "--feed", "configurations"], /^--feed: expected one file of measured rows, got "none"; add it/],
    [["learn", "--feed", "configurations", short], /short\.txt:2: expected 3 outcomes, as the rows above have, got 2/],
    [["learn", "--feed", "amplitudes", "--target", psi], /psi\.txt: expected 2\^N amplitudes, one on each row, got 3/],
    [["learn", "--feed", "amplitudes", "--sites", "20"], /^--target: expected at most 16 sites, whose ground state can be listed, got 20/],
    [["learn", "--feed", "amplitudes", "--bases", psi], /^--bases: expected none without measured rows/],
    [
      ["learn", "--feed", "configurations", `${data}/qubits_train.txt`, "--model", "ising", "--sites", "4"],
      /^--sites: expected 2, as the rows of .* have, got 4/,
    ],
    [["compare", "--feed", "--model", "ising", "--sites", "20"], /^--sites: expected at most 16, whose exact state can be listed, got 20/],
  ])("%j is refused in one line", (args, message) => {
    const { code, stdout, stderr } = nqs(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

test(
  "nqs compare --feed prints the four corners of the switch",
  () => {
    const { code, stdout } = nqs("compare", "--feed", "--model", "dm", "--json");
    expect(code).toBe(0);
    const { corners, exact } = JSON.parse(stdout);
    expect(exact.energyPerSite).toBeCloseTo(-1.901465263, 6);
    const energies = corners.map(({ fed, read, energyPerSite }: { fed: string; read: string; energyPerSite: { mean: number } }) => [
      fed,
      read,
      Number(energyPerSite.mean.toFixed(3)),
    ]);
    expect(energies).toEqual([
      ["amplitudes", "born", -1.901],
      ["amplitudes", "classical", -0.603],
      ["probabilities", "born", 0.619],
      ["probabilities", "classical", -0.603],
    ]);
  },
  MINUTE,
);
