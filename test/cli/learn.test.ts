import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { taughtBy } from "../../src/cli/settings/feed.ts";
import { learnShape } from "../../src/cli/settings/schema.ts";
import { readSettings } from "../../src/cli/settings/settings.ts";
import { learntVerdict } from "../../src/cli/terminal/learnt.ts";
import type { LearnOutcome } from "../../src/index.ts";
import { nqs } from "./program.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-learn-cli-"));
afterAll(() => rmSync(directory, { recursive: true }));
const data = "examples/qucumber";
const MINUTE = 60_000;

describe("nqs learn", () => {
  test(
    "measured rows in several bases, kept and evaluated",
    async () => {
      const out = join(directory, "qubits");
      const files = ["--feed", "configurations", `${data}/qubits_train.txt`, "--bases", `${data}/qubits_train_bases.txt`];
      const { code, stdout } = await nqs("learn", ...files, "--target", `${data}/qubits_psi.txt`, "--out", out, "--json");
      expect(code).toBe(0);
      const result = JSON.parse(stdout);
      expect(result.fidelity.mean).toBeGreaterThan(0.99);
      expect(result).toMatchObject({ rows: 1000, heldOutRows: 100, learnt: true, energies: [], exact: null });
      const evaluated = await nqs("evaluate", join(out, "weights.safetensors"), "--hamiltonian", "Z0 Z1", "--json");
      expect(evaluated.code).toBe(0);
      expect(JSON.parse(evaluated.stdout).energy.mean).toBeGreaterThan(-1);
      const again = await nqs("learn", "--config", join(out, "config.yaml"), "--json");
      expect(JSON.parse(again.stdout).fidelity).toEqual(result.fidelity);
    },
    MINUTE,
  );

  test(
    "probabilities of an exact ground state: energies under every reading, a verdict",
    async () => {
      const { code, stdout } = await nqs("learn", "--feed", "probabilities", "--model", "heisenberg", "--sites", "8");
      expect(code).toBe(0);
      expect(stdout).toMatch(/fidelity with the target\s+│ 0\.009299/);
      expect(stdout).toMatch(/born\s+│\s+0\.6085/);
      expect(stdout).toMatch(/exact\s+│\s+-1\.825546704/);
      expect(stdout).toMatch(/verdict: learnt: probabilities to .* nats, fidelity 0\.009300; phases were not taught and are 0/);
    },
    MINUTE,
  );

  test(
    "a stored network as the target",
    async () => {
      const out = join(directory, "taught");
      expect(await nqs("learn", "--feed", "amplitudes", "--sites", "6", "--field", "1", "--out", out, "--json")).toMatchObject({ code: 0 });
      const { code, stdout } = await nqs("learn", "--feed", "amplitudes", "--target", join(out, "weights.safetensors"), "--json");
      expect(code).toBe(0);
      const { fidelity, energies, exact } = JSON.parse(stdout);
      expect(fidelity.mean).toBeGreaterThan(0.9999);
      expect(energies[0].energy.mean).toBeCloseTo(exact.energy, 3);
    },
    MINUTE,
  );

  test(
    "refuses in one line, with exit code 2",
    async () => {
      const { code, stdout, stderr } = await nqs("learn", "--feed", "rows");
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe('--feed: expected amplitudes, probabilities, or configurations <file>, got "rows"\n');
    },
    MINUTE,
  );
});

test("a verdict says where rows are fewer than parameters", () => {
  const outcome = (rows: number) => ({ figures: { rows, fidelity: null, heldOut: 1 }, settings: { feed: "configurations", phases: true } });
  const text = (rows: number) =>
    learntVerdict({ ...outcome(rows), stopped: { reason: "converged" }, network: { parameters: new Float64Array(8) } } as LearnOutcome)
      .text;
  expect(text(3)).toBe("learnt: held-out rows cost 1.0000 nats each; only 3 rows for 4 parameters: they hardly tell the state");
  expect(text(4)).toBe("learnt: held-out rows cost 1.0000 nats each");
});

describe("what is fed", () => {
  const short = join(directory, "short.txt");
  writeFileSync(short, "1 0 1\n1 0\n");
  const psi = join(directory, "psi.txt");
  writeFileSync(psi, "1 0\n1 0\n1 0\n");
  const qubits = ["configurations", `${data}/qubits_train.txt`];
  const taught = async (flags: Readonly<Record<string, unknown>>) => {
    const { values, where } = await readSettings(learnShape, flags);
    return await taughtBy(values, where);
  };

  test.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{}, /^--feed: expected amplitudes, probabilities, or configurations <file>, got "none"/],
    [{ feed: ["configurations"] }, /^--feed: expected one file of measured rows, got "none"; add it/],
    [{ feed: ["configurations", short] }, /short\.txt:2: expected 3 outcomes, as the rows above have, got 2/],
    [{ feed: ["amplitudes"], target: psi }, /psi\.txt: expected 2\^N amplitudes, one on each row, got 3/],
    [{ feed: ["amplitudes"], sites: "20" }, /^--target: expected at most 16 sites, whose ground state can be listed, got 20/],
    [{ feed: ["amplitudes"], bases: psi }, /^--bases: expected none without measured rows/],
    [{ feed: ["amplitudes", psi] }, /^--feed: expected nothing after amplitudes, got .*; name the state with --target/],
    [{ feed: qubits, model: "ising", sites: "4" }, /^--sites: expected 2, as the rows of .* have, got 4/],
    [{ feed: qubits, model: "heisenberg", rotate: "marshall" }, /^--rotate: expected none: rows are what was measured, got "marshall"/],
    [{ feed: qubits, target: `${data}/tfim1d_psi.txt` }, /^--target: expected a state of 2 sites, as the rows of .* have, got 10/],
    [{ feed: ["amplitudes"], target: `${data}/qubits_psi.txt`, model: "dm" }, /^--target: expected a state of 10 sites, .*, got 2/],
    [{ feed: qubits, target: "ground" }, /^--target: expected a problem whose ground state it is, got "none"; add --model/],
  ])("%j is refused", async (flags, message) => {
    await expect(taught(flags)).rejects.toThrow(message);
  });

  test("has the sites of the data, and the lattice that was asked for", async () => {
    const { lattice, hamiltonian, text } = await taught({ feed: qubits, boundary: "open" });
    expect({ lattice: lattice?.name, hamiltonian }).toEqual({ lattice: "open chain of 2 sites", hamiltonian: null });
    expect(text).toBe(`1000 measured rows of 2 sites: ${qubits[1]}`);
    expect((await taught({ feed: qubits, field: "0.5" })).hamiltonian?.lattice.size).toBe(2);
  });
});

test(
  "nqs compare --feed prints the four corners of the switch",
  async () => {
    const { code, stdout } = await nqs("compare", "--feed", "--model", "dm", "--json");
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
