// Derivatives of the local energy of an RBM.
import { timesIm, timesRe, VECTOR } from "../math/blocks";
import * as complex from "../math/complex";
import { spinIsDown } from "../spins/configuration";
import { Image } from "../spins/image";
import { move, connectedState } from "../spins/connected";
import { GROUP, MANY, matrixElement, Operator, ratioOfGroup, sitesOf } from "../spins/operator";
import { ratioIm, ratioRe } from "../spins/ratio";
import { Rbm } from "./rbm";
import { denseDerivatives, symmetricDerivatives } from "./derivatives";
import { BLOCK, readTanh } from "./lookups";

/** Σ_F w_F of the last configuration: its local energy but for the diagonal. */
export let totalRe: f64 = 0;
export let totalIm: f64 = 0;

/**
 * Derivatives of the local energy of an RBM for about the cost of the local energy itself. With w_F = m_F f(s^F)/f(s) and t^F = tanh θ^F,
 *   Σ_F w_F [s^F_i t^F_j - s_i t_j] = s_i Σ_F w_F (t^F_j - t_j) - 2 s_i Σ_{F ∋ i} w_F t^F_j:
 * the first part is O with T_j = Σ_F w_F (t^F_j - t_j) in place of t_j, the second concerns the flipped sites only.
 * Writes ∂_k ε(s) of one configuration, interleaved, and leaves Σ_F w_F. `next` is scratch for another one (spins/connected.ts). Where the configuration
 * is an image of the one that the operator acts on, `image` says which; otherwise it is null.
 */
export function rbmEstimateDerivatives(rbm: Rbm, given: Operator, image: Image | null, bits: usize, state: usize, next: usize, row: usize): void {
  if (given.groups > MANY) rbm.openView(state);
  const operator = image ? image.operator : given;
  const signs = image ? image.bits : bits;
  const parameters = rbm.parameters;
  const moved = rbm.moved;
  const total = moved.total;
  const hiddenBytes = <usize>rbm.hidden << 4;
  memory.fill(total, 0, hiddenBytes);
  memory.fill(moved.fields, 0, <usize>rbm.sites << 4);
  memory.fill(moved.corrections, 0, <usize>parameters.count << 4);
  let sumRe: f64 = 0;
  let sumIm: f64 = 0;
  for (let g = 0; g < given.groups; g++) {
    const place = given.table + <usize>g * GROUP;
    if (load<i32>(place) == 0) continue;
    matrixElement(given, place, signs);
    if (complex.re == 0 && complex.im == 0) continue;
    const elementRe = complex.re;
    const elementIm = complex.im;
    const group = image ? image.move(given, place) : place;
    ratioOfGroup(rbm, operator, group, bits, state);
    const re = elementRe * ratioRe - elementIm * ratioIm;
    const im = elementRe * ratioIm + elementIm * ratioRe;
    sumRe += re;
    sumIm += im;
    const sites = sitesOf(operator, group);
    const side = rbm.sideOfFlip(bits, sites, load<i32>(group), load<i32>(group, 16));
    if (side) {
      addTanhAfter(state, side, rbm.blocks, re, im, moved.tanh, total);
    } else {
      move(rbm, operator, group, bits, state, next);
      readTanh(connectedState(rbm, next), rbm.hidden, moved.tanh);
      weigh(moved.tanh, total, hiddenBytes, re, im);
    }
    for (let n = 0; n < load<i32>(group); n++) correct(rbm, bits, load<i32>(sites + (<usize>n << 2)), re, im);
  }
  totalRe = sumRe;
  totalIm = sumIm;
  // T_j = Σ_F w_F t^F_j - t_j Σ_F w_F, where the derivatives read t_j.
  readTanh(state, rbm.hidden, parameters.tanh);
  for (let at: usize = 0; at < hiddenBytes; at += 16) {
    const t = parameters.tanh + at;
    const x = load<f64>(t);
    const y = load<f64>(t, 8);
    store<f64>(t, load<f64>(total + at) - (sumRe * x - sumIm * y));
    store<f64>(t, load<f64>(total + at, 8) - (sumRe * y + sumIm * x), 8);
  }
  for (let i = 0; i < rbm.sites; i++) store<f64>(parameters.spins + (<usize>i << 3), spinIsDown(bits, i) ? -1 : 1);
  if (parameters.features == 0) denseDerivatives(parameters, rbm.sites, rbm.hidden, row);
  else symmetricDerivatives(parameters, rbm.sites, row);
  if (parameters.biases) visibleDerivatives(rbm, row);
  const end = row + (<usize>parameters.count << 4);
  for (let corrections = moved.corrections; row < end; row += 16) {
    v128.store(row, f64x2.sub(v128.load(row), v128.load(corrections)));
    corrections += 16;
  }
}

