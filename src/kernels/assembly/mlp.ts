import { activate, differentiate, REIM_SELU } from "./activation";
import { addScaled, element, IM, timesIm, timesRe, VECTOR } from "./blocks";
import * as complex from "./complex";
import { spinIsDown } from "./configuration";
import { BATCH, rowBytes } from "./derivatives";
import { allocate } from "./memory";
import { setRatio } from "./ratio";

/** Bytes of ln f before the first layer's z in the state of a configuration. */
const HEADER: usize = 16;

/**
 * A multilayer perceptron with complex weights, ln f = Σ_k v_k h_k of the last layer, h = σ(z), z = b + Wᵀ h of the layer before; the spins
 * are layer 0. The state of a configuration is ln f and the first layer's z, so that a flip costs one row of W_1, not N.
 */
@unmanaged
export class Mlp {
  sites: i32;
  words: i32;
  safe: i32;
  pairs: i32;
  pairSites: usize;
  layers: i32;
  activation: i32;
  biased: i32;
  /** Complex parameters. */
  count: i32;
  /** K_l of each layer, i32. */
  widths: usize;
  /** Layer 1: N rows in blocks. Deeper layers: block of outputs by block, in it input by input. Pointers, u32. */
  weights: usize;
  /** Biases in blocks, pointers. */
  biases: usize;
  /** v in blocks. */
  output: usize;
  /** Scratch per layer, pointers: z, h = σ(z), slopes σ'(z), deltas ∂ ln f/∂z, and ∂ ln f/∂z* for a split activation. */
  z: usize;
  h: usize;
  slope: usize;
  delta: usize;
  conjugate: usize;
  /** Scratch: the first layer's z after the move that was tried last, and its ln f. */
  triedZ: usize;
  triedState: usize;
  triedRe: f64;
  triedIm: f64;
  /** Scratch: rows of derivatives that are made at a time. */
  derivativeRows: usize;

