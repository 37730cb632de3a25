/**
 * Dense complex Hermitian algebra on panels. A matrix of n rows and K columns is stored as ⌈n/4⌉ panels of 4 rows, each panel column by
 * column: [re of the 4 rows][im of the 4 rows], 8 doubles a column. The same form holds the factors of a Gram matrix, the matrix and its
 * Cholesky factor, so nothing is ever repacked. Only the lower triangle of a Hermitian matrix is meaningful; rows beyond n are padding.
 */

/** Bytes of one column of a panel. */
const COLUMN: usize = 64;
/** Panels in a block column of the factorisation. */
const BLOCK_PANELS: i32 = 16;

/** out (4 rows × 4 columns, a panel piece) = Σ_k a_k b_k†, over k = 0 … columns-1. */
@inline
function tile(a: usize, b: usize, columns: i32, out: usize): void {
  halfTile(a, b, columns, out);
  halfTile(a, b + 16, columns, out + 2 * COLUMN);
}

/** Two columns of a tile. Kept free of anything but the hot loop: a subtraction from memory in here halves the speed. */
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

function subtractTile(target: usize, source: usize): void {
  for (let at: usize = 0; at < 4 * COLUMN; at += 16) v128.store(target + at, f64x2.sub(v128.load(target + at), v128.load(source + at)));
}

/** c = A A† for `rows` rows of `columns` columns; `c` has 4⌈rows/4⌉ columns. Cost 4 rows² columns flops. */
export function gramComplex(a: usize, rows: i32, columns: i32, c: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
  // Blocks of rows of A stay in the cache while they meet the others.
  for (let top = 0; top < panels; top += BLOCK_PANELS) {
    const bottom = min(top + BLOCK_PANELS, panels);
    for (let i = top; i < panels; i++) {
      const last = min(bottom - 1, i);
      for (let j = top; j <= last; j++) {
        tile(a + <usize>i * stride, a + <usize>j * stride, columns, c + <usize>i * cStride + <usize>(4 * j) * COLUMN);
      }
    }
  }
}

/**
 * Cholesky factorisation in place, c = L L†, left-looking by blocks of 64 columns. Returns 0, or 1 + the column at which a pivot is not
 * positive (the matrix is not positive definite, or not finite). `scratch` holds one tile. Cost 4/3 n³ flops.
 */
export function choleskyComplex(c: usize, rows: i32, scratch: usize): i32 {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * COLUMN;
  for (let i = rows; i < 4 * panels; i++) padDiagonal(c, i, stride);
  for (let left = 0; left < panels; left += BLOCK_PANELS) {
    const right = min(left + BLOCK_PANELS, panels);
    if (left > 0) {
      for (let i = left; i < panels; i++) {
        const last = min(right - 1, i);
        for (let j = left; j <= last; j++) {
          tile(c + <usize>i * stride, c + <usize>j * stride, 4 * left, scratch);
          subtractTile(c + <usize>i * stride + <usize>(4 * j) * COLUMN, scratch);
        }
      }
    }
    for (let p = left; p < right; p++) {
      const offset = <usize>(4 * left) * COLUMN;
      const diagonal = c + <usize>p * stride + <usize>(4 * p) * COLUMN;
      for (let i = p; i < panels; i++) {
        const target = c + <usize>i * stride + <usize>(4 * p) * COLUMN;
        if (p > left) {
          tile(c + <usize>i * stride + offset, c + <usize>p * stride + offset, 4 * (p - left), scratch);
          subtractTile(target, scratch);
        }
        if (i == p) {
          const failed = factorTile(diagonal);
          if (failed) return 4 * p + failed;
        } else {
          solveTile(target, diagonal);
        }
      }
    }
  }
  return 0;
}

/** Row `i` beyond the matrix becomes a row of the identity. */
function padDiagonal(c: usize, i: i32, stride: usize): void {
  const row = c + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
  for (let k = 0; k <= i; k++) {
    store<f64>(row + <usize>k * COLUMN, k == i ? 1 : 0);
    store<f64>(row + <usize>k * COLUMN, 0, 32);
  }
}

/** Cholesky of a 4×4 tile in place. Returns 0, or 1 + the column that failed. */
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

/** X ← X L^-† for a 4×4 tile X and the factored diagonal tile L. */
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

