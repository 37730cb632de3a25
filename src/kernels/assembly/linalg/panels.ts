/**
 * Matrices as panels. A matrix of n rows and K columns is stored as ⌈n/4⌉ panels of 4 rows, each panel column by column: of a complex one
 * [re of the 4 rows][im of the 4 rows], 8 doubles a column, of a real one 4 doubles. The same form holds the factors of a Gram matrix, the
 * matrix and its Cholesky factor, so nothing is ever repacked. Only the lower triangle of a Hermitian matrix is meaningful; rows beyond n are
 * padding.
 *
 * What is the same for complex and for real matrices is written once, over the tiles of 4 × 4 elements of a type T (tiles-complex.ts,
 * tiles-real.ts); each call is compiled for its T.
 */

import { each } from "../runtime/team";

/** Bytes of one column of a complex panel. */
export const COLUMN: usize = 64;
/** Bytes of one column of a real panel. */
export const REAL_COLUMN: usize = 32;
/** Panels in a block column: of the rows that stay in the cache while they meet the others. */
export const BLOCK_PANELS: i32 = 16;

/** A column of a complex panel from 4 complex numbers, interleaved, `step` bytes apart. */
@inline
export function storeColumn(from: usize, step: usize, column: usize): void {
  const z0 = v128.load(from);
  const z1 = v128.load(from + step);
  const z2 = v128.load(from + 2 * step);
  const z3 = v128.load(from + 3 * step);
  v128.store(column, v128.shuffle<f64>(z0, z1, 0, 2));
  v128.store(column, v128.shuffle<f64>(z2, z3, 0, 2), 16);
  v128.store(column, v128.shuffle<f64>(z0, z1, 1, 3), 32);
  v128.store(column, v128.shuffle<f64>(z2, z3, 1, 3), 48);
}

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

/** Panels before share `share` of `shares` of a lower triangle: each holds as much of it as the others. */
export function shareOfTriangle(panels: i32, share: i32, shares: i32): i32 {
  return <i32>(<f64>panels * sqrt(<f64>share / <f64>shares));
}

/** Trace of the leading `rows` rows. */
export function trace<T>(tiles: T, c: usize, rows: i32): f64 {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * tiles.column;
  let total: f64 = 0;
  for (let i = 0; i < rows; i++) total += load<f64>(c + <usize>(i >> 2) * stride + <usize>i * tiles.column + (<usize>(i & 3) << 3));
  return total;
}

@unmanaged
class ScaleTask {
  c: usize;
  rows: i32;
  column: usize;
  scale: f64;
  shift: f64;
}
const scaleTask = changetype<ScaleTask>(memory.data(40, 16));

/** c ← scale · c + shift · 1 on the lower triangle; `column` are the bytes of one. */
export function scaleAndShift(c: usize, rows: i32, column: usize, scale: f64, shift: f64): void {
  scaleTask.c = c;
  scaleTask.rows = rows;
  scaleTask.column = column;
  scaleTask.scale = scale;
  scaleTask.shift = shift;
  each((rows + 3) >> 2, scaleAndShiftPanel, changetype<usize>(scaleTask));
}

function scaleAndShiftPanel(i: i32, pointer: usize): void {
  const task = changetype<ScaleTask>(pointer);
  const column = task.column;
  const row = task.c + <usize>i * (<usize>(4 * ((task.rows + 3) >> 2)) * column);
  const end = row + <usize>(4 * i + 4) * column;
  const factor = f64x2.splat(task.scale);
  for (let at = row; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), factor));
  for (let k = 4 * i; k < min(4 * i + 4, task.rows); k++) {
    const at = row + <usize>k * column + (<usize>(k & 3) << 3);
    store<f64>(at, load<f64>(at) + task.shift);
  }
}
