import { subtractTile } from "./cholesky";
import { COLUMN } from "./panels";
import { barrier, each, member, members, takeNext, together } from "../runtime/team";
import { ComplexTiles } from "./tiles-complex";

/**
 * Square complex matrices that are not Hermitian, on panels (panels.ts): LU factorisation with partial pivoting, solution.
 * The factorisation is left-looking, first by block columns, inside of one by panels of 4 columns: what is left of a panel is subtracted by
 * tile products over long rows, which the members of the team share out, then the leader factors its 4 columns.
 */

/** Panels in a block column. */
const BLOCK_PANELS: i32 = 8;
/** Bytes of a complex tile. */
const TILE: usize = 4 * COLUMN;

@unmanaged
class SumTask {
  c: usize;
  scale: f64;
  s: usize;
  factor: f64;
  shift: f64;
  rows: i32;
  target: usize;
}
const sumTask = changetype<SumTask>(memory.data(64, 16));

/** target = scale · c + factor · s + shift · 1, the whole square, for a Hermitian s of which only the lower triangle is given. */
export function addHermitian(c: usize, scale: f64, s: usize, factor: f64, shift: f64, rows: i32, target: usize): void {
  sumTask.c = c;
  sumTask.scale = scale;
  sumTask.s = s;
  sumTask.factor = factor;
  sumTask.shift = shift;
  sumTask.rows = rows;
  sumTask.target = target;
  each((rows + 3) >> 2, addHermitianPanel, changetype<usize>(sumTask));
}

function addHermitianPanel(panel: i32, pointer: usize): void {
  const task = changetype<SumTask>(pointer);
  const rows = task.rows;
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  for (let i = 4 * panel; i < min(4 * panel + 4, rows); i++) {
    const row = <usize>panel * stride + (<usize>(i & 3) << 3);
    for (let j = 0; j < rows; j++) {
      const at = row + <usize>j * COLUMN;
      const mirrored = task.s + <usize>(j >> 2) * stride + <usize>i * COLUMN + (<usize>(j & 3) << 3);
      const re = load<f64>(j <= i ? task.s + at : mirrored);
      const im = j <= i ? load<f64>(task.s + at, 32) : -load<f64>(mirrored, 32);
      store<f64>(task.target + at, task.scale * load<f64>(task.c + at) + task.factor * re + (i == j ? task.shift : 0));
      store<f64>(task.target + at, task.scale * load<f64>(task.c + at, 32) + task.factor * im, 32);
    }
  }
}

@unmanaged
class LuTask {
  c: usize;
  rows: i32;
  pivots: usize;
  /** Counters of rows, i32, zero at first; a tile for each member; the conjugate transpose of what is above the diagonal of a block column. */
  scratch: usize;
  /** 0, or 1 + the column in which no pivot is found. */
  failed: i32;
}
const task = changetype<LuTask>(memory.data(32, 16));

/** Bytes of the scratch of `luComplex`. */
export function luBytes(rows: i32): usize {
  const panels = (rows + 3) >> 2;
  return counterBytes(panels) + <usize>members * TILE + <usize>(4 * BLOCK_PANELS * panels) * COLUMN;
}

/** Two counters for each block column and one for each panel. */
function counterBytes(panels: i32): usize {
  const blocks = (panels + BLOCK_PANELS - 1) / BLOCK_PANELS;
  return (<usize>(2 * blocks + panels) * 4 + 63) & ~63;
}

/**
 * c = P⁻¹ L U in place, L with a diagonal of ones. Returns 0, or 1 + the column in which no pivot is found or one is not finite.
 * @param pivots i32 for each row, padded to 4: the row that was exchanged with it
 * @param scratch `luBytes`
 * Cost 8/3 n³ flops.
 */
