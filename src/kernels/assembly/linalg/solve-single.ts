// Solution with a factor in single precision.
import { COLUMN, Matrix, matrix } from "./single-matrix";

/** Solves L L† x = v in place for the factor left by `choleskySingle`; v is complex f32, [re × 8][im × 8] for each panel of rows. */
export function solveSingle(single: usize, rows: i32, v: usize): void {
  const m = matrix;
  m.planes = single;
  m.panels = (rows + 7) >> 3;
  for (let i = 0; i < m.panels; i++) forward(m, i, v);
  for (let i = m.panels - 1; i >= 0; i--) backward(m, i, v);
}

function forward(m: Matrix, i: i32, v: usize): void {
  const plane = m.plane;
  const own = v + <usize>i * 64;
  let r0 = v128.load(own);
  let r1 = v128.load(own, 16);
  let i0 = v128.load(own, 32);
  let i1 = v128.load(own, 48);
  let at = m.tile(i, 0);
  for (let block = v; block < own; block += 64) {
    for (let lane: usize = 0; lane < 32; lane += 4) {
      const xr = v128.load32_splat(block + lane);
      const xi = v128.load32_splat(block + lane, 32);
      const lr0 = v128.load(at);
      const lr1 = v128.load(at, 16);
      const li0 = v128.load(at + plane);
      const li1 = v128.load(at + plane, 16);
      r0 = f32x4.sub(r0, f32x4.sub(f32x4.mul(lr0, xr), f32x4.mul(li0, xi)));
      r1 = f32x4.sub(r1, f32x4.sub(f32x4.mul(lr1, xr), f32x4.mul(li1, xi)));
      i0 = f32x4.sub(i0, f32x4.add(f32x4.mul(lr0, xi), f32x4.mul(li0, xr)));
      i1 = f32x4.sub(i1, f32x4.add(f32x4.mul(lr1, xi), f32x4.mul(li1, xr)));
      at += COLUMN;
    }
  }
  v128.store(own, r0);
  v128.store(own, r1, 16);
  v128.store(own, i0, 32);
  v128.store(own, i1, 48);
  for (let k: usize = 0; k < 8; k++) {
    const column = at + k * COLUMN;
    const pivot = load<f32>(column + (k << 2));
    const x = load<f32>(own + (k << 2)) / pivot;
    const y = load<f32>(own + (k << 2), 32) / pivot;
    store<f32>(own + (k << 2), x);
    store<f32>(own + (k << 2), y, 32);
    for (let r = k + 1; r < 8; r++) {
      const lr = load<f32>(column + (r << 2));
      const li = load<f32>(column + plane + (r << 2));
      store<f32>(own + (r << 2), load<f32>(own + (r << 2)) - (lr * x - li * y));
      store<f32>(own + (r << 2), load<f32>(own + (r << 2), 32) - (lr * y + li * x), 32);
    }
  }
}

function backward(m: Matrix, i: i32, v: usize): void {
  const plane = m.plane;
  const own = v + <usize>i * 64;
  const diagonal = m.tile(i, i);
  for (let k: usize = 7; k < 8; k--) {
    const column = diagonal + k * COLUMN;
    let x = load<f32>(own + (k << 2));
    let y = load<f32>(own + (k << 2), 32);
    for (let r = k + 1; r < 8; r++) {
      const lr = load<f32>(column + (r << 2));
      const li = load<f32>(column + plane + (r << 2));
      const xr = load<f32>(own + (r << 2));
      const xi = load<f32>(own + (r << 2), 32);
      x -= lr * xr + li * xi;
      y -= lr * xi - li * xr;
    }
    const pivot = load<f32>(column + (k << 2));
    store<f32>(own + (k << 2), x / pivot);
    store<f32>(own + (k << 2), y / pivot, 32);
  }
  const r0 = v128.load(own);
  const r1 = v128.load(own, 16);
  const i0 = v128.load(own, 32);
  const i1 = v128.load(own, 48);
  let at = m.tile(i, 0);
  for (let block = v; block < own; block += 64) {
    for (let lane: usize = 0; lane < 32; lane += 16) {
      // Four columns: their sums over the rows come out side by side.
      const x0 = conjugateRe(at, plane, r0, r1, i0, i1);
      const y0 = conjugateIm(at, plane, r0, r1, i0, i1);
      const x1 = conjugateRe(at + COLUMN, plane, r0, r1, i0, i1);
      const y1 = conjugateIm(at + COLUMN, plane, r0, r1, i0, i1);
      const x2 = conjugateRe(at + 2 * COLUMN, plane, r0, r1, i0, i1);
      const y2 = conjugateIm(at + 2 * COLUMN, plane, r0, r1, i0, i1);
      const x3 = conjugateRe(at + 3 * COLUMN, plane, r0, r1, i0, i1);
      const y3 = conjugateIm(at + 3 * COLUMN, plane, r0, r1, i0, i1);
      const re = sumOfRows(x0, x1, x2, x3);
      const im = sumOfRows(y0, y1, y2, y3);
      v128.store(block + lane, f32x4.sub(v128.load(block + lane), re));
      v128.store(block + lane, f32x4.sub(v128.load(block + lane, 32), im), 32);
      at += 4 * COLUMN;
    }
  }
}

/** Re and Im of l* x for a column of 8 rows, the two halves added. */
@inline
function conjugateRe(at: usize, plane: usize, r0: v128, r1: v128, i0: v128, i1: v128): v128 {
  const low = f32x4.add(f32x4.mul(v128.load(at), r0), f32x4.mul(v128.load(at + plane), i0));
  const high = f32x4.add(f32x4.mul(v128.load(at, 16), r1), f32x4.mul(v128.load(at + plane, 16), i1));
  return f32x4.add(low, high);
}
@inline
function conjugateIm(at: usize, plane: usize, r0: v128, r1: v128, i0: v128, i1: v128): v128 {
  const low = f32x4.sub(f32x4.mul(v128.load(at), i0), f32x4.mul(v128.load(at + plane), r0));
  const high = f32x4.sub(f32x4.mul(v128.load(at, 16), i1), f32x4.mul(v128.load(at + plane, 16), r1));
  return f32x4.add(low, high);
}

/** (Σ a, Σ b, Σ c, Σ d). */
@inline
function sumOfRows(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
