import { CholeskyTask, factorShare, prepareCholesky } from "./cholesky";
import { COLUMN, scaleAndShift, trace } from "./panels";
import { together } from "../runtime/team";
import { ComplexTiles } from "./tiles-complex";

/** Dense complex Hermitian algebra on panels (panels.ts). */

/**
 * Cholesky factorisation in place, c = L L†, left-looking by blocks of 64 columns. Returns 0, or 1 + the column at which a pivot is not
 * positive (the matrix is not positive definite, or not finite). `scratch` has `choleskyBytes`. Cost 4/3 n³ flops.
 */
export function choleskyComplex(c: usize, rows: i32, scratch: usize): i32 {
  const task = prepareCholesky(changetype<ComplexTiles>(0), c, rows, scratch);
  together(factor, changetype<usize>(task));
  return task.failed;
}

function factor(_: i32, task: usize): void {
  factorShare(changetype<ComplexTiles>(0), changetype<CholeskyTask>(task));
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
  return trace(changetype<ComplexTiles>(0), c, rows);
}

/** c ← scale · c + shift · 1 on the lower triangle. */
export function scaleAndShiftComplex(c: usize, rows: i32, scale: f64, shift: f64): void {
  scaleAndShift(c, rows, COLUMN, scale, shift);
}
