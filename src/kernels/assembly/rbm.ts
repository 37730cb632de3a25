import { addScaled, element, VECTOR } from "./blocks";
import * as complex from "./complex";
import { spinIsDown } from "./configuration";
import { multiplyRatio } from "./ratio";
import { denseDerivatives, Parameters, symmetricDerivatives } from "./rbm-derivatives";
import { absorb, fillLookups, readTanh } from "./rbm-lookups";
import { product, productOfTwo } from "./rbm-products";
import { Moved } from "./rbm-moved";
import { BLOCK, compose, exponentials, HALF, swapHalves } from "./rbm-tables";

/**
 * The complex RBM, f(s) = exp(Σ a_i s_i) Π_j 2cosh(θ_j), θ_j = b_j + Σ_i W_ij s_i.
 *
 * A configuration keeps p_j = 1/(1 + e^{-2θ_j}) and m_j = 1/(1 + e^{2θ_j}) (rbm-lookups.ts); e^{±2W} are tabled for each set of parameters
 * (rbm-tables.ts). Hidden units are stored in blocks of 8, padded with neutral ones. Then
 *   f(s with i flipped)/f(s) = e^{-2 a_i s_i} Π_j [ p_j e^{-2 s_i W_ij} + m_j e^{+2 s_i W_ij} ],
 * exact for any weights: nothing cancels except where f itself has a zero.
 */

/** While |2 Re θ| stays below this, p and m neither overflow nor underflow, and may be updated by multiplication for ever. */
const SAFE_EXPONENT: f64 = 600;

@unmanaged
export class Rbm {
  sites: i32;
  hidden: i32;
  blocks: i32;
  words: i32;
  /** 1 if |2 Re θ| is below SAFE_EXPONENT for every configuration. */
  safe: i32;
  /** 1 if there are visible biases. */
  hasVisible: i32;
  pairs: i32;
  /** a, N complex, interleaved. */
  visible: usize;
  /** b, in blocks [re × 8][im × 8]. */
  hiddenBias: usize;
  /** W, N rows in blocks [re × 8][im × 8]. */
  weights: usize;
  /** e^{-2a_i}, e^{+2a_i} interleaved: 4 doubles per site. */
  visibleFactors: usize;
  /** Flip tables of the N sites. */
  flips: usize;
  /** Two flip tables for each pair: X = W_i - W_k, then X = W_i + W_k. */
  pairTables: usize;
  /** Sites i, k of each pair, i32. */
  pairSites: usize;
  /** Scratch: one flip table. */
  scratch: usize;
  /** Scratch: two sites, i32. */
  chosen: usize;
  parameters: Parameters;
  moved: Moved;

  /** Bytes of the look-ups of one configuration. */
  @inline
  stateBytes(): usize {
    return <usize>this.blocks * BLOCK;
  }

  @inline
  derivativeCount(): i32 {
    return this.parameters.count;
  }

  /** ∂ ln f/∂θ_k of one configuration, interleaved. */
  derivatives(bits: usize, state: usize, row: usize): void {
    const parameters = this.parameters;
    readTanh(state, this.hidden, parameters.tanh);
    for (let i = 0; i < this.sites; i++) store<f64>(parameters.spins + (<usize>i << 3), spinIsDown(bits, i) ? -1 : 1);
    if (parameters.features == 0) denseDerivatives(parameters, this.sites, this.hidden, row);
    else symmetricDerivatives(parameters, this.sites, row);
  }

  /** Rebuilds the flip tables from a, b, W. To be called after every change of the parameters. */
  prepare(): void {
    for (let i = 0; i < this.sites; i++) {
      exponentials(this.row(i), this.siteTable(i), this.blocks);
      if (this.hasVisible) this.prepareVisible(i);
    }
    for (let pair = 0; pair < this.pairs; pair++) this.preparePair(pair);
    this.safe = 2 * this.largestTheta() < SAFE_EXPONENT ? 1 : 0;
  }

  private prepareVisible(i: i32): void {
    const x = load<f64>(this.visible + (<usize>i << 4));
    const y = load<f64>(this.visible + (<usize>i << 4), 8);
    const factors = this.visibleFactors + (<usize>i << 5);
    complex.exp(-2 * x, -2 * y);
    store<f64>(factors, complex.re);
    store<f64>(factors, complex.im, 8);
    complex.exp(2 * x, 2 * y);
    store<f64>(factors, complex.re, 16);
    store<f64>(factors, complex.im, 24);
  }

  private preparePair(pair: i32): void {
    const i = load<i32>(this.pairSites + (<usize>pair << 3));
    const k = load<i32>(this.pairSites + (<usize>pair << 3), 4);
    const bytes = this.stateBytes();
    const difference = this.pairTable(pair);
    memory.copy(difference, this.siteTable(i), bytes);
    compose(difference, this.siteTable(k), this.blocks, HALF);
    const total = difference + bytes;
    memory.copy(total, this.siteTable(i), bytes);
    compose(total, this.siteTable(k), this.blocks, 0);
  }

