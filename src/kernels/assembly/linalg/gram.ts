import { BLOCK_PANELS, COLUMN, REAL_COLUMN } from "./panels";
import { each, member, members } from "../runtime/team";
import { productTile } from "./tiles-real";

/**
 * A A† of complex panels by three real products instead of four (Gauss; "3M" in Higham, SIAM J. Matrix Anal. Appl. 13, 681 (1992)):
 *   P = Ar Arᵀ, Q = Ai Aiᵀ, R = (Ar + Ai)(Ar - Ai)ᵀ,  Re = P + Q,  Im = R - P + Q.
 * A real tile keeps the multipliers and adders busier than a complex one, so this gains more than the quarter of flops. The error is small
 * against |A|², not against each imaginary part: what a Gram matrix needs.
 */

/** Bytes of a real tile of 4 × 4. */
const TILE: usize = 128;
/** Columns that are summed at a time: a stretch of a panel stays in the first cache, one of a block of panels in the second. */
const STRETCH: i32 = 256;
/** Panels of A that meet a block of B in one item of A B†. */
const GROUP: i32 = 4;

@unmanaged
class ProductTask {
  a: usize;
  /** The same as `a` for the lower triangle of A A†. */
  b: usize;
  rows: i32;
  columns: i32;
  c: usize;
  scratch: usize;
}
const task = changetype<ProductTask>(memory.data(32, 16));

/** Bytes of the scratch of a block: three real tiles, then a stretch of 1 + BLOCK_PANELS real panels. */
export const GRAM_SCRATCH: usize = 3 * TILE + <usize>((1 + BLOCK_PANELS) * STRETCH) * REAL_COLUMN;

/** Bytes of the scratch of `gramComplex` and `timesAdjoint`. */
export function gramComplexBytes(): usize {
  return <usize>members * GRAM_SCRATCH;
}

/**
 * c = A A† for `rows` rows of `columns` columns, its lower triangle; `c` has 4⌈rows/4⌉ columns. The diagonal is real to the bit. `scratch` has
 * `gramComplexBytes`. Cost 3 rows² columns flops.
 */
export function gramComplex(a: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  prepare(a, a, rows, columns, c, scratch);
  each(blocksOfTriangle(rows), multiplyBlock, changetype<usize>(task));
}

/** c = A B†, the whole square, for the same shapes and scratch. Cost 6 rows² columns flops. */
export function timesAdjoint(a: usize, b: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  prepare(a, b, rows, columns, c, scratch);
  each(blocksOf(rows) * groupsOf(rows), multiplyGroup, changetype<usize>(task));
}

function prepare(a: usize, b: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  task.a = a;
  task.b = b;
  task.rows = rows;
  task.columns = columns;
  task.c = c;
  task.scratch = scratch;
}

function blocksOf(rows: i32): i32 {
  return (rows + 4 * BLOCK_PANELS - 1) / (4 * BLOCK_PANELS);
}

function groupsOf(rows: i32): i32 {
  return (rows + 4 * GROUP - 1) / (4 * GROUP);
}

/** Blocks in the lower triangle of a matrix of `rows` rows. */
export function blocksOfTriangle(rows: i32): i32 {
  const blocks = blocksOf(rows);
  return (blocks * (blocks + 1)) / 2;
}

/** r of the item r (r + 1) / 2 + q, which stands for the rows of block r and the columns of block q <= r. */
export function blockRow(item: i32): i32 {
  let r = 0;
  while (((r + 1) * (r + 2)) / 2 <= item) r++;
  return r;
}

function multiplyBlock(item: i32, pointer: usize): void {
  const task = changetype<ProductTask>(pointer);
  const r = blockRow(item);
  const top = r * BLOCK_PANELS;
  const left = (item - (r * (r + 1)) / 2) * BLOCK_PANELS;
  const stride = <usize>(4 * ((task.rows + 3) >> 2)) * COLUMN;
  const out = task.c + <usize>top * stride + <usize>(4 * left) * COLUMN;
  gramBlock(task.a, task.rows, task.columns, top, left, out, stride, false, task.scratch + <usize>member * GRAM_SCRATCH);
  if (left == top) clearDiagonal(task.rows, top, out, stride);
}

/** The rows of group g, the columns of block q of A B†; item q groups + g. */
function multiplyGroup(item: i32, pointer: usize): void {
  const task = changetype<ProductTask>(pointer);
  const groups = groupsOf(task.rows);
  const q = item / groups;
  const top = (item - q * groups) * GROUP;
  const left = q * BLOCK_PANELS;
  const stride = <usize>(4 * ((task.rows + 3) >> 2)) * COLUMN;
  const out = task.c + <usize>top * stride + <usize>(4 * left) * COLUMN;
  const scratch = task.scratch + <usize>member * GRAM_SCRATCH;
  for (let first = 0; first < task.columns; first += STRETCH) {
    addStretch(task.a, task.b, task.rows, task.columns, top, top + GROUP, left, first, out, stride, first > 0, scratch);
  }
}