export function luComplex(c: usize, rows: i32, pivots: usize, scratch: usize): i32 {
  const panels = (rows + 3) >> 2;
  pad(c, rows, panels);
  task.c = c;
  task.rows = rows;
  task.pivots = pivots;
  task.scratch = scratch;
  task.failed = 0;
  memory.fill(scratch, 0, counterBytes(panels));
  together(factorShare, changetype<usize>(task));
  return task.failed;
}

/** This member's share of the factorisation. */
function factorShare(number: i32, pointer: usize): void {
  const task = changetype<LuTask>(pointer);
  const panels = (task.rows + 3) >> 2;
  const tile = task.scratch + counterBytes(panels) + <usize>number * TILE;
  const adjoint = task.scratch + counterBytes(panels) + <usize>members * TILE;
  const stride = <usize>(4 * panels) * COLUMN;
  let counter = task.scratch;
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    if (left > 0) {
      for (let j = left + takeNext(counter); j < right; j = left + takeNext(counter)) {
        solveAbove(task.c, panels, j, 0, left, adjoint + <usize>(j - left) * stride, tile);
      }
      barrier();
      for (let i = left + takeNext(counter + 4); i < panels; i = left + takeNext(counter + 4)) {
        for (let j = left; j < right; j++) subtract(task.c, panels, i, j, 0, left, adjoint + <usize>(j - left) * stride, tile);
      }
      barrier();
    }
    counter += 8;
    for (let p = left; p < right; p++, counter += 4) {
      const upper = adjoint + <usize>(p - left) * stride;
      if (p > left) {
        for (let i = p + takeNext(counter); i < panels; i = p + takeNext(counter)) subtract(task.c, panels, i, p, left, p, upper, tile);
        barrier();
      }
      if (number == 0) {
        task.failed = factorPanel(task, panels, p);
        if (p + 1 < right) solveAbove(task.c, panels, p + 1, left, p + 1, upper + stride, tile);
      }
      barrier();
      if (task.failed) return;
    }
  }
}

/** Rows and columns beyond the matrix become those of the identity. */
function pad(c: usize, rows: i32, panels: i32): void {
  for (let i = 0; i < 4 * panels; i++) {
    for (let j = i < rows ? rows : 0; j < 4 * panels; j++) {
      store<f64>(elementOf(c, panels, i, j), i == j ? 1 : 0);
      store<f64>(elementOf(c, panels, i, j), 0, 32);
    }
  }
}

@inline
function elementOf(c: usize, panels: i32, i: i32, j: i32): usize {
  return c + (<usize>(i >> 2) * <usize>(4 * panels) + <usize>j) * COLUMN + (<usize>(i & 3) << 3);
}

/** U in the rows of panels `top` … `bottom` - 1 of panel column j, for which L is known there; its conjugate transpose goes to `upper`. */
function solveAbove(c: usize, panels: i32, j: i32, top: i32, bottom: i32, upper: usize, tile: usize): void {
  const stride = <usize>(4 * panels) * COLUMN;
  for (let i = top; i < bottom; i++) {
    if (i > top) subtract(c, panels, i, j, top, i, upper, tile);
    const target = c + <usize>i * stride + <usize>(4 * j) * COLUMN;
    solveUnitLower(target, c + <usize>i * stride + <usize>(4 * i) * COLUMN);
    writeAdjoint(target, upper + <usize>(4 * i) * COLUMN);
  }
}

/** C_ij -= Σ_k L_ik U_kj over the panels k from `from` to `to` - 1. */
function subtract(c: usize, panels: i32, i: i32, j: i32, from: i32, to: i32, upper: usize, tile: usize): void {
  const row = c + <usize>i * (<usize>(4 * panels) * COLUMN);
  const offset = <usize>(4 * from) * COLUMN;
  changetype<ComplexTiles>(0).product(row + offset, upper + offset, 4 * (to - from), tile);
  subtractTile(row + <usize>(4 * j) * COLUMN, tile, TILE);
}

