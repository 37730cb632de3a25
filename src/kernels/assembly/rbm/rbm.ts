import { addScaled, element, VECTOR } from "../math/blocks";
import * as complex from "../math/complex";
import { spinIsDown } from "../spins/configuration";
import { BATCH, rowBytes } from "../spins/derivatives";
import { allocate } from "../runtime/memory";
import { squaredModulus } from "../spins/ratio";
import { denseDerivatives, Parameters, symmetricDerivatives } from "./derivatives";
import { directProduct } from "./ratio-in-logs";
import { absorb, BLOCK, fillLookups, readTanh } from "./lookups";
import { Moved } from "./energy-derivatives-scratch";
import { product } from "./ratio";
import { compose, reach, sideBytes, tabulate } from "./flip-tables";
import { closeView, openView, productOfView, productOfViewOfTwo, viewed } from "./shared-ratio";
import { lookupsOfImage, moveImageState, imageProduct, imageProductOfTwo, beginImageState } from "./image-state";
import { lookupsOfChain, moveFlip, moveTwo, beginChainState, CHAIN_BLOCK, weightOfFlip, weightOfTwo } from "./chain-state";
import { members, recordOf } from "../runtime/team";

/**
 * The complex RBM, f(s) = exp(Σ a_i s_i) Π_j 2cosh(θ_j), θ_j = b_j + Σ_i W_ij s_i.
 *
 * A configuration keeps p_j = 1/(1 + e^{-2θ_j}) and m_j = 1/(1 + e^{2θ_j}) (lookups.ts); e^{±4W} are tabled for each set of parameters
 * (flip-tables.ts). Hidden units are stored in blocks of 8, padded with neutral ones. Then
 *   f(s with i flipped)/f(s) = e^{-2 a_i s_i} Π_j [ p_j e^{-2 s_i W_ij} + m_j e^{+2 s_i W_ij} ],
 * exact for any weights: nothing cancels except where f itself has a zero. A chain keeps squared moduli instead (chain-state.ts).
 */

/** While |2 Re θ| stays below this, p, m and their squares neither overflow nor underflow, and may be updated by multiplication for ever. */
const SAFE_EXPONENT: f64 = 340;
/** While the sites of a flip reach (flip-tables.ts) no further together, products over a lane of hidden units and their squares are in range. */
const LONGEST_REACH: f64 = 600;

@unmanaged
export class Rbm {
  sites: i32;
  hidden: i32;
  blocks: i32;
  words: i32;
  /** 1 if |2 Re θ| is below SAFE_EXPONENT for every configuration, and two sites' reach below LONGEST_REACH: look-ups may be moved along. */
  safe: i32;
  /** The longest reach of a site. */
  reach: f64;
  pairs: i32;
  /** a, N complex, interleaved. */
  visible: usize;
  /** b, in blocks [re × 8][im × 8]. */
  hiddenBias: usize;
  /** W, N rows in blocks [re × 8][im × 8]. */
  weights: usize;
  /** Flip tables of the N sites. */
  flips: usize;
  /** Two flip tables for each pair: X = W_i - W_k, then X = W_i + W_k. */
  pairTables: usize;
  /** Sites i, k of each pair, i32. */
  pairSites: usize;
  /** Scratch: one side of a flip table. */
  scratch: usize;
  /** Scratch: what the ratios of one configuration share (shared-ratio.ts). */
  view: usize;
  /** Scratch: two sites, i32. */
  chosen: usize;
  /** Scratch: rows of derivatives that are made at a time. */
  derivativeRows: usize;
  parameters: Parameters;
  moved: Moved;

