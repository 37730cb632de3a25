// An operator as groups of terms by the spins they flip, and its local estimates.
import * as complex from "../math/complex";
import { goesOn } from "../runtime/team";
import { signOf } from "./configuration";
import { ratioIm, ratioRe } from "./ratio";

/** What a ratio f(s^F)/f(s) adds to the local estimator. */
export const COMPLEX: i32 = 0;
export const MODULUS: i32 = 1;
export const NONE: i32 = 2;

/** Ratios of one configuration from which on a look at it (rbm/shared-ratio.ts) pays. */
export const MANY: i32 = 8;

/** i32 fields of one group: flips, offset into the flipped sites, first term, end of terms, prepared pair or -1. */
export const GROUP: usize = 20;

/** A sum of Pauli strings grouped by the sites F they flip; element m_F(s) = Σ_terms c Π_{i in mask} s_i. */
@unmanaged
export class Operator {
  groups: i32;
  words: i32;
  /** `groups` records of five i32. */
  table: usize;
  /** Flipped sites, i32. */
  flips: usize;
  /** Complex, interleaved. */
  coefficients: usize;
  /** `words` u64 for each term. */
  masks: usize;
}

/** m_F(s) of a group, into `complex`. */
@inline
export function matrixElement(operator: Operator, group: usize, bits: usize): void {
  const words = operator.words;
  let re: f64 = 0;
  let im: f64 = 0;
  const end = load<i32>(group, 12);
  for (let term = load<i32>(group, 8); term < end; term++) {
    const sign = signOf(bits, operator.masks + <usize>(term * words) * 8, words);
    re += sign * load<f64>(operator.coefficients + (<usize>term << 4));
    im += sign * load<f64>(operator.coefficients + (<usize>term << 4), 8);
  }
  complex.set(re, im);
}

/** The sites that a group flips, i32. */
@inline
export function sitesOf(operator: Operator, group: usize): usize {
  return operator.flips + (<usize>load<i32>(group, 4) << 2);
}

/** f(s^F)/f(s) for the flipped sites of a group. */
@inline
export function ratioOfGroup<T>(network: T, operator: Operator, group: usize, bits: usize, state: usize): void {
  const flips = load<i32>(group);
  const sites = sitesOf(operator, group);
  const pair = load<i32>(group, 16);
  if (flips == 1) network.ratioOfSite(bits, state, load<i32>(sites));
  else if (pair >= 0) network.ratioOfPair(bits, state, pair);
  else if (flips == 2) network.ratioOfTwo(bits, state, load<i32>(sites), load<i32>(sites, 4));
  else network.ratioOfMany(bits, state, sites, flips);
}

/** What the ratios add to the estimate of a sample. */
let sumRe: f64 = 0;
let sumIm: f64 = 0;

/** Adds m ρ(r) for the ratio r that was set last. */
@inline
function addRatio(re: f64, im: f64, ratio: i32): void {
  if (ratio == COMPLEX) {
    sumRe += re * ratioRe - im * ratioIm;
    sumIm += re * ratioIm + im * ratioRe;
  } else {
    const modulus = sqrt(ratioRe * ratioRe + ratioIm * ratioIm);
    sumRe += re * modulus;
    sumIm += im * modulus;
  }
}

/** Adds what `rows` rows of a network that takes several moves at a time give (Mlp, Symmetrised). */
function addRows<T>(network: T, states: usize, rows: i32, ratio: i32): void {
  if (rows == 0) return;
  network.evaluateRows(rows);
  for (let row = 0; row < rows; row++) {
    const mark = network.marks + (<usize>row << 4);
    network.ratioOfRow(states, row);
    addRatio(load<f64>(mark), load<f64>(mark, 8), ratio);
  }
}

/** ε(s) = Σ_F m_F(s) ρ(f(s^F)/f(s)) for `count` samples, ρ by `ratio`; complex, interleaved, into `out`. */
export function localEstimates<T>(network: T, operator: Operator, bits: usize, states: usize, count: i32, ratio: i32, out: usize): void {
  const words = operator.words;
  const bitBytes = <usize>words << 3;
  const stateBytes = network.stateBytes();
  const many = ratio != NONE && operator.groups > MANY;
  for (let sample = 0; sample < count; sample++) {
    if ((sample & 3) == 3 && !goesOn()) break;
    if (isDefined(network.openView)) if (many) network.openView(states);
    let rows = 0;
    sumRe = 0;
    sumIm = 0;
    for (let g = 0; g < operator.groups; g++) {
      const group = operator.table + <usize>g * GROUP;
      const flips = load<i32>(group);
      if (flips > 0 && ratio == NONE) continue;
      matrixElement(operator, group, bits);
      const re = complex.re;
      const im = complex.im;
      if (flips == 0) {
        sumRe += re;
        sumIm += im;
        continue;
      }
      if (re == 0 && im == 0) continue;
      if (isDefined(network.evaluateRows)) {
        network.place(bits, states, sitesOf(operator, group), flips, load<i32>(group, 16), rows);
        const mark = network.marks + (<usize>rows << 4);
        store<f64>(mark, re);
        store<f64>(mark, im, 8);
        if (++rows < network.mostRows) continue;
        addRows<T>(network, states, rows, ratio);
        rows = 0;
        continue;
      }
      ratioOfGroup(network, operator, group, bits, states);
      addRatio(re, im, ratio);
    }
    if (isDefined(network.evaluateRows)) addRows<T>(network, states, rows, ratio);
    store<f64>(out, sumRe);
    store<f64>(out, sumIm, 8);
    bits += bitBytes;
    states += stateBytes;
    out += 16;
  }
  if (isDefined(network.closeView)) network.closeView();
}
