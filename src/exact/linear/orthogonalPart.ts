// Real square matrices, row by row: determinants and the nearest rotation.
import { orthogonalise } from "./singularValues.ts";

/** A real square matrix, row by row. */
export type SquareMatrix = readonly Float64Array[];

/** The determinant of `size` rows and columns from the given ones on, by elimination with row pivots. */
export function determinant(matrix: SquareMatrix, firstRow = 0, firstColumn = 0, size = matrix.length): number {
  const a = Array.from({ length: size }, (_, i) => matrix[firstRow + i].slice(firstColumn, firstColumn + size));
  let value = 1;
  for (let step = 0; step < size; step++) {
    let pivot = step;
    for (let i = step + 1; i < size; i++) if (Math.abs(a[i][step]) > Math.abs(a[pivot][step])) pivot = i;
    if (a[pivot][step] === 0) return 0;
    if (pivot !== step) value = -value;
    [a[step], a[pivot]] = [a[pivot], a[step]];
    const row = a[step];
    value *= row[step];
    for (let i = step + 1; i < size; i++) {
      const below = a[i];
      const factor = below[step] / row[step];
      for (let j = step + 1; j < size; j++) below[j] -= factor * row[j];
    }
  }
  return value;
}

/**
 * The rotation U Vᵀ, determinant 1, of M = U Σ Vᵀ: of all rotations K it has the largest Σ M_ij K_ij, if det M >= 0. The smallest singular value may vanish; its
 * left vector is taken orthogonal to the others, and signed by the determinant.
 */
export function rotationPart(matrix: SquareMatrix): SquareMatrix {
  const size = matrix.length;
  const columns = matrix.map((_, j) => ({ re: Float64Array.from(matrix, (row) => row[j]), im: null }));
  const v = matrix.map((_, j) => Float64Array.from({ length: size }, (_, i) => (i === j ? 1 : 0)));
  orthogonalise(columns, v);
  const norms = columns.map(({ re }) => Math.sqrt(re.reduce((total, x) => total + x * x, 0)));
  const smallest = norms.indexOf(Math.min(...norms));
  const u: Float64Array[] = columns.map(({ re }, k) => re.map((x) => x / norms[k]));
  u[smallest] = complementOf(u.filter((_, k) => k !== smallest));
  const assembled = () =>
    matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => u.reduce((sum, x, k) => sum + x[i] * v[k][j], 0)));
  const rotation = assembled();
  if (determinant(rotation) > 0) return rotation;
  u[smallest] = u[smallest].map((x) => -x);
  return assembled();
}

/** A unit vector orthogonal to N - 1 orthonormal ones: what they leave of the axis that they cover least. */
function complementOf(vectors: readonly Float64Array[]): Float64Array {
  const size = vectors.length + 1;
  const left = Float64Array.from({ length: size }, (_, i) => 1 - vectors.reduce((total, vector) => total + vector[i] * vector[i], 0));
  const axis = left.indexOf(left.reduce((largest, x) => Math.max(largest, x), 0));
  const rest = new Float64Array(size);
  rest[axis] = 1;
  for (const vector of vectors) {
    const along = vector[axis];
    for (let i = 0; i < size; i++) rest[i] -= along * vector[i];
  }
  const norm = Math.sqrt(rest.reduce((total, x) => total + x * x, 0));
  return rest.map((x) => x / norm);
}