  /** Scratch of this member's own. */
  takeScratch(_: i32): void {
    const bytes = <usize>this.layers << 2;
    this.z = allocate(bytes);
    this.h = allocate(bytes);
    this.slope = allocate(bytes);
    this.delta = allocate(bytes);
    this.conjugate = allocate(bytes);
    for (let layer = 0; layer < this.layers; layer++) {
      const row = <usize>this.blocks(layer) * VECTOR;
      const at = <usize>layer << 2;
      store<usize>(this.z + at, allocate(row));
      store<usize>(this.h + at, allocate(row));
      store<usize>(this.slope + at, allocate(row));
      store<usize>(this.delta + at, allocate(row));
      store<usize>(this.conjugate + at, allocate(row));
    }
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.derivativeCount()));
    this.triedZ = allocate(<usize>this.blocks(0) * VECTOR);
  }

  @inline
  at(table: usize, layer: i32): usize {
    return load<usize>(table + (<usize>layer << 2));
  }

  @inline
  width(layer: i32): i32 {
    return load<i32>(this.widths + (<usize>layer << 2));
  }

  @inline
  blocks(layer: i32): i32 {
    return (this.width(layer) + 7) >> 3;
  }

  @inline
  stateBytes(): usize {
    return HEADER + <usize>this.blocks(0) * VECTOR;
  }

  @inline
  derivativeCount(): i32 {
    return this.activation == REIM_SELU ? 2 * this.count : this.count;
  }

  /** The first layer's z of a configuration. */
  private firstLayer(bits: usize, z: usize): void {
    const blocks = this.blocks(0);
    memory.copy(z, this.at(this.biases, 0), <usize>blocks * VECTOR);
    for (let i = 0; i < this.sites; i++) this.addRow(z, i, spinIsDown(bits, i) ? -1 : 1);
  }

  /** z += scale × row i of W_1. */
  private addRow(z: usize, i: i32, scale: f64): void {
    const blocks = this.blocks(0);
    addScaled(z, this.at(this.weights, 0) + <usize>(i * blocks) * VECTOR, blocks, scale);
  }

  /** ln f from the first layer's z, into `complex`. Leaves z and h of every layer in the scratch. */
  private forward(first: usize): void {
    let z = first;
    for (let layer = 0; layer < this.layers; layer++) {
      const h = this.at(this.h, layer);
      activate(this.activation, z, h, this.blocks(layer));
      if (layer + 1 == this.layers) break;
      z = this.at(this.z, layer + 1);
      dense(h, this.width(layer), this.at(this.weights, layer + 1), this.at(this.biases, layer + 1), this.blocks(layer + 1), z);
    }
    const h = this.at(this.h, this.layers - 1);
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    const bytes = <usize>this.blocks(this.layers - 1) * VECTOR;
    for (let block: usize = 0; block < bytes; block += VECTOR) {
      for (let at: usize = block; at < block + 64; at += 16) {
        const hr = v128.load(h + at);
        const hi = v128.load(h + at, IM);
        const vr = v128.load(this.output + at);
        const vi = v128.load(this.output + at, IM);
        re = f64x2.add(re, timesRe(hr, hi, vr, vi));
        im = f64x2.add(im, timesIm(hr, hi, vr, vi));
      }
    }
    complex.set(
      f64x2.extract_lane(re, 0) + f64x2.extract_lane(re, 1),
      f64x2.extract_lane(im, 0) + f64x2.extract_lane(im, 1),
    );
  }

  initialise(bits: usize, state: usize): void {
    this.firstLayer(bits, state + HEADER);
    this.forward(state + HEADER);
    store<f64>(state, complex.re);
    store<f64>(state, complex.im, 8);
    this.triedState = 0;
  }

  private begin(state: usize): void {
    memory.copy(this.triedZ, state + HEADER, <usize>this.blocks(0) * VECTOR);
  }

  @inline
  private flip(bits: usize, i: i32): void {
    this.addRow(this.triedZ, i, spinIsDown(bits, i) ? 2 : -2);
  }

  private finish(state: usize): void {
    this.forward(this.triedZ);
    this.triedRe = complex.re;
    this.triedIm = complex.im;
    this.triedState = state;
    complex.exp(this.triedRe - load<f64>(state), this.triedIm - load<f64>(state, 8));
    setRatio(complex.re, complex.im);
  }

  ratioOfSite(bits: usize, state: usize, i: i32): void {
    this.begin(state);
    this.flip(bits, i);
    this.finish(state);
  }

  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    this.begin(state);
    this.flip(bits, i);
    this.flip(bits, k);
    this.finish(state);
  }

  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    this.ratioOfTwo(bits, state, load<i32>(this.pairSites + (<usize>pair << 3)), load<i32>(this.pairSites + (<usize>pair << 3), 4));
  }

  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    this.begin(state);
    for (let n = 0; n < count; n++) this.flip(bits, load<i32>(sites + (<usize>n << 2)));
    this.finish(state);
  }

  /** Takes over the move whose ratio was asked for last for this state. */
  private take(state: usize): void {
    memory.copy(state + HEADER, this.triedZ, <usize>this.blocks(0) * VECTOR);
    store<f64>(state, this.triedRe);
    store<f64>(state, this.triedIm, 8);
    this.triedState = 0;
  }

  acceptSite(bits: usize, state: usize, i: i32): void {
    if (this.triedState != state) this.ratioOfSite(bits, state, i);
    this.take(state);
  }

  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    if (this.triedState != state) this.ratioOfTwo(bits, state, i, k);
    this.take(state);
  }

  /**
   * ∂ ln f/∂θ_k into `row`, interleaved, in the order W_1, b_1, W_2, …, v. For a split activation two complex columns for each parameter,
   * ∂/∂Re θ and ∂/∂Im θ.
   */
  derivatives(bits: usize, state: usize, row: usize): void {
    this.backPropagate(state);
    const split = this.activation == REIM_SELU;
    for (let layer = 0; layer < this.layers; layer++) {
      const inputs = layer == 0 ? this.sites : this.width(layer - 1);
      for (let a = 0; a < inputs; a++) {
        let hr: f64 = layer == 0 && spinIsDown(bits, a) ? -1 : 1;
        let hi: f64 = 0;
        if (layer > 0) {
          hr = load<f64>(element(this.at(this.h, layer - 1), a));
          hi = load<f64>(element(this.at(this.h, layer - 1), a), IM);
        }
        row = this.writeRow(layer, hr, hi, row, split);
      }
      if (this.biased) row = this.writeRow(layer, 1, 0, row, split);
    }
    const last = this.at(this.h, this.layers - 1);
    for (let k = 0; k < this.width(this.layers - 1); k++) {
      row = writeColumns(row, load<f64>(element(last, k)), load<f64>(element(last, k), IM), 0, 0, split);
    }
  }

  /** h δ_b for every output b of a layer. */
  private writeRow(layer: i32, hr: f64, hi: f64, row: usize, split: bool): usize {
    const delta = this.at(this.delta, layer);
    const conjugate = this.at(this.conjugate, layer);
    for (let b = 0; b < this.width(layer); b++) {
      const dr = load<f64>(element(delta, b));
      const di = load<f64>(element(delta, b), IM);
      const cr = split ? load<f64>(element(conjugate, b)) : 0;
      const ci = split ? load<f64>(element(conjugate, b), IM) : 0;
      row = writeColumns(row, hr * dr - hi * di, hr * di + hi * dr, hr * cr + hi * ci, hr * ci - hi * cr, split);
    }
    return row;
  }

  /** δ_l = ∂ ln f/∂z_l for every layer, and ∂ ln f/∂z_l* if the activation is split. */
  backPropagate(state: usize): void {
    this.forward(state + HEADER);
    this.triedState = 0;
    const split = this.activation == REIM_SELU;
    for (let layer = this.layers - 1; layer >= 0; layer--) {
      const z = layer == 0 ? state + HEADER : this.at(this.z, layer);
      const slope = this.at(this.slope, layer);
      const blocks = this.blocks(layer);
      differentiate(this.activation, z, slope, blocks);
      const delta = this.at(this.delta, layer);
      const conjugate = this.at(this.conjugate, layer);
      const bytes = <usize>blocks * VECTOR;
      if (layer + 1 == this.layers) {
        memory.copy(delta, this.output, bytes);
        memory.fill(conjugate, 0, bytes);
      } else {
        const outputs = this.blocks(layer + 1);
        transposed(this.at(this.delta, layer + 1), this.at(this.weights, layer + 1), this.width(layer), outputs, delta, 1);
        if (split) transposed(this.at(this.conjugate, layer + 1), this.at(this.weights, layer + 1), this.width(layer), outputs, conjugate, -1);
      }
      throughActivation(delta, conjugate, slope, bytes, split);
    }
  }
}