  /** max_j |Re b_j| + Σ_i |Re W_ij|, the largest |Re θ_j| over all configurations. */
  private largestTheta(): f64 {
    let largest: f64 = 0;
    for (let j = 0; j < this.hidden; j++) {
      let total = abs(load<f64>(element(this.hiddenBias, j)));
      for (let i = 0; i < this.sites; i++) total += abs(load<f64>(element(this.row(i), j)));
      if (!(total <= largest)) largest = total;
    }
    return largest;
  }

  /** W_i, in blocks. */
  @inline
  private row(i: i32): usize {
    return this.weights + <usize>(i * this.blocks) * VECTOR;
  }

  @inline
  siteTable(i: i32): usize {
    return this.flips + <usize>(i * this.blocks) * BLOCK;
  }

  @inline
  pairTable(pair: i32): usize {
    return this.pairTables + <usize>(2 * pair * this.blocks) * BLOCK;
  }

  /** Look-ups of a configuration from scratch, with ln f(s) = Σ a_i s_i + Σ_j ln 2cosh θ_j left in `complex`. */
  initialise(bits: usize, state: usize): void {
    const theta = this.scratch;
    memory.copy(theta, this.hiddenBias, <usize>this.blocks * VECTOR);
    let logRe: f64 = 0;
    let logIm: f64 = 0;
    for (let i = 0; i < this.sites; i++) {
      const sign: f64 = spinIsDown(bits, i) ? -1 : 1;
      addScaled(theta, this.row(i), this.blocks, sign);
      if (this.hasVisible) {
        logRe += sign * load<f64>(this.visible + (<usize>i << 4));
        logIm += sign * load<f64>(this.visible + (<usize>i << 4), 8);
      }
    }
    complex.set(logRe, logIm);
    fillLookups(theta, this.hidden, this.blocks, state);
  }

  /** Ratio for flipping site i. */
  @inline
  ratioOfSite(bits: usize, state: usize, i: i32): void {
    product(state, this.siteTable(i), this.blocks, spinIsDown(bits, i) ? HALF : 0);
    if (this.hasVisible) this.applyVisible(bits, i);
  }

  /** Ratio for flipping both sites of a prepared pair. */
  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    const i = load<i32>(this.pairSites + (<usize>pair << 3));
    const k = load<i32>(this.pairSites + (<usize>pair << 3), 4);
    const down = spinIsDown(bits, i);
    const table = this.pairTable(pair) + (down == spinIsDown(bits, k) ? this.stateBytes() : 0);
    product(state, table, this.blocks, down ? HALF : 0);
    if (this.hasVisible) {
      this.applyVisible(bits, i);
      this.applyVisible(bits, k);
    }
  }

  /** Ratio for flipping any two sites. */
  @inline
  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    productOfTwo(
      state,
      this.siteTable(i),
      spinIsDown(bits, i) ? HALF : 0,
      this.siteTable(k),
      spinIsDown(bits, k) ? HALF : 0,
      this.blocks,
    );
    if (this.hasVisible) {
      this.applyVisible(bits, i);
      this.applyVisible(bits, k);
    }
  }

  /** Ratio for flipping `count` sites, given as i32. */
  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    this.composeSites(bits, sites, count);
    product(state, this.scratch, this.blocks, 0);
    if (this.hasVisible) for (let n = 0; n < count; n++) this.applyVisible(bits, load<i32>(sites + (<usize>n << 2)));
  }

  private applyVisible(bits: usize, i: i32): void {
    const factor = this.visibleFactors + (<usize>i << 5) + (spinIsDown(bits, i) ? 16 : 0);
    multiplyRatio(load<f64>(factor), load<f64>(factor, 8));
  }

  /** Flip table of several sites at once, in `scratch`, for the spins as they are. */
  composeSites(bits: usize, sites: usize, count: i32): void {
    const first = load<i32>(sites);
    const table = this.siteTable(first);
    const bytes = this.stateBytes();
    if (spinIsDown(bits, first)) {
      swapHalves(this.scratch, table, this.blocks);
    } else {
      memory.copy(this.scratch, table, bytes);
    }
    for (let n = 1; n < count; n++) {
      const i = load<i32>(sites + (<usize>n << 2));
      compose(this.scratch, this.siteTable(i), this.blocks, spinIsDown(bits, i) ? HALF : 0);
    }
  }

  /** Moves the look-ups along as site i flips. `bits` still hold the old spins. */
  @inline
  acceptSite(bits: usize, state: usize, i: i32): void {
    absorb(state, this.siteTable(i), this.blocks, spinIsDown(bits, i) ? HALF : 0);
  }

  /** The same for two sites, in one step: the configuration in between might be a zero of f. */
  @inline
  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    store<i32>(this.chosen, i);
    store<i32>(this.chosen, k, 4);
    this.composeSites(bits, this.chosen, 2);
    absorb(state, this.scratch, this.blocks, 0);
  }
}
