import * as complex from "../math/complex";
import { spinIsDown, toggle } from "../spins/configuration";
import { BATCH, rowBytes } from "../spins/derivatives";
import { Image } from "../spins/image";
import { allocate } from "../runtime/memory";
import { MANY } from "../spins/operator";
import { ratioIm, ratioRe, setRatio, squaredModulus } from "../spins/ratio";
import { closeView } from "../rbm/shared-ratio";
import {
  beginImage,
  moveImageSite,
  moveImageTwo,
  imageRatioOfMany,
  imageRatioOfPair,
  imageRatioOfSite,
  imageRatioOfTwo,
  recordImage,
  imageStateBytes,
} from "../spins/protocol";

/** Bytes of what precedes the bits of an image: its weight, complex. */
const HEADER: usize = 16;
/** Moves that are evaluated together. */
const ASKED: i32 = 64;
/** Bytes of one of them: its sites, i32 their number, i32 the prepared pair or -1. */
const QUESTION: usize = 16;
/** A squared weight below which rounding and underflow are near: the weights are then taken from the logarithms again. */
const LEAST: f64 = 1e-200;
/** A squared inner ratio above which one is near overflow. */
const MOST: f64 = 1e200;

/**
 * The projection of a network on a one-dimensional representation of a group, F(s) = Σ_g χ_g f(g s), χ_g = ±1: momentum zero for the
 * translations, the trivial one for rotations and reflections, ± for the flip of all spins. (g s)_k = ± s_{source_g(k)}. Of every image g s
 * its weight w_g = χ_g f(g s)/F(s), its bits and what the inner network keeps about it are kept: a ratio of F is the weighted mean Σ_g w_g r_g
 * of those of f, and a move makes of w_g w_g r_g / Σ w r.
 */
@unmanaged
export class Symmetrised<T> {
  sites: i32;
  words: i32;
  pairs: i32;
  pairSites: usize;
  inner: T;
  /** Bytes of the inner network's record, and its derivatives for each configuration. */
  innerBytes: usize;
  innerColumns: i32;
  elements: i32;
  /** target_g(i): where site i of s is found in g s; elements × N i32. */
  target: usize;
  /** The prepared pair on which g puts each prepared pair, or -1; elements × pairs i32. */
  pairImages: usize;
  /** 1 for elements that flip all spins; i32. */
  flips: usize;
  /** χ_g, f64. */
  characters: usize;
  /** Scratch: one row of the inner network's derivatives and those that are made at a time, the moved sites, ratios of every element. */
  innerRow: usize;
  derivativeRows: usize;
  moved: usize;
  chosen: usize;
  ratios: usize;
  /** Scratch: moves of one configuration that are evaluated together, its look-ups, the matrix elements that go with them, their ratios. */
  questions: usize;
  asked: usize;
  marks: usize;
  answers: usize;
  /** Scratch: how an operator acts on one of the images. */
  image: Image;
  /** Scratch: a configuration and its look-ups, of so many bytes. */
  otherBytes: usize;
  otherBits: usize;
  otherState: usize;