/** Solves L L† x = v in place for a factor left by `choleskyComplex`; v is complex, interleaved. */
export function solveComplex(l: usize, rows: i32, v: usize): void {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  for (let i = 0; i < rows; i++) {
    const row = l + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    let x = load<f64>(v + (<usize>i << 4));
    let y = load<f64>(v + (<usize>i << 4), 8);
    for (let k = 0; k < i; k++) {
      const lr = load<f64>(row + <usize>k * COLUMN);
      const li = load<f64>(row + <usize>k * COLUMN, 32);
      const vr = load<f64>(v + (<usize>k << 4));
      const vi = load<f64>(v + (<usize>k << 4), 8);
      x -= lr * vr - li * vi;
      y -= lr * vi + li * vr;
    }
    const pivot = load<f64>(row + <usize>i * COLUMN);
    store<f64>(v + (<usize>i << 4), x / pivot);
    store<f64>(v + (<usize>i << 4), y / pivot, 8);
  }
  for (let i = rows - 1; i >= 0; i--) {
    const row = l + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    const pivot = load<f64>(row + <usize>i * COLUMN);
    const x = load<f64>(v + (<usize>i << 4)) / pivot;
    const y = load<f64>(v + (<usize>i << 4), 8) / pivot;
    store<f64>(v + (<usize>i << 4), x);
    store<f64>(v + (<usize>i << 4), y, 8);
    for (let k = 0; k < i; k++) {
      const lr = load<f64>(row + <usize>k * COLUMN);
      const li = load<f64>(row + <usize>k * COLUMN, 32);
      const at = v + (<usize>k << 4);
      store<f64>(at, load<f64>(at) - (lr * x + li * y));
      store<f64>(at, load<f64>(at, 8) - (lr * y - li * x), 8);
    }
  }
}

/** Trace of the leading `rows` rows. */
export function traceComplex(c: usize, rows: i32): f64 {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  let trace: f64 = 0;
  for (let i = 0; i < rows; i++) trace += load<f64>(c + <usize>(i >> 2) * stride + <usize>i * COLUMN + (<usize>(i & 3) << 3));
  return trace;
}

/** c ← scale · c + shift · 1 on the lower triangle. */
export function scaleAndShiftComplex(c: usize, rows: i32, scale: f64, shift: f64): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * COLUMN;
  const factor = f64x2.splat(scale);
  for (let i = 0; i < panels; i++) {
    const row = c + <usize>i * stride;
    const end = row + <usize>(4 * i + 4) * COLUMN;
    for (let at = row; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), factor));
  }
  for (let i = 0; i < rows; i++) {
    const at = c + <usize>(i >> 2) * stride + <usize>i * COLUMN + (<usize>(i & 3) << 3);
    store<f64>(at, load<f64>(at) + shift);
  }
}

/**
 * Centres a Gram matrix of samples with weights g (mean 1): K_xy ← √(g_x g_y) (K_xy - k_x - k_y* + k), k_x = Σ_y g_y K_xy / n, k their weighted
 * mean. `roots` holds √g; `means` is scratch for n complex.
 */
export function centreComplex(c: usize, rows: i32, roots: usize, means: usize): void {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  memory.fill(means, 0, <usize>rows << 4);
  for (let x = 0; x < rows; x++) {
    const row = c + <usize>(x >> 2) * stride + (<usize>(x & 3) << 3);
    const rootX = load<f64>(roots + (<usize>x << 3));
    const weightX = rootX * rootX;
    let sumRe: f64 = 0;
    let sumIm: f64 = 0;
    for (let y = 0; y < x; y++) {
      const kr = load<f64>(row + <usize>y * COLUMN);
      const ki = load<f64>(row + <usize>y * COLUMN, 32);
      const rootY = load<f64>(roots + (<usize>y << 3));
      const weightY = rootY * rootY;
      sumRe += weightY * kr;
      sumIm += weightY * ki;
      const at = means + (<usize>y << 4);
      store<f64>(at, load<f64>(at) + weightX * kr);
      store<f64>(at, load<f64>(at, 8) - weightX * ki, 8);
    }
    const at = means + (<usize>x << 4);
    store<f64>(at, load<f64>(at) + sumRe + weightX * load<f64>(row + <usize>x * COLUMN));
    store<f64>(at, load<f64>(at, 8) + sumIm, 8);
  }
  const inverse = 1 / <f64>rows;
  let mean: f64 = 0;
  for (let x = 0; x < rows; x++) {
    const at = means + (<usize>x << 4);
    store<f64>(at, load<f64>(at) * inverse);
    store<f64>(at, load<f64>(at, 8) * inverse, 8);
    const root = load<f64>(roots + (<usize>x << 3));
    mean += root * root * load<f64>(at) * inverse;
  }
  for (let x = 0; x < rows; x++) {
    const row = c + <usize>(x >> 2) * stride + (<usize>(x & 3) << 3);
    const rootX = load<f64>(roots + (<usize>x << 3));
    const mx = load<f64>(means + (<usize>x << 4)) - mean;
    const my = load<f64>(means + (<usize>x << 4), 8);
    for (let y = 0; y <= x; y++) {
      const at = row + <usize>y * COLUMN;
      const root = rootX * load<f64>(roots + (<usize>y << 3));
      store<f64>(at, root * (load<f64>(at) - mx - load<f64>(means + (<usize>y << 4))));
      store<f64>(at, root * (load<f64>(at, 32) - my + load<f64>(means + (<usize>y << 4), 8)), 32);
    }
  }
}

