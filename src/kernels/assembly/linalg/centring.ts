import { timesIm, timesRe } from "../math/blocks";
import { COLUMN, shareOfTriangle } from "./panels";
import { addPartials } from "./partials";
import { each } from "../runtime/team";

/** Deviations from the mean over the samples, for the matrices of the natural gradient. */

/** Stretches of rows whose sums are taken apart, whatever the number of threads. */
const STRETCHES: i32 = 8;

@unmanaged
class CentringTask {
  c: usize;
  rows: i32;
  columns: i32;
  roots: usize;
  means: usize;
  mean: f64;
  estimates: usize;
  force: usize;
}
const task = changetype<CentringTask>(memory.data(64, 16));

/** Bytes of the scratch of `centreComplex`. */
export function centringBytes(rows: i32): usize {
  return <usize>(STRETCHES + 1) * (<usize>rows << 4);
}

/**
 * Centres a Gram matrix of samples with weights g (mean 1): K_xy ← √(g_x g_y) (K_xy - k_x - k_y* + k), k_x = Σ_y g_y K_xy / n, k their weighted
 * mean. `roots` holds √g; `means` is scratch of `centringBytes`.
 */
export function centreComplex(c: usize, rows: i32, roots: usize, means: usize): void {
  task.c = c;
  task.rows = rows;
  task.roots = roots;
  task.means = means;
  each(STRETCHES, sumStretch, changetype<usize>(task));
  addPartials(means + (<usize>rows << 4), STRETCHES, rows, means);
  const inverse = 1 / <f64>rows;
  let mean: f64 = 0;
  for (let x = 0; x < rows; x++) {
    const at = means + (<usize>x << 4);
    v128.store(at, f64x2.mul(v128.load(at), f64x2.splat(inverse)));
    mean += weight(roots, x) * load<f64>(at) * inverse;
  }
  task.mean = mean;
  each((rows + 3) >> 2, subtractFromPanel, changetype<usize>(task));
}

/** What a stretch of rows adds to the means; each holds as much of the triangle as the others. */
function sumStretch(item: i32, pointer: usize): void {
  const task = changetype<CentringTask>(pointer);
  const rows = task.rows;
  const roots = task.roots;
  const means = task.means + <usize>(item + 1) * (<usize>rows << 4);
  const stride = <usize>(4 * ((rows + 3) >> 2)) * COLUMN;
  memory.fill(means, 0, <usize>rows << 4);
  const end = 4 * shareOfTriangle((rows + 3) >> 2, item + 1, STRETCHES);
  for (let x = 4 * shareOfTriangle((rows + 3) >> 2, item, STRETCHES); x < min(end, rows); x += 4) {
    const panel = task.c + <usize>(x >> 2) * stride;
    const whole = x + 4 <= rows;
    if (whole) addPanel(panel, x, roots, means);
    for (let row = x; row < min(x + 4, rows); row++) addRow(panel + (<usize>(row & 3) << 3), row, whole ? x : 0, roots, means);
  }
}

function subtractFromPanel(panel: i32, pointer: usize): void {
  const task = changetype<CentringTask>(pointer);
  const stride = <usize>(4 * ((task.rows + 3) >> 2)) * COLUMN;
  subtractMeans(task.c + <usize>panel * stride, 4 * panel, task.rows, task.mean, task.roots, task.means);
}

@inline
function weight(roots: usize, x: i32): f64 {
  const root = load<f64>(roots + (<usize>x << 3));
  return root * root;
}

