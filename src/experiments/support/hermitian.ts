// A positive Hermitian matrix and the linear equations with it; complex numbers are interleaved.

/** The lower half of Q† Q + λ, row by row, complex. */
export function gram(rows: Float64Array, count: number, shift: number): Float64Array {
  const matrix = new Float64Array(2 * count * count);
  for (let begin = 0; begin < rows.length; begin += 2 * count) {
    for (let k = 0; k < count; k++) {
      const [x, y] = [rows[begin + 2 * k], rows[begin + 2 * k + 1]];
      const row = 2 * k * count;
      for (let l = 0; l <= k; l++) {
        const [u, v] = [rows[begin + 2 * l], rows[begin + 2 * l + 1]];
        matrix[row + 2 * l] += x * u + y * v;
        matrix[row + 2 * l + 1] += x * v - y * u;
      }
    }
  }
  for (let k = 0; k < count; k++) matrix[2 * k * (count + 1)] += shift;
  return matrix;
}

/** x with A x = b, A Hermitian and positive, by its Cholesky factor L L† = A, which takes the place of A's lower half. */
export function solved(a: Float64Array, b: Float64Array): Float64Array {
  const count = b.length / 2;
  const x = b.slice();
  for (let k = 0; k < count; k++) {
    for (let l = 0; l <= k; l++) {
      const at = 2 * (k * count + l);
      let [re, im] = [a[at], a[at + 1]];
      for (let m = 0; m < l; m++) {
        const [p, q] = [2 * (k * count + m), 2 * (l * count + m)];
        re -= a[p] * a[q] + a[p + 1] * a[q + 1];
        im -= a[p + 1] * a[q] - a[p] * a[q + 1];
      }
      const pivot = k === l ? Math.sqrt(re) : a[2 * l * (count + 1)];
      a[at] = k === l ? pivot : re / pivot;
      a[at + 1] = k === l ? 0 : im / pivot;
    }
  }
  for (let k = 0; k < count; k++) {
    for (let m = 0; m < k; m++) subtract(x, k, m, a[2 * (k * count + m)], a[2 * (k * count + m) + 1]);
    divide(x, k, a[2 * k * (count + 1)]);
  }
  for (let k = count - 1; k >= 0; k--) {
    for (let m = k + 1; m < count; m++) subtract(x, k, m, a[2 * (m * count + k)], -a[2 * (m * count + k) + 1]);
    divide(x, k, a[2 * k * (count + 1)]);
  }
  return x;
}

/** x_k ← x_k - c x_m. */
function subtract(x: Float64Array, k: number, m: number, re: number, im: number): void {
  const [u, v] = [x[2 * m], x[2 * m + 1]];
  x[2 * k] -= re * u - im * v;
  x[2 * k + 1] -= re * v + im * u;
}

function divide(x: Float64Array, k: number, by: number): void {
  x[2 * k] /= by;
  x[2 * k + 1] /= by;
}
