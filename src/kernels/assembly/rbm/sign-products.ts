/**
 * Products S B of a matrix of signs ±1 and a complex matrix, by tables ("the method of four Russians", Arlazarov et al. 1970): for every 4
 * rows of B all 16 sums ±b_0 ±b_1 ±b_2 ±b_3 are written down once, and the 4 signs that a row of S has there select one of them. That is a
 * quarter of the additions, and no multiplication.
 *
 * A group of 4 signs is a byte, bit q set where the sign of b_q is minus. Columns of B are treated in strips of 4, what remains one by one.
 */

/** Columns of a strip. */
const STRIP: i32 = 4;
/** Bytes of the 16 sums of a group for a strip. */
export const STRIP_TABLE: usize = 1024;
/** And for one column. */
const COLUMN_TABLE: usize = 256;

/**
 * The tables of `columns` (4 or 1) columns of B, one for each 4 of its `rows`; rows that are missing in the last group count as zero.
 * Element (r, c) is at b + r · rowBytes + c · columnBytes.
 */
export function tabulate(b: usize, rows: i32, rowBytes: usize, columns: i32, columnBytes: usize, table: usize): void {
  const entry = <usize>columns << 4;
  for (let r = 0; r < rows; r += 4) {
    for (let c = 0; c < columns; c++) {
      const at = b + <usize>r * rowBytes + <usize>c * columnBytes;
      const zero = f64x2.splat(0);
      const b0 = v128.load(at);
      const b1 = r + 1 < rows ? v128.load(at + rowBytes) : zero;
      const b2 = r + 2 < rows ? v128.load(at + 2 * rowBytes) : zero;
      const b3 = r + 3 < rows ? v128.load(at + 3 * rowBytes) : zero;
      sums(b0, b1, b2, b3, table + (<usize>c << 4), entry);
    }
    table += entry << 4;
  }
}

/** The 16 sums, `entry` bytes apart. */
@inline
function sums(b0: v128, b1: v128, b2: v128, b3: v128, table: usize, entry: usize): void {
  const p = f64x2.add(b0, b1);
  const m = f64x2.sub(b0, b1);
  const q = f64x2.add(b2, b3);
  const n = f64x2.sub(b2, b3);
  opposite(table, entry, 0, f64x2.add(p, q));
  opposite(table, entry, 1, f64x2.sub(q, m));
  opposite(table, entry, 2, f64x2.add(m, q));
  opposite(table, entry, 3, f64x2.sub(q, p));
  opposite(table, entry, 8, f64x2.add(p, n));
  opposite(table, entry, 9, f64x2.sub(n, m));
  opposite(table, entry, 10, f64x2.add(m, n));
  opposite(table, entry, 11, f64x2.sub(n, p));
}

/** A sum and, where every sign is the other, its negative. */
@inline
function opposite(table: usize, entry: usize, signs: usize, sum: v128): void {
  v128.store(table + signs * entry, sum);
  v128.store(table + (15 - signs) * entry, f64x2.neg(sum));
}

/** Columns to be taken at a time where `left` are left. */
@inline
export function stripOf(left: i32): i32 {
  return left < STRIP ? 1 : STRIP;
}

/** out_c += Σ_r S_r B_rc for the tabled `columns`, `columnBytes` apart, and one row of S: `groups` bytes of signs, `step` bytes apart. */
@inline
export function addSelected(signs: usize, step: usize, groups: i32, columns: i32, table: usize, out: usize, columnBytes: usize): void {
  if (columns == STRIP) addStrip(signs, step, groups, table, out, columnBytes);
  else addColumn(signs, step, groups, table, out);
}

/** Nothing but the hot loop. */
function addStrip(signs: usize, step: usize, groups: i32, table: usize, out: usize, columnBytes: usize): void {
  const out2 = out + 2 * columnBytes;
  let x0 = v128.load(out);
  let x1 = v128.load(out + columnBytes);
  let x2 = v128.load(out2);
  let x3 = v128.load(out2 + columnBytes);
  const end = table + <usize>groups * STRIP_TABLE;
  while (table < end) {
    const sum = table + (<usize>load<u8>(signs) << 6);
    x0 = f64x2.add(x0, v128.load(sum));
    x1 = f64x2.add(x1, v128.load(sum, 16));
    x2 = f64x2.add(x2, v128.load(sum, 32));
    x3 = f64x2.add(x3, v128.load(sum, 48));
    signs += step;
    table += STRIP_TABLE;
  }
  v128.store(out, x0);
  v128.store(out + columnBytes, x1);
  v128.store(out2, x2);
  v128.store(out2 + columnBytes, x3);
}

function addColumn(signs: usize, step: usize, groups: i32, table: usize, out: usize): void {
  let x = v128.load(out);
  const end = table + <usize>groups * COLUMN_TABLE;
  while (table < end) {
    x = f64x2.add(x, v128.load(table + (<usize>load<u8>(signs) << 4)));
    signs += step;
    table += COLUMN_TABLE;
  }
  v128.store(out, x);
}