/** What row x has in columns from … x is added to means_x and, K being Hermitian, to the means of the columns. */
function addRow(row: usize, x: i32, from: i32, roots: usize, means: usize): void {
  const weightX = weight(roots, x);
  let sumRe: f64 = 0;
  let sumIm: f64 = 0;
  for (let y = from; y < x; y++) {
    const kr = load<f64>(row + <usize>y * COLUMN);
    const ki = load<f64>(row + <usize>y * COLUMN, 32);
    const weightY = weight(roots, y);
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

/** The same for the 4 rows from x on and the columns left of their diagonal tile. */
function addPanel(panel: usize, x: i32, roots: usize, means: usize): void {
  const roots0 = v128.load(roots + (<usize>x << 3));
  const roots1 = v128.load(roots + (<usize>x << 3), 16);
  const weight0 = f64x2.mul(roots0, roots0);
  const weight1 = f64x2.mul(roots1, roots1);
  let re0 = f64x2.splat(0);
  let re1 = f64x2.splat(0);
  let im0 = f64x2.splat(0);
  let im1 = f64x2.splat(0);
  let at = means;
  for (const end = panel + <usize>x * COLUMN; panel < end; panel += COLUMN) {
    const root = v128.load64_splat(roots);
    const weightY = f64x2.mul(root, root);
    const kr0 = v128.load(panel);
    const kr1 = v128.load(panel, 16);
    const ki0 = v128.load(panel, 32);
    const ki1 = v128.load(panel, 48);
    re0 = f64x2.add(re0, f64x2.mul(weightY, kr0));
    re1 = f64x2.add(re1, f64x2.mul(weightY, kr1));
    im0 = f64x2.add(im0, f64x2.mul(weightY, ki0));
    im1 = f64x2.add(im1, f64x2.mul(weightY, ki1));
    const re = f64x2.add(f64x2.mul(weight0, kr0), f64x2.mul(weight1, kr1));
    const im = f64x2.neg(f64x2.add(f64x2.mul(weight0, ki0), f64x2.mul(weight1, ki1)));
    v128.store(at, f64x2.add(v128.load(at), f64x2.add(v128.shuffle<f64>(re, im, 0, 2), v128.shuffle<f64>(re, im, 1, 3))));
    at += 16;
    roots += 8;
  }
  v128.store(at, f64x2.add(v128.load(at), v128.shuffle<f64>(re0, im0, 0, 2)));
  v128.store(at, f64x2.add(v128.load(at, 16), v128.shuffle<f64>(re0, im0, 1, 3)), 16);
  v128.store(at, f64x2.add(v128.load(at, 32), v128.shuffle<f64>(re1, im1, 0, 2)), 32);
  v128.store(at, f64x2.add(v128.load(at, 48), v128.shuffle<f64>(re1, im1, 1, 3)), 48);
}

/** The second step of `centreComplex` for the 4 rows from x on; a row beyond the matrix is treated as its last one. */
function subtractMeans(panel: usize, x: i32, rows: i32, mean: f64, roots: usize, means: usize): void {
  const last = rows - 1;
  const root0 = f64x2.replace_lane(v128.load64_splat(roots + (<usize>x << 3)), 1, load<f64>(roots + (<usize>min(x + 1, last) << 3)));
  const root1 = f64x2.replace_lane(v128.load64_splat(roots + (<usize>min(x + 2, last) << 3)), 1, load<f64>(roots + (<usize>min(x + 3, last) << 3)));
  const z0 = v128.load(means + (<usize>x << 4));
  const z1 = v128.load(means + (<usize>min(x + 1, last) << 4));
  const z2 = v128.load(means + (<usize>min(x + 2, last) << 4));
  const z3 = v128.load(means + (<usize>min(x + 3, last) << 4));
  const re0 = f64x2.sub(v128.shuffle<f64>(z0, z1, 0, 2), f64x2.splat(mean));
  const re1 = f64x2.sub(v128.shuffle<f64>(z2, z3, 0, 2), f64x2.splat(mean));
  const im0 = v128.shuffle<f64>(z0, z1, 1, 3);
  const im1 = v128.shuffle<f64>(z2, z3, 1, 3);
  for (const end = panel + <usize>min(x + 4, rows) * COLUMN; panel < end; panel += COLUMN) {
    const root = v128.load64_splat(roots);
    const factor0 = f64x2.mul(root0, root);
    const factor1 = f64x2.mul(root1, root);
    const re = v128.load64_splat(means);
    const im = v128.load64_splat(means, 8);
    v128.store(panel, f64x2.mul(factor0, f64x2.sub(f64x2.sub(v128.load(panel), re0), re)));
    v128.store(panel, f64x2.mul(factor1, f64x2.sub(f64x2.sub(v128.load(panel, 16), re1), re)), 16);
    v128.store(panel, f64x2.mul(factor0, f64x2.add(f64x2.sub(v128.load(panel, 32), im0), im)), 32);
    v128.store(panel, f64x2.mul(factor1, f64x2.add(f64x2.sub(v128.load(panel, 48), im1), im)), 48);
    roots += 8;
    means += 16;
  }
}

/**
 * Centres the rows of a panel matrix over its columns (samples) with weights g (mean 1): A_kx ← √g_x (A_kx - <A_k>), and returns the
 * forces F_k = Σ_x g_x A_kx* e_x / n in `force` for centred estimates e (complex, interleaved).
 */
export function centreRowsComplex(a: usize, rows: i32, columns: i32, roots: usize, estimates: usize, force: usize): void {
  task.c = a;
  task.rows = rows;
  task.columns = columns;
  task.roots = roots;
  task.estimates = estimates;
  task.force = force;
  each((rows + 3) >> 2, centreRowsOfPanel, changetype<usize>(task));
}

function centreRowsOfPanel(p: i32, pointer: usize): void {
  const task = changetype<CentringTask>(pointer);
  const a = task.c;
  const rows = task.rows;
  const columns = task.columns;
  const roots = task.roots;
  const estimates = task.estimates;
  const force = task.force;
  const inverse = 1 / <f64>columns;
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

@unmanaged
class EstimatesTask {
  a: usize;
  b: usize;
  rows: i32;
  columns: i32;
  roots: usize;
  /** e of `addEstimated`, v of `timesRows`. */
  vector: usize;
  out: usize;
}
const estimatesTask = changetype<EstimatesTask>(memory.data(32, 16));

/** b ← √g_x b_kx + e_x a_kx on panels whose columns are samples, for centred estimates e (complex, interleaved). */
export function addEstimated(b: usize, a: usize, rows: i32, columns: i32, roots: usize, estimates: usize): void {
  estimatesTask.a = a;
  estimatesTask.b = b;
  estimatesTask.columns = columns;
  estimatesTask.roots = roots;
  estimatesTask.vector = estimates;
  each((rows + 3) >> 2, addEstimatedToPanel, changetype<usize>(estimatesTask));
}

function addEstimatedToPanel(panel: i32, pointer: usize): void {
  const task = changetype<EstimatesTask>(pointer);
  const offset = <usize>panel * <usize>task.columns * COLUMN;
  let a = task.a + offset;
  let b = task.b + offset;
  let roots = task.roots;
  let estimates = task.vector;
  for (const end = b + <usize>task.columns * COLUMN; b < end; b += COLUMN) {
    const root = v128.load64_splat(roots);
    const er = v128.load64_splat(estimates);
    const ei = v128.load64_splat(estimates, 8);
    for (let half: usize = 0; half < 32; half += 16) {
      const ar = v128.load(a + half);
      const ai = v128.load(a + half, 32);
      v128.store(b + half, f64x2.add(f64x2.mul(root, v128.load(b + half)), timesRe(ar, ai, er, ei)));
      v128.store(b + half, f64x2.add(f64x2.mul(root, v128.load(b + half, 32)), timesIm(ar, ai, er, ei)), 32);
    }
    a += COLUMN;
    roots += 8;
    estimates += 16;
  }
}

/** Columns of one item of `timesRows`. */
const CHUNK: i32 = 64;

/** out_x = Σ_k v_k A_kx, complex, interleaved: what the direction v changes ln f by, times √g_x. */
export function timesRows(a: usize, rows: i32, columns: i32, v: usize, out: usize): void {
  estimatesTask.a = a;
  estimatesTask.rows = rows;
  estimatesTask.columns = columns;
  estimatesTask.vector = v;
  estimatesTask.out = out;
  each((columns + CHUNK - 1) / CHUNK, timesRowsOfChunk, changetype<usize>(estimatesTask));
}

function timesRowsOfChunk(chunk: i32, pointer: usize): void {
  const task = changetype<EstimatesTask>(pointer);
  const stride = <usize>task.columns * COLUMN;
  const first = <usize>(chunk * CHUNK);
  const count = min(<usize>CHUNK, <usize>task.columns - first);
  const out = task.out + (first << 4);
  memory.fill(out, 0, count << 4);
  for (let k = 0; k < task.rows; k++) {
    const row = task.a + <usize>(k >> 2) * stride + (<usize>(k & 3) << 3) + first * COLUMN;
    const real = v128.load64_splat(task.vector + (<usize>k << 4));
    const vi = load<f64>(task.vector + (<usize>k << 4), 8);
    const imaginary = f64x2.replace_lane(f64x2.splat(vi), 0, -vi);
    for (let x: usize = 0; x < count; x++) {
      const at = row + x * COLUMN;
      const z = f64x2.replace_lane(v128.load64_splat(at), 1, load<f64>(at, 32));
      const target = out + (x << 4);
      const product = f64x2.add(f64x2.mul(z, real), f64x2.mul(v128.shuffle<f64>(z, z, 1, 0), imaginary));
      v128.store(target, f64x2.add(v128.load(target), product));
    }
  }
}
