// Two sides of a cut in a mixture, measured with the instruments of a pure state.
import { orthogonalise, singularValues } from "../linear/singularValues.ts";
import { complementOf, placesOf } from "./sites.ts";
import type { DensityMatrix, DiagonalState, PureState } from "./state.ts";

/** A Hermitian matrix over the configurations of one side, row by row. */
interface Observable {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Vectors of one side, complex; rows are the vectors. */
interface Vectors {
  readonly real: readonly Float64Array[];
  readonly imaginary: readonly Float64Array[];
}

/** Schmidt vectors of a smaller coefficient, relative, are of rounding. */
const NEGLIGIBLE = 1e-10;

/**
 * T_PQ = <P ⊗ Q> of a mixture, P, Q = Z, X, row by row: on each side of the cut Z tells apart the two Schmidt vectors of each pair of `reference` in the order of
 * their coefficients, +1 and -1 (and is 1 elsewhere), X exchanges them (and is 0 elsewhere).
 */
export function blockCorrelations(state: DiagonalState | DensityMatrix, block: readonly number[], reference: PureState): Float64Array {
  const places = [placesOf(block), placesOf(complementOf(block, state.sites))] as const;
  const [first, second] = schmidtVectors(reference, ...places);
  if (state.kind === "diagonal") {
    const [one, other] = [diagonals(first), diagonals(second)];
    return Float64Array.from(one.flatMap((p) => other.map((q) => meanOfConfigurations(state, places, p, q))));
  }
  const [one, other] = [first, second].map((vectors) => [pairZ(vectors), pairX(vectors)]);
  return Float64Array.from(one.flatMap((p) => other.map((q) => mean(state, places, p, q))));
}

/** The two largest correlations in planes turned freely. */
export function planesOfBlocks(correlations: Float64Array): { readonly t1: number; readonly t2: number } {
  const [t1, t2] = singularValues({ rows: 2, columns: 2, real: correlations, imaginary: null });
  return { t1, t2 };
}

/** |a_k> and |b_k> of ψ = Σ_k c_k |a_k>|b_k>, c_k descending. */
function schmidtVectors({ real, imaginary }: PureState, rows: Int32Array, columns: Int32Array): readonly [Vectors, Vectors] {
  // The columns of ψ(b, a), made orthogonal, are c_k |b_k>.
  const wide = Array.from(rows, (row) => ({
    re: Float64Array.from(columns, (column) => real[row | column]),
    im: Float64Array.from(columns, (column) => imaginary[row | column]),
  }));
  const turned = wide.map(({ re, im }) => ({ re: re.slice(), im: im.slice() }));
  orthogonalise(turned);
  const norm = ({ re, im }: { readonly re: Float64Array; readonly im: Float64Array }) =>
    Math.sqrt(re.reduce((total, value, k) => total + value * value + im[k] * im[k], 0));
  const found = turned
    .map((vector) => ({ ...vector, coefficient: norm(vector) }))
    .filter(({ coefficient }) => coefficient > NEGLIGIBLE)
    .sort((a, b) => b.coefficient - a.coefficient);
  const second = {
    real: found.map(({ re, coefficient }) => re.map((value) => value / coefficient)),
    imaginary: found.map(({ im, coefficient }) => im.map((value) => value / coefficient)),
  };
  // <b_k|ψ(·, a)> / c_k.
  const first = (part: 0 | 1) =>
    found.map(({ coefficient }, k) =>
      Float64Array.from(wide, ({ re, im }) => {
        let total = 0;
        for (let l = 0; l < re.length; l++) {
          const [x, y] = [second.real[k][l], second.imaginary[k][l]];
          total += part === 0 ? x * re[l] + y * im[l] : x * im[l] - y * re[l];
        }
        return total / coefficient;
      }),
    );
  return [{ real: first(0), imaginary: first(1) }, second];
}

/** 1 - 2 Σ |v_2><v_2| over the second vectors of the pairs; a last one without a partner is a first. */
function pairZ(vectors: Vectors): Observable {
  const observable = none(vectors.real[0].length);
  const { length } = vectors.real[0];
  for (let s = 0; s < length; s++) observable.real[s * length + s] = 1;
  for (let k = 1; k < vectors.real.length; k += 2) addOuter(observable, vectors, k, k, -2);
  return observable;
}

/** Σ |v_1><v_2| + |v_2><v_1| over the pairs. */
function pairX(vectors: Vectors): Observable {
  const observable = none(vectors.real[0].length);
  for (let k = 1; k < vectors.real.length; k += 2) {
    addOuter(observable, vectors, k - 1, k, 1);
    addOuter(observable, vectors, k, k - 1, 1);
  }
  return observable;
}

function none(length: number): Observable {
  return { real: new Float64Array(length * length), imaginary: new Float64Array(length * length) };
}

/** Adds factor |v_a><v_b|. */
function addOuter({ real, imaginary }: Observable, { real: re, imaginary: im }: Vectors, a: number, b: number, factor: number): void {
  const { length } = re[a];
  for (let s = 0; s < length; s++) {
    for (let t = 0; t < length; t++) {
      real[s * length + t] += factor * (re[a][s] * re[b][t] + im[a][s] * im[b][t]);
      imaginary[s * length + t] += factor * (im[a][s] * re[b][t] - re[a][s] * im[b][t]);
    }
  }
}

/** <s|Z|s> and <s|X|s>: all that a mixture of configurations asks for. */
function diagonals({ real, imaginary }: Vectors): readonly Float64Array[] {
  const z = new Float64Array(real[0].length).fill(1);
  const x = new Float64Array(real[0].length);
  for (let k = 1; k < real.length; k += 2) {
    for (let s = 0; s < z.length; s++) {
      z[s] -= 2 * (real[k][s] * real[k][s] + imaginary[k][s] * imaginary[k][s]);
      x[s] += 2 * (real[k - 1][s] * real[k][s] + imaginary[k - 1][s] * imaginary[k][s]);
    }
  }
  return [z, x];
}

type Places = readonly [Int32Array, Int32Array];

function meanOfConfigurations({ probabilities }: DiagonalState, [rows, columns]: Places, p: Float64Array, q: Float64Array): number {
  let total = 0;
  for (let s = 0; s < rows.length; s++) {
    for (let l = 0; l < columns.length; l++) total += probabilities[rows[s] | columns[l]] * p[s] * q[l];
  }
  return total;
}

/** tr ρ (P ⊗ Q), which is real. */
function mean(state: DensityMatrix, [rows, columns]: Places, p: Observable, q: Observable): number {
  let total = 0;
  const [m, n] = [rows.length, columns.length];
  for (let s = 0; s < m; s++) {
    for (let l = 0; l < n; l++) {
      const row = (rows[s] | columns[l]) * m * n;
      for (let t = 0; t < m; t++) {
        for (let k = 0; k < n; k++) {
          const at = row + (rows[t] | columns[k]);
          const [pr, pi] = [p.real[t * m + s], p.imaginary[t * m + s]];
          const [qr, qi] = [q.real[k * n + l], q.imaginary[k * n + l]];
          total += state.real[at] * (pr * qr - pi * qi) - state.imaginary[at] * (pr * qi + pi * qr);
        }
      }
    }
  }
  return total;
}
