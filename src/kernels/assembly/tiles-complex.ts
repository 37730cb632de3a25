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
    halfTile(a, b, columns, out);
    halfTile(a, b + 16, columns, out + 2 * COLUMN);
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

/** Two columns of a tile. Nothing but the hot loop. */
function halfTile(a: usize, b: usize, columns: i32, out: usize): void {
  let r00 = f64x2.splat(0);
  let r01 = f64x2.splat(0);
  let i00 = f64x2.splat(0);
  let i01 = f64x2.splat(0);
  let r10 = f64x2.splat(0);
  let r11 = f64x2.splat(0);
  let i10 = f64x2.splat(0);
  let i11 = f64x2.splat(0);
  const end = a + <usize>columns * COLUMN;
  while (a < end) {
    const ar0 = v128.load(a);
    const ar1 = v128.load(a, 16);
    const ai0 = v128.load(a, 32);
    const ai1 = v128.load(a, 48);
    const br0 = v128.load64_splat(b);
    const bi0 = v128.load64_splat(b, 32);
    r00 = f64x2.add(r00, f64x2.mul(ar0, br0));
    r01 = f64x2.add(r01, f64x2.mul(ar1, br0));
    i00 = f64x2.add(i00, f64x2.mul(ai0, br0));
    i01 = f64x2.add(i01, f64x2.mul(ai1, br0));
    r00 = f64x2.add(r00, f64x2.mul(ai0, bi0));
    r01 = f64x2.add(r01, f64x2.mul(ai1, bi0));
    i00 = f64x2.sub(i00, f64x2.mul(ar0, bi0));
    i01 = f64x2.sub(i01, f64x2.mul(ar1, bi0));
    const br1 = v128.load64_splat(b, 8);
    const bi1 = v128.load64_splat(b, 40);
    r10 = f64x2.add(r10, f64x2.mul(ar0, br1));
    r11 = f64x2.add(r11, f64x2.mul(ar1, br1));
    i10 = f64x2.add(i10, f64x2.mul(ai0, br1));
    i11 = f64x2.add(i11, f64x2.mul(ai1, br1));
    r10 = f64x2.add(r10, f64x2.mul(ai0, bi1));
    r11 = f64x2.add(r11, f64x2.mul(ai1, bi1));
    i10 = f64x2.sub(i10, f64x2.mul(ar0, bi1));
    i11 = f64x2.sub(i11, f64x2.mul(ar1, bi1));
    a += COLUMN;
    b += COLUMN;
  }
  v128.store(out, r00);
  v128.store(out, r01, 16);
  v128.store(out, i00, 32);
  v128.store(out, i01, 48);
  v128.store(out, r10, 64);
  v128.store(out, r11, 80);
  v128.store(out, i10, 96);
  v128.store(out, i11, 112);
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
