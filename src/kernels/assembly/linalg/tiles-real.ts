import { REAL_COLUMN as COLUMN } from "./panels";

/** Tiles of real panels. It has no fields: it only names these functions for panels.ts. */
@unmanaged
export class RealTiles {
  @inline
  get column(): usize {
    return COLUMN;
  }

  /** out (4 rows × 4 columns, a piece of a panel) = Σ_k a_k b_k†, over k = 0 … columns-1. */
  @inline
  product(a: usize, b: usize, columns: i32, out: usize): void {
    productTile(a, b, columns, COLUMN, out);
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

/** out (4 × 4, real) = Σ_k a_k b_kᵀ for columns that lie `stride` bytes apart. Nothing but the hot loop. */
export function productTile(a: usize, b: usize, columns: i32, stride: usize, out: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const end = a + <usize>columns * stride;
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
    a += stride;
    b += stride;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 32);
  v128.store(out, c11, 48);
  v128.store(out, c20, 64);
  v128.store(out, c21, 80);
  v128.store(out, c30, 96);
  v128.store(out, c31, 112);
}

function factorTile(t: usize): i32 {
  for (let k = 0; k < 4; k++) {
    const column = t + <usize>k * COLUMN;
    let pivot = load<f64>(column + (<usize>k << 3));
    for (let m = 0; m < k; m++) {
      const x = load<f64>(t + <usize>m * COLUMN + (<usize>k << 3));
      pivot -= x * x;
    }
    if (!(pivot > 0) || pivot == Infinity) return k + 1;
    const root = sqrt(pivot);
    store<f64>(column + (<usize>k << 3), root);
    for (let i = k + 1; i < 4; i++) {
      let x = load<f64>(column + (<usize>i << 3));
      for (let m = 0; m < k; m++) {
        x -= load<f64>(t + <usize>m * COLUMN + (<usize>i << 3)) * load<f64>(t + <usize>m * COLUMN + (<usize>k << 3));
      }
      store<f64>(column + (<usize>i << 3), x / root);
    }
  }
  return 0;
}

function solveTile(x: usize, l: usize): void {
  for (let k = 0; k < 4; k++) {
    const column = x + <usize>k * COLUMN;
    const inverse = f64x2.splat(1 / load<f64>(l + <usize>k * COLUMN + (<usize>k << 3)));
    for (let half: usize = 0; half < 32; half += 16) {
      let value = v128.load(column + half);
      for (let m = 0; m < k; m++) {
        const factor = v128.load64_splat(l + <usize>m * COLUMN + (<usize>k << 3));
        value = f64x2.sub(value, f64x2.mul(v128.load(x + <usize>m * COLUMN + half), factor));
      }
      v128.store(column + half, f64x2.mul(value, inverse));
    }
  }
}
