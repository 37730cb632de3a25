/**
 * Dense real symmetric algebra, the twin of dense-complex.ts in its layout: panels of 4 rows, each panel column by column, 4 doubles a
 * column. Both parts of a complex panel column would halve the speed of the real readings, so the real kernels stand on their own.
 */

const COLUMN: usize = 32;
const COMPLEX_COLUMN: usize = 64;
/** Panels in a block column of the factorisation. */
const BLOCK_PANELS: i32 = 16;

/** out (4 rows × 4 columns, a panel piece) = Σ_k a_k b_kᵀ. */
function tile(a: usize, b: usize, columns: i32, out: usize): void {
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
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 32);
  v128.store(out, c11, 48);
  v128.store(out, c20, 64);
  v128.store(out, c21, 80);
  v128.store(out, c30, 96);
  v128.store(out, c31, 112);
}

function subtractTile(target: usize, source: usize): void {
  for (let at: usize = 0; at < 4 * COLUMN; at += 16) v128.store(target + at, f64x2.sub(v128.load(target + at), v128.load(source + at)));
}

/** c = A Aᵀ for `rows` rows of `columns` columns. Cost rows² columns flops. */
export function gramReal(a: usize, rows: i32, columns: i32, c: usize): void {
  const panels = (rows + 3) >> 2;
  const stride = <usize>columns * COLUMN;
  const cStride = <usize>(4 * panels) * COLUMN;
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

/** Cholesky factorisation in place, as `choleskyComplex`. Cost n³/3 flops. */
export function choleskyReal(c: usize, rows: i32, scratch: usize): i32 {
  const panels = (rows + 3) >> 2;
  const stride = <usize>(4 * panels) * COLUMN;
  for (let i = rows; i < 4 * panels; i++) {
    const row = c + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    for (let k = 0; k <= i; k++) store<f64>(row + <usize>k * COLUMN, k == i ? 1 : 0);
  }
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

/** Solves L Lᵀ x = v in place for a factor left by `choleskyReal`. */
export function solveReal(l: usize, rows: i32, v: usize): void {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  for (let i = 0; i < rows; i++) {
    const row = l + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    let x = load<f64>(v + (<usize>i << 3));
    for (let k = 0; k < i; k++) x -= load<f64>(row + <usize>k * COLUMN) * load<f64>(v + (<usize>k << 3));
    store<f64>(v + (<usize>i << 3), x / load<f64>(row + <usize>i * COLUMN));
  }
  for (let i = rows - 1; i >= 0; i--) {
    const row = l + <usize>(i >> 2) * stride + (<usize>(i & 3) << 3);
    const x = load<f64>(v + (<usize>i << 3)) / load<f64>(row + <usize>i * COLUMN);
    store<f64>(v + (<usize>i << 3), x);
    for (let k = 0; k < i; k++) {
      const at = v + (<usize>k << 3);
      store<f64>(at, load<f64>(at) - load<f64>(row + <usize>k * COLUMN) * x);
    }
  }
}

/** Trace of the leading `rows` rows. */
export function traceReal(c: usize, rows: i32): f64 {
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  let trace: f64 = 0;
  for (let i = 0; i < rows; i++) trace += load<f64>(c + <usize>(i >> 2) * stride + <usize>i * COLUMN + (<usize>(i & 3) << 3));
  return trace;
}

/** c ← scale · c + shift · 1 on the lower triangle. */
export function scaleAndShiftReal(c: usize, rows: i32, scale: f64, shift: f64): void {
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

/** Lower triangle of Re C for a complex Hermitian panel matrix. */
export function realPart(complex: usize, rows: i32, real: usize): void {
  const panels = (rows + 3) >> 2;
  for (let i = 0; i < panels; i++) {
    let from = complex + <usize>i * <usize>(4 * panels) * COMPLEX_COLUMN;
    let to = real + <usize>i * <usize>(4 * panels) * COLUMN;
    for (let k = 0; k < 4 * i + 4; k++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += COMPLEX_COLUMN;
      to += COLUMN;
    }
  }
}

/**
 * The real Jacobian of a complex one: rows Re A_k, then rows -Im A_k, each block padded to whole panels of 4, so 8⌈rows/4⌉ rows. They are
 * the derivatives with respect to Re θ_k and Im θ_k of a real reading.
 */
export function realRows(complex: usize, rows: i32, columns: i32, real: usize): void {
  const panels = (rows + 3) >> 2;
  for (let p = 0; p < panels; p++) {
    let from = complex + <usize>p * <usize>columns * COMPLEX_COLUMN;
    let re = real + <usize>p * <usize>columns * COLUMN;
    let im = real + <usize>(panels + p) * <usize>columns * COLUMN;
    for (let x = 0; x < columns; x++) {
      v128.store(re, v128.load(from));
      v128.store(re, v128.load(from, 16), 16);
      v128.store(im, f64x2.neg(v128.load(from, 32)));
      v128.store(im, f64x2.neg(v128.load(from, 48)), 16);
      from += COMPLEX_COLUMN;
      re += COLUMN;
      im += COLUMN;
    }
  }
}

/** Columns Re A_x, and if `both`, columns Im A_x behind them: the sample columns of a network with real parameters. */
export function realColumns(complex: usize, rows: i32, columns: i32, both: i32, real: usize): void {
  const panels = (rows + 3) >> 2;
  const width = both ? 2 * columns : columns;
  for (let p = 0; p < panels; p++) {
    let from = complex + <usize>p * <usize>columns * COMPLEX_COLUMN;
    let re = real + <usize>p * <usize>width * COLUMN;
    let im = re + <usize>columns * COLUMN;
    for (let x = 0; x < columns; x++) {
      v128.store(re, v128.load(from));
      v128.store(re, v128.load(from, 16), 16);
      if (both) {
        v128.store(im, v128.load(from, 32));
        v128.store(im, v128.load(from, 48), 16);
      }
      from += COMPLEX_COLUMN;
      re += COLUMN;
      im += COLUMN;
    }
  }
}

/** out_k = Σ_r A_rk w_r. */
export function transposeTimesReal(a: usize, rows: i32, columns: i32, w: usize, out: usize): void {
  memory.fill(out, 0, <usize>columns << 3);
  for (let r = 0; r < rows; r++) {
    const weight = load<f64>(w + (<usize>r << 3));
    const row = a + <usize>(r >> 2) * <usize>columns * COLUMN + ((<usize>(r & 3)) << 3);
    for (let k = 0; k < columns; k++) {
      const at = out + (<usize>k << 3);
      store<f64>(at, load<f64>(at) + weight * load<f64>(row + <usize>k * COLUMN));
    }
  }
}