/** Writes ∂/∂θ = (x, y), or for a split activation ∂/∂Re θ = L_w + L_w* and ∂/∂Im θ = i (L_w - L_w*). */
@inline
function writeColumns(row: usize, x: f64, y: f64, cx: f64, cy: f64, split: bool): usize {
  store<f64>(row, x + cx);
  store<f64>(row, y + cy, 8);
  if (!split) return row + 16;
  store<f64>(row, -(y - cy), 16);
  store<f64>(row, x - cx, 24);
  return row + 32;
}

/** z = b + Σ_a h_a W_a, block of outputs by block. Cost 8 flops for each weight. */
function dense(h: usize, inputs: i32, weights: usize, bias: usize, blocks: i32, z: usize): void {
  for (let block = 0; block < blocks; block++) {
    let r0 = v128.load(bias, 0);
    let r1 = v128.load(bias, 16);
    let r2 = v128.load(bias, 32);
    let r3 = v128.load(bias, 48);
    let i0 = v128.load(bias, 64);
    let i1 = v128.load(bias, 80);
    let i2 = v128.load(bias, 96);
    let i3 = v128.load(bias, 112);
    for (let a = 0; a < inputs; a++) {
      const hr = v128.load64_splat(element(h, a));
      const hi = v128.load64_splat(element(h, a), IM);
      const wr0 = v128.load(weights, 0);
      const wi0 = v128.load(weights, 64);
      r0 = f64x2.add(r0, timesRe(hr, hi, wr0, wi0));
      i0 = f64x2.add(i0, timesIm(hr, hi, wr0, wi0));
      const wr1 = v128.load(weights, 16);
      const wi1 = v128.load(weights, 80);
      r1 = f64x2.add(r1, timesRe(hr, hi, wr1, wi1));
      i1 = f64x2.add(i1, timesIm(hr, hi, wr1, wi1));
      const wr2 = v128.load(weights, 32);
      const wi2 = v128.load(weights, 96);
      r2 = f64x2.add(r2, timesRe(hr, hi, wr2, wi2));
      i2 = f64x2.add(i2, timesIm(hr, hi, wr2, wi2));
      const wr3 = v128.load(weights, 48);
      const wi3 = v128.load(weights, 112);
      r3 = f64x2.add(r3, timesRe(hr, hi, wr3, wi3));
      i3 = f64x2.add(i3, timesIm(hr, hi, wr3, wi3));
      weights += VECTOR;
    }
    v128.store(z, r0, 0);
    v128.store(z, r1, 16);
    v128.store(z, r2, 32);
    v128.store(z, r3, 48);
    v128.store(z, i0, 64);
    v128.store(z, i1, 80);
    v128.store(z, i2, 96);
    v128.store(z, i3, 112);
    bias += VECTOR;
    z += VECTOR;
  }
}