/**
 * Centres the rows of a panel matrix over its columns (samples) with weights g (mean 1): A_kx ← √g_x (A_kx - <A_k>), and returns the
 * forces F_k = Σ_x g_x A_kx* e_x / n in `force` for centred estimates e (complex, interleaved).
 */
export function centreRowsComplex(a: usize, rows: i32, columns: i32, roots: usize, estimates: usize, force: usize): void {
  const panels = (rows + 3) >> 2;
  const inverse = 1 / <f64>columns;
  for (let p = 0; p < panels; p++) {
    const panel = a + <usize>p * <usize>columns * COLUMN;
    for (let lane: usize = 0; lane < 32; lane += 16) {
      let meanRe = f64x2.splat(0);
      let meanIm = f64x2.splat(0);
      for (let x = 0; x < columns; x++) {
        const root = load<f64>(roots + (<usize>x << 3));
        const weight = f64x2.splat(root * root);
        const at = panel + <usize>x * COLUMN + lane;
        meanRe = f64x2.add(meanRe, f64x2.mul(weight, v128.load(at)));
        meanIm = f64x2.add(meanIm, f64x2.mul(weight, v128.load(at, 32)));
      }
      const scale = f64x2.splat(inverse);
      meanRe = f64x2.mul(meanRe, scale);
      meanIm = f64x2.mul(meanIm, scale);
      let fr = f64x2.splat(0);
      let fi = f64x2.splat(0);
      for (let x = 0; x < columns; x++) {
        const rootValue = load<f64>(roots + (<usize>x << 3));
        const root = f64x2.splat(rootValue);
        const at = panel + <usize>x * COLUMN + lane;
        const re = f64x2.mul(root, f64x2.sub(v128.load(at), meanRe));
        const im = f64x2.mul(root, f64x2.sub(v128.load(at, 32), meanIm));
        v128.store(at, re);
        v128.store(at, im, 32);
        const er = f64x2.splat(rootValue * load<f64>(estimates + (<usize>x << 4)));
        const ei = f64x2.splat(rootValue * load<f64>(estimates + (<usize>x << 4), 8));
        fr = f64x2.add(fr, f64x2.add(f64x2.mul(re, er), f64x2.mul(im, ei)));
        fi = f64x2.add(fi, f64x2.sub(f64x2.mul(re, ei), f64x2.mul(im, er)));
      }
      for (let l = 0; l < 2; l++) {
        const k = 4 * p + <i32>(lane >> 3) + l;
        if (k >= rows) break;
        store<f64>(force + (<usize>k << 4), inverse * (l ? f64x2.extract_lane(fr, 1) : f64x2.extract_lane(fr, 0)));
        store<f64>(force + (<usize>k << 4), inverse * (l ? f64x2.extract_lane(fi, 1) : f64x2.extract_lane(fi, 0)), 8);
      }
    }
  }
}

/** Centres the columns of a panel matrix whose rows are samples with weights g (mean 1): A_xk ← √g_x (A_xk - Σ_y g_y A_yk / n). Padding rows become zero. */
export function centreColumnsComplex(a: usize, rows: i32, columns: i32, roots: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const inverse = 1 / <f64>rows;
  for (let k = 0; k < columns; k++) {
    const column = a + <usize>k * COLUMN;
    let re: f64 = 0;
    let im: f64 = 0;
    for (let x = 0; x < rows; x++) {
      const root = load<f64>(roots + (<usize>x << 3));
      const at = column + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
      re += root * root * load<f64>(at);
      im += root * root * load<f64>(at, 32);
    }
    re *= inverse;
    im *= inverse;
    for (let x = 0; x < 4 * panels; x++) {
      const root = x < rows ? load<f64>(roots + (<usize>x << 3)) : 0;
      const at = column + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
      store<f64>(at, x < rows ? root * (load<f64>(at) - re) : 0);
      store<f64>(at, x < rows ? root * (load<f64>(at, 32) - im) : 0, 32);
    }
  }
}

/** target += c ∘ (bias + other), elementwise on lower triangles; `bias` is 0 or 1. */
export function accumulateProduct(c: usize, other: usize, bias: f64, rows: i32, target: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * COLUMN;
  const one = f64x2.splat(bias);
  for (let i = 0; i < panels; i++) {
    for (let at = <usize>i * stride; at < <usize>i * stride + <usize>(4 * i + 4) * COLUMN; at += COLUMN) {
      for (let half: usize = 0; half < 32; half += 16) {
        const xr = v128.load(c + at + half);
        const xi = v128.load(c + at + half, 32);
        const yr = f64x2.add(one, v128.load(other + at + half));
        const yi = v128.load(other + at + half, 32);
        const re = f64x2.sub(f64x2.mul(xr, yr), f64x2.mul(xi, yi));
        const im = f64x2.add(f64x2.mul(xr, yi), f64x2.mul(xi, yr));
        v128.store(target + at + half, f64x2.add(v128.load(target + at + half), re));
        v128.store(target + at + half, f64x2.add(v128.load(target + at + half, 32), im), 32);
      }
    }
  }
}
