import { element, IM } from "./blocks";
import { overlap } from "./configuration";
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

/** The Gram matrix of the spins themselves, s_x · s_y. */
export function spinGram(bits: usize, sites: i32, count: i32, c: usize): void {
  const words = (sites + 63) >> 6;
  const bitBytes = <usize>words << 3;
  const stride = <usize>(4 * ((count + 3) >> 2)) * COLUMN;
  for (let x = 0; x < count; x++) {
    const row = c + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let y = 0; y <= x; y++) {
      store<f64>(row + <usize>y * COLUMN, <f64>overlap(bits + <usize>x * bitBytes, bits + <usize>y * bitBytes, words, sites));
      store<f64>(row + <usize>y * COLUMN, 0, 32);
    }
  }
}