/** out_a = Σ_b W_ab δ_b (sign 1), or Σ_b W_ab* δ_b (sign -1). */
function transposed(delta: usize, weights: usize, inputs: i32, blocks: i32, out: usize, sign: f64): void {
  for (let a = 0; a < inputs; a++) {
    let re: f64 = 0;
    let im: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      const row = weights + <usize>(block * inputs + a) * VECTOR;
      const part = delta + <usize>block * VECTOR;
      for (let lane: usize = 0; lane < 64; lane += 8) {
        const wr = load<f64>(row + lane);
        const wi = sign * load<f64>(row + lane, IM);
        const dr = load<f64>(part + lane);
        const di = load<f64>(part + lane, IM);
        re += wr * dr - wi * di;
        im += wr * di + wi * dr;
      }
    }
    store<f64>(element(out, a), re);
    store<f64>(element(out, a), im, IM);
  }
}

/** δ ← δ σ'(z); for a split activation ∂/∂z and ∂/∂z* mix with the mean and half the difference of the two slopes. */
function throughActivation(delta: usize, conjugate: usize, slope: usize, bytes: usize, split: bool): void {
  for (let block: usize = 0; block < bytes; block += VECTOR) {
    for (let at: usize = block; at < block + 64; at += 8) {
      const dr = load<f64>(delta + at);
      const di = load<f64>(delta + at, IM);
      const sr = load<f64>(slope + at);
      const si = load<f64>(slope + at, IM);
      if (!split) {
        store<f64>(delta + at, dr * sr - di * si);
        store<f64>(delta + at, dr * si + di * sr, IM);
        continue;
      }
      const cr = load<f64>(conjugate + at);
      const ci = load<f64>(conjugate + at, IM);
      const mean = 0.5 * (sr + si);
      const half = 0.5 * (sr - si);
      store<f64>(delta + at, dr * mean + cr * half);
      store<f64>(delta + at, di * mean + ci * half, IM);
      store<f64>(conjugate + at, dr * half + cr * mean);
      store<f64>(conjugate + at, di * half + ci * mean, IM);
    }
  }
}
