// The lowest state of a symmetric operator by the Lanczos method.
import { refuse } from "../core/errors.ts";
import type { LinearOperator } from "./operator.ts";
import { lowestPair } from "./tridiagonal.ts";

/** The lowest eigenvalue of an operator; its vector costs a second pass and is computed when asked for. */
export interface LowestState {
  readonly value: number;
  /** |H v - value v|, which bounds the error of the value. The error itself is about its square over the gap. */
  readonly residual: number;
  /** The normalised eigenvector, newly allocated. */
  vector(): Float64Array;
}

/**
 * Residual at which the iteration stops, relative to the largest element of the tridiagonal matrix. Its square, the error of the energy, is
 * far below rounding; the vector, and with it every observable, is good to this over the gap.
 */
const RESIDUAL_TOLERANCE = 1e-11;
/** The residual is looked at every this many steps. */
const CHECK_EVERY = 5;
/** After this many steps the iteration starts again from its best vector, before lost orthogonality fills the matrix with copies. */
const STEPS_PER_CYCLE = 250;
const MOST_CYCLES = 20;

/**
 * The lowest eigenvalue by the Lanczos iteration (Lanczos 1950; Saad, Numerical Methods for Large Eigenvalue Problems, 6.3), without
 * reorthogonalisation: that makes copies of converged eigenvalues, which do not harm the lowest. `start` must not be orthogonal to the wanted vector;
 * it is left alone. @throws InputError for an operator that is not finite. Only three vectors are stored, so the eigenvector is built by running the same steps again.
 */
export function lowestState(operator: LinearOperator, start: Float64Array): LowestState {
  let from = start;
  for (let cycle = 1; ; cycle++) {
    const chain = lanczosChain(operator, from);
    const begin = from;
    if (chain.converged || cycle === MOST_CYCLES) {
      return { value: chain.value, residual: chain.residual, vector: () => ritzVector(operator, begin, chain) };
    }
    from = ritzVector(operator, begin, chain);
  }
}

interface LanczosChain {
  readonly diagonal: readonly number[];
  readonly offDiagonal: readonly number[];
  readonly value: number;
  /** The eigenvector in the Lanczos basis. */
  readonly weights: Float64Array;
  readonly residual: number;
  readonly converged: boolean;
}

function lanczosChain(operator: LinearOperator, start: Float64Array): LanczosChain {
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  const recursion = new Recursion(operator, start);
  let largest = 0;
  for (let step = 1; ; step++) {
    const alpha = recursion.project();
    const beta = recursion.norm();
    if (!Number.isFinite(alpha) || !Number.isFinite(beta)) refuse("exact: the Hamiltonian", "finite matrix elements", alpha);
    diagonal.push(alpha);
    largest = Math.max(largest, Math.abs(alpha), beta);
    const closed = beta <= Number.EPSILON * largest || step === operator.length;
    if (closed || step % CHECK_EVERY === 0 || step === STEPS_PER_CYCLE) {
      const { value, vector: weights } = lowestPair({ diagonal, offDiagonal });
      const residual = closed ? 0 : beta * Math.abs(weights[step - 1]);
      const converged = residual <= RESIDUAL_TOLERANCE * largest;
      if (converged || step === STEPS_PER_CYCLE) return { diagonal, offDiagonal: [...offDiagonal], value, weights, residual, converged };
    }
    offDiagonal.push(beta);
    recursion.advance(beta);
  }
}

function ritzVector(operator: LinearOperator, start: Float64Array, { offDiagonal, weights }: LanczosChain): Float64Array {
  const vector = new Float64Array(operator.length);
  const recursion = new Recursion(operator, start);
  for (let step = 0; ; step++) {
    addMultiple(vector, weights[step], recursion.current);
    if (step === weights.length - 1) break;
    recursion.project();
    recursion.advance(offDiagonal[step]);
  }
  return normalised(vector);
}

/** β_{j+1} v_{j+1} = H v_j - α_j v_j - β_j v_{j-1}: the three vectors of the recursion. Both passes run it, so they agree to the bit. */
class Recursion {
  readonly #operator: LinearOperator;
  current: Float64Array;
  #previous: Float64Array;
  #next: Float64Array;
  #beta = 0;

  constructor(operator: LinearOperator, start: Float64Array) {
    this.#operator = operator;
    this.current = normalised(start);
    this.#previous = new Float64Array(start.length);
    this.#next = new Float64Array(start.length);
  }

  /** Computes the next direction and returns α_j = v_j · H v_j. */
  project(): number {
    this.#operator.apply(this.current, this.#next);
    addMultiple(this.#next, -this.#beta, this.#previous);
    const alpha = product(this.#next, this.current);
    addMultiple(this.#next, -alpha, this.current);
    return alpha;
  }

  /** β_{j+1}, the length of the next direction. */
  norm(): number {
    return Math.sqrt(product(this.#next, this.#next));
  }

  /** Steps on to the next direction, whose length is `beta`. */
  advance(beta: number): void {
    const next = this.#next;
    scale(next, 1 / beta);
    this.#next = this.#previous;
    this.#previous = this.current;
    this.current = next;
    this.#beta = beta;
  }
}

function normalised(vector: Float64Array): Float64Array {
  const copy = vector.slice();
  scale(copy, 1 / Math.sqrt(product(vector, vector)));
  return copy;
}

function product(first: Float64Array, second: Float64Array): number {
  let total = 0;
  for (let i = 0; i < first.length; i++) total += first[i] * second[i];
  return total;
}

function addMultiple(vector: Float64Array, factor: number, other: Float64Array): void {
  for (let i = 0; i < vector.length; i++) vector[i] += factor * other[i];
}

function scale(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] *= factor;
}
