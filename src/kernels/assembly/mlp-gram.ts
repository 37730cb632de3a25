import { element, IM } from "./blocks";
import { overlaps } from "./configuration";
import { Mlp } from "./mlp";
import { COLUMN } from "./panels";
import { each, own } from "./team";

/** What the members share of a task. */
@unmanaged
class Factors {
  network: usize;
  states: usize;
  count: i32;
  deltas: usize;
  activations: usize;
}
const factors = changetype<Factors>(memory.data(32, 16));

/**
 * The factors of an MLP's derivatives for `count` samples, as panels whose rows are samples, layer behind layer: the deltas ∂ ln f/∂z_l, and
 * the activations h_l of each layer (for the next one, or for the output weights).
 */
export function mlpFactorPanels(network: usize, states: usize, count: i32, deltas: usize, activations: usize): void {
  factors.network = network;
  factors.states = states;
  factors.count = count;
  factors.deltas = deltas;
  factors.activations = activations;
  each((count + 3) >> 2, factorPanel, changetype<usize>(factors));
}

/** One panel of each layer: 4 samples. */
function factorPanel(panel: i32, pointer: usize): void {
  const task = changetype<Factors>(pointer);
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

/** What the members share of the Gram matrix of the spins. */
@unmanaged
class Spins {
  bits: usize;
  sites: i32;
  count: i32;
  c: usize;
}
const spins = changetype<Spins>(memory.data(16, 16));

/** The Gram matrix of the spins themselves, s_x · s_y. */
export function spinGram(bits: usize, sites: i32, count: i32, c: usize): void {
  spins.bits = bits;
  spins.sites = sites;
  spins.count = count;
  spins.c = c;
  each((count + 3) >> 2, spinPanel, changetype<usize>(spins));
}

function spinPanel(panel: i32, pointer: usize): void {
  const task = changetype<Spins>(pointer);
  const count = task.count;
  const row = task.c + <usize>panel * (<usize>(4 * ((count + 3) >> 2)) * COLUMN);
  spinRows(task, 4 * panel, row);
  spinRows(task, 4 * panel + 2, row + 16);
}

/** Rows x and x + 1 of a panel; a row beyond the matrix is treated as its last one. */
function spinRows(task: Spins, x: i32, c: usize): void {
  const bytes = <usize>((task.sites + 63) >> 6) << 3;
  const last = task.count - 1;
  const first = task.bits + <usize>min(x, last) * bytes;
  const second = task.bits + <usize>min(x + 1, last) * bytes;
  const end = task.bits + <usize>min(x + 2, task.count) * bytes;
  for (let column = task.bits; column < end; column += bytes, c += COLUMN) {
    v128.store(c, overlaps(first, second, column, bytes, task.sites));
    v128.store(c, f64x2.splat(0), 32);
  }
}
