// The Gram matrix of an MLP's derivatives, layer by layer.
import { element, IM, timesIm, timesRe } from "../math/blocks";
import { overlaps } from "../spins/configuration";
import { blockRow, blocksOfTriangle, clearDiagonal, gramBlock, GRAM_SCRATCH } from "../linalg/gram";
import { Mlp } from "./mlp";
import { BLOCK_PANELS, COLUMN } from "../linalg/panels";
import { each, member, members, own } from "../runtime/team";

/** Bytes of a panel of a block, and of a block. */
const PANEL: usize = <usize>(4 * BLOCK_PANELS) * COLUMN;
const BLOCK: usize = <usize>BLOCK_PANELS * PANEL;
/** Bytes of one member's scratch: a block of Δ Δ†, one of A A†, and what their products need. */
const SHARE: usize = 2 * BLOCK + GRAM_SCRATCH;

/** What the members share. */
@unmanaged
class Task {
  network: usize;
  bits: usize;
  states: usize;
  count: i32;
  deltas: usize;
  activations: usize;
  c: usize;
  scratch: usize;
}
const task = changetype<Task>(memory.data(32, 16));

/** Bytes of the scratch of `mlpGram`. */
export function mlpGramBytes(): usize {
  return <usize>members * SHARE;
}

/**
 * c = Σ_l (β + A_l A_l†) ∘ (Δ_l Δ_l†) + A_out A_out†, the lower triangle of the Gram matrix of `count` samples of an MLP with a holomorphic
 * activation; β is 1 with biases, A_1 are the spins. Block by block: one stays in the cache while the layers pass. `deltas` and `activations`
 * are scratch for the factors, panels whose rows are samples, layer behind layer; `scratch` has `mlpGramBytes`.
 */
export function mlpGram(
  network: usize,
  bits: usize,
  states: usize,
  count: i32,
  deltas: usize,
  activations: usize,
  c: usize,
  scratch: usize,
): void {
  task.network = network;
  task.bits = bits;
  task.states = states;
  task.count = count;
  task.deltas = deltas;
  task.activations = activations;
  task.c = c;
  task.scratch = scratch;
  each((count + 3) >> 2, factorPanel, changetype<usize>(task));
  each(blocksOfTriangle(count), multiplyBlock, changetype<usize>(task));
}

/** One panel of each layer: the deltas ∂ ln f/∂z_l of 4 samples, and their activations h_l. */
function factorPanel(panel: i32, pointer: usize): void {
  const task = changetype<Task>(pointer);
  const mlp = own<Mlp>(task.network);
  for (let x = 4 * panel; x < min(4 * panel + 4, task.count); x++) {
    mlp.backPropagate(task.states + <usize>x * mlp.stateBytes());
    let above: usize = 0;
    for (let layer = 0; layer < mlp.layers; layer++) {
      const columns = mlp.width(layer);
      const stride = <usize>columns * COLUMN;
      const row = above + <usize>panel * stride + ((<usize>(x & 3)) << 3);
      copyRow(mlp.at(mlp.delta, layer), columns, task.deltas + row);
      copyRow(mlp.at(mlp.h, layer), columns, task.activations + row);
      above += <usize>((task.count + 3) >> 2) * stride;
    }
  }
}

function copyRow(vector: usize, columns: i32, target: usize): void {
  for (let k = 0; k < columns; k++) {
    store<f64>(target + <usize>k * COLUMN, load<f64>(element(vector, k)));
    store<f64>(target + <usize>k * COLUMN, load<f64>(element(vector, k), IM), 32);
  }
}

/** The rows of block r and the columns of block q <= r; item r (r + 1) / 2 + q. */
function multiplyBlock(item: i32, pointer: usize): void {
  const task = changetype<Task>(pointer);
  const mlp = own<Mlp>(task.network);
  const count = task.count;
  const panels = (count + 3) >> 2;
  const r = blockRow(item);
  const top = r * BLOCK_PANELS;
  const left = (item - (r * (r + 1)) / 2) * BLOCK_PANELS;
  const stride = <usize>(4 * panels) * COLUMN;
  const out = task.c + <usize>top * stride + <usize>(4 * left) * COLUMN;
  const outputs = task.scratch + <usize>member * SHARE;
  const inputs = outputs + BLOCK;
  const scratch = inputs + BLOCK;
  const bias: f64 = mlp.biased ? 1 : 0;
  let above: usize = 0;
  for (let layer = 0; layer < mlp.layers; layer++) {
    const width = mlp.width(layer);
    gramBlock(task.deltas + above, count, width, top, left, outputs, PANEL, false, scratch);
    for (let i = top; i < min(top + BLOCK_PANELS, panels); i++) {
      const columns = 4 * min(BLOCK_PANELS, i + 1 - left);
      const panel = <usize>(i - top);
      if (layer == 0) timesSpins(task, mlp.sites, bias, i, 4 * left, columns, outputs + panel * PANEL, out + panel * stride);
      else addProduct(inputs + panel * PANEL, bias, outputs + panel * PANEL, columns, out + panel * stride);
    }
    const activations = task.activations + above;
    if (layer < mlp.layers - 1) gramBlock(activations, count, width, top, left, inputs, PANEL, false, scratch);
    else gramBlock(activations, count, width, top, left, out, stride, true, scratch);
    above += <usize>panels * (<usize>width * COLUMN);
  }
  if (left == top) clearDiagonal(count, top, out, stride);
}

/** c = (bias + s_x · s_y) d for the rows of panel i and `columns` columns from `first` on; samples beyond the last are treated as the last. */
function timesSpins(task: Task, sites: i32, bias: f64, i: i32, first: i32, columns: i32, d: usize, c: usize): void {
  const bytes = <usize>((sites + 63) >> 6) << 3;
  const last = task.count - 1;
  const one = f64x2.splat(bias);
  const x0 = task.bits + <usize>min(4 * i, last) * bytes;
  const x1 = task.bits + <usize>min(4 * i + 1, last) * bytes;
  const x2 = task.bits + <usize>min(4 * i + 2, last) * bytes;
  const x3 = task.bits + <usize>min(4 * i + 3, last) * bytes;
  for (let y = first; y < first + columns; y++, d += COLUMN, c += COLUMN) {
    const column = task.bits + <usize>min(y, last) * bytes;
    const low = f64x2.add(one, overlaps(x0, x1, column, bytes, sites));
    const high = f64x2.add(one, overlaps(x2, x3, column, bytes, sites));
    v128.store(c, f64x2.mul(low, v128.load(d)));
    v128.store(c, f64x2.mul(high, v128.load(d, 16)), 16);
    v128.store(c, f64x2.mul(low, v128.load(d, 32)), 32);
    v128.store(c, f64x2.mul(high, v128.load(d, 48)), 48);
  }
}

/** c += (bias + a) d, number by number, over a panel of `columns` columns. */
function addProduct(a: usize, bias: f64, d: usize, columns: i32, c: usize): void {
  const one = f64x2.splat(bias);
  for (const end = c + <usize>columns * COLUMN; c < end; c += COLUMN, a += COLUMN, d += COLUMN) {
    for (let half: usize = 0; half < 32; half += 16) {
      const ar = f64x2.add(one, v128.load(a + half));
      const ai = v128.load(a + half, 32);
      const dr = v128.load(d + half);
      const di = v128.load(d + half, 32);
      v128.store(c + half, f64x2.add(v128.load(c + half), timesRe(ar, ai, dr, di)));
      v128.store(c + half, f64x2.add(v128.load(c + half, 32), timesIm(ar, ai, dr, di)), 32);
    }
  }
}
