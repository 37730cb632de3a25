// Eigenvalues and the lowest eigenvector of a real symmetric tridiagonal matrix.

/** A real symmetric tridiagonal matrix: `diagonal` has m entries, `offDiagonal` its m - 1 neighbours. */
export interface Tridiagonal {
  readonly diagonal: ArrayLike<number>;
  readonly offDiagonal: ArrayLike<number>;
}

/** QL needs fewer than two steps per eigenvalue on average; no published case comes near this many for one. */
const MOST_STEPS = 100;

/**
 * All eigenvalues, ascending, by the QL algorithm with implicit shifts (Dubrulle, Martin & Wilkinson, Numer. Math. 12, 377 (1968)).
 * The error is a few units of rounding of the norm; the cost O(m²). The input is not changed.
 */
export function eigenvaluesOf({ diagonal, offDiagonal }: Tridiagonal): Float64Array {
  const size = diagonal.length;
  const values = Float64Array.from(diagonal);
  const couplings = new Float64Array(size);
  couplings.set(Array.from(offDiagonal).slice(0, Math.max(size - 1, 0)));
  for (let first = 0; first < size; first++) {
    for (let step = 0; ; step++) {
      const last = endOfBlock(values, couplings, first);
      if (last === first) break;
      if (step === MOST_STEPS) throw new Error("exact.tridiagonal: QL did not converge; the matrix holds NaN or infinities");
      implicitShift(values, couplings, first, last);
    }
  }
  return values.sort();
}

/** The last row that is still coupled to `first`; couplings below rounding count as zero. */
function endOfBlock(values: Float64Array, couplings: Float64Array, first: number): number {
  for (let row = first; row < values.length - 1; row++) {
    const scale = Math.abs(values[row]) + Math.abs(values[row + 1]);
    // The absolute floor ends blocks whose diagonal is zero, as in the Golub-Kahan form.
    if (Math.abs(couplings[row]) <= Number.EPSILON * scale || Math.abs(couplings[row]) < Number.MIN_VALUE / Number.EPSILON) return row;
  }
  return values.length - 1;
}

/** One QL step with Wilkinson's shift on the rows first … last: a bulge is chased upwards by plane rotations. */
function implicitShift(values: Float64Array, couplings: Float64Array, first: number, last: number): void {
  const slope = (values[first + 1] - values[first]) / (2 * couplings[first]);
  const root = Math.hypot(slope, 1);
  let bulge = values[last] - values[first] + couplings[first] / (slope + (slope >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let row = last - 1; row >= first; row--) {
    const above = sine * couplings[row];
    const along = cosine * couplings[row];
    const length = Math.hypot(above, bulge);
    couplings[row + 1] = length;
    if (length === 0) {
      values[row + 1] -= shift;
      couplings[last] = 0;
      return;
    }
    sine = above / length;
    cosine = bulge / length;
    const rest = values[row + 1] - shift;
    const turned = (values[row] - rest) * sine + 2 * cosine * along;
    shift = sine * turned;
    values[row + 1] = rest + shift;
    bulge = cosine * turned - along;
  }
  values[first] -= shift;
  couplings[first] = bulge;
  couplings[last] = 0;
}

/**
 * The lowest eigenvalue by bisection (Sturm counts; Golub & Van Loan, Matrix Computations, 8.4) and its normalised eigenvector by
 * inverse iteration. All off-diagonal elements must be non-zero, so that the eigenvalue is simple.
 */
export function lowestPair({ diagonal, offDiagonal }: Tridiagonal): { value: number; vector: Float64Array } {
  const size = diagonal.length;
  let low = Number.POSITIVE_INFINITY;
  let scale = 0;
  for (let i = 0; i < size; i++) {
    const radius = (i > 0 ? Math.abs(offDiagonal[i - 1]) : 0) + (i < size - 1 ? Math.abs(offDiagonal[i]) : 0);
    low = Math.min(low, diagonal[i] - radius);
    scale = Math.max(scale, Math.abs(diagonal[i]) + radius);
  }
  low -= Number.EPSILON * scale;
  let high = Math.min(...Array.from(diagonal));
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (isBelowSpectrum(diagonal, offDiagonal, middle)) low = middle;
    else high = middle;
  }
  // Below the spectrum the shifted matrix is positive definite and elimination needs no pivots.
  return { value: high, vector: inverseIteration(diagonal, offDiagonal, low - 4 * Number.EPSILON * scale) };
}

function isBelowSpectrum(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>, value: number): boolean {
  let pivot = diagonal[0] - value;
  for (let i = 1; i < diagonal.length && pivot > 0; i++) pivot = diagonal[i] - value - offDiagonal[i - 1] ** 2 / pivot;
  return pivot > 0;
}

function inverseIteration(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>, shift: number): Float64Array {
  const size = diagonal.length;
  const pivots = new Float64Array(size);
  const vector = new Float64Array(size).fill(1);
  for (let i = 0; i < size; i++) {
    pivots[i] = diagonal[i] - shift - (i > 0 ? offDiagonal[i - 1] ** 2 / pivots[i - 1] : 0);
    if (!(pivots[i] > 0)) pivots[i] = Number.EPSILON * (Math.abs(diagonal[i]) + Number.EPSILON);
  }
  for (let iteration = 0; iteration < 3; iteration++) {
    for (let i = 1; i < size; i++) vector[i] -= (offDiagonal[i - 1] / pivots[i - 1]) * vector[i - 1];
    for (let i = 0; i < size; i++) vector[i] /= pivots[i];
    for (let i = size - 2; i >= 0; i--) vector[i] -= (offDiagonal[i] / pivots[i]) * vector[i + 1];
    const norm = Math.hypot(...vector);
    for (let i = 0; i < size; i++) vector[i] /= norm;
  }
  return vector;
}
