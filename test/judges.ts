import type { ResolvedRbm } from "../src/ansatz/ansatz.ts";
import type { DenseMatrix } from "../src/exact/enumerate.ts";
import type { Hamiltonian } from "../src/hamiltonian/hamiltonian.ts";
import type { PauliString } from "../src/hamiltonian/pauli.ts";
import type { Lattice } from "../src/lattice/lattice.ts";

// Naive formulas that judge the engine: spins, sums over all configurations and Math.*; no kernel, no group, no trick.

/** [re, im]. */
export type Complex = readonly [number, number];

export const add = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
export const subtract = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
export const multiply = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
export const scale = (x: number, [a, b]: Complex): Complex => [x * a, x * b];
export const conjugate = ([a, b]: Complex): Complex => [a, -b];
export const modulus = ([a, b]: Complex): number => Math.hypot(a, b);
export const exponential = ([a, b]: Complex): Complex => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)];
export const distance = (a: Complex, b: Complex): number => modulus(subtract(a, b));

/** The complex numbers of an interleaved array. */
export function complexOf(interleaved: ArrayLike<number>): Complex[] {
  return Array.from({ length: interleaved.length / 2 }, (_, k) => [interleaved[2 * k], interleaved[2 * k + 1]]);
}

/** Spins ±1 of a configuration number whose bit i is set where spin i is down. */
export function spinsOf(state: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => (Math.floor(state / 2 ** i) % 2 === 1 ? -1 : 1));
}

/** All configuration numbers, or those with the given Σ s_i. */
export function sectorStates(size: number, magnetisation: number | null): number[] {
  const all = Array.from({ length: 2 ** size }, (_, state) => state);
  return all.filter((state) => magnetisation === null || spinsOf(state, size).reduce((a, b) => a + b, 0) === magnetisation);
}

/** The weights of an RBM written out one by one: a_i, b_j, W_ij = w[i][j]. */
export interface PlainRbm {
  readonly a: readonly Complex[];
  readonly b: readonly Complex[];
  readonly w: readonly (readonly Complex[])[];
}

/** Writes out parameters in their stored order (a, b, W); a symmetric network repeats feature f for each translation r: W_{T_r(k), (f, r)} = w_fk. */
export function plainRbm({ symmetric, biases, density }: ResolvedRbm, lattice: Lattice, parameters: ArrayLike<number>): PlainRbm {
  const stored = complexOf(parameters);
  const { size, translations } = lattice;
  const hidden = Math.round(density * size);
  const take = (count: number) => stored.splice(0, count);
  const none = (count: number): Complex[] => new Array<Complex>(count).fill([0, 0]);
  if (!symmetric) {
    const a = biases ? take(size) : none(size);
    const b = biases ? take(hidden) : none(hidden);
    return { a, b, w: Array.from({ length: size }, () => take(hidden)) };
  }
  const features = hidden / translations.length;
  const [a] = biases ? take(1) : none(1);
  const b = biases ? take(features) : none(features);
  const w = Array.from({ length: size }, () => none(hidden));
  for (let f = 0; f < features; f++) {
    const weights = take(size);
    for (const [r, translation] of translations.entries()) {
      for (let k = 0; k < size; k++) w[translation[k]][f * translations.length + r] = weights[k];
    }
  }
  return { a: new Array<Complex>(size).fill(a), b: b.flatMap((x) => new Array<Complex>(translations.length).fill(x)), w };
}

/** ln f = Σ a_i s_i + Σ_j ln 2cosh(b_j + Σ_i W_ij s_i), straight; the imaginary part up to 2π. */
export function logAmplitude({ a, b, w }: PlainRbm, spins: readonly number[]): Complex {
  let re = 0;
  let im = 0;
  for (const [i, s] of spins.entries()) {
    re += a[i][0] * s;
    im += a[i][1] * s;
  }
  for (let j = 0; j < b.length; j++) {
    let [x, y] = b[j];
    for (const [i, s] of spins.entries()) {
      x += w[i][j][0] * s;
      y += w[i][j][1] * s;
    }
    const c = Math.cosh(x) * Math.cos(y);
    const d = Math.sinh(x) * Math.sin(y);
    re += Math.log(2 * Math.hypot(c, d));
    im += Math.atan2(d, c);
  }
  return [re, im];
}

