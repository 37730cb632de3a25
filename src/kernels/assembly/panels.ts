/**
 * Matrices as panels. A matrix of n rows and K columns is stored as ⌈n/4⌉ panels of 4 rows, each panel column by column: of a complex one
 * [re of the 4 rows][im of the 4 rows], 8 doubles a column, of a real one 4 doubles. The same form holds the factors of a Gram matrix, the
 * matrix and its Cholesky factor, so nothing is ever repacked. Only the lower triangle of a Hermitian matrix is meaningful; rows beyond n are
 * padding.
 *
 * What is the same for complex and for real matrices is written once, over the tiles of 4 × 4 elements of a type T (tiles-complex.ts,
 * tiles-real.ts); each call is compiled for its T.
 */

/** Bytes of one column of a complex panel. */
export const COLUMN: usize = 64;
/** Bytes of one column of a real panel. */
export const REAL_COLUMN: usize = 32;
/** Panels in a block column: of the rows that stay in the cache while they meet the others. */
const BLOCK_PANELS: i32 = 16;

/** c = A A† for `rows` rows of `columns` columns; `c` has 4⌈rows/4⌉ columns. */
export function gram<T>(tiles: T, a: usize, rows: i32, columns: i32, c: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * tiles.column;
  const cStride = <usize>(4 * panels) * tiles.column;
  for (let top = 0; top < panels; top += BLOCK_PANELS) {
    const bottom = min(top + BLOCK_PANELS, panels);
    for (let i = top; i < panels; i++) {
      const last = min(bottom - 1, i);
      for (let j = top; j <= last; j++) {
        tiles.product(a + <usize>i * stride, a + <usize>j * stride, columns, c + <usize>i * cStride + <usize>(4 * j) * tiles.column);
      }
    }
  }
}

/** Cholesky factorisation in place, left-looking by blocks of 64 columns; see `choleskyComplex`. */
export function cholesky<T>(tiles: T, c: usize, rows: i32, scratch: usize): i32 {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * tiles.column;
  for (let i = rows; i < 4 * panels; i++) padDiagonal(c + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3), i, tiles.column);
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    if (left > 0) subtractLeft(tiles, c, panels, left, right, scratch);
    const failed = factorBlock(tiles, c, panels, left, right, scratch);
    if (failed) return failed;
  }
  return 0;
}

/** Subtracts from a block column what the columns left of it contribute. */
function subtractLeft<T>(tiles: T, c: usize, panels: i32, left: i32, right: i32, scratch: usize): void {
  const stride = <usize>(4 * panels) * tiles.column;
  for (let i = left; i < panels; i++) {
    const last = min(right - 1, i);
    for (let j = left; j <= last; j++) {
      tiles.product(c + <usize>i * stride, c + <usize>j * stride, 4 * left, scratch);
      subtractTile(c + <usize>i * stride + <usize>(4 * j) * tiles.column, scratch, 4 * tiles.column);
    }
  }
}

/** Factors a block column from which the columns left of it are subtracted. Returns 0, or 1 + the column that failed. */
function factorBlock<T>(tiles: T, c: usize, panels: i32, left: i32, right: i32, scratch: usize): i32 {
  const stride = <usize>(4 * panels) * tiles.column;
  const offset = <usize>(4 * left) * tiles.column;
  for (let p = left; p < right; p++) {
    const diagonal = c + <usize>p * stride + <usize>(4 * p) * tiles.column;
    for (let i = p; i < panels; i++) {
      const target = c + <usize>i * stride + <usize>(4 * p) * tiles.column;
      if (p > left) {
        tiles.product(c + <usize>i * stride + offset, c + <usize>p * stride + offset, 4 * (p - left), scratch);
        subtractTile(target, scratch, 4 * tiles.column);
      }
      if (i == p) {
        const failed = tiles.factor(diagonal);
        if (failed) return 4 * p + failed;
      } else {
        tiles.solve(target, diagonal);
      }
    }
  }
  return 0;
}

/** Kept out of the tile products: a subtraction from memory in there halves their speed. */
export function subtractTile(target: usize, source: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, f64x2.sub(v128.load(target + at), v128.load(source + at)));
}

/** Row `i` beyond the matrix becomes a row of the identity. */
function padDiagonal(row: usize, i: i32, column: usize): void {
  for (let k = 0; k <= i; k++) {
    store<f64>(row + <usize>k * column, k == i ? 1 : 0);
    if (column == COLUMN) store<f64>(row + <usize>k * column, 0, 32);
  }
}

/** Trace of the leading `rows` rows. */
export function trace<T>(tiles: T, c: usize, rows: i32): f64 {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * tiles.column;
  let total: f64 = 0;
  for (let i = 0; i < rows; i++) total += load<f64>(c + <usize>(i >> 2) * stride + <usize>i * tiles.column + (<usize>(i & 3) << 3));
  return total;
}

/** c ← scale · c + shift · 1 on the lower triangle. */
export function scaleAndShift<T>(tiles: T, c: usize, rows: i32, scale: f64, shift: f64): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * tiles.column;
  const factor = f64x2.splat(scale);
  for (let i = 0; i < panels; i++) {
    const row = c + <usize>i * stride;
    const end = row + <usize>(4 * i + 4) * tiles.column;
    for (let at = row; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), factor));
  }
  for (let i = 0; i < rows; i++) {
    const at = c + <usize>(i >> 2) * stride + <usize>i * tiles.column + (<usize>(i & 3) << 3);
    store<f64>(at, load<f64>(at) + shift);
  }
}
