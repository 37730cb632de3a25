import { overlap } from "./configuration";
import { COLUMN } from "./panels";
import { Rbm } from "./rbm";
import { readTanh } from "./rbm-lookups";

/** Panels whose rows are samples and whose columns are the t_j: the factor of a dense RBM's Gram matrix. */
export function rbmTanhPanels(network: usize, states: usize, count: i32, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const tanh = rbm.parameters.tanh;
  const stride = <usize>rbm.hidden * COLUMN;
  for (let x = 0; x < count; x++) {
    readTanh(states, rbm.hidden, tanh);
    const target = out + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let j = 0; j < rbm.hidden; j++) {
      store<f64>(target + <usize>j * COLUMN, load<f64>(tanh + (<usize>j << 4)));
      store<f64>(target + <usize>j * COLUMN, load<f64>(tanh + (<usize>j << 4), 8), 32);
    }
    states += rbm.stateBytes();
  }
}

/**
 * Turns T T† into the Gram matrix of a dense RBM in place: K(x,y) = s_x·s_y (t_x·t_y*), with biases (1 + s_x·s_y) (t_x·t_y*) + s_x·s_y.
 */
export function rbmFinishGram(network: usize, bits: usize, count: i32, c: usize): void {
  const rbm = changetype<Rbm>(network);
  const biases = rbm.parameters.biases;
  const words = rbm.words;
  const bitBytes = <usize>words << 3;
  const stride = <usize>(4 * ((count + 3) >> 2)) * COLUMN;
  for (let x = 0; x < count; x++) {
    const row = c + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let y = 0; y <= x; y++) {
      const spins = <f64>overlap(bits + <usize>x * bitBytes, bits + <usize>y * bitBytes, words, rbm.sites);
      const at = row + <usize>y * COLUMN;
      const factor = biases ? 1 + spins : spins;
      store<f64>(at, factor * load<f64>(at) + (biases ? spins : 0));
      store<f64>(at, factor * load<f64>(at, 32), 32);
    }
  }
}
