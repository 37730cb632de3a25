import { COLUMN } from "./panels";

/** Tiles of complex panels. It has no fields: it only names these functions for panels.ts. */
@unmanaged
export class ComplexTiles {
  @inline
  get column(): usize {
    return COLUMN;
  }

  /** out (4 rows × 4 columns, a piece of a panel) = Σ_k a_k b_k†, over k = 0 … columns-1. */
  @inline
  product(a: usize, b: usize, columns: i32, out: usize): void {
    realPart(a, b, columns, out);
    imaginaryPart(a, b, columns, out + 32);
  }

  /** Cholesky of a tile in place. Returns 0, or 1 + the column at which a pivot is not positive or not finite. */
  @inline
  factor(tile: usize): i32 {
    return factorTile(tile);
  }

  /** X ← X L^-† for a tile X and the factored diagonal tile L. */
  @inline
  solve(x: usize, l: usize): void {
    solveTile(x, l);
  }
}

/** Re Σ_k a_k b_k†. */
function realPart(a: usize, b: usize, columns: i32, out: usize): void {
  twoProducts(a, b, a + 32, b + 32, false, columns, out);
}

/** Im Σ_k a_k b_k†. */
function imaginaryPart(a: usize, b: usize, columns: i32, out: usize): void {
  twoProducts(a + 32, b, a, b + 32, true, columns, out);
}

/**
 * Σ_k a_k b_kᵀ ± Σ_k x_k y_kᵀ of real or imaginary parts of panels; `minus` is a constant. One loop after the other: a loop that adds to every
 * accumulator twice reaches two thirds of the speed.
 */
@inline
function twoProducts(a: usize, b: usize, x: usize, y: usize, minus: bool, columns: i32, out: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const end = a + <usize>columns * COLUMN;
  while (a < end) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load64_splat(b);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a1, b0));
    const b1 = v128.load64_splat(b, 8);
    c10 = f64x2.add(c10, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const b2 = v128.load64_splat(b, 16);
    c20 = f64x2.add(c20, f64x2.mul(a0, b2));
    c21 = f64x2.add(c21, f64x2.mul(a1, b2));
    const b3 = v128.load64_splat(b, 24);
    c30 = f64x2.add(c30, f64x2.mul(a0, b3));
    c31 = f64x2.add(c31, f64x2.mul(a1, b3));
    a += COLUMN;
    b += COLUMN;
  }
  const last = x + <usize>columns * COLUMN;
  while (x < last) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const y0 = v128.load64_splat(y);
    c00 = minus ? f64x2.sub(c00, f64x2.mul(x0, y0)) : f64x2.add(c00, f64x2.mul(x0, y0));
    c01 = minus ? f64x2.sub(c01, f64x2.mul(x1, y0)) : f64x2.add(c01, f64x2.mul(x1, y0));
    const y1 = v128.load64_splat(y, 8);
    c10 = minus ? f64x2.sub(c10, f64x2.mul(x0, y1)) : f64x2.add(c10, f64x2.mul(x0, y1));
    c11 = minus ? f64x2.sub(c11, f64x2.mul(x1, y1)) : f64x2.add(c11, f64x2.mul(x1, y1));
    const y2 = v128.load64_splat(y, 16);
    c20 = minus ? f64x2.sub(c20, f64x2.mul(x0, y2)) : f64x2.add(c20, f64x2.mul(x0, y2));
    c21 = minus ? f64x2.sub(c21, f64x2.mul(x1, y2)) : f64x2.add(c21, f64x2.mul(x1, y2));
    const y3 = v128.load64_splat(y, 24);
    c30 = minus ? f64x2.sub(c30, f64x2.mul(x0, y3)) : f64x2.add(c30, f64x2.mul(x0, y3));
    c31 = minus ? f64x2.sub(c31, f64x2.mul(x1, y3)) : f64x2.add(c31, f64x2.mul(x1, y3));
    x += COLUMN;
    y += COLUMN;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 64);
  v128.store(out, c11, 80);
  v128.store(out, c20, 128);
  v128.store(out, c21, 144);
  v128.store(out, c30, 192);
  v128.store(out, c31, 208);
}

function factorTile(t: usize): i32 {
  for (let k = 0; k < 4; k++) {
    const column = t + <usize>k * COLUMN;
    let pivot = load<f64>(column + (<usize>k << 3));
    for (let m = 0; m < k; m++) {
      const x = load<f64>(t + <usize>m * COLUMN + (<usize>k << 3));
      const y = load<f64>(t + <usize>m * COLUMN + (<usize>k << 3), 32);
      pivot -= x * x + y * y;
    }
    if (!(pivot > 0) || pivot == Infinity) return k + 1;
    const root = sqrt(pivot);
    store<f64>(column + (<usize>k << 3), root);
    store<f64>(column + (<usize>k << 3), 0, 32);
    for (let i = k + 1; i < 4; i++) {
      let x = load<f64>(column + (<usize>i << 3));
      let y = load<f64>(column + (<usize>i << 3), 32);
      for (let m = 0; m < k; m++) {
        const ax = load<f64>(t + <usize>m * COLUMN + (<usize>i << 3));
        const ay = load<f64>(t + <usize>m * COLUMN + (<usize>i << 3), 32);
        const bx = load<f64>(t + <usize>m * COLUMN + (<usize>k << 3));
        const by = load<f64>(t + <usize>m * COLUMN + (<usize>k << 3), 32);
        x -= ax * bx + ay * by;
        y -= ay * bx - ax * by;
      }
      store<f64>(column + (<usize>i << 3), x / root);
      store<f64>(column + (<usize>i << 3), y / root, 32);
    }
  }
  return 0;
}

function solveTile(x: usize, l: usize): void {
  for (let k = 0; k < 4; k++) {
    const column = x + <usize>k * COLUMN;
    for (let half: usize = 0; half < 32; half += 16) {
      let re = v128.load(column + half);
      let im = v128.load(column + half, 32);
      for (let m = 0; m < k; m++) {
        const xr = v128.load(x + <usize>m * COLUMN + half);
        const xi = v128.load(x + <usize>m * COLUMN + half, 32);
        const lr = v128.load64_splat(l + <usize>m * COLUMN + (<usize>k << 3));
        const li = v128.load64_splat(l + <usize>m * COLUMN + (<usize>k << 3), 32);
        re = f64x2.sub(re, f64x2.add(f64x2.mul(xr, lr), f64x2.mul(xi, li)));
        im = f64x2.sub(im, f64x2.sub(f64x2.mul(xi, lr), f64x2.mul(xr, li)));
      }
      const inverse = f64x2.splat(1 / load<f64>(l + <usize>k * COLUMN + (<usize>k << 3)));
      v128.store(column + half, f64x2.mul(re, inverse));
      v128.store(column + half, f64x2.mul(im, inverse), 32);
    }
  }
}