/** f of every listed configuration, divided by the largest |f|. */
export function amplitudes(rbm: PlainRbm, size: number, states: readonly number[]): Complex[] {
  const logs = states.map((state) => logAmplitude(rbm, spinsOf(state, size)));
  const largest = Math.max(...logs.map(([re]) => re));
  return logs.map(([re, im]) => exponential([re - largest, im]));
}

/** <s|P|s'> of a Pauli string as a product over the sites; Y = [[0, -i], [i, 0]], spin up first. */
export function stringElement({ coefficient, factors }: PauliString, row: readonly number[], column: readonly number[]): Complex {
  const matrices = new Map(factors);
  let element: Complex = coefficient;
  for (const [i, s] of row.entries()) {
    const matrix = matrices.get(i);
    const same = s === column[i];
    if (same !== (matrix === undefined || matrix === "Z")) return [0, 0];
    if (matrix === "Z") element = scale(s, element);
    if (matrix === "Y") element = multiply([0, -s], element);
  }
  return element;
}

/** The sites a string flips, applied to a configuration. */
export function flipped({ factors }: PauliString, spins: readonly number[]): number[] {
  const moved = [...spins];
  for (const [site, matrix] of factors) if (matrix !== "Z") moved[site] = -moved[site];
  return moved;
}

/** The non-zero elements of a dense matrix between listed configurations: for each row its columns and values. */
export type Rows = readonly (readonly { readonly column: number; readonly value: Complex }[])[];

export function rowsOf({ dimension, real, imaginary }: DenseMatrix, states: readonly number[]): Rows {
  return states.map((row) =>
    states.flatMap((state, column) => {
      const at = row * dimension + state;
      return real[at] === 0 && imaginary[at] === 0 ? [] : [{ column, value: [real[at], imaginary[at]] as const }];
    }),
  );
}

export type Reading = "born" | "phaseless" | "classical";

/** The energy of amplitudes f under a reading: <f|H|f>/<f|f>, the same of |f|, or the mean of the diagonal under p = |f|. */
export function energyOf(f: readonly Complex[], rows: Rows, reading: Reading): number {
  const read: readonly Complex[] = reading === "born" ? f : f.map((z) => [modulus(z), 0]);
  let numerator = 0;
  let norm = 0;
  for (const [row, elements] of rows.entries()) {
    if (reading === "classical") {
      norm += read[row][0];
      for (const { column, value } of elements) if (column === row) numerator += read[row][0] * value[0];
      continue;
    }
    norm += read[row][0] ** 2 + read[row][1] ** 2;
    for (const { column, value } of elements) numerator += multiply(conjugate(read[row]), multiply(value, read[column]))[0];
  }
  return numerator / norm;
}

/** The strings of an operator applied to f at one configuration, divided by f there: Σ_s' <s|H|s'> f(s')/f(s). */
export function localEnergy({ strings }: Hamiltonian, spins: readonly number[], ratio: (moved: readonly number[]) => Complex): Complex {
  let total: Complex = [0, 0];
  for (const string of strings) {
    const moved = flipped(string, spins);
    total = add(total, multiply(stringElement(string, spins, moved), ratio(moved)));
  }
  return total;
}

/** Central difference of a function of one number. */
export function derivative(of: (x: number) => number, step: number): number {
  return (of(step) - of(-step)) / (2 * step);
}

/** Pearson's χ² of counts against probabilities, cells of few expected counts joined, and its degrees of freedom. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): { value: number; freedom: number } {
  const total = counts.reduce((a, b) => a + b, 0);
  const order = counts.map((_, k) => k).sort((a, b) => probabilities[b] - probabilities[a]);
  let value = 0;
  let cells = 0;
  let [restCount, restExpected] = [0, 0];
  for (const k of order) {
    const expected = probabilities[k] * total;
    if (expected >= LEAST_EXPECTED) {
      value += (counts[k] - expected) ** 2 / expected;
      cells++;
    } else {
      restCount += counts[k];
      restExpected += expected;
    }
  }
  if (restExpected >= 1) {
    value += (restCount - restExpected) ** 2 / restExpected;
    cells++;
  }
  return { value, freedom: cells - 1 };
}

/** The customary least expected count of a cell of Pearson's χ². */
const LEAST_EXPECTED = 5;

/** (χ² - k)/√(2k): how many standard deviations χ² of k degrees of freedom is off. */
export function chiSquareDeviations({ value, freedom }: { value: number; freedom: number }): number {
  return (value - freedom) / Math.sqrt(2 * freedom);
}
