import { Rbm } from "./rbm";
import { CHUNK, CHUNK_GROUPS } from "./derivatives";
import { readTanh } from "./lookups";
import { addSelected, stripOf, tabulate } from "./sign-products";
import { members, own, together } from "../runtime/team";

/**
 * O† w of a dense RBM: Σ_x s_xi t_xj* w_x for the weights, the same without s for the hidden biases and without t for the visible ones. With
 * u_xj = t_xj* w_x, and w_x as one more column of u, that is the product of the spins, and of a row of ones, with u (sign-products.ts).
 */

@unmanaged
class AdjointTask {
  network: usize;
  bits: usize;
  states: usize;
  count: i32;
  w: usize;
  out: usize;
}
const task = changetype<AdjointTask>(memory.data(32, 16));

/** out = O† w, out and w complex, interleaved. Every member takes a range of the hidden units. */
export function rbmAdjoint(network: usize, bits: usize, states: usize, count: i32, w: usize, out: usize): void {
  task.network = network;
  task.bits = bits;
  task.states = states;
  task.count = count;
  task.w = w;
  task.out = out;
  together(adjointOfMember, changetype<usize>(task));
}

function adjointOfMember(number: i32, pointer: usize): void {
  const task = changetype<AdjointTask>(pointer);
  const rbm = own<Rbm>(task.network);
  const strips = (rbm.hidden + 4) >> 2;
  const from = 4 * ((strips * number) / members);
  const to = min(4 * ((strips * (number + 1)) / members), rbm.hidden + 1);
  if (from < to) adjointColumns(rbm, task.bits, task.states, task.count, task.w, from, to, task.out);
}

/**
 * Columns from … to-1 of out = O† w, out and w complex, interleaved. Column j < M is hidden unit j: its bias and its weights to all sites;
 * column M, which only a network with biases has, is the visible biases. No other column of `out` is touched, and none depends on which are
 * asked for: threads may share them out, best in multiples of 4. Cost N M N_s/4 complex additions.
 */
function adjointColumns(rbm: Rbm, bits: usize, states: usize, count: i32, w: usize, from: i32, to: i32, out: usize): void {
  clear(rbm, from, to, out);
  for (let x = 0; x < count; x += CHUNK) {
    const samples = min(CHUNK, count - x);
    const begin = <usize>x;
    weigh(rbm, states + begin * rbm.stateBytes(), samples, w + (begin << 4));
    gatherSigns(rbm, bits + begin * (<usize>rbm.words << 3), samples);
    addChunk(rbm, samples, from, to, out);
  }
}

/** Bytes of a row of u, M + 1 complex numbers. */
@inline
function rowBytes(rbm: Rbm): usize {
  return <usize>(rbm.hidden + 1) << 4;
}

function clear(rbm: Rbm, from: i32, to: i32, out: usize): void {
  const row = <usize>rbm.hidden << 4;
  const offset = <usize>from << 4;
  const bytes = <usize>max(0, min(to, rbm.hidden) - from) << 4;
  const biases = out + (<usize>rbm.sites << 4);
  const weights = rbm.parameters.biases ? biases + row : out;
  for (let i = 0; i < rbm.sites; i++) memory.fill(weights + <usize>i * row + offset, 0, bytes);
  if (!rbm.parameters.biases) return;
  memory.fill(biases + offset, 0, bytes);
  if (to > rbm.hidden) memory.fill(out, 0, biases - out);
}

/** u_xj = t_xj* w_x and, behind them, w_x. */
function weigh(rbm: Rbm, states: usize, samples: i32, w: usize): void {
  const tanh = rbm.parameters.tanh;
  const bytes = <usize>rbm.hidden << 4;
  let row = rbm.parameters.weighted;
  for (let x = 0; x < samples; x++) {
    readTanh(states, rbm.hidden, tanh);
    const weight = v128.load(w);
    // t* w = tr (wr, wi) + ti (wi, -wr)
    const turned = f64x2.mul(v128.shuffle<f64>(weight, weight, 1, 0), f64x2.replace_lane(f64x2.splat(1), 1, -1));
    for (let at: usize = 0; at < bytes; at += 16) {
      const real = f64x2.mul(v128.load64_splat(tanh + at), weight);
      v128.store(row + at, f64x2.add(real, f64x2.mul(v128.load64_splat(tanh + at, 8), turned)));
    }
    v128.store(row + bytes, weight);
    row += rowBytes(rbm);
    states += rbm.stateBytes();
    w += 16;
  }
}

/** For each site the signs of its spins, 4 samples a byte. What the missing samples of the last group have is not looked at. */
function gatherSigns(rbm: Rbm, bits: usize, samples: i32): void {
  const step = <usize>rbm.words << 3;
  const signs = rbm.parameters.signs;
  for (let x = 0; x < samples; x += 4) {
    for (let first = 0; first < rbm.sites; first += 64) {
      const at = bits + <usize>x * step + (<usize>first >> 3);
      let s0 = load<u64>(at);
      let s1 = x + 1 < samples ? load<u64>(at + step) : 0;
      let s2 = x + 2 < samples ? load<u64>(at + 2 * step) : 0;
      let s3 = x + 3 < samples ? load<u64>(at + 3 * step) : 0;
      let target = signs + <usize>(first * CHUNK_GROUPS + (x >> 2));
      for (let i = first; i < min(first + 64, rbm.sites); i++) {
        store<u8>(target, (s0 & 1) | ((s1 & 1) << 1) | ((s2 & 1) << 2) | ((s3 & 1) << 3));
        s0 >>= 1;
        s1 >>= 1;
        s2 >>= 1;
        s3 >>= 1;
        target += CHUNK_GROUPS;
      }
    }
  }
}

/** out += this chunk's S u. */
function addChunk(rbm: Rbm, samples: i32, from: i32, to: i32, out: usize): void {
  const parameters = rbm.parameters;
  const groups = (samples + 3) >> 2;
  const last = min(to, rbm.hidden);
  const row = <usize>rbm.hidden << 4;
  const biases = out + (<usize>rbm.sites << 4);
  const weights = parameters.biases ? biases + row : out;
  let taken = 0;
  for (let j = from; j < last; j += taken) {
    taken = stripOf(last - j);
    const offset = <usize>j << 4;
    tabulate(parameters.weighted + offset, samples, rowBytes(rbm), taken, 16, parameters.table);
    if (parameters.biases) addSelected(parameters.allPlus, 0, groups, taken, parameters.table, biases + offset, 16);
    addSites(rbm, groups, taken, weights + offset, row);
  }
  if (to <= rbm.hidden || !parameters.biases) return;
  tabulate(parameters.weighted + row, samples, rowBytes(rbm), 1, 16, parameters.table);
  addSites(rbm, groups, 1, out, 16);
}

/** The tabled columns for every site, whose parameters are `step` bytes apart. */
function addSites(rbm: Rbm, groups: i32, columns: i32, out: usize, step: usize): void {
  const parameters = rbm.parameters;
  for (let i = 0; i < rbm.sites; i++) {
    addSelected(parameters.signs + <usize>(i * CHUNK_GROUPS), 1, groups, columns, parameters.table, out + <usize>i * step, 16);
  }
}
