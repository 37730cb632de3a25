import { describe, expect, test } from "vitest";
import type { RatioUse } from "../../src/ansatz/network.ts";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, type PauliString, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Bond } from "../../src/lattice/lattice.ts";
import { flippedPairs } from "../../src/vmc/setup/operator.ts";
import { batchOf, estimatesOf, machine, networkOf, randomParameters, randomSpins, testStream } from "../engine.ts";
import { dzyaloshinskiiMoriya, randomHamiltonian } from "../exact/judges.ts";
import {
  add,
  type Complex,
  distance,
  exponential,
  localEnergy,
  logAmplitude,
  modulus,
  multiply,
  plainRbm,
  spinsOf,
  subtract,
} from "../judges.ts";

/** The accuracy of one ratio (1e-10 at |W| = 8); an estimate is measured against the sum of the moduli of its terms. */
const ESTIMATE = 1e-10;

const uses: RatioUse[] = ["complex", "modulus", "none"];

/** What a ratio adds under each use. */
function read(use: RatioUse, ratio: Complex, diagonal: boolean): Complex {
  if (use === "complex" || diagonal) return ratio;
  return use === "modulus" ? [modulus(ratio), 0] : [0, 0];
}

const operators: [string, Hamiltonian][] = [
  ["Ising", ising(chain(6), { field: 0.7 })],
  ["Ising of two sites", ising(chain(2), { field: 0.7 })],
  ["Heisenberg", heisenberg(chain(6))],
  ["Heisenberg, rotated", rotateMarshall(heisenberg(chain(8)))],
  ["Dzyaloshinskii-Moriya", dzyaloshinskiiMoriya(6, 0.5)],
  ["identity", sum("one", chain(3), [pauli(2, {})])],
  ["nothing", sum("none", chain(3), [])],
  ...[1, 2, 3, 4].map((seed): [string, Hamiltonian] => [`random strings, seed ${seed}`, randomHamiltonian(6, 40, 6, seed)]),
  ...[5, 6].map((seed): [string, Hamiltonian] => [`random pairs, seed ${seed}`, randomHamiltonian(7, 60, 2, seed)]),
];

describe.each([0.5, 8])("|W| <= %s: local energies are rows of the dense matrix times the amplitudes, over the amplitude", (bound) => {
  test.each(operators)("%s", async (_, hamiltonian) => {
    const { lattice } = hamiltonian;
    const { size } = lattice;
    const ansatz = machine({ density: 1.5, biases: true });
    const parameters = randomParameters(ansatz, lattice, bound, 11);
    const plain = plainRbm(ansatz, lattice, parameters);
    const { dimension, real, imaginary } = denseMatrix(hamiltonian);
    const configurations = Array.from({ length: dimension }, (_, state) => spinsOf(state, size));
    const logs = configurations.map((spins) => logAmplitude(plain, spins));
    for (const pairs of [flippedPairs(hamiltonian), []] as Bond[][]) {
      const network = await networkOf(ansatz, lattice, parameters, pairs);
      const { batch } = batchOf(network, configurations);
      for (const use of uses) {
        const found = estimatesOf(network, hamiltonian, batch, use, pairs);
        for (let row = 0; row < dimension; row++) {
          let wanted: Complex = [0, 0];
          let largest = 1;
          for (let column = 0; column < dimension; column++) {
            const element: Complex = [real[row * dimension + column], imaginary[row * dimension + column]];
            const term = multiply(element, read(use, exponential(subtract(logs[column], logs[row])), row === column));
            wanted = add(wanted, term);
            largest += modulus(term);
          }
          expect(distance(found[row], wanted)).toBeLessThan(ESTIMATE * largest);
        }
      }
    }
  });
});

/** Strings that reach across the words of 64 sites, several for each set of flipped sites. */
function longStrings(size: number, seed: number): PauliString[] {
  const stream = testStream(seed);
  const site = () => Math.floor(stream.uniform() * size);
  const matrix = (): Pauli => (["X", "Y", "Z"] as const)[Math.floor(stream.uniform() * 3)];
  const random = Array.from({ length: 60 }, () =>
    pauli(2 * stream.uniform() - 1, { [site()]: matrix(), [site()]: matrix(), [site()]: matrix() }),
  );
  const edges: Record<number, Pauli>[] = [
    { 63: "X" },
    { 64: "Y" },
    { 63: "Z", 64: "Z" },
    { 31: "Y", 32: "Y" },
    { 63: "Y", 64: "X" },
    { [size - 1]: "Y", 0: "Z" },
  ];
  return [...random, ...edges.map((factors) => pauli(0.7, factors)), ...edges.map((factors) => pauli(-0.4, { ...factors, 5: "Z" }))];
}

test.each([65, 130])("configurations of several words, N = %i: strings applied one by one", async (size) => {
  const lattice = chain(size);
  const hamiltonian = sum("long", lattice, longStrings(size, size));
  const ansatz = machine({ density: 0.5, biases: true });
  const parameters = randomParameters(ansatz, lattice, 0.3, 12);
  const plain = plainRbm(ansatz, lattice, parameters);
  const stream = testStream(13);
  const configurations = Array.from({ length: 5 }, () => randomSpins(size, stream));
  const pairs = flippedPairs(hamiltonian);
  const network = await networkOf(ansatz, lattice, parameters, pairs);
  const { batch } = batchOf(network, configurations);
  for (const use of uses) {
    const found = estimatesOf(network, hamiltonian, batch, use, pairs);
    for (const [row, spins] of configurations.entries()) {
      const here = logAmplitude(plain, spins);
      let largest = 1;
      const wanted = localEnergy(hamiltonian, spins, (moved) => {
        const ratio = exponential(subtract(logAmplitude(plain, moved), here));
        largest += modulus(ratio);
        return read(
          use,
          ratio,
          moved.every((s, i) => s === spins[i]),
        );
      });
      expect(distance(found[row], wanted)).toBeLessThan(ESTIMATE * largest);
    }
  }
});
