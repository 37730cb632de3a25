import { element, IM } from "./blocks";
import { overlap } from "./configuration";
import { Mlp } from "./mlp";
import { COLUMN } from "./panels";

/**
 * The factors of an MLP's derivatives at one layer for `count` samples, as panels whose rows are samples: the deltas ∂ ln f/∂z_l, and the
 * activations h_l of the layer (for the next layer, or for the output weights).
 */
export function mlpFactorPanels(network: usize, states: usize, count: i32, layer: i32, deltas: usize, activations: usize): void {
  const mlp = changetype<Mlp>(network);
  const columns = mlp.width(layer);
  const stride = <usize>columns * COLUMN;
  for (let x = 0; x < count; x++) {
    mlp.backPropagate(states);
    copyRow(mlp.at(mlp.delta, layer), columns, deltas + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3));
    copyRow(mlp.at(mlp.h, layer), columns, activations + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3));
    states += mlp.stateBytes();
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
