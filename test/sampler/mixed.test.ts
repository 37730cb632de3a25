import { describe, expect, test } from "vitest";
import { jastrow, mlp, product, type ResolvedAnsatz, rbm } from "../../src/ansatz/ansatz.ts";
import { createNetwork } from "../../src/ansatz/create.ts";
import type { Network } from "../../src/ansatz/network.ts";
import { parameterCount } from "../../src/ansatz/tensors.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { readoutOf } from "../../src/readout/index.ts";
import { Metropolis, type MetropolisOptions } from "../../src/sampler/metropolis.ts";
import { loadMoveSets } from "../../src/vmc/setup/operator.ts";
import { createSimulation, moveRule, withRule } from "../../src/vmc/setup/simulation.ts";
import { estimatesOf, randomParameters, spinsIn } from "../engine.ts";
import { chiSquare, chiSquareDeviations, distance, modulus, spinsOf } from "../judges.ts";
import { plainAmplitude } from "../plainNetworks.ts";

/** χ² of independent samples stays within five of its standard deviations, whatever the seed. */
const MOST_DEVIATIONS = 5;

const plan: MetropolisOptions = {
  seed: 1,
  label: "test",
  chains: 16,
  probes: null,
  annealed: true,
  samples: 8_000,
  sweeps: 12,
  burnIn: 200,
  renewal: 0,
  thermalisation: 10,
  magnetisation: null,
};

const settled = { symmetric: false, pointGroup: false, parity: "none", biases: true } as const;

/** Every kind of network, how it is projected, and whether its chains go by tables, by estimates or without either. */
const networks: [string, ResolvedAnsatz][] = [
  ["dense RBM", { ...rbm({ density: 1.5 }), ...settled }],
  ["symmetric RBM", { ...rbm(), ...settled, symmetric: true, biases: false }],
  ["real RBM", { ...rbm({ real: true }), ...settled }],
  ["MLP that estimates", { ...mlp({ widths: [5, 4] }), ...settled }],
  ["MLP without tables", { ...mlp({ widths: [5], activation: "reim-selu" }), ...settled }],
  ["Jastrow", { ...jastrow(), ...settled }],
  ["product", { ...product(), ...settled }],
  ["RBM and its mirror image", { ...rbm(), ...settled, pointGroup: true }],
  ["odd RBM", { ...rbm(), ...settled, parity: "odd" }],
  ["MLP at momentum zero", { ...mlp({ widths: [4] }), ...settled, symmetric: true }],
  ["odd Jastrow", { ...jastrow(), ...settled, parity: "odd" }],
];

function strings(lattice: Lattice, ...texts: string[]): Hamiltonian {
  const factors = (text: string) => Object.fromEntries(text.split(" ").map((factor) => [factor.slice(1), factor[0] as Pauli]));
  return sum(
    "strings",
    lattice,
    texts.map((text) => pauli(1, factors(text))),
  );
}

/** Flips one, two, three and four sites. */
const hamiltonian = (lattice: Lattice) => strings(lattice, "X0", "X1 X3", "Y0 Y2 Z4", "X1 X2 X5", "X0 X2 X3 X5", "Z1");

async function loaded(ansatz: ResolvedAnsatz, lattice: Lattice, operator: Hamiltonian, parameters: Float64Array, threads = 1) {
  const network = createNetwork(await loadKernels(threads), ansatz, lattice, []);
  network.setParameters(parameters);
  return { network, moves: { rule: "mixed", sets: loadMoveSets(network.kernels, operator) } as const };
}

function parametersOf(ansatz: ResolvedAnsatz, lattice: Lattice, seed: number): Float64Array {
  const real = ansatz.name === "rbm" && ansatz.real;
  // Through two layers |f| varies less.
  const bound = ansatz.name === "mlp" && ansatz.widths.length > 1 ? 0.6 : 0.4;
  return randomParameters(ansatz, lattice, bound, seed).map((value, k) => (real && k % 2 === 1 ? 0 : value));
}

