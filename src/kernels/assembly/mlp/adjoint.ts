// O† w of an MLP, without its derivatives in memory.
import { addScaled, element, IM, timesIm, timesRe, VECTOR } from "../math/blocks";
import { spinIsDown } from "../spins/configuration";
import { Mlp } from "./mlp";

/**
 * out = Σ_x O(x)* w_x of an MLP with a holomorphic activation, out and w complex, interleaved. A sample adds an outer product for each layer,
 * h* ⊗ δ* w; the sums have the form of the weights.
 */
export function mlpAdjoint(mlp: Mlp, bits: usize, states: usize, count: i32, w: usize, out: usize): void {
  memory.fill(mlp.sums, 0, mlp.sumsBytes());
  for (let x = 0; x < count; x++) {
    mlp.backPropagate(states);
    addSample(mlp, bits, load<f64>(w), load<f64>(w, 8));
    bits += <usize>mlp.words << 3;
    states += mlp.stateBytes();
    w += 16;
  }
  let sums = mlp.sums;
  for (let layer = 0; layer < mlp.layers; layer++) {
    const blocks = mlp.blocks(layer);
    const width = mlp.width(layer);
    const padded = mlp.inputs(layer);
    const inputs = layer == 0 ? padded : mlp.width(layer - 1);
    // Block by block of outputs; in the first layer row by row.
    const step = layer == 0 ? VECTOR : <usize>padded * VECTOR;
    for (let a = 0; a < inputs; a++) out = writeRow(sums + <usize>a * (layer == 0 ? <usize>blocks * VECTOR : VECTOR), step, width, out);
    sums += <usize>(padded * blocks) * VECTOR;
    if (mlp.biased) out = writeRow(sums, VECTOR, width, out);
    sums += <usize>blocks * VECTOR;
  }
  writeRow(sums, VECTOR, mlp.width(mlp.layers - 1), out);
}

/** What the sample adds whose derivatives were propagated last. Overwrites the deltas and the last layer's h. */
function addSample(mlp: Mlp, bits: usize, wr: f64, wi: f64): void {
  let sums = mlp.sums;
  for (let layer = 0; layer < mlp.layers; layer++) {
    const blocks = mlp.blocks(layer);
    const row = <usize>blocks * VECTOR;
    const inputs = mlp.inputs(layer);
    const delta = mlp.at(mlp.delta, layer);
    conjugateTimes(delta, blocks, wr, wi);
    if (layer == 0) {
      for (let i = 0; i < inputs; i++) addScaled(sums + <usize>i * row, delta, blocks, spinIsDown(bits, i) ? -1 : 1);
    } else {
      addOuter(mlp.at(mlp.h, layer - 1), inputs, delta, blocks, sums);
    }
    sums += <usize>inputs * row;
    addScaled(sums, delta, blocks, 1);
    sums += row;
  }
  const top = mlp.layers - 1;
  const last = mlp.at(mlp.h, top);
  conjugateTimes(last, mlp.blocks(top), wr, wi);
  addScaled(sums, last, mlp.blocks(top), 1);
}

/** row ← row* w. */
function conjugateTimes(row: usize, blocks: i32, wr: f64, wi: f64): void {
  const re = f64x2.splat(wr);
  const im = f64x2.splat(wi);
  for (const end = row + <usize>blocks * VECTOR; row < end; row += VECTOR) {
    for (let at = row; at < row + 64; at += 16) {
      const x = v128.load(at);
      const y = f64x2.neg(v128.load(at, IM));
      v128.store(at, timesRe(x, y, re, im));
      v128.store(at, timesIm(x, y, re, im), IM);
    }
  }
}

/** sums_ab += h_a* g_b, block of outputs by block, two numbers at a time. */
function addOuter(h: usize, inputs: i32, g: usize, blocks: i32, sums: usize): void {
  for (let block = 0; block < blocks; block++) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const gr = v128.load(g + lane);
      const gi = v128.load(g + lane, IM);
      let target = sums + lane;
      for (let a = 0; a < inputs; a++) {
        const hr = v128.load64_splat(element(h, a));
        const hi = f64x2.neg(v128.load64_splat(element(h, a), IM));
        v128.store(target, f64x2.add(v128.load(target), timesRe(hr, hi, gr, gi)));
        v128.store(target, f64x2.add(v128.load(target, IM), timesIm(hr, hi, gr, gi)), IM);
        target += VECTOR;
      }
    }
    g += VECTOR;
    sums += <usize>inputs * VECTOR;
  }
}

/** Writes `width` complex numbers in blocks `step` bytes apart, interleaved; returns where the next go. */
function writeRow(row: usize, step: usize, width: i32, out: usize): usize {
  for (let b = 0; b < width; b++) {
    const at = row + <usize>(b >> 3) * step + (<usize>(b & 7) << 3);
    store<f64>(out, load<f64>(at));
    store<f64>(out, load<f64>(at, IM), 8);
    out += 16;
  }
  return out;
}
