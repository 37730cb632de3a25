import { describe, expect, test } from "vitest";
import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Bond, Lattice } from "../../src/lattice/lattice.ts";
import {
  batchOf,
  estimatesOf,
  machine,
  machines,
  networkOf,
  randomParameters,
  randomSpins,
  spinsIn,
  strain,
  testStream,
} from "../engine.ts";
import { type Complex, distance, exponential, logAmplitude, modulus, type PlainRbm, plainRbm, subtract } from "../judges.ts";

/** What is asked of a ratio, relative, with weights up to |W| = 8 (forms that cancel miss it by many orders). */
const RATIO = 1e-10;
/** The same with weights of order one, where the judge's own logarithms are no larger than 100. */
const MODERATE_RATIO = 1e-12;
/** The square of a modulus beyond this leaves the range of doubles. */
const LARGEST_MODULUS = 1e150;
/** Relative error of ln f and of ratios between them: some hundred additions of numbers up to some hundred. */
const LOGARITHM = 1e-12;
/** Look-ups are multiplied up to 1e4 times, at a rounding each: relative. */
const DRIFT = 1e-11;
/** The largest weight, and one at which a network of 70 sites is still updated by multiplication. */
const LARGE = 8;
const MODERATE = 0.5;

interface Case {
  readonly name: string;
  readonly ansatz: ResolvedRbm;
  readonly lattice: Lattice;
  readonly bound: number;
  readonly strained?: "lanes" | "angles";
}

/** Sizes below, at and above the blocks of 8 hidden units and the words of 64 sites. */
const cases: Case[] = [
  ...[LARGE, 0.05].flatMap((bound) => machines(1).map(([name, ansatz]) => ({ name, ansatz, lattice: chain(8), bound }))),
  { name: "3 hidden units", ansatz: machine({ density: 0.5, biases: true }), lattice: chain(6), bound: LARGE },
  { name: "one site", ansatz: machine({ density: 3, biases: true }), lattice: chain(1, "open"), bound: LARGE },
  { name: "20 hidden units", ansatz: machine({ density: 2 }), lattice: chain(10), bound: LARGE },
  { name: "two words", ansatz: machine({ density: 0.2, biases: true }), lattice: chain(70), bound: LARGE },
  { name: "two words, moderate weights", ansatz: machine({ density: 1, biases: true }), lattice: chain(70), bound: MODERATE },
  { name: "symmetric, two words", ansatz: machine({ density: 1, symmetric: true }), lattice: chain(66), bound: MODERATE },
  { name: "beyond the reach of two tables", ansatz: machine({ density: 20, biases: true }), lattice: chain(8), bound: LARGE },
  { name: "beyond the reach of one", ansatz: machine({ density: 40 }), lattice: chain(8), bound: LARGE },
  { name: "one table and one by one", ansatz: machine({ density: 1 }), lattice: chain(8), bound: 50 },
  { name: "lanes apart", ansatz: machine({ density: 16, biases: true }), lattice: chain(4), bound: 0.1, strained: "lanes" as const },
  { name: "64 sites", ansatz: machine({ density: 0.25 }), lattice: chain(64), bound: LARGE },
].map((one) => ({ ...one, name: `${one.name}, N = ${one.lattice.size}, |W| <= ${one.bound}` }));

const CONFIGURATIONS = 12;

function setUp({ ansatz, lattice, bound, strained }: Case, seed: number) {
  const parameters = randomParameters(ansatz, lattice, bound, seed);
  if (strained) strain(strained, parameters, lattice.size);
  const stream = testStream(seed + 100);
  const configurations = Array.from({ length: CONFIGURATIONS }, () => randomSpins(lattice.size, stream));
  configurations[0].fill(1); // where strained parameters add up
  return { parameters, configurations, plain: plainRbm(ansatz, lattice, parameters), stream };
}

/** f(s with the sites flipped)/f(s) from two logarithms. */
function plainRatio(plain: PlainRbm, spins: readonly number[], sites: readonly number[]): Complex {
  const moved = spins.map((s, i) => (sites.includes(i) ? -s : s));
  return exponential(subtract(logAmplitude(plain, moved), logAmplitude(plain, spins)));
}

