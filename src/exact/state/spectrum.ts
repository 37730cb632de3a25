// Singular values and eigenvalues of complex matrices, by ml-matrix from real ones of twice the size.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";

/** A complex matrix, row by row. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** The singular values, descending. */
export function singularValues(matrix: ComplexMatrix): Float64Array {
  const { values, times } = embedded(matrix);
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true };
  return everyOther(new SingularValueDecomposition(values, options).diagonal, times, Math.min(matrix.rows, matrix.columns));
}

/** The eigenvalues of a Hermitian matrix, descending. */
export function hermitianEigenvalues(matrix: ComplexMatrix): Float64Array {
  const { values, times } = embedded(matrix);
  return everyOther(new EigenvalueDecomposition(values, { assumeSymmetric: true }).realEigenvalues, times, matrix.rows);
}

/** A + iB as [[A, -B], [B, A]], which has every singular value, and every eigenvalue of a Hermitian one, twice; A alone where B is 0. */
function embedded({ rows, columns, real, imaginary }: ComplexMatrix): { values: Matrix; times: 1 | 2 } {
  const times = imaginary.some((value) => value !== 0) ? 2 : 1;
  const values = Matrix.zeros(times * rows, times * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      const at = i * columns + k;
      values.set(i, k, real[at]);
      if (times === 1) continue;
      values.set(rows + i, columns + k, real[at]);
      values.set(i, columns + k, -imaginary[at]);
      values.set(rows + i, k, imaginary[at]);
    }
  }
  return { values, times };
}

function everyOther(found: ArrayLike<number>, times: 1 | 2, count: number): Float64Array {
  const sorted = Float64Array.from(found)
    .sort((a, b) => a - b)
    .reverse();
  return Float64Array.from({ length: count }, (_, k) => sorted[times * k]);
}
