import { timesIm, timesRe } from "./blocks";
import { COLUMN } from "./panels";

/** Deviations from the mean over the samples, for the matrices of the natural gradient. */

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

/** b ← √g_x b_kx + e_x a_kx on panels whose columns are samples, for centred estimates e (complex, interleaved). */
export function addEstimated(b: usize, a: usize, rows: i32, columns: i32, roots: usize, estimates: usize): void {
  const panels = (rows + 3) >> 2;
  for (let p = 0; p < panels; p++) {
    for (let x = 0; x < columns; x++) {
      const root = f64x2.splat(load<f64>(roots + (<usize>x << 3)));
      const er = f64x2.splat(load<f64>(estimates + (<usize>x << 4)));
      const ei = f64x2.splat(load<f64>(estimates + (<usize>x << 4), 8));
      for (let half: usize = 0; half < 32; half += 16) {
        const ar = v128.load(a + half);
        const ai = v128.load(a + half, 32);
        v128.store(b + half, f64x2.add(f64x2.mul(root, v128.load(b + half)), timesRe(ar, ai, er, ei)));
        v128.store(b + half, f64x2.add(f64x2.mul(root, v128.load(b + half, 32)), timesIm(ar, ai, er, ei)), 32);
      }
      a += COLUMN;
      b += COLUMN;
    }
  }
}

/** out_x = Σ_k v_k A_kx, complex, interleaved: what the direction v changes ln f by, times √g_x. */
export function timesRows(a: usize, rows: i32, columns: i32, v: usize, out: usize): void {
  memory.fill(out, 0, <usize>columns << 4);
  const stride = <usize>columns * COLUMN;
  for (let k = 0; k < rows; k++) {
    const row = a + <usize>(k >> 2) * stride + (<usize>(k & 3) << 3);
    const real = v128.load64_splat(v + (<usize>k << 4));
    const vi = load<f64>(v + (<usize>k << 4), 8);
    const imaginary = f64x2.replace_lane(f64x2.splat(vi), 0, -vi);
    for (let x: usize = 0; x < <usize>columns; x++) {
      const at = row + x * COLUMN;
      const z = f64x2.replace_lane(v128.load64_splat(at), 1, load<f64>(at, 32));
      const target = out + (x << 4);
      const product = f64x2.add(f64x2.mul(z, real), f64x2.mul(v128.shuffle<f64>(z, z, 1, 0), imaginary));
      v128.store(target, f64x2.add(v128.load(target), product));
    }
  }
}
