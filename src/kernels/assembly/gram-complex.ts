import { BLOCK_PANELS, COLUMN, REAL_COLUMN } from "./panels";
import { each, member, members } from "./team";
import { productTile } from "./tiles-real";

/**
 * A A† of complex panels by three real products instead of four (Gauss; "3M" in Higham, SIAM J. Matrix Anal. Appl. 13, 681 (1992)):
 *   P = Ar Arᵀ, Q = Ai Aiᵀ, R = (Ar + Ai)(Ar - Ai)ᵀ,  Re = P + Q,  Im = R - P + Q.
 * A real tile keeps the multipliers and adders busier than a complex one, so this gains more than the quarter of flops. The error is small
 * against |A|², not against each imaginary part: what a Gram matrix needs.
 */

/** Bytes of a real tile of 4 × 4. */
const TILE: usize = 128;

@unmanaged
class GramTask {
  a: usize;
  rows: i32;
  columns: i32;
  c: usize;
  sums: usize;
  differences: usize;
  tiles: usize;
}
const task = changetype<GramTask>(memory.data(32, 16));

/** Bytes of the scratch of `gramComplex`: two real matrices, and three real tiles for each member. */
export function gramComplexBytes(rows: i32, columns: i32): usize {
  return 2 * planeBytes(rows, columns) + <usize>members * 3 * TILE;
}

@inline
function planeBytes(rows: i32, columns: i32): usize {
  return <usize>((rows + 3) >> 2) * <usize>columns * REAL_COLUMN;
}

/**
 * c = A A† for `rows` rows of `columns` columns, its lower triangle; `c` has 4⌈rows/4⌉ columns. The diagonal is real to the bit.
 * `scratch` has `gramComplexBytes`. Cost 3 rows² columns flops.
 */
export function gramComplex(a: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  const panels = (rows + 3) >> 2;
  task.a = a;
  task.rows = rows;
  task.columns = columns;
  task.c = c;
  task.sums = scratch;
  task.differences = scratch + planeBytes(rows, columns);
  task.tiles = scratch + 2 * planeBytes(rows, columns);
  each(panels, combineParts, changetype<usize>(task));
  const blocks = (panels + BLOCK_PANELS - 1) / BLOCK_PANELS;
  each((blocks * (blocks + 1)) / 2, multiplyBlock, changetype<usize>(task));
}

function combineParts(panel: i32, pointer: usize): void {
  const task = changetype<GramTask>(pointer);
  const a = task.a + <usize>panel * <usize>task.columns * COLUMN;
  const offset = <usize>panel * <usize>task.columns * REAL_COLUMN;
  addParts(a, task.columns, task.sums + offset);
  subtractParts(a, task.columns, task.differences + offset);
}

/** One block of the lower triangle: panels of rows from 16 r, panels of columns from 16 q, q <= r; item r (r + 1) / 2 + q. */
function multiplyBlock(item: i32, pointer: usize): void {
  const task = changetype<GramTask>(pointer);
  let r = 0;
  while (((r + 1) * (r + 2)) / 2 <= item) r++;
  const left = (item - (r * (r + 1)) / 2) * BLOCK_PANELS;
  const columns = task.columns;
  const panels = (task.rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const realStride = <usize>columns * REAL_COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
  const tiles = task.tiles + <usize>member * 3 * TILE;
  for (let i = r * BLOCK_PANELS; i < min((r + 1) * BLOCK_PANELS, panels); i++) {
    const x = task.a + <usize>i * stride;
    const sums = task.sums + <usize>i * realStride;
    for (let j = left; j < min(left + BLOCK_PANELS, i + 1); j++) {
      const y = task.a + <usize>j * stride;
      productTile(x, y, columns, COLUMN, tiles);
      productTile(x + 32, y + 32, columns, COLUMN, tiles + TILE);
      productTile(sums, task.differences + <usize>j * realStride, columns, REAL_COLUMN, tiles + 2 * TILE);
      combine(tiles, task.c + <usize>i * cStride + <usize>(4 * j) * COLUMN);
    }
    if (left == r * BLOCK_PANELS) clearDiagonal(task.c + <usize>i * cStride + <usize>(4 * i) * COLUMN);
  }
}

/** The diagonal is real. */
function clearDiagonal(tile: usize): void {
  for (let k: usize = 0; k < 4; k++) store<f64>(tile + k * COLUMN + (k << 3), 0, 32);
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

/** A complex tile from its three real products. */
function combine(tiles: usize, out: usize): void {
  for (const end = tiles + TILE; tiles < end; tiles += REAL_COLUMN, out += COLUMN) {
    for (let half: usize = 0; half < 32; half += 16) {
      const p = v128.load(tiles + half);
      const q = v128.load(tiles + half, TILE);
      v128.store(out + half, f64x2.add(p, q));
      v128.store(out + half, f64x2.add(f64x2.sub(v128.load(tiles + half, 2 * TILE), p), q), 32);
    }
  }
}
