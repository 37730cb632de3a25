import { CholeskyTask, factorShare, prepareCholesky } from "./cholesky";
import { COLUMN as COMPLEX_COLUMN, gram, REAL_COLUMN as COLUMN, scaleAndShift, trace } from "./panels";
import { together } from "../runtime/team";
import { RealTiles } from "./tiles-real";

/**
 * Dense real symmetric algebra on panels (panels.ts), the twin of hermitian.ts: both parts of a complex panel would halve the speed of the
 * real readings.
 */

/** c = A Aᵀ for `rows` rows of `columns` columns. Cost rows² columns flops. */
export function gramReal(a: usize, rows: i32, columns: i32, c: usize): void {
  gram(changetype<RealTiles>(0), a, rows, columns, c);
}

/** Cholesky factorisation in place, as `choleskyComplex`. Cost n³/3 flops. */
export function choleskyReal(c: usize, rows: i32, scratch: usize): i32 {
  const task = prepareCholesky(changetype<RealTiles>(0), c, rows, scratch);
  together(factor, changetype<usize>(task));
  return task.failed;
}

function factor(_: i32, task: usize): void {
  factorShare(changetype<RealTiles>(0), changetype<CholeskyTask>(task));
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
  return trace(changetype<RealTiles>(0), c, rows);
}

/** c ← scale · c + shift · 1 on the lower triangle. */
export function scaleAndShiftReal(c: usize, rows: i32, scale: f64, shift: f64): void {
  scaleAndShift(c, rows, COLUMN, scale, shift);
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
