import { element, IM, timesIm, timesRe, VECTOR } from "../math/blocks";

/** Products of a dense layer with one vector, in blocks; W by blocks of outputs, in each input by input, padded to whole blocks of inputs. */

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