  /** Scratch of this member's own. */
  takeScratch(number: i32): void {
    this.inner = changetype<T>(changetype<usize>(this.inner) + <usize>number * this.innerBytes);
    this.innerRow = allocate(<usize>this.innerColumns << 4);
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.innerColumns));
    this.moved = allocate(<usize>this.sites << 2);
    this.chosen = allocate(16);
    this.ratios = allocate(<usize>this.elements << 4);
    this.questions = allocate(<usize>ASKED * QUESTION);
    this.marks = allocate(<usize>ASKED << 4);
    this.answers = allocate(<usize>ASKED << 4);
    this.image = changetype<Image>(allocate(offsetof<Image>()));
    this.image.takeScratch(this.sites);
    this.otherBits = allocate(<usize>this.words << 3);
    this.otherState = allocate(this.otherBytes);
  }

  /** Whether look-ups may be moved along: where the inner network's may. */
  @inline
  get safe(): i32 {
    return this.inner.safe;
  }

  /** Bytes of an image: weight, bits, inner state. */
  @inline
  imageBytes(): usize {
    return HEADER + (((<usize>this.words << 3) + 15) & ~15) + ((this.inner.stateBytes() + 15) & ~15);
  }

  /** The same along a chain. */
  @inline
  private chainImageBytes(): usize {
    return HEADER + (((<usize>this.words << 3) + 15) & ~15) + ((imageStateBytes(this.inner) + 15) & ~15);
  }

  @inline
  stateBytes(): usize {
    return <usize>this.elements * this.imageBytes();
  }

  @inline
  chainBytes(): usize {
    return <usize>this.elements * this.chainImageBytes();
  }

  @inline
  bitsOf(image: usize): usize {
    return image + HEADER;
  }

  /** What the inner network keeps about an image. */
  @inline
  insideOf(image: usize): usize {
    return image + HEADER + (((<usize>this.words << 3) + 15) & ~15);
  }

  @inline
  derivativeCount(): i32 {
    return this.inner.derivativeCount();
  }

  @inline
  private targetOf(g: i32, i: i32): i32 {
    return load<i32>(this.target + (<usize>(g * this.sites + i) << 2));
  }

  /** How an operator acts on the image g s. */
  imageOf(g: i32, bits: usize): Image {
    const image = this.image;
    image.bits = bits;
    image.target = this.target + (<usize>(g * this.sites) << 2);
    image.pairImages = this.pairImages + (<usize>(g * this.pairs) << 2);
    return image;
  }

  @inline
  private pairImage(g: i32, pair: i32): i32 {
    return load<i32>(this.pairImages + (<usize>(g * this.pairs + pair) << 2));
  }

  @inline
  private pairSite(pair: i32, end: usize): i32 {
    return load<i32>(this.pairSites + (<usize>pair << 3) + (end << 2));
  }

  @inline
  private character(g: i32): f64 {
    return load<f64>(this.characters + (<usize>g << 3));
  }

  initialise(bits: usize, state: usize): void {
    this.turn(bits, state, this.imageBytes());
    this.renew(state);
  }

  /** Writes the bits of all images. */
  private turn(bits: usize, image: usize, stride: usize): void {
    for (let g = 0; g < this.elements; g++) {
      const turned = this.bitsOf(image);
      memory.fill(turned, 0, <usize>this.words << 3);
      const flips = load<i32>(this.flips + (<usize>g << 2)) == 1;
      for (let i = 0; i < this.sites; i++) if (spinIsDown(bits, i) != flips) toggle(turned, this.targetOf(g, i));
      image += stride;
    }
  }

  /** Look-ups and weights from the bits, with ln F left in `complex`. */
  private renew(state: usize): void {
    const stride = this.imageBytes();
    let image = state;
    for (let g = 0; g < this.elements; g++) {
      this.inner.initialise(this.bitsOf(image), this.insideOf(image));
      store<f64>(image, complex.re);
      store<f64>(image, complex.im, 8);
      image += stride;
    }
    this.weigh(state, stride);
  }

  /** The weights of the images from the logarithms that are in their place, with ln F left in `complex`. */
  private weigh(first: usize, stride: usize): void {
    const end = first + <usize>this.elements * stride;
    let largest = -Infinity;
    for (let image = first; image < end; image += stride) largest = max(largest, load<f64>(image));
    let re: f64 = 0;
    let im: f64 = 0;
    let image = first;
    for (let g = 0; g < this.elements; g++) {
      complex.exp(load<f64>(image) - largest, load<f64>(image, 8));
      store<f64>(image, this.character(g) * complex.re);
      store<f64>(image, this.character(g) * complex.im, 8);
      re += this.character(g) * complex.re;
      im += this.character(g) * complex.im;
      image += stride;
    }
    this.divide(first, stride, re, im);
    complex.log(re, im);
    complex.set(complex.re + largest, complex.im);
  }

  /** Divides all weights by x + iy; whether none is near underflow. */
  private divide(first: usize, stride: usize, x: f64, y: f64): bool {
    const end = first + <usize>this.elements * stride;
    const inverse = 1 / (x * x + y * y);
    let least = Infinity;
    for (let image = first; image < end; image += stride) {
      complex.set(load<f64>(image), load<f64>(image, 8));
      complex.multiply(x * inverse, -y * inverse);
      store<f64>(image, complex.re);
      store<f64>(image, complex.im, 8);
      least = min(least, complex.re * complex.re + complex.im * complex.im);
    }
    return least >= LEAST;
  }

  /** Leaves Σ_g w_g r_g as the ratio; with `moves` w_g r_g takes the place of w_g. */
  private combine(first: usize, stride: usize, moves: bool): void {
    let re: f64 = 0;
    let im: f64 = 0;
    let image = first;
    for (let ratio = this.ratios; ratio < this.ratios + (<usize>this.elements << 4); ratio += 16) {
      complex.set(load<f64>(image), load<f64>(image, 8));
      complex.multiply(load<f64>(ratio), load<f64>(ratio, 8));
      re += complex.re;
      im += complex.im;
      if (moves) {
        store<f64>(image, complex.re);
        store<f64>(image, complex.im, 8);
      }
      image += stride;
    }
    setRatio(re, im);
  }

  /** The weights after the move whose ratios were asked for last; whether they can be gone on with. */
  private follow(first: usize, stride: usize): bool {
    this.combine(first, stride, true);
    return this.divide(first, stride, ratioRe, ratioIm);
  }

  /** The inner ratio, set last, for element g. */
  @inline
  private keep(g: i32): void {
    store<f64>(this.ratios + (<usize>g << 4), ratioRe);
    store<f64>(this.ratios + (<usize>g << 4), ratioIm, 8);
  }

  /** Where element g finds some sites. */
  @inline
  private move(g: i32, sites: usize, count: i32): void {
    for (let n = 0; n < count; n++) store<i32>(this.moved + (<usize>n << 2), this.targetOf(g, load<i32>(sites + (<usize>n << 2))));
  }

  /** The inner ratio of an image for the flip of `count` sites, those of a prepared pair or -1. */
  private ratioInside(g: i32, image: usize, sites: usize, count: i32, pair: i32): void {
    const bits = this.bitsOf(image);
    const inside = this.insideOf(image);
    const prepared = pair >= 0 ? this.pairImage(g, pair) : -1;
    if (prepared >= 0) return this.inner.ratioOfPair(bits, inside, prepared);
    this.move(g, sites, count);
    if (count == 1) this.inner.ratioOfSite(bits, inside, load<i32>(this.moved));
    else if (count == 2) this.inner.ratioOfTwo(bits, inside, load<i32>(this.moved), load<i32>(this.moved, 4));
    else this.inner.ratioOfMany(bits, inside, this.moved, count);
  }

  private ratioOf(state: usize, sites: usize, count: i32, pair: i32): void {
    const stride = this.imageBytes();
    let image = state;
    for (let g = 0; g < this.elements; g++) {
      this.ratioInside(g, image, sites, count, pair);
      this.keep(g);
      image += stride;
    }
    this.combine(state, stride, false);
  }

  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    this.ratioOf(state, sites, count, -1);
  }

  @inline
  ratioOfSite(bits: usize, state: usize, i: i32): void {
    store<i32>(this.chosen, i);
    this.ratioOf(state, this.chosen, 1, -1);
  }

  @inline
  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    store<i32>(this.chosen, i);
    store<i32>(this.chosen, k, 4);
    this.ratioOf(state, this.chosen, 2, -1);
  }

  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    this.ratioOf(state, this.pairSites + (<usize>pair << 3), 2, pair);
  }

  /** Rows that may be placed before they are evaluated. */
  @inline
  get mostRows(): i32 {
    return ASKED;
  }

  /** Puts a move of the configuration of `state` into a row. */
  place(bits: usize, state: usize, sites: usize, count: i32, pair: i32, row: i32): void {
    const question = this.questions + <usize>row * QUESTION;
    store<usize>(question, sites);
    store<i32>(question, count, 8);
    store<i32>(question, pair, 12);
    this.asked = state;
  }

  /** The ratios of the rows 0 … `count` - 1, one image after the other. */
  evaluateRows(count: i32): void {
    memory.fill(this.answers, 0, <usize>count << 4);
    let image = this.asked;
    for (let g = 0; g < this.elements; g++) {
      if (isDefined(this.inner.evaluateRows)) this.answerTogether(g, image, count);
      else this.answerOneByOne(g, image, count);
      image += this.imageBytes();
    }
    closeView();
  }

  private answerOneByOne(g: i32, image: usize, count: i32): void {
    if (isDefined(this.inner.openView)) if (count > MANY) this.inner.openView(this.insideOf(image));
    for (let row = 0; row < count; row++) {
      const question = this.questions + <usize>row * QUESTION;
      this.ratioInside(g, image, load<usize>(question), load<i32>(question, 8), load<i32>(question, 12));
      this.answer(row, image);
    }
  }

  /** The same by a network that takes several moves at a time (Mlp). */
  private answerTogether(g: i32, image: usize, count: i32): void {
    const most = this.inner.mostRows;
    for (let first = 0; first < count; first += most) {
      const taken = min(most, count - first);
      for (let n = 0; n < taken; n++) {
        const question = this.questions + <usize>(first + n) * QUESTION;
        const sites = load<i32>(question, 8);
        this.move(g, load<usize>(question), sites);
        this.inner.place(this.bitsOf(image), this.insideOf(image), this.moved, sites, -1, n);
      }
      this.inner.evaluateRows(taken);
      for (let n = 0; n < taken; n++) {
        this.inner.ratioOfRow(this.insideOf(image), n);
        this.answer(first + n, image);
      }
    }
  }

  /** Adds w_g r_g for the ratio set last to that of a row. */
  @inline
  private answer(row: i32, image: usize): void {
    const answer = this.answers + (<usize>row << 4);
    complex.set(load<f64>(image), load<f64>(image, 8));
    complex.multiply(ratioRe, ratioIm);
    store<f64>(answer, load<f64>(answer) + complex.re);
    store<f64>(answer, load<f64>(answer, 8) + complex.im, 8);
  }

  ratioOfRow(_: usize, row: i32): void {
    setRatio(load<f64>(this.answers + (<usize>row << 4)), load<f64>(this.answers + (<usize>row << 4), 8));
  }

  acceptSite(bits: usize, state: usize, i: i32): void {
    const stride = this.imageBytes();
    let image = state;
    for (let g = 0; g < this.elements; g++) {
      const site = this.targetOf(g, i);
      this.inner.acceptSite(this.bitsOf(image), this.insideOf(image), site);
      toggle(this.bitsOf(image), site);
      image += stride;
    }
    if (!this.follow(state, stride)) this.renew(state);
  }

  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    const stride = this.imageBytes();
    let image = state;
    for (let g = 0; g < this.elements; g++) {
      const first = this.targetOf(g, i);
      const second = this.targetOf(g, k);
      this.inner.acceptTwo(this.bitsOf(image), this.insideOf(image), first, second);
      toggle(this.bitsOf(image), first);
      toggle(this.bitsOf(image), second);
      image += stride;
    }
    if (!this.follow(state, stride)) this.renew(state);
  }

  /** What a chain keeps about its configuration: in the place of look-ups what the inner network has for chains. */
  beginChain(bits: usize, chain: usize): void {
    this.turn(bits, chain, this.chainImageBytes());
    this.renewChain(chain);
  }

  private renewChain(chain: usize): void {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      beginImage(this.inner, this.bitsOf(image), this.insideOf(image));
      store<f64>(image, complex.re);
      store<f64>(image, complex.im, 8);
      image += stride;
    }
    this.weigh(chain, stride);
  }

  weightOfSite(bits: usize, chain: usize, i: i32): f64 {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      imageRatioOfSite(this.inner, this.bitsOf(image), this.insideOf(image), this.targetOf(g, i));
      this.keep(g);
      image += stride;
    }
    this.combine(chain, stride, false);
    return squaredModulus();
  }

  weightOfTwo(bits: usize, chain: usize, i: i32, k: i32): f64 {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      imageRatioOfTwo(this.inner, this.bitsOf(image), this.insideOf(image), this.targetOf(g, i), this.targetOf(g, k));
      this.keep(g);
      image += stride;
    }
    this.combine(chain, stride, false);
    return squaredModulus();
  }

  weightOfPair(bits: usize, chain: usize, pair: i32): f64 {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      const prepared = this.pairImage(g, pair);
      if (prepared < 0) return this.weightOfTwo(bits, chain, this.pairSite(pair, 0), this.pairSite(pair, 1));
      imageRatioOfPair(this.inner, this.bitsOf(image), this.insideOf(image), prepared);
      this.keep(g);
      image += stride;
    }
    this.combine(chain, stride, false);
    return squaredModulus();
  }

  /** Images that have next to no weight may gain all of it by many flips: such a weight is taken from the logarithms. */
  weightOfMany(bits: usize, chain: usize, sites: usize, count: i32): f64 {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      this.move(g, sites, count);
      imageRatioOfMany(this.inner, this.bitsOf(image), this.insideOf(image), this.moved, count);
      const re = load<f64>(image);
      const im = load<f64>(image, 8);
      if (!(re * re + im * im >= LEAST && squaredModulus() <= MOST)) return this.weightFromLogs(bits, sites, count);
      this.keep(g);
      image += stride;
    }
    this.combine(chain, stride, false);
    return squaredModulus();
  }

  private weightFromLogs(bits: usize, sites: usize, count: i32): f64 {
    this.initialise(bits, this.otherState);
    const before = complex.re;
    memory.copy(this.otherBits, bits, <usize>this.words << 3);
    for (let n = 0; n < count; n++) toggle(this.otherBits, load<i32>(sites + (<usize>n << 2)));
    this.initialise(this.otherBits, this.otherState);
    return NativeMath.exp(2 * (complex.re - before));
  }

  moveSite(bits: usize, chain: usize, i: i32): void {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      const site = this.targetOf(g, i);
      moveImageSite(this.inner, this.bitsOf(image), this.insideOf(image), site);
      toggle(this.bitsOf(image), site);
      image += stride;
    }
    if (!this.follow(chain, stride)) this.renewChain(chain);
  }

  moveTwo(bits: usize, chain: usize, i: i32, k: i32): void {
    const stride = this.chainImageBytes();
    let image = chain;
    for (let g = 0; g < this.elements; g++) {
      const first = this.targetOf(g, i);
      const second = this.targetOf(g, k);
      moveImageTwo(this.inner, this.bitsOf(image), this.insideOf(image), first, second);
      toggle(this.bitsOf(image), first);
      toggle(this.bitsOf(image), second);
      image += stride;
    }
    if (!this.follow(chain, stride)) this.renewChain(chain);
  }

  /** Writes weights, bits and look-ups of the chain's images. */
  record(chain: usize, state: usize): void {
    const before = this.insideOf(chain) - chain;
    for (let g = 0; g < this.elements; g++) {
      memory.copy(state, chain, before);
      recordImage(this.inner, chain + before, state + before);
      chain += this.chainImageBytes();
      state += this.imageBytes();
    }
  }

  /** Σ_g w_g O(g s). */
  derivatives(bits: usize, state: usize, row: usize): void {
    const bytes = <usize>this.derivativeCount() << 4;
    memory.fill(row, 0, bytes);
    const stride = this.imageBytes();
    const end = state + <usize>this.elements * stride;
    for (let image = state; image < end; image += stride) {
      this.inner.derivatives(this.bitsOf(image), this.insideOf(image), this.innerRow);
      addTimes(load<f64>(image), load<f64>(image, 8), this.innerRow, row, bytes);
    }
  }
}

/** target += (x + iy) source, complex, interleaved. */
export function addTimes(x: f64, y: f64, source: usize, target: usize, bytes: usize): void {
  const re = f64x2.splat(x);
  const im = f64x2.replace_lane(f64x2.splat(y), 0, -y);
  for (const end = source + bytes; source < end; source += 16) {
    const o = v128.load(source);
    const product = f64x2.add(f64x2.mul(re, o), f64x2.mul(im, v128.shuffle<f64>(o, o, 1, 0)));
    v128.store(target, f64x2.add(v128.load(target), product));
    target += 16;
  }
}