/** The distance of two angles' worth of a complex logarithm, relative to its size. */
function logarithmError(found: Complex, wanted: Complex): number {
  const turns = Math.round((found[1] - wanted[1]) / (2 * Math.PI));
  return distance([found[0], found[1] - 2 * Math.PI * turns], wanted) / Math.max(1, modulus(wanted));
}

/** Π X over the sites: its local estimate is the ratio itself. */
function flipOf(lattice: Lattice, sites: readonly number[]) {
  return sum("flip", lattice, [pauli(1, Object.fromEntries(sites.map((site): [number, Pauli] => [site, "X"])))]);
}

/** The same operator in 16 equal parts: so many ratios of one configuration are computed from what they share. */
function often({ groups: [group], ...rest }: Hamiltonian): Hamiltonian {
  const terms = group.terms.map(({ coefficient: [re, im], signs }) => ({ coefficient: [re / 16, im / 16] as const, signs }));
  return { ...rest, groups: new Array(16).fill({ ...group, terms }) };
}

describe.each(cases)("$name", (one) => {
  const { ansatz, lattice, bound } = one;
  const { size } = lattice;

  test("ln f is the sum that defines it", async () => {
    const { parameters, configurations, plain } = setUp(one, 1);
    const { logs } = batchOf(await networkOf(ansatz, lattice, parameters), configurations);
    for (const [row, spins] of configurations.entries())
      expect(logarithmError(logs[row], logAmplitude(plain, spins))).toBeLessThan(LOGARITHM);
  });

  test("ratios for one site, a prepared pair, any two sites and many sites", async () => {
    const { parameters, configurations, plain, stream } = setUp(one, 2);
    const draw = (count: number) => {
      const sites = new Set<number>();
      while (sites.size < Math.min(count, size)) sites.add(Math.floor(stream.uniform() * size));
      return [...sites].sort((p, q) => p - q);
    };
    const flips = [draw(1), draw(1), [0], [size - 1], draw(2), draw(2), draw(3), draw(4), draw(7), lattice.sites];
    const pairs: Bond[] = size > 1 ? [lattice.bonds[0], [flips[4][0], flips[4][1]], lattice.bonds[lattice.bonds.length - 1]] : [];
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const { batch } = batchOf(network, configurations);
    const tolerance = bound > MODERATE || one.strained ? RATIO : MODERATE_RATIO;
    for (const sites of [...flips, ...pairs.map((pair) => [...pair])]) {
      for (const prepared of sites.length === 2 ? [pairs, []] : [pairs]) {
        const ratios = estimatesOf(network, flipOf(lattice, sites), batch, "complex", prepared);
        const moduli = estimatesOf(network, flipOf(lattice, sites), batch, "modulus", prepared);
        const viewed = estimatesOf(network, often(flipOf(lattice, sites)), batch, "complex", prepared);
        for (const [row, spins] of configurations.entries()) {
          const wanted = plainRatio(plain, spins, sites);
          const size = modulus(wanted);
          expect(distance(ratios[row], wanted)).toBeLessThan(tolerance * size);
          expect(distance(viewed[row], wanted)).toBeLessThan(tolerance * size);
          if (Math.abs(Math.log(size)) > Math.log(LARGEST_MODULUS)) continue;
          expect(distance(moduli[row], [size, 0])).toBeLessThan(tolerance * size);
        }
      }
    }
  });
});

