// The Gram matrix of a dense RBM's derivatives, from the tanh of its hidden units alone.
import { overlaps } from "../spins/configuration";
import { COLUMN, storeColumn } from "../linalg/panels";
import { Rbm } from "./rbm";
import { readTanh } from "./lookups";
import { each, own } from "../runtime/team";

@unmanaged
class GramTask {
  network: usize;
  bits: usize;
  states: usize;
  count: i32;
  /** The t_j, or the Gram matrix. */
  out: usize;
}
const task = changetype<GramTask>(memory.data(32, 16));

/** Panels of rows of one item. */
const GROUP: i32 = 4;

/** Panels whose rows are samples and whose columns are the t_j: the factor of a dense RBM's Gram matrix. */
export function rbmTanhPanels(network: usize, states: usize, count: i32, out: usize): void {
  task.network = network;
  task.states = states;
  task.count = count;
  task.out = out;
  eachGroup(tanhOfGroup);
}

function eachGroup(work: (item: i32, task: usize) => void): void {
  each((task.count + 4 * GROUP - 1) / (4 * GROUP), work, changetype<usize>(task));
}

function tanhOfGroup(item: i32, pointer: usize): void {
  const task = changetype<GramTask>(pointer);
  const rbm = own<Rbm>(task.network);
  const tanh = rbm.parameters.tanh;
  const rowBytes = <usize>rbm.blocks << 7;
  const first = 4 * GROUP * item;
  let states = task.states + <usize>first * rbm.stateBytes();
  let out = task.out + <usize>(first >> 2) * (<usize>rbm.hidden * COLUMN);
  for (let x = first; x < min(first + 4 * GROUP, task.count); x += 4) {
    for (let n = 0; n < min(4, task.count - x); n++) {
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
  task.network = network;
  task.bits = bits;
  task.count = count;
  task.out = c;
  eachGroup(finishGroup);
}

function finishGroup(item: i32, pointer: usize): void {
  const task = changetype<GramTask>(pointer);
  const rbm = own<Rbm>(task.network);
  const count = task.count;
  const stride = <usize>(4 * ((count + 3) >> 2)) * COLUMN;
  const first = 4 * GROUP * item;
  for (let x = first; x < min(first + 4 * GROUP, count); x += 4) {
    const panel = task.out + <usize>(x >> 2) * stride;
    finishRows(rbm, task.bits, count, x, panel);
    finishRows(rbm, task.bits, count, x + 2, panel + 16);
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
