import { expect, test } from "vitest";
import {
  chain,
  heisenberg,
  inFrame,
  ising,
  networkProblem,
  type ReadoutName,
  shots,
  stateOf,
  type TrainedNetwork,
} from "../../src/index.ts";
import { machine, randomParameters } from "../engine.ts";

// Rows against the distribution of the state: amplitudes turned site by site, outcomes counted.

type Pair = readonly [number, number];
const half = Math.SQRT1_2;
/** <o| of each axis on (up, down), outcome +1 first. */
const turns: Readonly<Record<string, readonly (readonly [Pair, Pair])[]>> = {
  X: [
    [
      [half, 0],
      [half, 0],
    ],
    [
      [half, 0],
      [-half, 0],
    ],
  ],
  Y: [
    [
      [half, 0],
      [0, -half],
    ],
    [
      [half, 0],
      [0, half],
    ],
  ],
  Z: [
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [1, 0],
    ],
  ],
};

function distribution(psi: readonly Pair[], basis: string): number[] {
  let state = [...psi];
  for (const [site, letter] of [...basis].entries()) {
    state = state.map((_, s) => {
      const row = turns[letter][(s >> site) & 1];
      const [up, down] = [state[s & ~(1 << site)], state[s | (1 << site)]];
      const times = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
      const [p, q] = [times(row[0], up), times(row[1], down)];
      return [p[0] + q[0], p[1] + q[1]];
    });
  }
  return state.map(([re, im]) => re * re + im * im);
}

/** χ² of rows against probabilities, over the outcomes that are expected at least 5 times, and their number. */
function deviation(rows: readonly Int8Array[], probabilities: readonly number[]): [number, number] {
  const counts = new Array<number>(probabilities.length).fill(0);
  for (const row of rows) counts[row.reduce((state, s, i) => state | (s < 0 ? 1 << i : 0), 0)]++;
  let squares = 0;
  let cells = 0;
  for (const [state, p] of probabilities.entries()) {
    if (p < 1e-12) expect(counts[state]).toBe(0);
    if (p * rows.length < 5) continue;
    squares += (counts[state] - p * rows.length) ** 2 / (p * rows.length);
    cells++;
  }
  return [squares, cells];
}

const lattice = chain(5);
const ansatz = machine({ biases: true });
const random = (seed: number) => randomParameters(ansatz, lattice, 0.6, seed);
const networks: readonly (readonly [string, TrainedNetwork])[] = [
  ["in the basis of the user", { ansatz, parameters: random(1), problem: networkProblem(ising(lattice, { field: 1 })) }],
  [
    "with sites turned about Z",
    { ansatz, parameters: random(2), problem: networkProblem(inFrame(ising(lattice, { field: 1 }), { axes: "XYZ", turned: [0, 2, 3] })) },
  ],
  [
    "with permuted axes",
    { ansatz, parameters: random(3), problem: networkProblem(inFrame(ising(lattice, { field: 1 }), { axes: "YZX", turned: [1] })) },
  ],
  ["at fixed magnetisation", { ansatz, parameters: random(4), problem: networkProblem(heisenberg(lattice)) }],
];

test("rows are distributed as the state says, in every basis", async () => {
  for (const [name, network] of networks) {
    const readings: ReadoutName[] = name.includes("axes") ? ["born"] : ["born", "phaseless"];
    for (const readout of readings) {
      const state = await stateOf(network, { readout });
      if (state.kind !== "pure") throw new Error("pure");
      const psi = Array.from(state.real, (re, s): Pair => [re, state.imaginary[s]]);
      for (const basis of ["ZZZZZ", "XXXXX", "XYZZY", "ZZYXZ"]) {
        const rows = await shots({ network, readout, basis, count: 8000, seed: 3 });
        const [squares, cells] = deviation(rows, distribution(psi, basis));
        expect(squares, `${name}, ${readout}, ${basis}`).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
      }
    }
  }
});

test("a mixture of configurations gives fair coins across Z", async () => {
  const [[, network]] = networks;
  const state = await stateOf(network, { readout: "classical" });
  const rows = await shots({ network, readout: "classical", basis: "XZZZY", count: 8000 });
  const probabilities = Array.from({ length: 32 }, (_, s) => {
    let total = 0;
    for (const [other, p] of state.probabilities.entries()) if ((other & 0b01110) === (s & 0b01110)) total += p;
    return total / 4;
  });
  const [squares, cells] = deviation(rows, probabilities);
  expect(squares).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
});

/** |f| = Π_i cosh(w (s_i + s_{i+1})): all spins alike, or next to nothing where w is large. */
function aligned(sites: number, w: number): TrainedNetwork {
  const dense = machine({ density: 1 });
  const parameters = new Float64Array(2 * (sites + sites * sites));
  for (let i = 0; i < sites; i++) {
    parameters[2 * (sites + i * sites + i)] = w;
    parameters[2 * (sites + ((i + 1) % sites) * sites + i)] = w;
  }
  return { ansatz: dense, parameters: parameters.subarray(2 * sites), problem: networkProblem(ising(chain(sites), { field: 1 })) };
}

test("where no chain moves from all up to all down rows are independent all the same, or refused", async () => {
  const count = 3000;
  const rows = await shots({ network: aligned(8, 4), readout: "classical", count, seed: 5 });
  const ups = rows.filter((row) => row.every((s) => s === 1)).length;
  expect(rows.filter((row) => row.every((s) => s === row[0])).length).toBeGreaterThan(count - 3);
  expect(Math.abs(ups - count / 2)).toBeLessThan(2.5 * Math.sqrt(count));
  // Independent rows change from one to the next every second time.
  const changes = rows.slice(1).filter((row, k) => row[0] !== rows[k][0]).length;
  expect(Math.abs(changes - count / 2)).toBeLessThan(2.5 * Math.sqrt(count));
  await expect(shots({ network: aligned(20, 4), readout: "classical", count })).rejects.toThrow(/64 that stay in one configuration each/);
  expect(await shots({ network: aligned(20, 4), readout: "classical", count: 64 })).toHaveLength(64);
});

test("refuses a basis that is none", async () => {
  const [[, network]] = networks;
  await expect(shots({ network, basis: "XX" })).rejects.toThrow('shots.basis: expected a letter for each of 5 sites, got "XX"');
  await expect(shots({ network, basis: "XXAXX" })).rejects.toThrow('expected letters X, Y and Z, got "A"');
  const long = chain(14);
  const wide = { ansatz, parameters: randomParameters(ansatz, long, 0.1, 1) };
  await expect(shots({ network: wide, lattice: long, basis: "X".repeat(14) })).rejects.toThrow("at most 12 sites");
});
