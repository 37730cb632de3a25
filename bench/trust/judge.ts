import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import seedrandom from "seedrandom";
import type { Term } from "./terms.ts";

/** What is known of a Hamiltonian from its Pauli strings alone. */
export interface Judgement {
  /** The exact ground energy. */
  readonly energy: number;
  /** The lowest distinct eigenvalues found, at most four, the ground energy first. */
  readonly levels: readonly number[];
  /** The coefficient of the identity. */
  readonly offset: number;
  /** The lowest diagonal element. */
  readonly diagonalMinimum: number;
  /** The same among the configurations with the smallest |Σ Z|, where H conserves Σ Z: a calculation may stay there. */
  readonly balancedMinimum: number | null;
}

/** All elements of H that flip the same spins: <s ^ flips| H |s> for every s. Bit i of s is set where spin i is down. */
interface Flips {
  readonly flips: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Vector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Of a Lanczos run's lowest pair; the error of the energy is about its square over the gap. */
const RESIDUAL = 1e-9;
/** Two random starts must agree to this. */
const AGREEMENT = 1e-9;
/** Levels closer than this are one. */
const DISTINCT = 1e-7;
/** Elements below this are what a cancellation left. */
const ROUNDING = 1e-12;
const CHECK_EVERY = 20;
const MOST_STEPS = 600;
const MOST_LEVELS = 4;

/** Judges a Hamiltonian by itself: 2^N amplitudes, and two Lanczos runs from random starts. Shares no code with `src/`. */
export function judgeOf(sites: number, terms: readonly Term[]): Judgement {
  const dimension = 2 ** sites;
  const matrix = matrixOf(dimension, terms);
  const [first, second] = [1, 2].map((start) => lowestLevels(dimension, matrix, seedrandom(`nqs/trust/judge/${start}`)));
  const scale = Math.max(1, Math.abs(first[0]));
  if (Math.abs(first[0] - second[0]) > AGREEMENT * scale) throw new Error(`judge: two starts end at ${first[0]} and ${second[0]}`);
  const offset = terms.reduce((sum, { coefficient, factors }) => (factors.length === 0 ? sum + coefficient : sum), 0);
  const diagonal = matrix.find(({ flips }) => flips === 0)?.re ?? new Float64Array(dimension);
  const balanced = diagonal.filter((_, s) => Math.abs(sites - 2 * bitsOf(s)) <= 1);
  return {
    energy: Math.min(first[0], second[0]),
    levels: first,
    offset,
    diagonalMinimum: diagonal.reduce((a, b) => Math.min(a, b)),
    balancedMinimum: conservesBits(matrix) ? balanced.reduce((a, b) => Math.min(a, b)) : null,
  };
}

function conservesBits(matrix: readonly Flips[]): boolean {
  return matrix.every(({ flips, re, im }) =>
    re.every((value, s) => bitsOf(s) === bitsOf(s ^ flips) || Math.hypot(value, im[s]) < ROUNDING),
  );
}

/** Y |up> = i |down> and Y |down> = -i |up>: a string is a phase i^(number of Y), a sign from the spins under Y and Z, and a flip. */
function matrixOf(dimension: number, terms: readonly Term[]): Flips[] {
  const parts = new Map<number, Flips>();
  for (const { coefficient, factors } of terms) {
    let [flips, signs, turns] = [0, 0, 0];
    for (const [site, letter] of factors) {
      if (letter !== "Z") flips |= 1 << site;
      if (letter !== "X") signs |= 1 << site;
      if (letter === "Y") turns++;
    }
    const part = parts.get(flips) ?? { flips, re: new Float64Array(dimension), im: new Float64Array(dimension) };
    parts.set(flips, part);
    const [re, im] = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ][turns % 4];
    for (let s = 0; s < dimension; s++) {
      const signed = bitsOf(s & signs) % 2 === 1 ? -coefficient : coefficient;
      part.re[s] += signed * re;
      part.im[s] += signed * im;
    }
  }
  return [...parts.values()];
}

function bitsOf(number: number): number {
  let count = 0;
  for (let rest = number; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function applied(matrix: readonly Flips[], vector: Vector): Vector {
  const out = zeros(vector.re.length);
  for (const { flips, re, im } of matrix) {
    for (let s = 0; s < re.length; s++) {
      out.re[s ^ flips] += re[s] * vector.re[s] - im[s] * vector.im[s];
      out.im[s ^ flips] += re[s] * vector.im[s] + im[s] * vector.re[s];
    }
  }
  return out;
}

/** Lanczos with every direction made orthogonal to all before it, twice. */
function lowestLevels(dimension: number, matrix: readonly Flips[], random: () => number): number[] {
  const start = zeros(dimension);
  for (let s = 0; s < dimension; s++) [start.re[s], start.im[s]] = [random() - 0.5, random() - 0.5];
  const basis = [scaled(start, 1 / norm(start))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (let step = 1; ; step++) {
    const next = applied(matrix, basis[step - 1]);
    diagonal.push(overlap(basis[step - 1], next)[0]);
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) removeFrom(next, direction);
    const length = norm(next);
    const closed = step === dimension || length < 1e-11 * Math.max(1, ...diagonal.map(Math.abs));
    if (closed || step % CHECK_EVERY === 0) {
      const found = ritzLevels(diagonal, beside, closed ? 0 : length);
      if (found !== null) return found;
      if (step > MOST_STEPS) throw new Error(`judge: no convergence in ${step} steps`);
    }
    beside.push(length);
    basis.push(scaled(next, 1 / length));
  }
}

/** The lowest levels of the tridiagonal matrix that are levels of H too; `null` where the very lowest is not one yet. */
function ritzLevels(diagonal: readonly number[], beside: readonly number[], length: number): number[] | null {
  const size = diagonal.length;
  const small = Matrix.diag([...diagonal]);
  for (const [at, value] of beside.slice(0, size - 1).entries()) {
    small.set(at, at + 1, value);
    small.set(at + 1, at, value);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small, { assumeSymmetric: true });
  const pairs = realEigenvalues
    .map((value, column) => ({ value, residual: length * Math.abs(eigenvectorMatrix.get(size - 1, column)) }))
    .sort((a, b) => a.value - b.value);
  if (pairs[0].residual > RESIDUAL) return null;
  const good = pairs.filter(({ residual }) => residual < DISTINCT).map(({ value }) => value);
  return good.filter((value, at) => at === 0 || value - good[at - 1] > DISTINCT).slice(0, MOST_LEVELS);
}

function zeros(dimension: number): Vector {
  return { re: new Float64Array(dimension), im: new Float64Array(dimension) };
}

/** <a|b>, real and imaginary part. */
function overlap(a: Vector, b: Vector): [number, number] {
  let [re, im] = [0, 0];
  for (let s = 0; s < a.re.length; s++) {
    re += a.re[s] * b.re[s] + a.im[s] * b.im[s];
    im += a.re[s] * b.im[s] - a.im[s] * b.re[s];
  }
  return [re, im];
}

function norm(vector: Vector): number {
  return Math.sqrt(overlap(vector, vector)[0]);
}

function scaled({ re, im }: Vector, factor: number): Vector {
  return { re: re.map((value) => value * factor), im: im.map((value) => value * factor) };
}

/** Takes the part along `direction`, of length 1, out of `vector`. */
function removeFrom(vector: Vector, direction: Vector): void {
  const [re, im] = overlap(direction, vector);
  for (let s = 0; s < vector.re.length; s++) {
    vector.re[s] -= re * direction.re[s] - im * direction.im[s];
    vector.im[s] -= re * direction.im[s] + im * direction.re[s];
  }
}