/** By the visible biases: -2 Σ_{F ∋ i} w_F s_i, summed over i where they share one. */
function visibleDerivatives(rbm: Rbm, row: usize): void {
  const fields = rbm.moved.fields;
  const shared = rbm.parameters.features > 0;
  if (shared) v128.store(row, f64x2.splat(0));
  for (let i = 0; i < rbm.sites; i++) {
    const value = f64x2.mul(f64x2.splat(-2), v128.load(fields + (<usize>i << 4)));
    const at = shared ? row : row + (<usize>i << 4);
    v128.store(at, shared ? f64x2.add(v128.load(at), value) : value);
  }
}

/** w tanh θ'_j, tanh θ'_j = (p T - m)/(p T + m) by one side of a table, interleaved, and added to the total. */
function addTanhAfter(state: usize, side: usize, blocks: i32, weightRe: f64, weightIm: f64, tanh: usize, total: usize): void {
  const wr = f64x2.splat(weightRe);
  const wi = f64x2.splat(weightIm);
  const end = state + <usize>blocks * BLOCK;
  while (state < end) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const pr = v128.load(state + lane);
      const pi = v128.load(state + lane, 64);
      const mr = v128.load(state + lane, 128);
      const mi = v128.load(state + lane, 192);
      const tr = v128.load(side + lane);
      const ti = v128.load(side + lane, 64);
      const xr = timesRe(pr, pi, tr, ti);
      const xi = timesIm(pr, pi, tr, ti);
      const sr = f64x2.add(xr, mr);
      const si = f64x2.add(xi, mi);
      const dr = f64x2.sub(xr, mr);
      const di = f64x2.sub(xi, mi);
      const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.mul(sr, sr), f64x2.mul(si, si)));
      // d s* / |s|²
      const qr = f64x2.mul(f64x2.add(f64x2.mul(dr, sr), f64x2.mul(di, si)), inverse);
      const qi = f64x2.mul(f64x2.sub(f64x2.mul(di, sr), f64x2.mul(dr, si)), inverse);
      const re = timesRe(wr, wi, qr, qi);
      const im = timesIm(wr, wi, qr, qi);
      const first = v128.shuffle<f64>(re, im, 0, 2);
      const second = v128.shuffle<f64>(re, im, 1, 3);
      v128.store(tanh, first);
      v128.store(tanh, second, 16);
      v128.store(total, f64x2.add(v128.load(total), first));
      v128.store(total, f64x2.add(v128.load(total, 16), second), 16);
      tanh += 32;
      total += 32;
    }
    state += BLOCK;
    side += VECTOR;
  }
}

/** moved ← w · moved, added to the total. */
function weigh(moved: usize, total: usize, bytes: usize, re: f64, im: f64): void {
  const real = f64x2.splat(re);
  const imaginary = f64x2.replace_lane(f64x2.splat(im), 0, -im);
  for (const end = moved + bytes; moved < end; moved += 16) {
    const t = v128.load(moved);
    const product = f64x2.add(f64x2.mul(t, real), f64x2.mul(v128.shuffle<f64>(t, t, 1, 0), imaginary));
    v128.store(moved, product);
    v128.store(total, f64x2.add(v128.load(total), product));
    total += 16;
  }
}

/** Adds 2 s_i w_F t^F_j to the corrections, for one flipped site i. */
function correct(rbm: Rbm, bits: usize, i: i32, re: f64, im: f64): void {
  const moved = rbm.moved;
  const parameters = rbm.parameters;
  const spin: f64 = spinIsDown(bits, i) ? -1 : 1;
  const field = moved.fields + (<usize>i << 4);
  store<f64>(field, load<f64>(field) + spin * re);
  store<f64>(field, load<f64>(field, 8) + spin * im, 8);
  const twice = f64x2.splat(2 * spin);
  const symmetric = parameters.features > 0;
  const weights = rbm.sites * (symmetric ? parameters.features : rbm.hidden);
  let target = moved.corrections + (<usize>(parameters.count - weights) << 4);
  let tanh = moved.tanh;
  if (!symmetric) {
    target += <usize>(i * rbm.hidden) << 4;
    for (const end = tanh + (<usize>rbm.hidden << 4); tanh < end; tanh += 16) {
      v128.store(target, f64x2.add(v128.load(target), f64x2.mul(twice, v128.load(tanh))));
      target += 16;
    }
    return;
  }
  const first = moved.places + (<usize>(i * parameters.shifts) << 2);
  const last = first + (<usize>parameters.shifts << 2);
  for (let feature = 0; feature < parameters.features; feature++) {
    for (let place = first; place < last; place += 4) {
      const at = target + <usize>load<i32>(place);
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(twice, v128.load(tanh))));
      tanh += 16;
    }
    target += <usize>rbm.sites << 4;
  }
}