  /** Scratch of this member's own. */
  takeScratch(_: i32): void {
    this.scratch = allocate(sideBytes(this.blocks));
    this.view = allocate(sideBytes(this.blocks));
    this.chosen = allocate(16);
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.derivativeCount()));
    const parameters = changetype<Parameters>(allocate(offsetof<Parameters>()));
    memory.copy(changetype<usize>(parameters), changetype<usize>(this.parameters), offsetof<Parameters>());
    parameters.takeScratch(this.sites, this.hidden);
    this.parameters = parameters;
    const moved = changetype<Moved>(allocate(offsetof<Moved>()));
    moved.places = this.moved.places;
    moved.takeScratch(this.sites, this.hidden, this.derivativeCount());
    this.moved = moved;
  }

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
    this.reach = 0;
    for (let i = 0; i < this.sites; i++) {
      this.reach = max(this.reach, reach(this.row(i), this.visibleRe(i), this.blocks));
    }
    this.safe = 2 * this.largestTheta() < SAFE_EXPONENT && this.reaches(2) ? 1 : 0;
    for (let number = 1; number < members; number++) {
      const other = recordOf<Rbm>(changetype<usize>(this), number);
      other.reach = this.reach;
      other.safe = this.safe;
    }
    if (!this.reaches(1)) return;
    for (let i = 0; i < this.sites; i++) tabulate(this.row(i), this.visibleRe(i), this.visibleIm(i), this.side(i, false), this.blocks);
    for (let pair = 0; pair < this.pairs; pair++) this.preparePair(pair);
  }

  /** Whether the tables of that many sites may be used together. */
  @inline
  private reaches(count: i32): bool {
    return <f64>count * this.reach <= LONGEST_REACH;
  }

  private preparePair(pair: i32): void {
    const i = load<i32>(this.pairSites + (<usize>pair << 3));
    const k = load<i32>(this.pairSites + (<usize>pair << 3), 4);
    for (let down = 0; down < 2; down++) {
      compose(this.pairSide(pair, false, down == 1), this.side(i, down == 1), this.side(k, down == 0), this.blocks);
      compose(this.pairSide(pair, true, down == 1), this.side(i, down == 1), this.side(k, down == 1), this.blocks);
    }
  }

  /** max_j |Re b_j| + Σ_i |Re W_ij|, the largest |Re θ_j| over all configurations. */
  private largestTheta(): f64 {
    let largest: f64 = 0;
    for (let j = 0; j < this.hidden; j++) {
      let total = abs(load<f64>(element(this.hiddenBias, j)));
      for (let i = 0; i < this.sites; i++) total += abs(load<f64>(element(this.row(i), j)));
      largest = max(largest, total);
    }
    return largest;
  }

  /** W_i, in blocks. */
  @inline
  private row(i: i32): usize {
    return this.weights + <usize>(i * this.blocks) * VECTOR;
  }

  /** The side of the flip table of site i for a spin that is up or down. */
  @inline
  private side(i: i32, down: bool): usize {
    return this.flips + <usize>(2 * i + (down ? 1 : 0)) * sideBytes(this.blocks);
  }

  /** The same of the table of a pair whose spins are alike (X = W_i + W_k) or unlike (X = W_i - W_k), its first spin up or down. */
  @inline
  private pairSide(pair: i32, alike: bool, down: bool): usize {
    return this.pairTables + <usize>(4 * pair + (alike ? 2 : 0) + (down ? 1 : 0)) * sideBytes(this.blocks);
  }

  @inline
  private visibleRe(i: i32): f64 {
    return load<f64>(this.visible + (<usize>i << 4));
  }

  @inline
  private visibleIm(i: i32): f64 {
    return load<f64>(this.visible + (<usize>i << 4), 8);
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
      logRe += sign * this.visibleRe(i);
      logIm += sign * this.visibleIm(i);
    }
    complex.set(logRe, logIm);
    fillLookups(theta, this.hidden, this.blocks, state);
  }

  /** Prepares for many ratios of one configuration, until `closeView`. */
  openView(state: usize): void {
    if (this.safe) openView(state, this.view, this.blocks);
  }
  closeView(): void {
    closeView();
  }

  /** Ratio for flipping site i. */
  @inline
  ratioOfSite(bits: usize, state: usize, i: i32): void {
    if (this.reaches(1) && this.multiply(state, this.side(i, spinIsDown(bits, i)))) return;
    store<i32>(this.chosen, i);
    this.ratioDirectly(bits, state, this.chosen, 1);
  }

  /** Ratio for flipping both sites of a prepared pair. */
  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    if (this.reaches(2) && this.multiply(state, this.sideOfPair(bits, pair))) return;
    this.ratioDirectly(bits, state, this.pairSites + (<usize>pair << 3), 2);
  }

  /** The side of a pair's tables for the spins as they are. */
  @inline
  private sideOfPair(bits: usize, pair: i32): usize {
    const sites = this.pairSites + (<usize>pair << 3);
    const down = spinIsDown(bits, load<i32>(sites));
    const alike = down == spinIsDown(bits, load<i32>(sites, 4));
    return this.pairSide(pair, alike, down);
  }

  @inline
  private multiply(state: usize, side: usize): bool {
    return state == viewed ? productOfView(this.view, side, this.blocks) : product(state, side, this.blocks);
  }

  /** Ratio for flipping any two sites. */
  @inline
  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    const a = this.side(i, spinIsDown(bits, i));
    const b = this.side(k, spinIsDown(bits, k));
    if (state == viewed && productOfViewOfTwo(this.view, a, b, this.blocks)) return;
    store<i32>(this.chosen, i);
    store<i32>(this.chosen, k, 4);
    this.ratioOfMany(bits, state, this.chosen, 2);
  }

  /** Ratio for flipping `count` sites, given as i32. */
  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    if (this.reaches(count) && this.multiply(state, this.composeSites(bits, sites, count))) return;
    this.ratioDirectly(bits, state, sites, count);
  }

  /** The side of a table for the flip of `count` sites, those of a prepared pair or -1, for the spins as they are; 0 where tables do not reach. */
  sideOfFlip(bits: usize, sites: usize, count: i32, pair: i32): usize {
    if (!this.reaches(count)) return 0;
    return pair >= 0 ? this.sideOfPair(bits, pair) : this.composeSites(bits, sites, count);
  }

  /** The side of a table for several sites at once, for the spins as they are. */
  private composeSites(bits: usize, sites: usize, count: i32): usize {
    let composed = this.side(load<i32>(sites), spinIsDown(bits, load<i32>(sites)));
    for (let n = 1; n < count; n++) {
      const i = load<i32>(sites + (<usize>n << 2));
      compose(this.scratch, composed, this.side(i, spinIsDown(bits, i)), this.blocks);
      composed = this.scratch;
    }
    return composed;
  }

  /** The same without tables, whatever the weights. */
  private ratioDirectly(bits: usize, state: usize, sites: usize, count: i32): void {
    const exponent = this.scratch;
    memory.fill(exponent, 0, <usize>this.blocks * VECTOR);
    let x: f64 = 0;
    let y: f64 = 0;
    for (let n = 0; n < count; n++) {
      const i = load<i32>(sites + (<usize>n << 2));
      const sign: f64 = spinIsDown(bits, i) ? -1 : 1;
      addScaled(exponent, this.row(i), this.blocks, sign);
      x -= 2 * sign * this.visibleRe(i);
      y -= 2 * sign * this.visibleIm(i);
    }
    directProduct(state, exponent, this.hidden, x, y);
  }

  /** Moves the look-ups along as site i flips. `bits` still hold the old spins. */
  @inline
  acceptSite(bits: usize, state: usize, i: i32): void {
    absorb(state, this.side(i, spinIsDown(bits, i)), this.blocks);
  }

  /** The same for two sites, in one step: the configuration in between might be a zero of f. */
  @inline
  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    store<i32>(this.chosen, i);
    store<i32>(this.chosen, k, 4);
    absorb(state, this.composeSites(bits, this.chosen, 2), this.blocks);
  }

  /** Bytes that a chain keeps: look-ups, and where look-ups may be moved along what takes their place (chain-state.ts). */
  @inline
  chainBytes(): usize {
    return <usize>this.blocks * (BLOCK + CHAIN_BLOCK);
  }

  @inline
  private chainState(chain: usize): usize {
    return chain + this.stateBytes();
  }

  beginChain(bits: usize, chain: usize): void {
    this.initialise(bits, chain);
    if (this.safe) beginChainState(chain, this.chainState(chain), this.blocks);
  }

  @inline
  weightOfSite(bits: usize, chain: usize, i: i32): f64 {
    if (this.safe) return weightOfFlip(this.chainState(chain), this.side(i, spinIsDown(bits, i)), this.blocks);
    this.ratioOfSite(bits, chain, i);
    return squaredModulus();
  }

  /** The spins of the pair are unlike. */
  @inline
  weightOfPair(bits: usize, chain: usize, pair: i32): f64 {
    const down = spinIsDown(bits, load<i32>(this.pairSites + (<usize>pair << 3)));
    if (this.safe) return weightOfFlip(this.chainState(chain), this.pairSide(pair, false, down), this.blocks);
    this.ratioOfPair(bits, chain, pair);
    return squaredModulus();
  }

  @inline
  weightOfTwo(bits: usize, chain: usize, i: i32, k: i32): f64 {
    const a = this.side(i, spinIsDown(bits, i));
    const b = this.side(k, spinIsDown(bits, k));
    if (this.safe) return weightOfTwo(this.chainState(chain), a, b, this.blocks);
    this.ratioOfTwo(bits, chain, i, k);
    return squaredModulus();
  }

  weightOfMany(bits: usize, chain: usize, sites: usize, count: i32): f64 {
    if (this.safe && this.reaches(count)) return weightOfFlip(this.chainState(chain), this.composeSites(bits, sites, count), this.blocks);
    if (this.safe) lookupsOfChain(this.chainState(chain), chain, this.blocks);
    this.ratioOfMany(bits, chain, sites, count);
    return squaredModulus();
  }

  @inline
  moveSite(bits: usize, chain: usize, i: i32): void {
    moveFlip(this.chainState(chain), this.side(i, !spinIsDown(bits, i)), this.blocks);
  }

  @inline
  moveTwo(bits: usize, chain: usize, i: i32, k: i32): void {
    moveTwo(this.chainState(chain), this.side(i, !spinIsDown(bits, i)), this.side(k, !spinIsDown(bits, k)), this.blocks);
  }

  /** Site by site: what a chain keeps is in range for every configuration on the way, and finite even for a zero of f. */
  moveMany(bits: usize, chain: usize, sites: usize, count: i32): void {
    for (let n = 0; n < count; n++) this.moveSite(bits, chain, load<i32>(sites + (<usize>n << 2)));
  }

  /** The look-ups of the chain's configuration. */
  record(chain: usize, state: usize): void {
    if (this.safe) lookupsOfChain(this.chainState(chain), state, this.blocks);
    else memory.copy(state, chain, this.stateBytes());
  }

  /** Bytes of what a projection keeps along a chain about one image: look-ups, and where they may be moved along what takes their place (image-state.ts). */
  @inline
  imageStateBytes(): usize {
    return this.stateBytes() + sideBytes(this.blocks);
  }

  @inline
  private imageState(image: usize): usize {
    return image + this.stateBytes();
  }

  beginImage(bits: usize, image: usize): void {
    this.initialise(bits, image);
    if (this.safe) beginImageState(image, this.imageState(image), this.blocks);
  }

  imageRatioOfSite(bits: usize, image: usize, i: i32): void {
    if (this.safe && imageProduct(this.imageState(image), this.side(i, spinIsDown(bits, i)), this.blocks)) return;
    this.lookupsOfChain(image);
    this.ratioOfSite(bits, image, i);
  }

  imageRatioOfPair(bits: usize, image: usize, pair: i32): void {
    if (this.safe && imageProduct(this.imageState(image), this.sideOfPair(bits, pair), this.blocks)) return;
    this.lookupsOfChain(image);
    this.ratioOfPair(bits, image, pair);
  }

  imageRatioOfTwo(bits: usize, image: usize, i: i32, k: i32): void {
    const a = this.side(i, spinIsDown(bits, i));
    const b = this.side(k, spinIsDown(bits, k));
    if (this.safe && imageProductOfTwo(this.imageState(image), a, b, this.blocks)) return;
    this.lookupsOfChain(image);
    this.ratioOfTwo(bits, image, i, k);
  }

  imageRatioOfMany(bits: usize, image: usize, sites: usize, count: i32): void {
    const tabled = this.safe && this.reaches(count);
    if (tabled && imageProduct(this.imageState(image), this.composeSites(bits, sites, count), this.blocks)) return;
    this.lookupsOfChain(image);
    this.ratioOfMany(bits, image, sites, count);
  }

  moveImageSite(bits: usize, image: usize, i: i32): void {
    moveImageState(this.imageState(image), this.side(i, !spinIsDown(bits, i)), 0, this.blocks);
  }

  moveImageTwo(bits: usize, image: usize, i: i32, k: i32): void {
    moveImageState(this.imageState(image), this.side(i, !spinIsDown(bits, i)), this.side(k, !spinIsDown(bits, k)), this.blocks);
  }

  recordImage(image: usize, state: usize): void {
    if (this.safe) lookupsOfImage(this.imageState(image), state, this.blocks);
    else memory.copy(state, image, this.stateBytes());
  }

  /** The look-ups of an image, where they were not moved along. */
  private lookupsOfChain(image: usize): void {
    if (this.safe) lookupsOfImage(this.imageState(image), image, this.blocks);
  }
}
