import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { randomStream } from "../../src/core/random.ts";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, type PauliString, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { type Boundary, chain } from "../../src/lattice/chain.ts";

/** All eigenvalues of the dense matrix, ascending, by ml-matrix; those of a complex matrix twice, from [[A, -B], [B, A]]. */
export function denseSpectrum(hamiltonian: Hamiltonian, keep: (state: number) => boolean = () => true): number[] {
  const { dimension, real, imaginary } = denseMatrix(hamiltonian);
  const states = Array.from({ length: dimension }, (_, state) => state).filter(keep);
  const complex = imaginary.some((value) => value !== 0);
  const n = states.length;
  const matrix = Matrix.zeros(complex ? 2 * n : n, complex ? 2 * n : n);
  states.forEach((row, i) => {
    states.forEach((column, j) => {
      const at = row * dimension + column;
      matrix.set(i, j, real[at]);
      if (!complex) return;
      matrix.set(n + i, n + j, real[at]);
      matrix.set(i, n + j, -imaginary[at]);
      matrix.set(n + i, j, imaginary[at]);
    });
  });
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => a - b);
}

/** Heisenberg ring plus D Σ (X_i Y_j - Y_i X_j). */
export function dzyaloshinskiiMoriya(size: number, strength: number): Hamiltonian {
  const lattice = chain(size);
  const turns = lattice.bonds.flatMap(([i, j]) => [pauli(strength, { [i]: "X", [j]: "Y" }), pauli(-strength, { [i]: "Y", [j]: "X" })]);
  return sum("dm", lattice, [...heisenberg(lattice).strings, ...turns]);
}

/** Random strings of up to `longest` factors with coefficients in [-1, 1); only even numbers of Y and Z if `even`. */
export function randomHamiltonian(
  size: number,
  strings: number,
  longest: number,
  seed: number,
  even = false,
  boundary: Boundary = "periodic",
): Hamiltonian {
  const random = randomStream(seed, "test/exact");
  const made: PauliString[] = [];
  while (made.length < strings) {
    const factors: Record<number, Pauli> = {};
    const length = Math.floor(random.uniform() * (longest + 1));
    for (let k = 0; k < length; k++)
      factors[Math.floor(random.uniform() * size)] = (["X", "Y", "Z"] as const)[Math.floor(random.uniform() * 3)];
    const odd = Object.values(factors).filter((matrix) => matrix !== "X").length % 2 === 1;
    if (!(even && odd)) made.push(pauli(2 * random.uniform() - 1, factors));
  }
  return sum("random", chain(size, boundary), made);
}
