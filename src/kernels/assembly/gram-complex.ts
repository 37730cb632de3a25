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

/**
 * c = A A† for `rows` rows of `columns` columns, its lower triangle; `c` has 4⌈rows/4⌉ columns. The diagonal is real to the bit.
 * `scratch`: three real tiles, then 1 + BLOCK_PANELS real panels, 384 + 17 · 32 · columns bytes. Cost 3 rows² columns flops.
 */
export function gramComplex(a: usize, rows: i32, columns: i32, c: usize, scratch: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const realStride = <usize>columns * REAL_COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
  const sums = scratch + 3 * TILE;
  const differences = sums + realStride;
  for (let top = 0; top < panels; top += BLOCK_PANELS) {
    const bottom = min(top + BLOCK_PANELS, panels);
    for (let j = top; j < bottom; j++) subtractParts(a + <usize>j * stride, columns, differences + <usize>(j - top) * realStride);
    for (let i = top; i < panels; i++) {
      const x = a + <usize>i * stride;
      addParts(x, columns, sums);
      const last = min(bottom - 1, i);
      for (let j = top; j <= last; j++) {
        const y = a + <usize>j * stride;
        productTile(x, y, columns, COLUMN, scratch);
        productTile(x + 32, y + 32, columns, COLUMN, scratch + TILE);
        productTile(sums, differences + <usize>(j - top) * realStride, columns, REAL_COLUMN, scratch + 2 * TILE);
        combine(scratch, c + <usize>i * cStride + <usize>(4 * j) * COLUMN);
      }
    }
  }
  for (let i = 0; i < rows; i++) store<f64>(c + <usize>(i >> 2) * cStride + <usize>i * COLUMN + (<usize>(i & 3) << 3), 0, 32);
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
