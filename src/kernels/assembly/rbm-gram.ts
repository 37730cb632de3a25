import { overlaps } from "./configuration";
import { COLUMN, storeColumn } from "./panels";
import { Rbm } from "./rbm";
import { readTanh } from "./rbm-lookups";

/** Panels whose rows are samples and whose columns are the t_j: the factor of a dense RBM's Gram matrix. */
export function rbmTanhPanels(network: usize, states: usize, count: i32, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const tanh = rbm.parameters.tanh;
  const rowBytes = <usize>rbm.blocks << 7;
  for (let x = 0; x < count; x += 4) {
    for (let n = 0; n < min(4, count - x); n++) {
      readTanh(states, rbm.hidden, tanh + <usize>n * rowBytes);
      states += rbm.stateBytes();
    }
    for (let j: usize = 0; j < <usize>rbm.hidden; j++) {
      storeColumn(tanh + (j << 4), rowBytes, out);
      out += COLUMN;
    }
  }
}

/**
 * Turns T T† into the Gram matrix of a dense RBM in place: K(x,y) = s_x·s_y (t_x·t_y*), with biases (1 + s_x·s_y) (t_x·t_y*) + s_x·s_y.
 */
export function rbmFinishGram(network: usize, bits: usize, count: i32, c: usize): void {
  const stride = <usize>(4 * ((count + 3) >> 2)) * COLUMN;
  for (let x = 0; x < count; x += 4) {
    const panel = c + <usize>(x >> 2) * stride;
    finishRows(changetype<Rbm>(network), bits, count, x, panel);
    finishRows(changetype<Rbm>(network), bits, count, x + 2, panel + 16);
  }
}

/** Rows x and x + 1 of a panel, in the columns that the panel has in the lower triangle; a row beyond the matrix is treated as its last one. */
function finishRows(rbm: Rbm, bits: usize, count: i32, x: i32, c: usize): void {
  const bytes = <usize>rbm.words << 3;
  const sites = rbm.sites;
  const one = f64x2.splat(rbm.parameters.biases ? 1 : 0);
  const first = bits + <usize>min(x, count - 1) * bytes;
  const second = bits + <usize>min(x + 1, count - 1) * bytes;
  const end = bits + <usize>min(x + 2, count) * bytes;
  for (let column = bits; column < end; column += bytes, c += COLUMN) {
    const spins = overlaps(first, second, column, bytes, sites);
    const factor = f64x2.add(one, spins);
    v128.store(c, f64x2.add(f64x2.mul(factor, v128.load(c)), f64x2.mul(one, spins)));
    v128.store(c, f64x2.mul(factor, v128.load(c, 32)), 32);
  }
}
