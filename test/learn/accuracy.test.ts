import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  chain,
  dm,
  exactGroundState,
  type Hamiltonian,
  heisenberg,
  ising,
  type LearnOptions,
  type LearnOutcome,
  learnState,
  loadMeasurements,
  loadNetwork,
  loadWaveFunction,
  measure,
  outcomeOf,
  rbm,
  rotateMarshall,
  saveNetwork,
} from "../../src/index.ts";
import { measured, QUCUMBER } from "./data.ts";

const learnt = (options: LearnOptions) => outcomeOf(learnState(options));
const fidelityOf = ({ figures }: LearnOutcome) => figures.fidelity?.mean ?? Number.NaN;
const energyOf = ({ energies }: LearnOutcome, name: string) =>
  energies.find(({ readout }) => readout === name)?.measurement?.energyPerSite.mean ?? Number.NaN;
const MINUTE = 60_000;

describe("QuCumber's measured Ising chain of ten sites", () => {
  const configurations = loadMeasurements(`${QUCUMBER}/tfim1d_data.txt`);
  const target = loadWaveFunction(`${QUCUMBER}/tfim1d_psi.txt`);

  test(
    "by default, without a lattice: fidelity 0.995 where the counts themselves have 0.982",
    async () => {
      const outcome = await learnt({ feed: { configurations }, target });
      expect(fidelityOf(outcome)).toBeGreaterThan(0.995);
      expect(outcome.figures).toMatchObject({ rows: 10_000, heldOutRows: 1000 });
      const hamiltonian = ising(chain(10, "open"), { field: 1 });
      const { energy } = await outcomeOf(measure({ hamiltonian, network: outcome.network }));
      expect(Math.abs(energy.mean / -12.38149 - 1)).toBeLessThan(0.003);
    },
    MINUTE,
  );

  test(
    "with the symmetries of the chain 0.998",
    async () => {
      const ansatz = rbm({ density: 1, real: true, deviation: 0.1, pointGroup: true, parity: "even" });
      const outcome = await learnt({ feed: { configurations }, target, ansatz, lattice: chain(10, "open") });
      expect(fidelityOf(outcome)).toBeGreaterThan(0.998);
    },
    MINUTE,
  );
});

test(
  "QuCumber's two qubits in five bases: 0.99, where it reaches 0.9928",
  async () => {
    const configurations = loadMeasurements(`${QUCUMBER}/qubits_train.txt`, { bases: `${QUCUMBER}/qubits_train_bases.txt` });
    expect(configurations).toMatchObject({ sites: 2, rows: 1000 });
    const target = loadWaveFunction(`${QUCUMBER}/qubits_psi.txt`);
    const outcome = await learnt({ feed: { configurations }, target });
    expect(fidelityOf(outcome)).toBeGreaterThan(0.99);
  },
  MINUTE,
);

test(
  "20 000 rows of the Ising ring: 0.999",
  async () => {
    const hamiltonian = ising(chain(10), { field: 1 });
    const target = exactGroundState(hamiltonian);
    const configurations = measured(target, ["ZZZZZZZZZZ"], 20_000, 1);
    const outcome = await learnt({ feed: { configurations }, hamiltonian, target });
    expect(fidelityOf(outcome)).toBeGreaterThan(0.999);
  },
  MINUTE,
);

test(
  "10 000 rows in mixed bases of the ring of eight at h = -1, whose state has signs: 0.99",
  async () => {
    const hamiltonian = ising(chain(8), { field: -1 });
    const target = exactGroundState(hamiltonian);
    const pairs = Array.from({ length: 7 }, (_, i) => `${"Z".repeat(i)}XX${"Z".repeat(6 - i)}`);
    const configurations = measured(target, ["Z".repeat(8), "X".repeat(8), ...pairs], 10_000, 1);
    const outcome = await learnt({ feed: { configurations }, hamiltonian, target });
    expect(fidelityOf(outcome)).toBeGreaterThan(0.99);
  },
  2 * MINUTE,
);

describe("ground states of the ring of eight, fed and then read", () => {
  const ring = chain(8);
  type Row = [name: string, hamiltonian: Hamiltonian, amplitudes: number, born: number, classical: number];
  /** E/N: fed amplitudes and read born, fed probabilities and read born, and read classical; independent enumeration. */
  const rows: Row[] = [
    ["Ising h = 0.5", ising(ring, { field: 0.5 }), -1.063635, -1.063635, -0.933604],
    ["Ising h = 1", ising(ring, { field: 1 }), -1.281458, -1.281458, -0.640729],
    ["Ising h = 2", ising(ring, { field: 2 }), -2.127271, -2.127271, -0.260062],
    ["Heisenberg, Marshall", rotateMarshall(heisenberg(ring)), -1.825546704, -1.825546704, -0.608515568],
    ["Heisenberg, plain", heisenberg(ring), -1.825546704, 0.608515568, -0.608515568],
    ["DM, plain", dm(ring, { d: 0.5 }), -1.901465263, 0.619320133, -0.603019704],
    ["DM, rotated", rotateMarshall(dm(ring, { d: 0.5 })), -1.901465263, -1.825359541, -0.603019704],
  ];
  const CLOSE = 1e-3;

  test.each(rows)(
    "%s",
    async (_name, hamiltonian, amplitudes, born, classical) => {
      const state = exactGroundState(hamiltonian);
      const fed = await learnt({ feed: { amplitudes: state }, hamiltonian });
      expect(fidelityOf(fed)).toBeGreaterThan(0.9999);
      expect(Math.abs(energyOf(fed, "born") - amplitudes)).toBeLessThan(CLOSE);
      const known = await learnt({ feed: { probabilities: state }, hamiltonian });
      expect(Math.abs(energyOf(known, "born") - born)).toBeLessThan(CLOSE);
      const mixture = await learnt({ feed: { probabilities: state }, hamiltonian, readout: "classical" });
      expect(Math.abs(energyOf(mixture, "classical") - classical)).toBeLessThan(CLOSE);
    },
    MINUTE,
  );
});

test("a learnt network is stored, loaded and measured as a trained one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "nqs-learn-"));
  try {
    const configurations = loadMeasurements(`${QUCUMBER}/qubits_train.txt`, { bases: `${QUCUMBER}/qubits_train_bases.txt` });
    const { network } = await learnt({ feed: { configurations }, starts: 1 });
    const path = join(directory, "learnt.safetensors");
    await saveNetwork(path, network);
    const loaded = await loadNetwork(path);
    expect(loaded.parameters).toEqual(network.parameters);
    const hamiltonian = ising(chain(2, "open"), { field: 0.3 });
    const [one, other] = await Promise.all([network, loaded].map((each) => outcomeOf(measure({ hamiltonian, network: each }))));
    expect(one.energy.mean).toBe(other.energy.mean);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