/** Factors the 4 columns of panel p, from the diagonal down. Returns 0, or 1 + the column that failed. */
function factorPanel(task: LuTask, panels: i32, p: i32): i32 {
  const c = task.c;
  for (let k = 4 * p; k < 4 * p + 4; k++) {
    const pivot = k < task.rows ? largestBelow(c, task.rows, k) : k;
    if (pivot < 0) return k + 1;
    store<i32>(task.pivots + (<usize>k << 2), pivot);
    if (pivot != k) exchangeRows(c, panels, k, pivot);
    eliminate(c, panels, k, 4 * p + 4);
  }
  return 0;
}

/** X ← L⁻¹ X for a tile X and the lower triangle, with a diagonal of ones, of a tile L. */
function solveUnitLower(x: usize, l: usize): void {
  for (let column: usize = 0; column < 4 * COLUMN; column += COLUMN) {
    for (let i: usize = 1; i < 4; i++) {
      let re = load<f64>(x + column + (i << 3));
      let im = load<f64>(x + column + (i << 3), 32);
      for (let k: usize = 0; k < i; k++) {
        const lr = load<f64>(l + k * COLUMN + (i << 3));
        const li = load<f64>(l + k * COLUMN + (i << 3), 32);
        const xr = load<f64>(x + column + (k << 3));
        const xi = load<f64>(x + column + (k << 3), 32);
        re -= lr * xr - li * xi;
        im -= lr * xi + li * xr;
      }
      store<f64>(x + column + (i << 3), re);
      store<f64>(x + column + (i << 3), im, 32);
    }
  }
}

/** The conjugate transpose of a tile. */
function writeAdjoint(tile: usize, target: usize): void {
  for (let i: usize = 0; i < 4; i++) {
    for (let j: usize = 0; j < 4; j++) {
      store<f64>(target + i * COLUMN + (j << 3), load<f64>(tile + j * COLUMN + (i << 3)));
      store<f64>(target + i * COLUMN + (j << 3), -load<f64>(tile + j * COLUMN + (i << 3), 32), 32);
    }
  }
}

/** The row, from k on, with the largest element of column k; -1 if that is 0 or any is not finite. */
function largestBelow(c: usize, rows: i32, k: i32): i32 {
  const panels = (rows + 3) >> 2;
  let largest: f64 = 0;
  let found = -1;
  for (let i = k; i < rows; i++) {
    const at = elementOf(c, panels, i, k);
    const size = abs(load<f64>(at)) + abs(load<f64>(at, 32));
    if (!(size < Infinity)) return -1;
    if (size <= largest) continue;
    largest = size;
    found = i;
  }
  return found;
}

function exchangeRows(c: usize, panels: i32, i: i32, k: i32): void {
  let a = elementOf(c, panels, i, 0);
  let b = elementOf(c, panels, k, 0);
  const end = a + <usize>(4 * panels) * COLUMN;
  while (a < end) {
    const re = load<f64>(a);
    const im = load<f64>(a, 32);
    store<f64>(a, load<f64>(b));
    store<f64>(a, load<f64>(b, 32), 32);
    store<f64>(b, re);
    store<f64>(b, im, 32);
    a += COLUMN;
    b += COLUMN;
  }
}

