import { BLOCK_PANELS, COLUMN, REAL_COLUMN } from "./panels";
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

/** Bytes of the scratch: three real tiles, then a stretch of 1 + BLOCK_PANELS real panels. */
export function gramScratchBytes(): usize {
  return 3 * TILE + <usize>((1 + BLOCK_PANELS) * STRETCH) * REAL_COLUMN;
}

/**
 * c = A A† for `rows` rows of `columns` columns, its lower triangle; `c` has 4⌈rows/4⌉ columns. The diagonal is real to the bit. `scratch` has
 * `gramScratchBytes`. Cost 3 rows² columns flops.
 */
export function gramComplex(a: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
  for (let first = 0; first < columns; first += STRETCH) {
    const stretch = a + <usize>first * COLUMN;
    const length = min(STRETCH, columns - first);
    for (let top = 0; top < panels; top += BLOCK_PANELS) addBlockColumn(stretch, stride, length, top, panels, first == 0, c, scratch);
  }
  for (let i = 0; i < rows; i++) store<f64>(c + <usize>(i >> 2) * cStride + <usize>i * COLUMN + (<usize>(i & 3) << 3), 0, 32);
}

/** What a stretch of the columns of A, `stride` bytes from panel to panel, adds to the block column of c from panel `top` on. */
function addBlockColumn(a: usize, stride: usize, length: i32, top: i32, panels: i32, isFirst: bool, c: usize, scratch: usize): void {
  const cStride = <usize>(4 * panels) * COLUMN;
  const realStride = <usize>length * REAL_COLUMN;
  const sums = scratch + 3 * TILE;
  const differences = sums + realStride;
  const bottom = min(top + BLOCK_PANELS, panels);
  for (let j = top; j < bottom; j++) subtractParts(a + <usize>j * stride, length, differences + <usize>(j - top) * realStride);
  for (let i = top; i < panels; i++) {
    const x = a + <usize>i * stride;
    addParts(x, length, sums);
    const last = min(bottom - 1, i);
    for (let j = top; j <= last; j++) {
      const y = a + <usize>j * stride;
      productTile(x, y, length, COLUMN, scratch);
      productTile(x + 32, y + 32, length, COLUMN, scratch + TILE);
      productTile(sums, differences + <usize>(j - top) * realStride, length, REAL_COLUMN, scratch + 2 * TILE);
      const out = c + <usize>i * cStride + <usize>(4 * j) * COLUMN;
      if (isFirst) combine(scratch, out, false);
      else combine(scratch, out, true);
    }
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
