import { describe, expect, test } from "vitest";
import type { MoveRule } from "../../src/ansatz/network.ts";
import { chain } from "../../src/lattice/chain.ts";
import { machine, networkOf, randomParameters, randomSpins, strain, testStream } from "../engine.ts";
import { logAmplitude, plainRbm } from "../judges.ts";

/**
 * How closely a chain must know |f'/f|², relative: a greedy chain takes a move if it is at least 1. Visible biases are chosen so that every
 * move from one configuration has the weight e^{±MARGIN}.
 */
const MARGIN = 1e-10;
/** The same with weights of order one. */
const MODERATE_MARGIN = 1e-12;

interface Case {
  readonly name: string;
  readonly size: number;
  readonly density: number;
  /** Weights and hidden biases lie within ±bound. */
  readonly bound: number;
  readonly margin: number;
  readonly strained?: "lanes" | "angles";
}

const cases: Case[] = [
  { name: "weights of order one", size: 8, density: 1, bound: 0.5, margin: MODERATE_MARGIN },
  { name: "20 hidden units", size: 10, density: 2, bound: 0.3, margin: MODERATE_MARGIN },
  { name: "two words", size: 70, density: 1, bound: 0.1, margin: MODERATE_MARGIN },
  { name: "large weights", size: 8, density: 1, bound: 8, margin: MARGIN },
  { name: "lanes apart", size: 4, density: 16, bound: 0.1, margin: MARGIN, strained: "lanes" },
  { name: "angles beyond multiplication", size: 70, density: 0.1, bound: 0.1, margin: MARGIN, strained: "angles" },
  { name: "beyond the reach of two tables", size: 8, density: 20, bound: 8, margin: MARGIN },
  { name: "beyond the reach of one table", size: 8, density: 40, bound: 8, margin: MARGIN },
];

/** Moves accepted out of `sweeps` × N of a greedy chain whose first N have the weight e^{exponent}. */
async function accepted({ size, density, bound, strained }: Case, rule: MoveRule, exponent: number, seed: number): Promise<number> {
  const lattice = chain(size);
  const ansatz = machine({ density, biases: true });
  const parameters = randomParameters(ansatz, lattice, bound, seed);
  const stream = testStream(seed + 50);
  const down = Math.floor(stream.uniform() * size);
  const aligned = rule === "exchange" || strained === "angles";
  const spins = aligned ? Array.from({ length: size }, (_, i) => (i === down ? -1 : 1)) : randomSpins(size, stream);
  if (strained) strain(strained, parameters, size);
  parameters.fill(0, 0, 2 * size);
  const plain = plainRbm(ansatz, lattice, parameters);
  const here = logAmplitude(plain, spins)[0];
  for (let i = 0; i < size; i++) {
    const moved = spins.map((s, k) => (k === i || (rule === "exchange" && k === down) ? -s : s));
    if (rule === "exchange" && i === down) continue;
    // ln |f'/f|² = 2 (ln |f'| - ln |f|) - 4 a_i s_i
    parameters[2 * i] = (2 * (logAmplitude(plain, moved)[0] - here) - exponent) / (4 * spins[i]);
  }
  const network = await networkOf(ansatz, lattice, parameters, lattice.bonds);
  const { kernels, words } = network;
  const { call } = kernels;
  const walker = call.chainCreate(size, network.chainBytes);
  kernels.int32(walker, 8).set(Array.from({ length: 8 }, () => stream.int32()));
  const bits = kernels.words(call.chainBits(walker), words);
  for (const [i, s] of spins.entries()) if (s < 0) bits[i >> 5] |= 1 << (i & 31);
  const plan = { chain: walker, stale: true, halvings: -1, thermalisation: 20, samples: 0, sweeps: 0, bits: 0, states: 0 };
  network.draw(rule, [plan]);
  return call.chainAccepted(walker);
}

describe.each(["flip", "exchange"] as const)("a chain knows |f'/f|² of every %s", (rule) => {
  test.each(cases)("$name, N = $size, |W| <= $bound", async (one) => {
    for (const seed of [1, 2, 3]) {
      expect(await accepted(one, rule, -one.margin, seed)).toBe(0);
      expect(await accepted(one, rule, one.margin, seed)).toBeGreaterThan(0);
    }
  });
});