/** Divides column k below the diagonal by the pivot, and subtracts its products with row k from the columns up to `end`. */
function eliminate(c: usize, panels: i32, k: i32, end: i32): void {
  const stride = <usize>(4 * panels) * COLUMN;
  const pivot = elementOf(c, panels, k, k);
  const norm = 1 / (load<f64>(pivot) * load<f64>(pivot) + load<f64>(pivot, 32) * load<f64>(pivot, 32));
  const inverseRe = load<f64>(pivot) * norm;
  const inverseIm = -load<f64>(pivot, 32) * norm;
  const row = elementOf(c, panels, k, 0);
  for (let i = k + 1; i < 4 * ((k >> 2) + 1); i++) {
    const at = elementOf(c, panels, i, 0);
    const column = at + <usize>k * COLUMN;
    const x = load<f64>(column);
    const y = load<f64>(column, 32);
    const lr = x * inverseRe - y * inverseIm;
    const li = x * inverseIm + y * inverseRe;
    store<f64>(column, lr);
    store<f64>(column, li, 32);
    for (let j = <usize>(k + 1) * COLUMN; j < <usize>end * COLUMN; j += COLUMN) {
      const ur = load<f64>(row + j);
      const ui = load<f64>(row + j, 32);
      store<f64>(at + j, load<f64>(at + j) - (lr * ur - li * ui));
      store<f64>(at + j, load<f64>(at + j, 32) - (lr * ui + li * ur), 32);
    }
  }
  const inverseReTwice = f64x2.splat(inverseRe);
  const inverseImTwice = f64x2.splat(inverseIm);
  for (let p = (k >> 2) + 1; p < panels; p++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const panel = c + <usize>p * stride + half;
      const column = panel + <usize>k * COLUMN;
      const x = v128.load(column);
      const y = v128.load(column, 32);
      const lr = f64x2.sub(f64x2.mul(x, inverseReTwice), f64x2.mul(y, inverseImTwice));
      const li = f64x2.add(f64x2.mul(x, inverseImTwice), f64x2.mul(y, inverseReTwice));
      v128.store(column, lr);
      v128.store(column, li, 32);
      for (let j = <usize>(k + 1) * COLUMN; j < <usize>end * COLUMN; j += COLUMN) {
        const ur = v128.load64_splat(row + j);
        const ui = v128.load64_splat(row + j, 32);
        const re = f64x2.sub(f64x2.mul(lr, ur), f64x2.mul(li, ui));
        const im = f64x2.add(f64x2.mul(lr, ui), f64x2.mul(li, ur));
        v128.store(panel + j, f64x2.sub(v128.load(panel + j), re));
        v128.store(panel + j, f64x2.sub(v128.load(panel + j, 32), im), 32);
      }
    }
  }
}

/** Solves c x = v in place for a factorisation left by `luComplex`; v is complex, interleaved. */
export function luSolveComplex(c: usize, rows: i32, pivots: usize, v: usize): void {
  const panels = (rows + 3) >> 2;
  for (let i = 0; i < rows; i++) {
    const other = load<i32>(pivots + (<usize>i << 2));
    const kept = v128.load(v + (<usize>i << 4));
    v128.store(v + (<usize>i << 4), v128.load(v + (<usize>other << 4)));
    v128.store(v + (<usize>other << 4), kept);
  }
  for (let i = 0; i < rows; i++) subtractRow(c, panels, i, 0, i, v);
  for (let i = rows - 1; i >= 0; i--) {
    subtractRow(c, panels, i, i + 1, rows, v);
    const pivot = elementOf(c, panels, i, i);
    const re = load<f64>(pivot);
    const im = load<f64>(pivot, 32);
    const norm = 1 / (re * re + im * im);
    const at = v + (<usize>i << 4);
    const x = load<f64>(at);
    const y = load<f64>(at, 8);
    store<f64>(at, (x * re + y * im) * norm);
    store<f64>(at, (y * re - x * im) * norm, 8);
  }
}

/** v_i ← v_i - Σ_{begin <= j < end} c_ij v_j. */
function subtractRow(c: usize, panels: i32, i: i32, begin: i32, end: i32, v: usize): void {
  let re = load<f64>(v + (<usize>i << 4));
  let im = load<f64>(v + (<usize>i << 4), 8);
  for (let j = begin; j < end; j++) {
    const at = elementOf(c, panels, i, j);
    const x = load<f64>(v + (<usize>j << 4));
    const y = load<f64>(v + (<usize>j << 4), 8);
    re -= load<f64>(at) * x - load<f64>(at, 32) * y;
    im -= load<f64>(at) * y + load<f64>(at, 32) * x;
  }
  store<f64>(v + (<usize>i << 4), re);
  store<f64>(v + (<usize>i << 4), im, 8);
}
