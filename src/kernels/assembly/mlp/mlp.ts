import { activate, activateWithSlope, finish, LOG_COSH, REIM_SELU } from "../math/activation";
import { addScaled, element, IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import * as complex from "../math/complex";
import { spinIsDown } from "../spins/configuration";
import { decay, decayAfterFlip } from "../math/exp-decay";
import { BLOCK, HALF, multiply, tabulate } from "../math/exp-tables";
import { denseRows, denseRowsBytes, ROWS, tabulatePlanes } from "./dense-rows";
import { BATCH, rowBytes } from "../spins/derivatives";
import { BLOCK as SINGLE } from "../math/log-cosh-single";
import { allocate } from "../runtime/memory";
import { deviation, estimate, estimated, largestDeviation, tabulateSingles } from "./single-precision";
import { throughActivation, transposed } from "./products";
import { MlpRecord } from "./record";
import { setRatio, squaredModulus } from "../spins/ratio";
import { members, recordOf } from "../runtime/team";

/**
 * Bytes before the first layer's z in the state of a configuration: ln f, and ln f after the move that was tried last. Where a chain goes by
 * estimates: Re ln f and how far it may be off, and the same after the move.
 */
const HEADER: usize = 32;
/** While |4 Re z| of the first layer stays below this, no e^{±2z} and no e^{±4W} overflows, nor does a product of them. */
const SAFE_EXPONENT: f64 = 600;
/** Estimates that may be further off than this leave too many moves undecided. */
const MOST_DEVIATION: f64 = 0.01;

/**
 * A multilayer perceptron with complex weights, ln f = Σ_k v_k h_k of the last layer, h = σ(z), z = b + Wᵀ h of the layer before; the spins
 * are layer 0. The state of a configuration is ln f, the first layer's z, so that a flip costs one row of W_1, not N, and, for an activation
 * made of e^{-2z}, look-ups e^{-2z} and e^{+2z} (math/exp-tables.ts), so that it costs no exponential there.
 */
@unmanaged
export class Mlp extends MlpRecord {
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
      store<usize>(this.z + at, allocate(<usize>ROWS * row));
      store<usize>(this.h + at, allocate(<usize>ROWS * row));
      store<usize>(this.slope + at, allocate(row));
      store<usize>(this.delta + at, allocate(row));
      store<usize>(this.conjugate + at, allocate(row));
    }
    const widest = <usize>this.widest * VECTOR;
    this.u = allocate(<usize>ROWS * widest);
    this.t = allocate(<usize>ROWS * widest);
    this.panels = allocate(denseRowsBytes(this.widest));
    this.logs = allocate(<usize>ROWS << 4);
    this.marks = allocate(<usize>ROWS << 4);
    this.singleRows = allocate(4 * <usize>this.widest * SINGLE);
    this.moved = allocate(this.stateBytes());
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.derivativeCount()));
    this.sums = allocate(this.sumsBytes());
  }

  /** Bytes of sums over the parameters. */
  sumsBytes(): usize {
    let total = this.blocks(this.layers - 1);
    for (let layer = 0; layer < this.layers; layer++) total += (this.inputs(layer) + 1) * this.blocks(layer);
    return <usize>total * VECTOR;
  }

  @inline
  stateBytes(): usize {
    return HEADER + <usize>this.blocks(0) * (this.tables ? VECTOR + BLOCK : VECTOR);
  }

  @inline
  derivativeCount(): i32 {
    return this.activation == REIM_SELU ? 2 * this.count : this.count;
  }

  @inline
  private table(i: i32): usize {
    return this.tables + <usize>(i * this.blocks(0)) * BLOCK;
  }

  @inline
  private lookups(state: usize): usize {
    return state + HEADER + <usize>this.blocks(0) * VECTOR;
  }

  /** Rebuilds the tables. To be called after every change of the parameters. */
  prepare(): void {
    for (let layer = 1; layer < this.layers; layer++) {
      tabulatePlanes(this.at(this.weights, layer), this.blocks(layer - 1), this.blocks(layer), this.at(this.planes, layer));
    }
    if (!this.tables) return;
    for (let i = 0; i < this.sites; i++) tabulate(this.row(i), 4, this.table(i), this.blocks(0));
    const tabled = 4 * this.largestZ() < SAFE_EXPONENT ? 1 : 0;
    const deviation = largestDeviation(this);
    const estimates = tabled && this.activation == LOG_COSH && deviation < MOST_DEVIATION ? 1 : 0;
    if (estimates) tabulateSingles(this);
    for (let number = 0; number < members; number++) {
      const record = recordOf<Mlp>(changetype<usize>(this), number);
      record.tabled = tabled;
      record.estimates = estimates;
      record.deviation = deviation;
    }
  }

  /** max_j |Re b_j| + Σ_i |Re W_ij|, the largest |Re z_j| of the first layer over all configurations. */
  private largestZ(): f64 {
    let largest: f64 = 0;
    for (let j = 0; j < this.width(0); j++) {
      let total = abs(load<f64>(element(this.at(this.biases, 0), j)));
      for (let i = 0; i < this.sites; i++) total += abs(load<f64>(element(this.row(i), j)));
      if (!(total <= largest)) largest = total;
    }
    return largest;
  }

  initialise(bits: usize, state: usize): void {
    const z = state + HEADER;
    const blocks = this.blocks(0);
    memory.copy(z, this.at(this.biases, 0), <usize>blocks * VECTOR);
    for (let i = 0; i < this.sites; i++) addScaled(z, this.row(i), blocks, spinIsDown(bits, i) ? -1 : 1);
    if (this.tabled) tabulate(z, 2, this.lookups(state), blocks);
    this.writeLog(state);
    complex.set(load<f64>(state), load<f64>(state, 8));
  }

  /** Writes ln f into the state that has z. */
  private writeLog(state: usize): void {
    activate(this.activation, state + HEADER, this.at(this.h, 0), this.u, this.t, this.blocks(0));
    this.above(1);
    memory.copy(state, this.logs, 16);
  }

  /** ln f of one row, or of all ROWS, from h of the first layer. Leaves z and h of the layers above in the scratch. */
  private above(rows: i32): void {
    for (let layer = 1; layer < this.layers; layer++) {
      activate(this.activation, this.weighted(layer, rows), this.at(this.h, layer), this.u, this.t, rows * this.blocks(layer));
    }
    const last = this.layers - 1;
    for (let n: usize = 0; n < <usize>rows; n++) {
      this.sum(this.at(this.h, last) + n * (<usize>this.blocks(last) * VECTOR), this.logs + (n << 4));
    }
  }

  /** z of a layer from h of the one below. */
  private weighted(layer: i32, rows: i32): usize {
    const z = this.at(this.z, layer);
    const below = this.at(this.h, layer - 1);
    const planes = this.at(this.planes, layer);
    denseRows(rows, below, this.blocks(layer - 1), planes, this.at(this.biases, layer), this.blocks(layer), z, this.panels);
    return z;
  }

  /** Σ_k v_k h_k of a row h of the last layer. */
  private sum(h: usize, out: usize): void {
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
    store<f64>(out, f64x2.extract_lane(re, 0) + f64x2.extract_lane(re, 1));
    store<f64>(out, f64x2.extract_lane(im, 0) + f64x2.extract_lane(im, 1), 8);
  }

  /** What a flip of site i adds to z, in rows of W_1. */
  @inline
  private step(bits: usize, i: i32): f64 {
    return spinIsDown(bits, i) ? 2 : -2;
  }

  /** Moves z and the look-ups of `state` along as site i flips. `bits` still hold the old spins. */
  private absorb(bits: usize, state: usize, i: i32): void {
    const blocks = this.blocks(0);
    const step = this.step(bits, i);
    addScaled(state + HEADER, this.row(i), blocks, step);
    if (this.tabled) multiply(this.lookups(state), this.table(i), step < 0 ? HALF : 0, blocks);
  }

  /** Puts the flip of site i in the configuration of `from` into a row: its first layer, but for what is done to all rows together. */
  private flipIntoRow(bits: usize, from: usize, i: i32, row: i32): void {
    const blocks = this.blocks(0);
    const offset = <usize>(row * blocks) * VECTOR;
    const step = this.step(bits, i);
    if (this.tabled) {
      const h = this.at(this.h, 0) + offset;
      decayAfterFlip(from + HEADER, this.lookups(from), this.row(i), step, this.table(i), h, this.u + offset, blocks);
    } else {
      const z = this.at(this.z, 0) + offset;
      memory.copy(z, from + HEADER, <usize>blocks * VECTOR);
      addScaled(z, this.row(i), blocks, step);
    }
  }

  /** Rows that may be placed before they are evaluated. */
  @inline
  get mostRows(): i32 {
    return ROWS;
  }

  /** Puts the flip of `count` sites, i32, into a row. */
  place(bits: usize, state: usize, sites: usize, count: i32, _: i32, row: i32): void {
    let from = state;
    if (count > 1) {
      from = this.moved;
      memory.copy(from, state, this.stateBytes());
      for (let n = 0; n < count - 1; n++) this.absorb(bits, from, load<i32>(sites + (<usize>n << 2)));
    }
    this.flipIntoRow(bits, from, load<i32>(sites + (<usize>(count - 1) << 2)), row);
  }

  /** ln f of the rows 0 … `count` - 1. What a row gives does not depend on the others. */
  evaluateRows(count: i32): void {
    const rows = count == 1 ? 1 : ROWS;
    const blocks = rows * this.blocks(0);
    const h = this.at(this.h, 0);
    if (this.tabled) finish(this.activation, h, this.u, this.t, blocks);
    else activate(this.activation, this.at(this.z, 0), h, this.u, this.t, blocks);
    this.above(rows);
  }

  /** The ratio of a row to the configuration of `state`. */
  ratioOfRow(state: usize, row: i32): void {
    const log = this.logs + (<usize>row << 4);
    complex.exp(load<f64>(log) - load<f64>(state), load<f64>(log, 8) - load<f64>(state, 8));
    setRatio(complex.re, complex.im);
  }

  /** The ratio of the only row, whose ln f is kept in `state`. */
  private compare(state: usize): void {
    this.evaluateRows(1);
    memory.copy(state + 16, this.logs, 16);
    this.ratioOfRow(state, 0);
  }

  ratioOfSite(bits: usize, state: usize, i: i32): void {
    this.flipIntoRow(bits, state, i, 0);
    this.compare(state);
  }

  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    this.flipTwoIntoRow(bits, state, i, k);
    this.compare(state);
  }

  private flipTwoIntoRow(bits: usize, state: usize, i: i32, k: i32): void {
    memory.copy(this.moved, state, this.stateBytes());
    this.absorb(bits, this.moved, i);
    this.flipIntoRow(bits, this.moved, k, 0);
  }

  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    this.ratioOfMany(bits, state, this.pairSites + (<usize>pair << 3), 2);
  }

  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    this.place(bits, state, sites, count, -1, 0);
    this.compare(state);
  }

  /** What a chain keeps is a state, but for ln f if it goes by estimates. */
  beginChain(bits: usize, chain: usize): void {
    this.initialise(bits, chain);
    if (this.estimates) store<f64>(chain, 0, 8);
  }

  weightOfSite(bits: usize, chain: usize, i: i32): f64 {
    this.flipIntoRow(bits, chain, i, 0);
    return this.weightOfRow(chain);
  }

  weightOfTwo(bits: usize, chain: usize, i: i32, k: i32): f64 {
    this.flipTwoIntoRow(bits, chain, i, k);
    return this.weightOfRow(chain);
  }

  @inline
  weightOfPair(bits: usize, chain: usize, pair: i32): f64 {
    return this.weightOfTwo(bits, chain, load<i32>(this.pairSites + (<usize>pair << 3)), load<i32>(this.pairSites + (<usize>pair << 3), 4));
  }

  weightOfMany(bits: usize, chain: usize, sites: usize, count: i32): f64 {
    this.place(bits, chain, sites, count, -1, 0);
    return this.weightOfRow(chain);
  }

  /** |f'/f|² for the only row, and in `doubt` how far it may be off. */
  private weightOfRow(chain: usize): f64 {
    this.doubt = 0;
    if (!this.estimates) {
      this.compare(chain);
      return squaredModulus();
    }
    estimate(this);
    store<f64>(chain, estimated, 16);
    store<f64>(chain, deviation, 24);
    // |e^x - 1| < 1.1 |x| for |x| <= 0.1; beyond that an estimate says nothing.
    const exponent = 2 * (deviation + load<f64>(chain, 8));
    this.doubt = exponent <= 0.1 ? 1.1 * exponent : Infinity;
    return NativeMath.exp(2 * (estimated - load<f64>(chain)));
  }

  /** The weight given last, in double precision; what the chain keeps about it and its configuration is exact then. */
  settle(chain: usize): f64 {
    this.evaluateRows(1);
    store<f64>(chain, load<f64>(this.logs), 16);
    store<f64>(chain, 0, 24);
    this.writeLog(chain);
    store<f64>(chain, 0, 8);
    return NativeMath.exp(2 * (load<f64>(chain, 16) - load<f64>(chain)));
  }

  /** Re ln f of a configuration as chains estimate it, and how far that may be off, into `out`. */
  estimateInto(bits: usize, out: usize): void {
    this.initialise(bits, this.moved);
    decay(this.moved + HEADER, this.at(this.h, 0), this.u, this.t, this.blocks(0));
    estimate(this);
    store<f64>(out, estimated);
    store<f64>(out, deviation, 8);
  }

  /** Writes the state of a chain's configuration. */
  record(chain: usize, state: usize): void {
    memory.copy(state, chain, this.stateBytes());
    if (this.estimates) this.writeLog(state);
  }

  /** ln f of the move whose ratio was asked for last for this state: the one that is accepted. */
  @inline
  private take(state: usize): void {
    memory.copy(state, state + 16, 16);
  }

  acceptSite(bits: usize, state: usize, i: i32): void {
    this.absorb(bits, state, i);
    this.take(state);
  }

  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    this.absorb(bits, state, i);
    this.absorb(bits, state, k);
    this.take(state);
  }

  moveMany(bits: usize, state: usize, sites: usize, count: i32): void {
    for (let n = 0; n < count; n++) this.absorb(bits, state, load<i32>(sites + (<usize>n << 2)));
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
    const top = this.layers - 1;
    for (let layer = 0; layer <= top; layer++) {
      const z = layer == 0 ? state + HEADER : this.weighted(layer, 1);
      activateWithSlope(this.activation, z, this.at(this.h, layer), this.at(this.slope, layer), this.u, this.t, this.blocks(layer));
    }
    const split = this.activation == REIM_SELU;
    memory.copy(this.at(this.delta, top), this.output, <usize>this.blocks(top) * VECTOR);
    memory.fill(this.at(this.conjugate, top), 0, <usize>this.blocks(top) * VECTOR);
    for (let layer = top; layer >= 0; layer--) {
      const delta = this.at(this.delta, layer);
      const conjugate = this.at(this.conjugate, layer);
      if (layer < top) {
        const inputs = this.width(layer);
        const weights = this.at(this.weights, layer + 1);
        const outputs = this.blocks(layer + 1);
        transposed(this.at(this.delta, layer + 1), weights, inputs, outputs, delta, 1);
        if (split) transposed(this.at(this.conjugate, layer + 1), weights, inputs, outputs, conjugate, -1);
      }
      throughActivation(delta, conjugate, this.at(this.slope, layer), <usize>this.blocks(layer) * VECTOR, split);
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

