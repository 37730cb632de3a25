import { element, IM as DOUBLE_IM } from "../math/blocks";
import { BLOCK, decaySingle, demote, IM, logCoshSingle } from "../math/log-cosh-single";
import { MlpRecord } from "./record";

/**
 * Re ln f of an MLP of ln cosh in single precision: twice the lanes and shorter polynomials. With it comes how far it may lie from the one in
 * double precision, so that a proposal that it cannot decide is decided in double precision: a chain moves as if all of it were.
 */

/** Rounding of a single. */
const ROUNDING: f64 = 5.960464477539063e-8;
/** Roundings of an activation, of the size of its argument. */
const OF_ACTIVATION: f64 = 2;
/**
 * Roundings of a sum, of the size of the sum of its moduli: they do not all have the same sign, and the moduli are the largest of any
 * configuration. In trainings no estimate was off by more than a twentieth of the bound that comes out.
 */
const OF_SUM: f64 = 1;

/** What `estimate` found: Re ln f, and how far it may be off. */
export let estimated: f64 = 0;
export let deviation: f64 = 0;

/** Bytes of the parameters in single precision: for each layer but the first its weights and its biases, then v. */
export function singlesBytes(mlp: MlpRecord): usize {
  let total = mlp.blocks(mlp.layers - 1);
  for (let layer = 1; layer < mlp.layers; layer++) total += (mlp.inputs(layer) + 1) * mlp.blocks(layer);
  return <usize>total * BLOCK;
}

/** Writes the parameters in single precision. */
export function tabulateSingles(mlp: MlpRecord): void {
  let to = mlp.singles;
  for (let layer = 1; layer < mlp.layers; layer++) {
    const blocks = mlp.blocks(layer);
    demote(mlp.at(mlp.weights, layer), mlp.inputs(layer) * blocks, to);
    to += <usize>(mlp.inputs(layer) * blocks) * BLOCK;
    demote(mlp.at(mlp.biases, layer), blocks, to);
    to += <usize>blocks * BLOCK;
  }
  demote(mlp.output, mlp.blocks(mlp.layers - 1), to);
}

/** How far an estimate may be off in any configuration, as long as no slope of ln cosh above the first layer exceeds 1. */
export function largestDeviation(mlp: MlpRecord): f64 {
  let size: f64 = 1;
  let error: f64 = 0;
  for (let layer = 0; layer < mlp.layers; layer++) {
    let largest: f64 = 0;
    let norm: f64 = 0;
    for (let k = 0; k < mlp.width(layer); k++) {
      let total: f64 = 0;
      for (let a = 0; a < mlp.inputs(layer); a++) total += modulus(mlp.weightAt(layer, a, k));
      norm = max(norm, total);
      largest = max(largest, modulus(element(mlp.at(mlp.biases, layer), k)) + size * total);
    }
    // The first layer's argument is a double.
    if (layer > 0) error = error * norm + OF_SUM * ROUNDING * largest;
    // |ln cosh z| exceeds |z| by less than 2, but near its poles.
    size = largest + 2;
    error += OF_ACTIVATION * ROUNDING * size;
  }
  let output: f64 = 0;
  for (let k = 0; k < mlp.width(mlp.layers - 1); k++) output += modulus(element(mlp.output, k));
  return output * (error + OF_SUM * ROUNDING * size);
}

function modulus(at: usize): f64 {
  const re = load<f64>(at);
  const im = load<f64>(at, DOUBLE_IM);
  return sqrt(re * re + im * im);
}

/** Estimates Re ln f from what the first layer's `decay` has left for it in row 0. */
export function estimate(mlp: MlpRecord): void {
  let blocks = mlp.blocks(0);
  const widest = <usize>mlp.widest * BLOCK;
  const u = mlp.singleRows;
  const t = u + widest;
  let h = t + widest;
  let z = h + widest;
  demote(mlp.at(mlp.h, 0), blocks, h);
  demote(mlp.u, blocks, u);
  logCoshSingle(h, u, t, blocks);
  let numbers = mlp.singles;
  let slope: f64 = 1;
  let least: f64 = 4;
  for (let layer = 1; layer < mlp.layers; layer++) {
    const inputBlocks = blocks;
    blocks = mlp.blocks(layer);
    const biases = numbers + <usize>(8 * inputBlocks * blocks) * BLOCK;
    denseSingle(h, inputBlocks, numbers, biases, blocks, z);
    decaySingle(z, u, t, blocks);
    least = min(least, <f64>logCoshSingle(z, u, t, blocks));
    // |tanh z| = |2 - u| / |u| <= 2 / |u|.
    slope *= 2 / sqrt(least);
    numbers = biases + <usize>blocks * BLOCK;
    const below = h;
    h = z;
    z = below;
  }
  estimated = sum(h, numbers, blocks);
  deviation = mlp.deviation * slope;
}

/** z = b + Σ_a h_a W_a. Cost 8 flops for each weight. */
function denseSingle(h: usize, inputBlocks: i32, weights: usize, bias: usize, blocks: i32, z: usize): void {
  const bytes = <usize>(8 * inputBlocks) * BLOCK;
  for (let block = 0; block < blocks; block++) {
    outputBlock(h, inputBlocks, weights, bias, z);
    weights += bytes;
    bias += BLOCK;
    z += BLOCK;
  }
}

/** Eight outputs. Nothing but the hot loop. */
function outputBlock(h: usize, inputBlocks: i32, weights: usize, bias: usize, z: usize): void {
  let r0 = v128.load(bias);
  let r1 = v128.load(bias, 16);
  let i0 = v128.load(bias, 32);
  let i1 = v128.load(bias, 48);
  const end = h + <usize>inputBlocks * BLOCK;
  while (h < end) {
    for (const last = h + 32; h < last; h += 4) {
      const hr = v128.load32_splat(h);
      const hi = v128.load32_splat(h, IM);
      const wr0 = v128.load(weights);
      const wr1 = v128.load(weights, 16);
      const wi0 = v128.load(weights, 32);
      const wi1 = v128.load(weights, 48);
      r0 = f32x4.add(r0, f32x4.sub(f32x4.mul(hr, wr0), f32x4.mul(hi, wi0)));
      r1 = f32x4.add(r1, f32x4.sub(f32x4.mul(hr, wr1), f32x4.mul(hi, wi1)));
      i0 = f32x4.add(i0, f32x4.add(f32x4.mul(hr, wi0), f32x4.mul(hi, wr0)));
      i1 = f32x4.add(i1, f32x4.add(f32x4.mul(hr, wi1), f32x4.mul(hi, wr1)));
      weights += BLOCK;
    }
    h += 32;
  }
  v128.store(z, r0);
  v128.store(z, r1, 16);
  v128.store(z, i0, 32);
  v128.store(z, i1, 48);
}

/** Re Σ_k v_k h_k. */
function sum(h: usize, v: usize, blocks: i32): f64 {
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  for (const end = h + <usize>blocks * BLOCK; h < end; h += BLOCK, v += BLOCK) {
    low = f32x4.add(low, f32x4.sub(f32x4.mul(v128.load(h), v128.load(v)), f32x4.mul(v128.load(h, 32), v128.load(v, 32))));
    high = f32x4.add(high, f32x4.sub(f32x4.mul(v128.load(h, 16), v128.load(v, 16)), f32x4.mul(v128.load(h, 48), v128.load(v, 48))));
  }
  const all = f32x4.add(low, high);
  const two = f32x4.add(all, v128.shuffle<i32>(all, all, 2, 3, 0, 1));
  return <f64>f32x4.extract_lane(two, 0) + <f64>f32x4.extract_lane(two, 1);
}
