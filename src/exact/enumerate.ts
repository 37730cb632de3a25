// A Hamiltonian as a dense matrix over all configurations.
import { checkInteger } from "../core/check.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Pauli, PauliString } from "../hamiltonian/pauli.ts";

/** A square complex matrix, row by row. */
export interface DenseMatrix {
  readonly dimension: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** 16 bytes times 4^N: 16 MB at 10 sites. */
export const MOST_SITES_DENSE = 10;

const paulis: Readonly<Record<Pauli | "1", DenseMatrix>> = {
  "1": matrix([1, 0, 0, 1]),
  X: matrix([0, 1, 1, 0]),
  Y: matrix([0, 0, 0, 0], [0, -1, 1, 0]),
  Z: matrix([1, 0, 0, -1]),
};

/**
 * The 2^N × 2^N matrix of H as Σ c · P_{N-1} ⊗ … ⊗ P_0, straight from its Pauli strings: the judge of everything that uses the groups.
 * Row and column numbers have bit i set where spin i is down.
 * @throws InputError for more than 10 sites.
 */
export function denseMatrix({ lattice, strings }: Hamiltonian): DenseMatrix {
  checkInteger("exact.denseMatrix.sites", lattice.size, 1, MOST_SITES_DENSE);
  const dimension = 2 ** lattice.size;
  const real = new Float64Array(dimension ** 2);
  const imaginary = new Float64Array(dimension ** 2);
  for (const string of strings) {
    const [re, im] = string.coefficient;
    const operator = stringMatrix(string, lattice.size);
    for (let i = 0; i < real.length; i++) {
      real[i] += re * operator.real[i] - im * operator.imaginary[i];
      imaginary[i] += re * operator.imaginary[i] + im * operator.real[i];
    }
  }
  return { dimension, real, imaginary };
}

function stringMatrix({ factors }: PauliString, size: number): DenseMatrix {
  const names = new Array<Pauli | "1">(size).fill("1");
  for (const [site, name] of factors) names[site] = name;
  return names.reduce((product, name) => kronecker(paulis[name], product), matrix([1]));
}

/** A ⊗ B: element (a, b), (c, d) is A_ac B_bd, with b and d running fastest. */
function kronecker(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const dimension = a.dimension * b.dimension;
  const real = new Float64Array(dimension ** 2);
  const imaginary = new Float64Array(dimension ** 2);
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column < dimension; column++) {
      const p = Math.floor(row / b.dimension) * a.dimension + Math.floor(column / b.dimension);
      const q = (row % b.dimension) * b.dimension + (column % b.dimension);
      const at = row * dimension + column;
      real[at] = a.real[p] * b.real[q] - a.imaginary[p] * b.imaginary[q];
      imaginary[at] = a.real[p] * b.imaginary[q] + a.imaginary[p] * b.real[q];
    }
  }
  return { dimension, real, imaginary };
}

function matrix(real: readonly number[], imaginary: readonly number[] = real.map(() => 0)): DenseMatrix {
  return { dimension: Math.sqrt(real.length), real: Float64Array.from(real), imaginary: Float64Array.from(imaginary) };
}
