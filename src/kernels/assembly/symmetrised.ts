import * as complex from "./complex";
import { spinIsDown, toggle } from "./configuration";
import { BATCH, rowBytes } from "./derivatives";
import { allocate } from "./memory";
import { ratioIm, ratioRe, setRatio } from "./ratio";

/**
 * The projection of a network on a one-dimensional representation of a group, F(s) = Σ_g χ_g f(g s), χ_g = ±1: momentum zero for the
 * translations, ± for the flip of all spins. (g s)_k = ± s_{source_g(k)}. The state of a configuration is ln f(g s) for every g, the
 * transformed configurations, and the inner network's states.
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

  /** Scratch of this member's own. */
  takeScratch(number: i32): void {
    this.inner = changetype<T>(changetype<usize>(this.inner) + <usize>number * this.innerBytes);
    this.innerRow = allocate(<usize>this.innerColumns << 4);
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.innerColumns));
    this.moved = allocate(<usize>this.sites << 2);
    this.chosen = allocate(16);
    this.ratios = allocate(<usize>this.elements << 4);
  }

  /** Whether look-ups may be moved along: where the inner network's may. */
  @inline
  get safe(): i32 {
    return this.inner.safe;
  }

  @inline
  stateBytes(): usize {
    return <usize>this.elements * this.elementBytes();
  }

  /** ln f, bits, inner state. */
  @inline
  private elementBytes(): usize {
    return 16 + (((<usize>this.words << 3) + 15) & ~15) + ((this.inner.stateBytes() + 15) & ~15);
  }

  @inline
  private element(state: usize, g: i32): usize {
    return state + <usize>g * this.elementBytes();
  }

  @inline
  private bitsOf(element: usize): usize {
    return element + 16;
  }

  @inline
  private stateOf(element: usize): usize {
    return element + 16 + (((<usize>this.words << 3) + 15) & ~15);
  }

  @inline
  derivativeCount(): i32 {
    return this.inner.derivativeCount();
  }

  @inline
  private targetOf(g: i32, i: i32): i32 {
    return load<i32>(this.target + (<usize>(g * this.sites + i) << 2));
  }

  @inline
  private character(g: i32): f64 {
    return load<f64>(this.characters + (<usize>g << 3));
  }

  initialise(bits: usize, state: usize): void {
    for (let g = 0; g < this.elements; g++) {
      const element = this.element(state, g);
      const turned = this.bitsOf(element);
      memory.fill(turned, 0, <usize>this.words << 3);
      const flips = load<i32>(this.flips + (<usize>g << 2)) == 1;
      for (let i = 0; i < this.sites; i++) if (spinIsDown(bits, i) != flips) toggle(turned, this.targetOf(g, i));
      this.inner.initialise(turned, this.stateOf(element));
      store<f64>(element, complex.re);
      store<f64>(element, complex.im, 8);
    }
    this.total(state, false);
    complex.log(complex.re, complex.im);
    complex.set(complex.re + this.largest(state), complex.im);
  }

  /** max_g Re ln f(g s). */
  private largest(state: usize): f64 {
    let largest = -Infinity;
    for (let g = 0; g < this.elements; g++) largest = max(largest, load<f64>(this.element(state, g)));
    return largest;
  }

  /** Σ_g χ_g f(g s) [r_g] / e^{largest} into `complex`. */
  private total(state: usize, moved: bool): void {
    const largest = this.largest(state);
    let re: f64 = 0;
    let im: f64 = 0;
    for (let g = 0; g < this.elements; g++) {
      const element = this.element(state, g);
      complex.exp(load<f64>(element) - largest, load<f64>(element, 8));
      if (moved) complex.multiply(load<f64>(this.ratios + (<usize>g << 4)), load<f64>(this.ratios + (<usize>g << 4), 8));
      re += this.character(g) * complex.re;
      im += this.character(g) * complex.im;
    }
    complex.set(re, im);
  }

  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    for (let g = 0; g < this.elements; g++) {
      for (let n = 0; n < count; n++) store<i32>(this.moved + (<usize>n << 2), this.targetOf(g, load<i32>(sites + (<usize>n << 2))));
      const element = this.element(state, g);
      if (count == 1) this.inner.ratioOfSite(this.bitsOf(element), this.stateOf(element), load<i32>(this.moved));
      else this.inner.ratioOfMany(this.bitsOf(element), this.stateOf(element), this.moved, count);
      store<f64>(this.ratios + (<usize>g << 4), ratioRe);
      store<f64>(this.ratios + (<usize>g << 4), ratioIm, 8);
    }
    this.total(state, true);
    const re = complex.re;
    const im = complex.im;
    this.total(state, false);
    const norm = 1 / (complex.re * complex.re + complex.im * complex.im);
    setRatio((re * complex.re + im * complex.im) * norm, (im * complex.re - re * complex.im) * norm);
  }

  @inline
  ratioOfSite(bits: usize, state: usize, i: i32): void {
    store<i32>(this.chosen, i);
    this.ratioOfMany(bits, state, this.chosen, 1);
  }

  @inline
  ratioOfTwo(bits: usize, state: usize, i: i32, k: i32): void {
    store<i32>(this.chosen, i);
    store<i32>(this.chosen, k, 4);
    this.ratioOfMany(bits, state, this.chosen, 2);
  }

  @inline
  ratioOfPair(bits: usize, state: usize, pair: i32): void {
    this.ratioOfMany(bits, state, this.pairSites + (<usize>pair << 3), 2);
  }

  acceptSite(bits: usize, state: usize, i: i32): void {
    for (let g = 0; g < this.elements; g++) {
      const element = this.element(state, g);
      const site = this.targetOf(g, i);
      this.inner.acceptSite(this.bitsOf(element), this.stateOf(element), site);
      toggle(this.bitsOf(element), site);
      this.follow(element, g);
    }
  }

  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    for (let g = 0; g < this.elements; g++) {
      const element = this.element(state, g);
      const first = this.targetOf(g, i);
      const second = this.targetOf(g, k);
      this.inner.acceptTwo(this.bitsOf(element), this.stateOf(element), first, second);
      toggle(this.bitsOf(element), first);
      toggle(this.bitsOf(element), second);
      this.follow(element, g);
    }
  }

  /** ln f(g s) after the move whose ratios were asked for last. */
  private follow(element: usize, g: i32): void {
    complex.log(load<f64>(this.ratios + (<usize>g << 4)), load<f64>(this.ratios + (<usize>g << 4), 8));
    store<f64>(element, load<f64>(element) + complex.re);
    store<f64>(element, load<f64>(element, 8) + complex.im, 8);
  }

  /** Σ_g w_g O(g s), w_g = χ_g f(g s) / F(s). */
  derivatives(bits: usize, state: usize, row: usize): void {
    const columns = this.derivativeCount();
    memory.fill(row, 0, <usize>columns << 4);
    this.total(state, false);
    const norm = 1 / (complex.re * complex.re + complex.im * complex.im);
    const totalRe = complex.re * norm;
    const totalIm = -complex.im * norm;
    const largest = this.largest(state);
    for (let g = 0; g < this.elements; g++) {
      const element = this.element(state, g);
      this.inner.derivatives(this.bitsOf(element), this.stateOf(element), this.innerRow);
      complex.exp(load<f64>(element) - largest, load<f64>(element, 8));
      complex.multiply(this.character(g) * totalRe, this.character(g) * totalIm);
      const x = complex.re;
      const y = complex.im;
      for (let k: usize = 0; k < <usize>columns << 4; k += 16) {
        const or = load<f64>(this.innerRow + k);
        const oi = load<f64>(this.innerRow + k, 8);
        store<f64>(row + k, load<f64>(row + k) + x * or - y * oi);
        store<f64>(row + k, load<f64>(row + k, 8) + x * oi + y * or, 8);
      }
    }
  }
}