/** |f|^q / Σ |f|^q of all configurations, f by the network's formula. */
function probabilities(ansatz: ResolvedAnsatz, lattice: Lattice, parameters: Float64Array, q: number): number[] {
  const weights = Array.from({ length: 2 ** lattice.size }, (_, state) => {
    return plainAmplitude(ansatz, lattice, parameters, spinsOf(state, lattice.size)).abs() ** q;
  });
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

function countsOf(network: Network, bits: number, samples: number): number[] {
  const counts = new Array<number>(2 ** network.sites).fill(0);
  for (const spins of spinsIn(network, bits, samples)) counts[spins.reduce((state, s, i) => state + (s < 0 ? 2 ** i : 0), 0)]++;
  return counts;
}

describe.each(networks)("%s", (_, ansatz) => {
  const lattice = chain(6);
  const parameters = parametersOf(ansatz, lattice, 71);

  test.each(["born", "classical"] as const)("samples follow |f|^q of %s", async (reading) => {
    const { network, moves } = await loaded(ansatz, lattice, hamiltonian(lattice), parameters);
    const readout = readoutOf(reading);
    const samples = new Metropolis(network, readout, { ...plan, moves }).draw();
    const counts = countsOf(network, samples.bits, samples.measured);
    const p = probabilities(ansatz, lattice, parameters, readout.exponent);
    expect(chiSquareDeviations(chiSquare(counts, p))).toBeLessThan(MOST_DEVIATIONS);
    // The test can see a wrong exponent.
    const wrong = probabilities(ansatz, lattice, parameters, 3 - readout.exponent);
    expect(chiSquareDeviations(chiSquare(counts, wrong))).toBeGreaterThan(2 * MOST_DEVIATIONS);
  });

  test("what a chain carries along is what is built from scratch, and any number of threads gives the same bits", async () => {
    const operator = hamiltonian(lattice);
    const runs = await Promise.all(
      [1, 2].map(async (threads) => {
        const { network, moves } = await loaded(ansatz, lattice, operator, parameters, threads);
        const { kernels, words } = network;
        try {
          const samples = new Metropolis(network, readoutOf("born"), { ...plan, samples: 320, moves }).draw();
          const bits = kernels.words(samples.bits, words * 320).slice();
          const carried = estimatesOf(network, operator, samples, "complex");
          network.evaluate(samples, kernels.allocate(16 * 320));
          return { bits, carried, built: estimatesOf(network, operator, samples, "complex") };
        } finally {
          kernels.close();
        }
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    const { carried, built } = runs[0];
    const worst = carried.map((value, k) => distance(value, built[k]) / (1 + modulus(built[k])));
    expect(Math.max(...worst)).toBeLessThan(DRIFT);
  });
});

/** Of local energies of order one after some thousand moves. */
const DRIFT = 1e-10;

/** The share of samples with a property; its error if they were independent, twice over for those that are not quite. */
function share(spins: readonly (readonly number[])[], property: (spins: readonly number[]) => boolean) {
  const mean = spins.filter(property).length / spins.length;
  return { mean, error: 2 * Math.sqrt((mean * (1 - mean)) / spins.length) };
}

const up = (spins: readonly number[]) => spins.every((s) => s === 1);
const down = (spins: readonly number[]) => spins.every((s) => s === -1);

describe("domains that no single flip leaves", () => {
  const lattice = chain(8);
  const ansatz: ResolvedAnsatz = { ...jastrow(), ...settled };
  const free = ising(lattice, { field: 0 });

  /** ln f = J Σ s_i s_{i+1} + a Σ s_i, with parameters in the order of the fields, then the pairs. */
  function ferromagnet(coupling: number, field: number): Float64Array {
    const parameters = new Float64Array(2 * parameterCount(ansatz, lattice));
    for (let i = 0; i < 8; i++) parameters[2 * i] = field;
    let index = 8;
    for (let i = 0; i < 8; i++) {
      for (let k = i + 1; k < 8; k++) {
        if (k - i === 1 || k - i === 7) parameters[2 * index] = coupling;
        index++;
      }
    }
    return parameters;
  }

  async function draw(rule: "flip" | "mixed", parameters: Float64Array, count = 4_000) {
    const { network, moves } = await loaded(ansatz, lattice, free, parameters);
    const options = { ...plan, annealed: false, samples: count, moves: { ...moves, rule } };
    const { bits, measured } = new Metropolis(network, readoutOf("born"), options).draw();
    return spinsIn(network, bits, measured);
  }

  test("all up and all down come as often as they weigh", async () => {
    const field = 0.03;
    const parameters = ferromagnet(3, field);
    const wanted = 1 / (1 + Math.exp(-32 * field));
    const mixed = share(await draw("mixed", parameters), up);
    expect(Math.abs(mixed.mean - wanted)).toBeLessThan(5 * mixed.error);
    // Single flips leave every chain where it came to rest.
    const flips = await draw("flip", parameters);
    for (let first = 0; first < flips.length; first += 250) {
      const ends = flips.slice(first, first + 250).filter((spins) => up(spins) || down(spins));
      expect(new Set(ends.map(up)).size).toBeLessThan(2);
    }
  });

  test("one block and its complement, wherever the block lies", async () => {
    // Walls at 2 and 6: those two bonds are antiferromagnetic.
    const parameters = ferromagnet(3, 0);
    let index = 8;
    for (let i = 0; i < 8; i++) {
      for (let k = i + 1; k < 8; k++) {
        if ((i === 1 && k === 2) || (i === 5 && k === 6)) parameters[2 * index] = -3;
        index++;
      }
    }
    const inside = (sign: number) => (spins: readonly number[]) => spins.every((s, i) => s === (i >= 2 && i < 6 ? sign : -sign));
    const drawn = await draw("mixed", parameters);
    for (const sign of [1, -1]) {
      const { mean, error } = share(drawn, inside(sign));
      expect(Math.abs(mean - 0.5)).toBeLessThan(5 * error);
    }
  });
});

describe("sets that the Hamiltonian flips", () => {
  test("lead between configurations that single flips and blocks do not connect", async () => {
    // |f|² is large on two configurations that differ in sites 0, 2 and 5, and as good as nothing elsewhere.
    const lattice = chain(7, "open");
    const ansatz: ResolvedAnsatz = { ...jastrow(), ...settled };
    const parameters = new Float64Array(2 * parameterCount(ansatz, lattice));
    const together = [0, 2, 5];
    let index = 7;
    for (let i = 0; i < 7; i++) if (!together.includes(i)) parameters[2 * i] = 6;
    for (let i = 0; i < 7; i++) {
      for (let k = i + 1; k < 7; k++) {
        if (together.includes(i) && together.includes(k)) parameters[2 * index] = 6;
        index++;
      }
    }
    const operator = strings(lattice, "X0 X2 X5", "Z0");
    const options = { ...plan, samples: 4_000 };
    const alike = (sign: number) => (spins: readonly number[]) => together.every((i) => spins[i] === sign);
    const { network, moves } = await loaded(ansatz, lattice, operator, parameters);
    const { bits, measured } = new Metropolis(network, readoutOf("born"), { ...options, moves }).draw();
    const spins = spinsIn(network, bits, measured);
    const { mean, error } = share(spins, alike(1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * error);
    expect(share(spins, alike(-1)).mean).toBeCloseTo(1 - mean, 2);
    // Every chain goes back and forth.
    const perChain = Array.from({ length: 16 }, (_, c) => new Set(spins.slice(c * 250, (c + 1) * 250).map(alike(1))));
    expect(perChain.every(({ size }) => size === 2)).toBe(true);
  });
});

test("a Hamiltonian that conserves Σ s_i leads through its sector, whichever the network is in", async () => {
  const lattice = chain(6);
  const ansatz: ResolvedAnsatz = { ...jastrow(), ...settled };
  // ln f = -3 (Σ s_i)² + Σ a_i s_i but for a constant.
  const parameters = Float64Array.from({ length: 2 * parameterCount(ansatz, lattice) }, (_, k) =>
    k % 2 === 1 ? 0 : k < 12 ? 0.03 * k : -6,
  );
  const { network, moves } = await loaded(ansatz, lattice, heisenberg(lattice), parameters);
  const options = { ...plan, annealed: false };
  const p = probabilities(ansatz, lattice, parameters, 2);
  const drawn = new Metropolis(network, readoutOf("born"), { ...options, moves }).draw();
  expect(chiSquareDeviations(chiSquare(countsOf(network, drawn.bits, drawn.measured), p))).toBeLessThan(MOST_DEVIATIONS);
  const flips = new Metropolis(network, readoutOf("born"), { ...options, moves: { ...moves, rule: "flip" } }).draw();
  expect(flips.acceptance).toBe(0);
});

describe("weights beyond the range of doubles", () => {
  // ln f of all up and of all down is the same, of one flipped spin 2000 less; the projection's images have no weight in between.
  const cases: [string, ResolvedAnsatz, (sites: number) => number[]][] = [
    ["product, even", { ...product(), ...settled, parity: "even" }, (sites) => new Array<number>(sites).fill(300)],
    ["product", { ...product(), ...settled }, (sites) => [...new Array<number>(sites - 1).fill(300), 0.05]],
    ["RBM, even", { ...rbm(), ...settled, parity: "even" }, (sites) => new Array<number>(sites).fill(100)],
  ];
  test.each(cases)("%s", async (name, ansatz, fields) => {
    const lattice = chain(6);
    const parameters = new Float64Array(2 * parameterCount(ansatz, lattice));
    for (const [i, field] of fields(6).entries()) parameters[2 * i] = field;
    const { network, moves } = await loaded(ansatz, lattice, ising(lattice, { field: 0 }), parameters);
    const options = { ...plan, annealed: false, samples: 4_000, moves };
    const { bits, measured } = new Metropolis(network, readoutOf("born"), options).draw();
    const { mean, error } = share(spinsIn(network, bits, measured), up);
    const wanted = name === "product" ? 1 / (1 + Math.exp(-0.2)) : 0.5;
    expect(Math.abs(mean - wanted)).toBeLessThan(5 * error);
  });
});

describe("which rule a simulation takes", () => {
  const lattice = chain(6);
  const dense: ResolvedAnsatz = { ...rbm(), ...settled };

  test.each([
    ["Z0 Z1 + X2", null, "flip"],
    ["Z0 Z1", null, "mixed"],
    ["Z0 Z1 + X2 X3", null, "mixed"],
    ["X0 X1 + Y0 Y1 + Z2", null, "mixed"],
    ["X0 X1 + Y0 Y1", 0, "exchange"],
  ] as const)("%s at Σ s = %s: %s", (text, magnetisation, rule) => {
    expect(moveRule(strings(lattice, ...text.split(" + ")), magnetisation)).toBe(rule);
  });

  test("another can be asked for where Σ s_i is free", async () => {
    const asked = await createSimulation(ising(lattice, { field: 0.1 }), dense, { rule: "mixed" });
    expect(asked.moves.rule).toBe("mixed");
    expect(withRule(asked, "flip").moves).toEqual({ ...asked.moves, rule: "flip" });
    const { network } = asked;
    const moves = (rule: "flip" | "mixed" | "exchange", magnetisation: number | null) => () =>
      new Metropolis(network, readoutOf("born"), { ...plan, magnetisation, moves: { ...asked.moves, rule } });
    expect(moves("mixed", 0)).toThrow(/^sampler.moves: expected exchange at fixed/);
    expect(moves("exchange", null)).toThrow(/^sampler.moves: expected flip or mixed/);
  });
});
