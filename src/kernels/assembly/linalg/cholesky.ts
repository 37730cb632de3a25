import { BLOCK_PANELS, COLUMN } from "./panels";
import { barrier, member, members, takeNext } from "../runtime/team";

/**
 * Cholesky factorisation c = L L† in place of matrices in panels (panels.ts), left-looking by block columns of 64: what is left of a block is
 * subtracted, its diagonal factored, the rows below it solved. The members of the team share out the rows.
 */

@unmanaged
export class CholeskyTask {
  c: usize;
  rows: i32;
  /** Two counters of rows for each block column, i32, zero at first; then a tile for each member. */
  scratch: usize;
  /** 0, or 1 + the column at which a pivot is not positive. */
  failed: i32;
}
const task = changetype<CholeskyTask>(memory.data(16, 16));

/** Bytes of the scratch of a factorisation. */
export function choleskyBytes(rows: i32): usize {
  return counterBytes(rows) + <usize>members * TILE;
}

/** Bytes of a complex tile. */
const TILE: usize = 256;

function counterBytes(rows: i32): usize {
  const blocks = (rows + 4 * BLOCK_PANELS - 1) / (4 * BLOCK_PANELS);
  return (<usize>(2 * blocks) * 4 + 63) & ~63;
}

/** The task that `factorShare` works on. */
export function prepareCholesky<T>(tiles: T, c: usize, rows: i32, scratch: usize): CholeskyTask {
  padDiagonal(tiles, c, rows);
  task.c = c;
  task.rows = rows;
  task.scratch = scratch;
  task.failed = 0;
  memory.fill(scratch, 0, counterBytes(rows));
  return task;
}

/** This member's share of the factorisation, over tiles of 4 × 4 elements of a type T. */
export function factorShare<T>(tiles: T, task: CholeskyTask): void {
  const rows = task.rows;
  const panels = (rows + 3) >> 2;
  const c = task.c;
  const tile = task.scratch + counterBytes(rows) + <usize>member * TILE;
  let counter = task.scratch;
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    if (left > 0) {
      for (let i = left + takeNext(counter); i < panels; i = left + takeNext(counter)) subtractLeft(tiles, c, panels, i, left, right, tile);
      barrier();
    }
    if (member == 0) task.failed = factorDiagonal(tiles, c, panels, left, right, tile);
    barrier();
    if (task.failed) return;
    for (let i = right + takeNext(counter + 4); i < panels; i = right + takeNext(counter + 4)) solveRow(tiles, c, panels, i, left, right, tile);
    barrier();
    counter += 8;
  }
}

/** Subtracts from row i of a block column what the columns left of it contribute. */
function subtractLeft<T>(tiles: T, c: usize, panels: i32, i: i32, left: i32, right: i32, tile: usize): void {
  for (let j = left; j < right && j <= i; j++) subtractProduct(tiles, c, panels, i, j, 0, left, tile);
}

/** C_ij -= Σ_k C_ik C_jk† over the panels' columns from 4 `left` to 4 `right`. */
function subtractProduct<T>(tiles: T, c: usize, panels: i32, i: i32, j: i32, left: i32, right: i32, tile: usize): void {
  const stride = <usize>(4 * panels) * tiles.column;
  const offset = <usize>(4 * left) * tiles.column;
  tiles.product(c + <usize>i * stride + offset, c + <usize>j * stride + offset, 4 * (right - left), tile);
  subtractTile(c + <usize>i * stride + <usize>(4 * j) * tiles.column, tile, 4 * tiles.column);
}

/** Kept out of the tile products: a subtraction from memory in there halves their speed. */
export function subtractTile(target: usize, source: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, f64x2.sub(v128.load(target + at), v128.load(source + at)));
}

/** The block on the diagonal. Returns 0, or 1 + the column that failed. */
function factorDiagonal<T>(tiles: T, c: usize, panels: i32, left: i32, right: i32, tile: usize): i32 {
  const stride = <usize>(4 * panels) * tiles.column;
  for (let i = left; i < right; i++) {
    solveRow(tiles, c, panels, i, left, i, tile);
    if (i > left) subtractProduct(tiles, c, panels, i, i, left, i, tile);
    const failed = tiles.factor(c + <usize>i * stride + <usize>(4 * i) * tiles.column);
    if (failed) return 4 * i + failed;
  }
  return 0;
}

/** Row i of the columns from 4 `left` to 4 `right`, whose diagonal is factored. */
function solveRow<T>(tiles: T, c: usize, panels: i32, i: i32, left: i32, right: i32, tile: usize): void {
  const stride = <usize>(4 * panels) * tiles.column;
  for (let p = left; p < right; p++) {
    const column = <usize>(4 * p) * tiles.column;
    if (p > left) subtractProduct(tiles, c, panels, i, p, left, p, tile);
    tiles.solve(c + <usize>i * stride + column, c + <usize>p * stride + column);
  }
}

/** Rows beyond the matrix become rows of the identity. */
function padDiagonal<T>(tiles: T, c: usize, rows: i32): void {
  const stride = <usize>((rows + 3) & ~3) * tiles.column;
  for (let i = rows; i & 3; i++) {
    const row = c + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    for (let k = 0; k <= i; k++) {
      store<f64>(row + <usize>k * tiles.column, k == i ? 1 : 0);
      if (tiles.column == COLUMN) store<f64>(row + <usize>k * tiles.column, 0, 32);
    }
  }
}
