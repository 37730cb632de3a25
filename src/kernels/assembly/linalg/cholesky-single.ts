// Cholesky factorisation of a Hermitian matrix in single precision.
import { COLUMN as DOUBLE_COLUMN } from "./panels";
import { barrier, members, takeNext, together } from "../runtime/team";
import { COLUMN, DIFFERENCE, IMAGINARY, Matrix, matrix, SUM, TILE } from "./single-matrix";

/** Panels in a block column. */
const BLOCK: i32 = 5;

/** Bytes that `choleskySingle` needs for a matrix of n rows: the planes, a counter for each phase, tiles for each member. */
export function singleBytes(rows: i32): usize {
  const panels = (rows + 7) >> 3;
  return 4 * <usize>(panels * panels) * TILE + ((<usize>(2 * panels + 4) << 2) + 63 & ~63) + <usize>members * 3 * TILE;
}

/** Out (8 rows × 4 columns) = Σ_k a_k b_kᵀ over `columns` columns. Nothing but the hot loop. */
function product(a: usize, b: usize, columns: i32, out: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = a + <usize>columns * COLUMN;
  while (a < end) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load32_splat(b);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a1, b0));
    const b1 = v128.load32_splat(b, 4);
    c10 = f32x4.add(c10, f32x4.mul(a0, b1));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const b2 = v128.load32_splat(b, 8);
    c20 = f32x4.add(c20, f32x4.mul(a0, b2));
    c21 = f32x4.add(c21, f32x4.mul(a1, b2));
    const b3 = v128.load32_splat(b, 12);
    c30 = f32x4.add(c30, f32x4.mul(a0, b3));
    c31 = f32x4.add(c31, f32x4.mul(a1, b3));
    a += COLUMN;
    b += COLUMN;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 32);
  v128.store(out, c11, 48);
  v128.store(out, c20, 64);
  v128.store(out, c21, 80);
  v128.store(out, c30, 96);
  v128.store(out, c31, 112);
}

/** C_ij -= Σ_k A_ik A_jk† over the panels' columns from 8 `left` to 8 `right`, for a tile of 8 × 8. */
function subtractProduct(m: Matrix, tiles: usize, i: i32, j: i32, left: i32, right: i32): void {
  const a = m.tile(i, left);
  const b = m.tile(j, left);
  const plane = m.plane;
  const columns = 8 * (right - left);
  for (let half: usize = 0; half < 2; half++) {
    const shift = half << 4;
    const out = tiles + half * (TILE / 2);
    product(a, b + shift, columns, out);
    product(a + plane * IMAGINARY, b + plane * IMAGINARY + shift, columns, out + TILE);
    product(a + plane * SUM, b + plane * DIFFERENCE + shift, columns, out + 2 * TILE);
  }
  combine(m.tile(i, j), plane, tiles);
}

/** C -= P_1 + P_2 + i (P_3 - P_1 + P_2). */
function combine(target: usize, plane: usize, tiles: usize): void {
  for (let at: usize = 0; at < TILE; at += 16) {
    const p1 = v128.load(tiles + at);
    const p2 = v128.load(tiles + at, TILE);
    const p3 = v128.load(tiles + at, 2 * TILE);
    const re = target + at;
    const im = re + plane;
    v128.store(re, f32x4.sub(v128.load(re), f32x4.add(p1, p2)));
    v128.store(im, f32x4.sub(v128.load(im), f32x4.add(f32x4.sub(p3, p1), p2)));
  }
}

/** Writes the sum and the difference of the parts of a tile. */
function addPlanes(tile: usize, plane: usize): void {
  for (let at = tile; at < tile + TILE; at += 16) {
    const re = v128.load(at);
    const im = v128.load(at + plane);
    v128.store(at + plane * SUM, f32x4.add(re, im));
    v128.store(at + plane * DIFFERENCE, f32x4.sub(re, im));
  }
}

/** Cholesky of a tile on the diagonal, in place. Returns 0, or 1 if a pivot is not positive. */
function factorTile(tile: usize, plane: usize): i32 {
  for (let k: usize = 0; k < 8; k++) {
    const column = tile + k * COLUMN;
    let pivot = load<f32>(column + (k << 2));
    for (let m: usize = 0; m < k; m++) {
      const at = tile + m * COLUMN + (k << 2);
      pivot -= load<f32>(at) * load<f32>(at) + load<f32>(at + plane) * load<f32>(at + plane);
    }
    if (!(pivot > 0) || pivot == Infinity) return 1;
    const root = sqrt<f32>(pivot);
    store<f32>(column + (k << 2), root);
    store<f32>(column + plane + (k << 2), 0);
    for (let i = k + 1; i < 8; i++) {
      let x = load<f32>(column + (i << 2));
      let y = load<f32>(column + plane + (i << 2));
      for (let m: usize = 0; m < k; m++) {
        const ax = load<f32>(tile + m * COLUMN + (i << 2));
        const ay = load<f32>(tile + plane + m * COLUMN + (i << 2));
        const bx = load<f32>(tile + m * COLUMN + (k << 2));
        const by = load<f32>(tile + plane + m * COLUMN + (k << 2));
        x -= ax * bx + ay * by;
        y -= ay * bx - ax * by;
      }
      store<f32>(column + (i << 2), x / root);
      store<f32>(column + plane + (i << 2), y / root);
    }
  }
  return 0;
}

