import { element, IM, timesIm, timesRe, VECTOR } from "./blocks";

/** Products of a dense layer with one vector, in blocks; W by blocks of outputs, in each input by input, padded to whole blocks of inputs. */

/** z = b + Σ_a h_a W_a. Cost 8 flops for each weight. */
export function dense(h: usize, inputBlocks: i32, weights: usize, bias: usize, blocks: i32, z: usize): void {
  const bytes = <usize>(8 * inputBlocks) * VECTOR;
  for (let block = 0; block < blocks; block++) {
    halfBlock(h, inputBlocks, weights, bias, z);
    halfBlock(h, inputBlocks, weights + 32, bias + 32, z + 32);
    weights += bytes;
    bias += VECTOR;
    z += VECTOR;
  }
}

/**
 * Four outputs. Engines load all that an iteration needs before they compute: with eight outputs that is more than there are registers, and
 * a third slower.
 */
function halfBlock(h: usize, inputBlocks: i32, weights: usize, bias: usize, z: usize): void {
  let r0 = v128.load(bias);
  let r1 = v128.load(bias, 16);
  let i0 = v128.load(bias, 64);
  let i1 = v128.load(bias, 80);
  const end = h + <usize>inputBlocks * VECTOR;
  while (h < end) {
    for (const last = h + 64; h < last; h += 8) {
      const hr = v128.load64_splat(h);
      const hi = v128.load64_splat(h, IM);
      const wr0 = v128.load(weights);
      const wr1 = v128.load(weights, 16);
      const wi0 = v128.load(weights, 64);
      const wi1 = v128.load(weights, 80);
      r0 = f64x2.add(r0, timesRe(hr, hi, wr0, wi0));
      r1 = f64x2.add(r1, timesRe(hr, hi, wr1, wi1));
      i0 = f64x2.add(i0, timesIm(hr, hi, wr0, wi0));
      i1 = f64x2.add(i1, timesIm(hr, hi, wr1, wi1));
      weights += VECTOR;
    }
    h += 64;
  }
  v128.store(z, r0);
  v128.store(z, r1, 16);
  v128.store(z, i0, 64);
  v128.store(z, i1, 80);
}

/** out_a = Σ_b W_ab δ_b (sign 1), or Σ_b W_ab* δ_b (sign -1). */
export function transposed(delta: usize, weights: usize, inputs: i32, blocks: i32, out: usize, sign: f64): void {
  const bytes = <usize>((inputs + 7) & ~7) * VECTOR;
  const factor = f64x2.splat(sign);
  for (let a = 0; a < inputs; a++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    let row = weights + <usize>a * VECTOR;
    const end = delta + <usize>blocks * VECTOR;
    for (let part = delta; part < end; part += VECTOR) {
      for (let lane: usize = 0; lane < 64; lane += 16) {
        const wr = v128.load(row + lane);
        const wi = f64x2.mul(factor, v128.load(row + lane, IM));
        const dr = v128.load(part + lane);
        const di = v128.load(part + lane, IM);
        re = f64x2.add(re, timesRe(wr, wi, dr, di));
        im = f64x2.add(im, timesIm(wr, wi, dr, di));
      }
      row += bytes;
    }
    store<f64>(element(out, a), f64x2.extract_lane(re, 0) + f64x2.extract_lane(re, 1));
    store<f64>(element(out, a), f64x2.extract_lane(im, 0) + f64x2.extract_lane(im, 1), IM);
  }
}

/** δ ← δ σ'(z); for a split activation ∂/∂z and ∂/∂z* mix with the mean and half the difference of the two slopes. */
export function throughActivation(delta: usize, conjugate: usize, slope: usize, bytes: usize, split: bool): void {
  const half = f64x2.splat(0.5);
  for (let block: usize = 0; block < bytes; block += VECTOR) {
    for (let at: usize = block; at < block + 64; at += 16) {
      const dr = v128.load(delta + at);
      const di = v128.load(delta + at, IM);
      const sr = v128.load(slope + at);
      const si = v128.load(slope + at, IM);
      if (!split) {
        v128.store(delta + at, timesRe(dr, di, sr, si));
        v128.store(delta + at, timesIm(dr, di, sr, si), IM);
        continue;
      }
      const cr = v128.load(conjugate + at);
      const ci = v128.load(conjugate + at, IM);
      const mean = f64x2.mul(half, f64x2.add(sr, si));
      const difference = f64x2.mul(half, f64x2.sub(sr, si));
      v128.store(delta + at, f64x2.add(f64x2.mul(dr, mean), f64x2.mul(cr, difference)));
      v128.store(delta + at, f64x2.add(f64x2.mul(di, mean), f64x2.mul(ci, difference)), IM);
      v128.store(conjugate + at, f64x2.add(f64x2.mul(dr, difference), f64x2.mul(cr, mean)));
      v128.store(conjugate + at, f64x2.add(f64x2.mul(di, difference), f64x2.mul(ci, mean)), IM);
    }
  }
}
