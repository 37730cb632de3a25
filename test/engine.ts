import { type ResolvedAnsatz, type ResolvedRbm, rbm } from "../src/ansatz/ansatz.ts";
import { createNetwork } from "../src/ansatz/create.ts";
import type { Batch, Network, RatioUse } from "../src/ansatz/network.ts";
import { parameterCount } from "../src/ansatz/tensors.ts";
import { type RandomStream, randomStream } from "../src/core/random.ts";
import type { Hamiltonian } from "../src/hamiltonian/hamiltonian.ts";
import { type Kernels, loadKernels, type Pointer } from "../src/kernels/kernels.ts";
import type { Bond, Lattice } from "../src/lattice/lattice.ts";
import { loadOperator } from "../src/vmc/setup/operator.ts";
import { type Complex, complexOf } from "./judges.ts";

// The engine set up by hand, without a driver: a network in its kernels, configurations in, numbers out.

/** A restricted Boltzmann machine with nothing left open. */
export function machine(options: { density?: number; symmetric?: boolean; pointGroup?: boolean; biases?: boolean } = {}): ResolvedRbm {
  const { density = 1, symmetric = false, pointGroup = false, biases = false } = options;
  return { ...rbm({ density }), symmetric, pointGroup, biases, parity: "none" };
}

/** Every kind of machine: dense and symmetric, with and without biases. */
export function machines(density = 1): [string, ResolvedRbm][] {
  return [false, true].flatMap((symmetric) =>
    [false, true].map((biases): [string, ResolvedRbm] => [
      `${symmetric ? "symmetric" : "dense"}, ${biases ? "with" : "without"} biases`,
      machine({ density, symmetric, biases }),
    ]),
  );
}

export function testStream(seed: number): RandomStream {
  return randomStream(seed, "test");
}

/** Complex parameters, real and imaginary part uniform in [-bound, bound). */
export function randomParameters(ansatz: ResolvedAnsatz, lattice: Lattice, bound: number, seed: number): Float64Array {
  const stream = testStream(seed);
  return Float64Array.from({ length: 2 * parameterCount(ansatz, lattice) }, () => bound * (2 * stream.uniform() - 1));
}

/**
 * Turns small random parameters of a dense machine with biases into ones that strain the range of doubles. "lanes": flips change every second
 * of 8 hidden units by a huge factor and the others by its inverse, with hidden angles far out on both sides. "angles": every spin adds
 * the same large weight to an angle.
 */
export function strain(how: "lanes" | "angles", parameters: Float64Array, sites: number): Float64Array {
  const hidden = (parameters.length / 2 - sites) / (1 + sites);
  for (let j = 0; j < hidden; j++) {
    const outer = (j >> 3) % 2 === 0 ? 1 : -1;
    const inner = j % 2 === 0 ? 1 : -1;
    if (how === "lanes") parameters[2 * (sites + j)] += 51 * outer;
    for (let i = 0; i < sites; i++) parameters[2 * (sites + hidden + i * hidden + j)] += how === "lanes" ? 9 * inner * outer : 8 * inner;
  }
  return parameters;
}

export function randomSpins(size: number, stream: RandomStream): number[] {
  return Array.from({ length: size }, () => (stream.uniform() < 0.5 ? -1 : 1));
}

/** A network with these parameters in fresh kernels. */
export async function networkOf(
  ansatz: ResolvedAnsatz,
  lattice: Lattice,
  parameters: Float64Array,
  pairs: readonly Bond[] = [],
): Promise<Network> {
  const network = createNetwork(await loadKernels(), ansatz, lattice, pairs);
  network.setParameters(parameters);
  return network;
}

/** Writes configurations into the memory of the kernels and evaluates the network on them. */
export function batchOf(network: Network, configurations: readonly (readonly number[])[]): { batch: Batch; logs: Complex[] } {
  const { kernels, words, stateBytes } = network;
  const count = configurations.length;
  const batch = { count, bits: kernels.allocate(8 * words * count), states: kernels.allocate(stateBytes * count) };
  const logs = kernels.allocate(16 * count);
  const bits = kernels.words(batch.bits, words * count);
  for (const [row, spins] of configurations.entries()) {
    for (const [i, s] of spins.entries()) if (s < 0) bits[2 * words * row + (i >> 5)] |= 1 << (i & 31);
  }
  network.evaluate(batch, logs);
  return { batch, logs: complexOf(kernels.float64(logs, 2 * count)) };
}

/** Local estimates of an operator on a batch, by the kernels. */
export function estimatesOf(network: Network, operator: Hamiltonian, batch: Batch, use: RatioUse, pairs: readonly Bond[] = []): Complex[] {
  const { kernels } = network;
  const out = kernels.allocate(16 * batch.count);
  network.localEstimates(loadOperator(kernels, operator, pairs), batch, use, out);
  return complexOf(kernels.float64(out, 2 * batch.count));
}

/** The configurations stored in rows of bits. */
export function spinsIn(network: Network, bits: Pointer, count: number): number[][] {
  const { kernels, words, sites } = network;
  const loaded = kernels.words(bits, words * count);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: sites }, (_, i) => ((loaded[2 * words * row + (i >> 5)] >>> (i & 31)) & 1 ? -1 : 1)),
  );
}

/** A complex matrix stored as panels of 4 rows, each column [re × 4][im × 4]. */
export function readPanels(kernels: Kernels, pointer: Pointer, rows: number, columns: number): Complex[][] {
  const panels = kernels.float64(pointer, Math.ceil(rows / 4) * columns * 8);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, k) => {
      const at = ((i >> 2) * columns + k) * 8 + (i & 3);
      return [panels[at], panels[at + 4]] as const;
    }),
  );
}

export function writePanels(kernels: Kernels, matrix: readonly (readonly Complex[])[], columns: number): Pointer {
  const length = Math.ceil(matrix.length / 4) * columns * 8;
  const pointer = kernels.allocate(8 * length);
  const panels = kernels.float64(pointer, length);
  for (const [i, row] of matrix.entries()) {
    for (const [k, [re, im]] of row.entries()) {
      const at = ((i >> 2) * columns + k) * 8 + (i & 3);
      panels[at] = re;
      panels[at + 4] = im;
    }
  }
  return pointer;
}

/** A real matrix stored as panels of 4 rows. */
export function readRealPanels(kernels: Kernels, pointer: Pointer, rows: number, columns: number): number[][] {
  const panels = kernels.float64(pointer, Math.ceil(rows / 4) * columns * 4);
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => panels[((i >> 2) * columns + k) * 4 + (i & 3)]));
}

export function writeRealPanels(kernels: Kernels, matrix: readonly (readonly number[])[], columns: number): Pointer {
  const length = Math.ceil(matrix.length / 4) * columns * 4;
  const pointer = kernels.allocate(8 * length);
  const panels = kernels.float64(pointer, length);
  for (const [i, row] of matrix.entries()) for (const [k, x] of row.entries()) panels[((i >> 2) * columns + k) * 4 + (i & 3)] = x;
  return pointer;
}