/** X ← X L^-† for a tile X and the factored tile L of the diagonal. */
function solveTile(x: usize, l: usize, plane: usize): void {
  for (let k: usize = 0; k < 8; k++) {
    const column = x + k * COLUMN;
    const inverse = f32x4.splat(1 / load<f32>(l + k * COLUMN + (k << 2)));
    for (let half: usize = 0; half < 32; half += 16) {
      let re = v128.load(column + half);
      let im = v128.load(column + plane + half);
      for (let m: usize = 0; m < k; m++) {
        const xr = v128.load(x + m * COLUMN + half);
        const xi = v128.load(x + plane + m * COLUMN + half);
        const lr = v128.load32_splat(l + m * COLUMN + (k << 2));
        const li = v128.load32_splat(l + plane + m * COLUMN + (k << 2));
        re = f32x4.sub(re, f32x4.add(f32x4.mul(xr, lr), f32x4.mul(xi, li)));
        im = f32x4.sub(im, f32x4.sub(f32x4.mul(xi, lr), f32x4.mul(xr, li)));
      }
      v128.store(column + half, f32x4.mul(re, inverse));
      v128.store(column + plane + half, f32x4.mul(im, inverse));
    }
  }
}

/** The columns of a block in one panel of rows below it, after the columns left of the block are subtracted. */
function solveRow(m: Matrix, tiles: usize, i: i32, left: i32, right: i32): void {
  const plane = m.plane;
  for (let p = left; p < right; p++) {
    if (p > left) subtractProduct(m, tiles, i, p, left, p);
    solveTile(m.tile(i, p), m.tile(p, p), plane);
    addPlanes(m.tile(i, p), plane);
  }
}

/** The block on the diagonal. */
function factorDiagonal(m: Matrix, tiles: usize, left: i32, right: i32): i32 {
  const plane = m.plane;
  for (let p = left; p < right; p++) {
    for (let j = left; j < p; j++) {
      if (j > left) subtractProduct(m, tiles, p, j, left, j);
      solveTile(m.tile(p, j), m.tile(j, j), plane);
      addPlanes(m.tile(p, j), plane);
    }
    if (p > left) subtractProduct(m, tiles, p, p, left, p);
    if (factorTile(m.tile(p, p), plane)) return 1;
  }
  return 0;
}

/** Left-looking by block columns: what is left of a block is subtracted, its diagonal factored, the rows below solved. */
function factor(member: i32, pointer: usize): void {
  const m = changetype<Matrix>(pointer);
  const panels = m.panels;
  const tiles = m.tiles + <usize>member * 3 * TILE;
  let counter = m.counters;
  for (let i = takeNext(counter); i < panels; i = takeNext(counter)) demote(m, i);
  barrier();
  counter += 4;
  for (let left = 0; left < panels; left += BLOCK) {
    const right = min(left + BLOCK, panels);
    if (left > 0) {
      for (let i = left + takeNext(counter); i < panels; i = left + takeNext(counter)) {
        for (let j = left; j < right && j <= i; j++) subtractProduct(m, tiles, i, j, 0, left);
      }
      barrier();
    }
    if (member == 0) m.failed = factorDiagonal(m, tiles, left, right);
    barrier();
    if (m.failed) return;
    for (let i = right + takeNext(counter + 4); i < panels; i = right + takeNext(counter + 4)) solveRow(m, tiles, i, left, right);
    barrier();
    counter += 8;
  }
}

/**
 * Factors a Hermitian matrix, given in double precision as panels of 4 rows (panels.ts), in single precision: c ≈ L L†, into `single`, which has
 * `singleBytes` bytes. Returns 0, or 1 if a pivot is not positive: the matrix is too badly conditioned for single precision. Cost n³ flops.
 */
export function choleskySingle(c: usize, rows: i32, single: usize): i32 {
  const panels = (rows + 7) >> 3;
  const m = matrix;
  m.planes = single;
  m.panels = panels;
  m.source = c;
  m.rows = rows;
  m.counters = single + 4 * m.plane;
  const counterBytes = (<usize>(2 * panels + 4) << 2) + 63 & ~63;
  m.tiles = m.counters + counterBytes;
  m.failed = 0;
  memory.fill(m.counters, 0, counterBytes);
  together(factor, changetype<usize>(m));
  return m.failed;
}

/** Copies the lower triangle of a panel in single precision. */
function demote(m: Matrix, i: i32): void {
  const rows = m.rows;
  const quads = (rows + 3) >> 2;
  const plane = m.plane;
  for (let half = 0; half < 2; half++) {
    const quad = 2 * i + half;
    const source = m.source + <usize>quad * (<usize>(4 * quads) * DOUBLE_COLUMN);
    const target = m.tile(i, 0) + <usize>(half << 4);
    const columns = quad < quads ? min(4 * quad + 4, rows) : 0;
    for (let k: usize = 0; k < <usize>columns; k++) {
      v128.store(target + k * COLUMN, narrow(source + k * DOUBLE_COLUMN));
      v128.store(target + plane + k * COLUMN, narrow(source + k * DOUBLE_COLUMN + 32));
    }
    for (let r = max(0, rows - 4 * quad); r < 4; r++) padRow(target + (<usize>r << 2), 4 * quad + r, plane);
  }
}

@inline
function narrow(at: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

/** Row `i` beyond the matrix becomes a row of the identity. */
function padRow(row: usize, i: i32, plane: usize): void {
  for (let k = 0; k <= i; k++) {
    store<f32>(row + <usize>k * COLUMN, k == i ? 1 : 0);
    store<f32>(row + plane + <usize>k * COLUMN, 0);
  }
}
