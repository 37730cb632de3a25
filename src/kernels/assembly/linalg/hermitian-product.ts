// The product of a Hermitian matrix, of which only the lower triangle is kept, with a vector.
import { COLUMN, shareOfTriangle } from "./panels";
import { addPartials } from "./partials";
import { each } from "../runtime/team";

/** Stretches of rows whose contributions are added up apart, whatever the number of threads. */
const STRETCHES: i32 = 8;

@unmanaged
class Product {
  c: usize;
  rows: i32;
  v: usize;
  partials: usize;
}
const task = changetype<Product>(memory.data(16, 16));

/** Bytes of the scratch of `multiplyHermitian`. */
export function productBytes(rows: i32): usize {
  return <usize>STRETCHES * bytesOf(rows);
}

/** Bytes of a complex vector, padded to the rows of a panel. */
@inline
function bytesOf(rows: i32): usize {
  return (<usize>(rows + 3) & ~3) << 4;
}

/**
 * out = C v for a Hermitian matrix in panels (panels.ts), of which each element of the lower triangle is read once; vectors complex, interleaved,
 * padded with zeros to 4. Padding rows of the matrix become zero. `partials` is scratch of `productBytes`. Cost 8 n² flops.
 */
export function multiplyHermitian(c: usize, rows: i32, v: usize, partials: usize, out: usize): void {
  task.c = c;
  task.rows = rows;
  task.v = v;
  task.partials = partials;
  for (let row = rows; row & 3; row++) clearRow(c, row);
  each(STRETCHES, multiplyStretch, changetype<usize>(task));
  addPartials(partials, STRETCHES, (rows + 3) & ~3, out);
}

function clearRow(c: usize, row: i32): void {
  const at = c + <usize>(row >> 2) * <usize>((row | 3) + 1) * COLUMN + (<usize>(row & 3) << 3);
  for (let k: usize = 0; k <= <usize>(row | 3); k++) {
    store<f64>(at + k * COLUMN, 0);
    store<f64>(at + k * COLUMN, 0, 32);
  }
}

function multiplyStretch(item: i32, pointer: usize): void {
  const task = changetype<Product>(pointer);
  const panels = (task.rows + 3) >> 2;
  const y = task.partials + <usize>item * bytesOf(task.rows);
  memory.fill(y, 0, bytesOf(task.rows));
  const last = shareOfTriangle(panels, item + 1, STRETCHES);
  for (let i = shareOfTriangle(panels, item, STRETCHES); i < last; i++) {
    const panel = task.c + <usize>i * <usize>(4 * panels) * COLUMN;
    belowDiagonal(panel, i, task.v, y);
    onDiagonal(panel + <usize>(4 * i) * COLUMN, task.v + (<usize>i << 6), y + (<usize>i << 6));
  }
}

/** Columns left of the diagonal: rows i take c v, and the columns as rows take c* v. */
function belowDiagonal(at: usize, i: i32, v: usize, y: usize): void {
  const own = v + (<usize>i << 6);
  const xr0 = v128.shuffle<f64>(v128.load(own), v128.load(own, 16), 0, 2);
  const xi0 = v128.shuffle<f64>(v128.load(own), v128.load(own, 16), 1, 3);
  const xr1 = v128.shuffle<f64>(v128.load(own, 32), v128.load(own, 48), 0, 2);
  const xi1 = v128.shuffle<f64>(v128.load(own, 32), v128.load(own, 48), 1, 3);
  let r0 = f64x2.splat(0);
  let r1 = f64x2.splat(0);
  let i0 = f64x2.splat(0);
  let i1 = f64x2.splat(0);
  const end = v + (<usize>i << 6);
  while (v < end) {
    const cr0 = v128.load(at);
    const cr1 = v128.load(at, 16);
    const ci0 = v128.load(at, 32);
    const ci1 = v128.load(at, 48);
    const vr = v128.load64_splat(v);
    const vi = v128.load64_splat(v, 8);
    r0 = f64x2.add(r0, f64x2.sub(f64x2.mul(cr0, vr), f64x2.mul(ci0, vi)));
    r1 = f64x2.add(r1, f64x2.sub(f64x2.mul(cr1, vr), f64x2.mul(ci1, vi)));
    i0 = f64x2.add(i0, f64x2.add(f64x2.mul(cr0, vi), f64x2.mul(ci0, vr)));
    i1 = f64x2.add(i1, f64x2.add(f64x2.mul(cr1, vi), f64x2.mul(ci1, vr)));
    const re = f64x2.add(
      f64x2.add(f64x2.mul(cr0, xr0), f64x2.mul(ci0, xi0)),
      f64x2.add(f64x2.mul(cr1, xr1), f64x2.mul(ci1, xi1)),
    );
    const im = f64x2.add(
      f64x2.sub(f64x2.mul(cr0, xi0), f64x2.mul(ci0, xr0)),
      f64x2.sub(f64x2.mul(cr1, xi1), f64x2.mul(ci1, xr1)),
    );
    const sum = f64x2.add(v128.shuffle<f64>(re, im, 0, 2), v128.shuffle<f64>(re, im, 1, 3));
    v128.store(y, f64x2.add(v128.load(y), sum));
    at += COLUMN;
    v += 16;
    y += 16;
  }
  v128.store(y, f64x2.add(v128.load(y), v128.shuffle<f64>(r0, i0, 0, 2)));
  v128.store(y, f64x2.add(v128.load(y, 16), v128.shuffle<f64>(r0, i0, 1, 3)), 16);
  v128.store(y, f64x2.add(v128.load(y, 32), v128.shuffle<f64>(r1, i1, 0, 2)), 32);
  v128.store(y, f64x2.add(v128.load(y, 48), v128.shuffle<f64>(r1, i1, 1, 3)), 48);
}

/** The tile on the diagonal, of which the lower triangle is read. */
function onDiagonal(tile: usize, v: usize, y: usize): void {
  for (let r: usize = 0; r < 4; r++) {
    for (let k: usize = 0; k <= r; k++) {
      const cr = load<f64>(tile + k * COLUMN + (r << 3));
      const ci = load<f64>(tile + k * COLUMN + (r << 3), 32);
      addProduct(y + (r << 4), cr, k == r ? 0 : ci, v + (k << 4));
      if (k < r) addProduct(y + (k << 4), cr, -ci, v + (r << 4));
    }
  }
}

@inline
function addProduct(target: usize, cr: f64, ci: f64, v: usize): void {
  const x = load<f64>(v);
  const y = load<f64>(v, 8);
  store<f64>(target, load<f64>(target) + (cr * x - ci * y));
  store<f64>(target, load<f64>(target, 8) + (cr * y + ci * x), 8);
}
