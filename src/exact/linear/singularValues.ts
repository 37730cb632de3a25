// Singular values by one-sided Jacobi rotations (Hestenes 1958): accurate for the small ones too, and they always come to an end.

/** A complex matrix, row by row. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly real: Float64Array;
  /** `null` for a real matrix. */
  readonly imaginary: Float64Array | null;
}

/** Columns whose cosine is this count as orthogonal: rounding of a sum of a few hundred products. */
const ORTHOGONAL = 1e-15;
/** Products of two columns below this part of |A|² are of rounding alone: both belong to singular values that are as good as 0. */
const NEGLIGIBLE = 1e-32;
/** Rotations converge quadratically: matrices of a few hundred columns take about ten sweeps. */
const MOST_SWEEPS = 60;

/** A column of A V, and of V where it is asked for. */
interface Column {
  readonly re: Float64Array;
  readonly im: Float64Array | null;
}

/** The singular values of A, descending; min(rows, columns) of them. A matrix whose imaginary part is 0 takes a quarter of the time. */
export function singularValues(matrix: ComplexMatrix): Float64Array {
  const columns = columnsOf(matrix);
  orthogonalise(columns);
  return Float64Array.from(columns, (column) => Math.sqrt(squaredNorm(column))).sort((a, b) => b - a);
}

/** Aᵀ's columns instead, where they are fewer: the singular values are the same. */
function columnsOf({ rows, columns, real, imaginary }: ComplexMatrix): Column[] {
  const complex = imaginary?.some((value) => value !== 0) ? imaginary : null;
  const transposed = rows < columns;
  const [count, length] = transposed ? [rows, columns] : [columns, rows];
  const part = (values: Float64Array, c: number) =>
    Float64Array.from({ length }, (_, k) => values[transposed ? c * columns + k : k * columns + c]);
  return Array.from({ length: count }, (_, c) => ({ re: part(real, c), im: complex && part(complex, c) }));
}

/** Rotates pairs of columns until all are orthogonal; `along`, real and as many, are rotated with them. */
export function orthogonalise(columns: readonly Column[], along: readonly Float64Array[] = []): void {
  const least = NEGLIGIBLE * columns.reduce((total, column) => total + squaredNorm(column), 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false;
    // Carried along within a sweep: rotations move |a_p a_q| tan from one squared norm to the other.
    const norms = columns.map(squaredNorm);
    for (let p = 0; p < columns.length; p++) {
      for (let q = p + 1; q < columns.length; q++) {
        const [re, im] = product(columns[p], columns[q]);
        const modulus = Math.sqrt(re * re + im * im);
        const a = norms[p];
        const b = norms[q];
        if (modulus <= least || modulus <= ORTHOGONAL * Math.sqrt(a) * Math.sqrt(b)) continue;
        const zeta = (b - a) / (2 * modulus);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(columns[p], columns[q], cosine, cosine * tangent, re / modulus, im / modulus);
        if (along.length > 0) rotate({ re: along[p], im: null }, { re: along[q], im: null }, cosine, cosine * tangent, re / modulus, 0);
        norms[p] = Math.max(0, a - tangent * modulus);
        norms[q] = b + tangent * modulus;
        rotated = true;
      }
    }
    if (!rotated) return;
  }
}

function squaredNorm({ re, im }: Column): number {
  let total = 0;
  for (let k = 0; k < re.length; k++) total += re[k] * re[k];
  if (im) for (let k = 0; k < im.length; k++) total += im[k] * im[k];
  return total;
}

/** Σ_k a_k* b_k. */
function product(a: Column, b: Column): readonly [number, number] {
  let re = 0;
  let im = 0;
  if (a.im === null || b.im === null) {
    for (let k = 0; k < a.re.length; k++) re += a.re[k] * b.re[k];
    return [re, 0];
  }
  for (let k = 0; k < a.re.length; k++) {
    re += a.re[k] * b.re[k] + a.im[k] * b.im[k];
    im += a.re[k] * b.im[k] - a.im[k] * b.re[k];
  }
  return [re, im];
}

/** b ← b e^{-iφ}, which makes a* b real, then (a, b) ← (c a - s b, s a + c b). */
function rotate(a: Column, b: Column, c: number, s: number, cosPhi: number, sinPhi: number): void {
  if (a.im === null || b.im === null) {
    for (let k = 0; k < a.re.length; k++) {
      const [x, y] = [a.re[k], cosPhi * b.re[k]];
      a.re[k] = c * x - s * y;
      b.re[k] = s * x + c * y;
    }
    return;
  }
  for (let k = 0; k < a.re.length; k++) {
    const re = cosPhi * b.re[k] + sinPhi * b.im[k];
    const im = cosPhi * b.im[k] - sinPhi * b.re[k];
    const [x, y] = [a.re[k], a.im[k]];
    a.re[k] = c * x - s * re;
    a.im[k] = c * y - s * im;
    b.re[k] = s * x + c * re;
    b.im[k] = s * y + c * im;
  }
}
