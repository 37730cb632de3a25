import { COLUMN, subtractTile } from "./panels";
import { ComplexTiles } from "./tiles-complex";

/**
 * Square complex matrices that are not Hermitian, on panels (panels.ts): products A B†, LU factorisation with partial pivoting, solution.
 * The factorisation is left-looking by block columns, so that nearly all of it is tile products over long rows, as in the Cholesky
 * factorisation: a block column is first brought up to date with everything left of it, then factored column by column.
 */

/** Panels in a block column. */
const BLOCK_PANELS: i32 = 8;

/** c = A B† for `rows` rows of `columns` columns each; `c` has 4⌈rows/4⌉ columns. Cost 8 rows² columns flops. */
export function timesAdjoint(a: usize, b: usize, rows: i32, columns: i32, c: usize): void {
  const tiles = changetype<ComplexTiles>(0);
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
  // Panels of B that stay in the cache while all of A passes by.
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    for (let i = 0; i < panels; i++) {
      for (let j = left; j < right; j++) {
        tiles.product(a + <usize>i * stride, b + <usize>j * stride, columns, c + <usize>i * cStride + <usize>(4 * j) * COLUMN);
      }
    }
  }
}

/** target = scale · c + factor · s + shift · 1, the whole square, for a Hermitian s of which only the lower triangle is given. */
export function addHermitian(c: usize, scale: f64, s: usize, factor: f64, shift: f64, rows: i32, target: usize): void {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  for (let i = 0; i < rows; i++) {
    const row = <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    for (let j = 0; j < rows; j++) {
      const at = row + <usize>j * COLUMN;
      const mirrored = s + <usize>(j >> 2) * stride + <usize>i * COLUMN + (<usize>(j & 3) << 3);
      const re = load<f64>(j <= i ? s + at : mirrored);
      const im = j <= i ? load<f64>(s + at, 32) : -load<f64>(mirrored, 32);
      store<f64>(target + at, scale * load<f64>(c + at) + factor * re + (i == j ? shift : 0));
      store<f64>(target + at, scale * load<f64>(c + at, 32) + factor * im, 32);
    }
  }
}

/**
 * c = P⁻¹ L U in place, L with a diagonal of ones. Returns 0, or 1 + the column in which no pivot is found or one is not finite.
 * @param pivots i32 for each row: the row that was exchanged with it
 * @param scratch one tile, then the conjugate transpose of a block column: 32 rows of 4⌈rows/4⌉ columns
 * Cost 8/3 n³ flops.
 */
export function luComplex(c: usize, rows: i32, pivots: usize, scratch: usize): i32 {
  const panels = (rows + 3) >> 2;
  pad(c, rows, panels);
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    if (left > 0) updateColumns(c, panels, left, right, scratch);
    for (let k = 4 * left; k < 4 * right; k++) {
      const pivot = k < rows ? largestBelow(c, rows, k) : k;
      if (pivot < 0) return k + 1;
      store<i32>(pivots + (<usize>k << 2), pivot);
      if (pivot != k) exchangeRows(c, panels, k, pivot);
      eliminate(c, panels, k, 4 * right);
    }
  }
  return 0;
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

/** Brings a block column up to date with all columns left of it: U above the diagonal, what is left to factor below. */
function updateColumns(c: usize, panels: i32, left: i32, right: i32, scratch: usize): void {
  const tiles = changetype<ComplexTiles>(0);
  const stride = <usize>(4 * panels) * COLUMN;
  const adjoint = scratch + 4 * COLUMN;
  for (let i = 0; i < panels; i++) {
    const known = min(i, left);
    for (let j = left; j < right; j++) {
      const tile = c + <usize>i * stride + <usize>(4 * j) * COLUMN;
      const upper = adjoint + <usize>(j - left) * stride;
      if (known > 0) {
        tiles.product(c + <usize>i * stride, upper, 4 * known, scratch);
        subtractTile(tile, scratch, 4 * COLUMN);
      }
      if (i >= left) continue;
      solveUnitLower(tile, c + <usize>i * stride + <usize>(4 * i) * COLUMN);
      writeAdjoint(tile, upper + <usize>(4 * i) * COLUMN);
    }
  }
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
