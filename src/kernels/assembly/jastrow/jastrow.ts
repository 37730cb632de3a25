import * as complex from "../math/complex";
import { spinIsDown } from "../spins/configuration";
import { BATCH, rowBytes } from "../spins/derivatives";
import { allocate } from "../runtime/memory";
import { setRatio } from "../spins/ratio";

/**
 * Complex two-body Jastrow factor, ln f = Σ_i a_i s_i + Σ_{i<k} J_ik s_i s_k; a product state where all J are zero. The state of a
 * configuration is the N local fields a_i + Σ_k J_ik s_k, complex, interleaved.
 */
@unmanaged
export class Jastrow {
  sites: i32;
  words: i32;
  safe: i32;
  pairs: i32;
  pairSites: usize;
  /** Complex parameters. */
  count: i32;
  hasPairs: i32;
  /** a, N complex. */
  fields: usize;
  /** J, N × N complex, symmetric, zero diagonal. */
  couplings: usize;
  /** For each site, and for each pair i·N + k (i < k), the parameter it belongs to, or -1; i32. */
  fieldIndex: usize;
  pairIndex: usize;
  /** Scratch: two sites. */
  chosen: usize;
  /** Scratch: rows of derivatives that are made at a time. */
  derivativeRows: usize;

  /** Scratch of this member's own. */
  takeScratch(_: i32): void {
    this.chosen = allocate(16);
    this.derivativeRows = allocate(<usize>BATCH * rowBytes(this.derivativeCount()));
  }

  @inline
  stateBytes(): usize {
    return <usize>this.sites << 4;
  }

  @inline
  derivativeCount(): i32 {
    return this.count;
  }

  @inline
  private coupling(i: i32, k: i32): usize {
    return this.couplings + (<usize>(i * this.sites + k) << 4);
  }

  initialise(bits: usize, state: usize): void {
    memory.copy(state, this.fields, this.stateBytes());
    let re: f64 = 0;
    let im: f64 = 0;
    for (let i = 0; i < this.sites; i++) {
      const sign: f64 = spinIsDown(bits, i) ? -1 : 1;
      // ln f = Σ_i s_i (a_i + ½ Σ_k J_ik s_k)
      let pairRe: f64 = 0;
      let pairIm: f64 = 0;
      if (this.hasPairs) {
        for (let k = 0; k < this.sites; k++) {
          const other: f64 = spinIsDown(bits, k) ? -1 : 1;
          pairRe += other * load<f64>(this.coupling(i, k));
          pairIm += other * load<f64>(this.coupling(i, k), 8);
        }
      }
      const at = state + (<usize>i << 4);
      const fieldRe = load<f64>(at);
      const fieldIm = load<f64>(at, 8);
      re += sign * (fieldRe + 0.5 * pairRe);
      im += sign * (fieldIm + 0.5 * pairIm);
      store<f64>(at, fieldRe + pairRe);
      store<f64>(at, fieldIm + pairIm, 8);
    }
    complex.set(re, im);
  }

  ratioOfSite(bits: usize, state: usize, i: i32): void {
    const factor: f64 = spinIsDown(bits, i) ? 2 : -2;
    complex.exp(factor * load<f64>(state + (<usize>i << 4)), factor * load<f64>(state + (<usize>i << 4), 8));
    setRatio(complex.re, complex.im);
  }

  /** Every flipped site turns its field's term; a pair of flipped sites turns twice, that is not at all. */
  ratioOfMany(bits: usize, state: usize, sites: usize, count: i32): void {
    let re: f64 = 0;
    let im: f64 = 0;
    for (let n = 0; n < count; n++) {
      const i = load<i32>(sites + (<usize>n << 2));
      const sign: f64 = spinIsDown(bits, i) ? -1 : 1;
      re -= 2 * sign * load<f64>(state + (<usize>i << 4));
      im -= 2 * sign * load<f64>(state + (<usize>i << 4), 8);
      for (let m = 0; m < n; m++) {
        const k = load<i32>(sites + (<usize>m << 2));
        const both: f64 = spinIsDown(bits, k) ? -sign : sign;
        re += 4 * both * load<f64>(this.coupling(i, k));
        im += 4 * both * load<f64>(this.coupling(i, k), 8);
      }
    }
    complex.exp(re, im);
    setRatio(complex.re, complex.im);
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
    if (!this.hasPairs) return;
    const change: f64 = spinIsDown(bits, i) ? 2 : -2;
    for (let k = 0; k < this.sites; k++) {
      const at = state + (<usize>k << 4);
      store<f64>(at, load<f64>(at) + change * load<f64>(this.coupling(i, k)));
      store<f64>(at, load<f64>(at, 8) + change * load<f64>(this.coupling(i, k), 8), 8);
    }
  }

  acceptTwo(bits: usize, state: usize, i: i32, k: i32): void {
    this.acceptSite(bits, state, i);
    this.acceptSite(bits, state, k);
  }

  moveMany(bits: usize, state: usize, sites: usize, count: i32): void {
    for (let n = 0; n < count; n++) this.acceptSite(bits, state, load<i32>(sites + (<usize>n << 2)));
  }

  /** Sums of s_i and of s_i s_k over the sites and pairs that share a parameter. */
  derivatives(bits: usize, state: usize, row: usize): void {
    memory.fill(row, 0, <usize>this.count << 4);
    for (let i = 0; i < this.sites; i++) {
      const sign: f64 = spinIsDown(bits, i) ? -1 : 1;
      const field = load<i32>(this.fieldIndex + (<usize>i << 2));
      if (field >= 0) addReal(row, field, sign);
      if (!this.hasPairs) continue;
      for (let k = i + 1; k < this.sites; k++) {
        const index = load<i32>(this.pairIndex + (<usize>(i * this.sites + k) << 2));
        addReal(row, index, spinIsDown(bits, k) ? -sign : sign);
      }
    }
  }
}

@inline
function addReal(row: usize, index: i32, value: f64): void {
  const at = row + (<usize>index << 4);
  store<f64>(at, load<f64>(at) + value);
}