/**
 * The tiles in the lower triangle of one block of A A†, which begins at panels `top` and `left`, stored or added. Panels of `out` lie `stride`
 * bytes apart. `scratch` has GRAM_SCRATCH bytes.
 */
export function gramBlock(a: usize, rows: i32, columns: i32, top: i32, left: i32, out: usize, stride: usize, adds: bool, scratch: usize): void {
  for (let first = 0; first < columns; first += STRETCH) {
    addStretch(a, a, rows, columns, top, top + BLOCK_PANELS, left, first, out, stride, adds || first > 0, scratch);
  }
}

/** What a stretch of the columns adds to the panels `top` … `bottom` - 1 of a block of A B†, or to its lower triangle if B is A. */
function addStretch(
  a: usize,
  b: usize,
  rows: i32,
  columns: i32,
  top: i32,
  bottom: i32,
  left: i32,
  first: i32,
  out: usize,
  outStride: usize,
  adds: bool,
  scratch: usize,
): void {
  const panels = (rows + 3) >> 2;
  const length = min(STRETCH, columns - first);
  const triangle = a == b;
  a += <usize>first * COLUMN;
  b += <usize>first * COLUMN;
  const stride = <usize>columns * COLUMN;
  const realStride = <usize>length * REAL_COLUMN;
  const sums = scratch + 3 * TILE;
  const differences = sums + realStride;
  const right = min(left + BLOCK_PANELS, panels);
  for (let j = left; j < right; j++) subtractParts(b + <usize>j * stride, length, differences + <usize>(j - left) * realStride);
  for (let i = top; i < min(bottom, panels); i++, out += outStride) {
    const x = a + <usize>i * stride;
    addParts(x, length, sums);
    const last = triangle ? min(right, i + 1) : right;
    for (let j = left; j < last; j++) {
      const y = b + <usize>j * stride;
      productTile(x, y, length, COLUMN, scratch);
      productTile(x + 32, y + 32, length, COLUMN, scratch + TILE);
      productTile(sums, differences + <usize>(j - left) * realStride, length, REAL_COLUMN, scratch + 2 * TILE);
      const tile = out + <usize>(4 * (j - left)) * COLUMN;
      if (adds) combine(scratch, tile, true);
      else combine(scratch, tile, false);
    }
  }
}

/** The diagonal of a block on the diagonal of a matrix is real. */
export function clearDiagonal(rows: i32, top: i32, out: usize, stride: usize): void {
  for (let k = 0; k < min(4 * BLOCK_PANELS, rows - 4 * top); k++) {
    store<f64>(out + <usize>(k >> 2) * stride + <usize>k * COLUMN + (<usize>(k & 3) << 3), 0, 32);
  }
}

/** Re A + Im A of a panel. */
function addParts(a: usize, columns: i32, out: usize): void {
  for (const end = a + <usize>columns * COLUMN; a < end; a += COLUMN, out += REAL_COLUMN) {
    v128.store(out, f64x2.add(v128.load(a), v128.load(a, 32)));
    v128.store(out, f64x2.add(v128.load(a, 16), v128.load(a, 48)), 16);
  }
}

/** Re A - Im A of a panel. */
function subtractParts(a: usize, columns: i32, out: usize): void {
  for (const end = a + <usize>columns * COLUMN; a < end; a += COLUMN, out += REAL_COLUMN) {
    v128.store(out, f64x2.sub(v128.load(a), v128.load(a, 32)));
    v128.store(out, f64x2.sub(v128.load(a, 16), v128.load(a, 48)), 16);
  }
}

/** What three real products make of a complex tile, stored or added; `adds` is a constant. */
@inline
function combine(tiles: usize, out: usize, adds: bool): void {
  for (const end = tiles + TILE; tiles < end; tiles += REAL_COLUMN, out += COLUMN) {
    for (let half: usize = 0; half < 32; half += 16) {
      const p = v128.load(tiles + half);
      const q = v128.load(tiles + half, TILE);
      const im = f64x2.add(f64x2.sub(v128.load(tiles + half, 2 * TILE), p), q);
      const re = f64x2.add(p, q);
      v128.store(out + half, adds ? f64x2.add(v128.load(out + half), re) : re);
      v128.store(out + half, adds ? f64x2.add(v128.load(out + half, 32), im) : im, 32);
    }
  }
}