describe("look-ups carried along by up to 10000 accepted moves are those built from scratch", () => {
  const runs = [
    { rule: "flip", ansatz: machine({ density: 1, biases: true }), size: 8, bound: LARGE, halvings: 9 },
    { rule: "exchange", ansatz: machine({ density: 1, biases: true }), size: 8, bound: LARGE, halvings: 9 },
    { rule: "exchange", ansatz: machine({ density: 2, symmetric: true }), size: 8, bound: LARGE, halvings: 9 },
    { rule: "flip", ansatz: machine({ density: 1 }), size: 70, bound: MODERATE, halvings: 4 },
    { rule: "exchange", ansatz: machine({ density: 1 }), size: 70, bound: MODERATE, halvings: 4 },
    { rule: "mixed", ansatz: machine({ density: 1, biases: true }), size: 8, bound: LARGE, halvings: 9 },
    { rule: "mixed", ansatz: machine({ density: 1 }), size: 70, bound: MODERATE, halvings: 4 },
    { rule: "mixed", ansatz: machine({ density: 0.2 }), size: 70, bound: LARGE, halvings: 9 },
    { rule: "flip", ansatz: machine({ density: 0.2 }), size: 70, bound: LARGE, halvings: 9 }, // beyond multiplication: rebuilt at every move
  ] as const;

  test.each(runs)("$rule, N = $size, |W| <= $bound", async ({ rule, ansatz, size, bound, halvings }) => {
    const lattice = chain(size);
    const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, bound, 5), lattice.bonds);
    const { kernels, words, stateBytes } = network;
    const { call } = kernels;
    const walker = call.chainCreate(size, network.chainBytes);
    kernels.int32(walker, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
    for (let i = 0; i < size; i += 2) kernels.words(call.chainBits(walker), words)[i >> 5] |= 1 << (i & 31);
    const samples = 200;
    const out = { count: samples, bits: kernels.allocate(8 * words * samples), states: kernels.allocate(stateBytes * samples) };
    const fresh = { ...out, states: kernels.allocate(stateBytes * samples) };
    let worst = 0;
    while (call.chainAccepted(walker) < 15_000) {
      const { bits, states } = out;
      const stale = call.chainProposed(walker) === 0;
      network.draw(rule, [{ chain: walker, stale, halvings, thermalisation: 0, samples, sweeps: 1, bits, states }]);
      network.evaluate(fresh, kernels.allocate(16 * samples));
      const carried = complexLookUps(kernels.float64(out.states, (stateBytes / 8) * samples));
      const built = complexLookUps(kernels.float64(fresh.states, (stateBytes / 8) * samples));
      for (const [k, wanted] of built.entries()) worst = Math.max(worst, distance(carried[k], wanted) / Math.max(modulus(wanted), 1e-300));
    }
    expect(worst).toBeLessThan(DRIFT);
    expect(call.chainProposed(walker)).toBeGreaterThan(call.chainAccepted(walker));
    if (rule === "exchange") {
      for (const spins of spinsIn(network, out.bits, samples)) expect(spins.reduce((a, b) => a + b, 0)).toBe(size % 2);
    }
  });

  /** Blocks of 8 hidden units, [p re × 8][p im × 8][m re × 8][m im × 8]. */
  function complexLookUps(values: Float64Array): Complex[] {
    return Array.from({ length: values.length / 2 }, (_, k) => {
      const at = Math.floor(k / 8) * 16 + (k % 8);
      return [values[at], values[at + 8]];
    });
  }
});

describe("without biases f is even under the flip of all spins", () => {
  test.each(machines(1).filter(([, { biases }]) => !biases))("%s", async (_, ansatz) => {
    const lattice = chain(10);
    const stream = testStream(9);
    const configurations = Array.from({ length: 20 }, () => randomSpins(10, stream));
    const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, LARGE, 3));
    const { logs } = batchOf(network, configurations);
    const { logs: turned } = batchOf(
      network,
      configurations.map((spins) => spins.map((s) => -s)),
    );
    for (const [row, log] of logs.entries()) expect(logarithmError(turned[row], log)).toBeLessThan(LOGARITHM);
  });

  test("and with biases it is not", async () => {
    const ansatz = machine({ biases: true });
    const network = await networkOf(ansatz, chain(6), randomParameters(ansatz, chain(6), 1, 3));
    const { logs } = batchOf(network, [
      [1, 1, 1, -1, 1, 1],
      [-1, -1, -1, 1, -1, -1],
    ]);
    expect(Math.abs(logs[0][0] - logs[1][0])).toBeGreaterThan(0.1);
  });
});

test("a symmetric network is invariant under every translation, a dense one is not", async () => {
  const lattice = chain(9);
  for (const biases of [false, true]) {
    for (const symmetric of [true, false]) {
      const ansatz = machine({ symmetric, biases });
      const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, 1, 8));
      const spins = randomSpins(9, testStream(4));
      const { logs } = batchOf(
        network,
        lattice.translations.map((translation) => translation.map((site) => spins[site])),
      );
      const spread = Math.max(...logs.map((log) => logarithmError(log, logs[0])));
      if (symmetric) expect(spread).toBeLessThan(LOGARITHM);
      else expect(spread).toBeGreaterThan(0.01);
    }
  }
});
