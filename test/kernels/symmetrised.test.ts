import { expect, test } from "vitest";
import { mlp, type ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import type { MoveRule } from "../../src/ansatz/network.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { flippedPairs } from "../../src/vmc/setup/operator.ts";
import { estimatesOf, machine, networkOf, randomParameters } from "../engine.ts";
import { distance, modulus } from "../judges.ts";

/** Relative to the largest local energy: rounding of up to 10000 moves, amplified where F is smaller than what it is summed from. */
const DRIFT = 1e-10;

const mirrored = machine({ density: 1, biases: true, pointGroup: true });
const onSquare = machine({ density: 2, symmetric: true, pointGroup: true });
const momentum = { ...mlp({ widths: [4] }), symmetric: true, pointGroup: false, parity: "none", biases: true } as const;

interface Case {
  readonly name: string;
  readonly rule: MoveRule;
  readonly ansatz: ResolvedAnsatz;
  readonly lattice: Lattice;
  readonly bound: number;
  readonly halvings: number;
  /** Changes the random parameters: visible biases, hidden biases and weights. */
  readonly strain?: (parameters: Float64Array, sites: number) => void;
}

const cases: Case[] = [
  { name: "flips", rule: "flip", ansatz: mirrored, lattice: chain(6), bound: 0.5, halvings: 2 },
  { name: "exchanges on a square", rule: "exchange", ansatz: onSquare, lattice: square(4, 4), bound: 0.3, halvings: 2 },
  { name: "more sites than a word", rule: "exchange", ansatz: mirrored, lattice: chain(66), bound: 0.1, halvings: 2 },
  {
    ...{ name: "images that nearly vanish and come back", rule: "flip", ansatz: mirrored, lattice: chain(8), bound: 0.1, halvings: 12 },
    // ln f of a configuration and its mirror image differ by up to 840.
    strain: (parameters, sites) => {
      for (let i = 1; i < sites / 2; i++) for (const at of [i, sites - i]) parameters[2 * at] = at === i ? 70 : -70;
    },
  },
  {
    ...{ name: "image states out of range", rule: "exchange", lattice: chain(4), bound: 0.1, halvings: 12 },
    ansatz: machine({ density: 32, biases: true, pointGroup: true }),
    // Half of the 16 hidden units of a lane have |p| = e^{-90.6}: the product is no longer a normal number.
    strain: (parameters, sites) => {
      for (let j = 0; j < 32 * sites; j++) parameters[2 * (sites + j)] += (j >> 3) % 2 === 0 ? 45.3 : -45.3;
    },
  },
  { name: "angles beyond multiplication", rule: "exchange", ansatz: mirrored, lattice: chain(66), bound: 8, halvings: 12 },
  { name: "flips of many sites", rule: "mixed", ansatz: mirrored, lattice: chain(8), bound: 0.5, halvings: 2 },
  { name: "flips of many sites at momentum zero", rule: "mixed", ansatz: momentum, lattice: chain(6), bound: 0.5, halvings: 2 },
  {
    name: "flips of many sites, angles beyond multiplication",
    rule: "mixed",
    ansatz: mirrored,
    lattice: chain(66),
    bound: 8,
    halvings: 12,
  },
  { name: "look-ups of the network itself", rule: "exchange", ansatz: momentum, lattice: chain(6), bound: 0.5, halvings: 2 },
];
test.each(cases)(
  "$name: what a chain carries along is what is built from scratch",
  async ({ rule, ansatz, lattice, bound, halvings, strain }) => {
    const hamiltonian = rule === "flip" ? ising(lattice, { field: 0.7 }) : heisenberg(lattice);
    const pairs = rule === "flip" ? lattice.bonds : flippedPairs(hamiltonian);
    const parameters = randomParameters(ansatz, lattice, bound, 5);
    strain?.(parameters, lattice.size);
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const { kernels, words, stateBytes } = network;
    const { call } = kernels;
    const walker = call.chainCreate(lattice.size, network.chainBytes);
    kernels.int32(walker, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
    for (let i = 0; i < lattice.size; i += 2) kernels.words(call.chainBits(walker), words)[i >> 5] |= 1 << (i & 31);
    const samples = 100;
    const out = { count: samples, bits: kernels.allocate(8 * words * samples), states: kernels.allocate(stateBytes * samples) };
    const fresh = { ...out, states: kernels.allocate(stateBytes * samples) };
    let worst = 0;
    while (call.chainAccepted(walker) < 12_000) {
      const stale = call.chainProposed(walker) === 0;
      network.draw(rule, [{ chain: walker, stale, halvings, thermalisation: 0, sweeps: 1, samples, bits: out.bits, states: out.states }]);
      network.evaluate(fresh, kernels.allocate(16 * samples));
      const [carried, built] = [out, fresh].map((batch) => estimatesOf(network, hamiltonian, batch, "complex", pairs));
      for (const [k, wanted] of built.entries()) worst = Math.max(worst, distance(carried[k], wanted) / (1 + modulus(wanted)));
    }
    expect(worst).toBeLessThan(DRIFT);
  },
);
