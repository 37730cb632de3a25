import { COLUMN, storeColumn } from "./panels";

/** Logarithmic derivatives of many samples of any network T, as panels of 4 rows (panels.ts). */

/** Samples whose derivatives are made before they are written: what each panel gets of them is one stretch of memory. */
const BATCH: i32 = 8;

/** Panels whose rows are parameters and whose columns are samples; padding rows are zero. `rows` is scratch for BATCH rows, padded to 4. */
export function parameterPanels<T>(network: T, bits: usize, states: usize, count: i32, rows: usize, out: usize): void {
  const columns = network.derivativeCount();
  const stride = <usize>count * COLUMN;
  const rowBytes = <usize>((columns + 3) & ~3) << 4;
  const end = out + <usize>((columns + 3) >> 2) * stride;
  for (let x = 0; x < count; x += BATCH) {
    const batch = min(BATCH, count - x);
    for (let n = 0; n < batch; n++) {
      const row = rows + <usize>n * rowBytes;
      network.derivatives(bits, states, row);
      memory.fill(row + (<usize>columns << 4), 0, rowBytes - (<usize>columns << 4));
      bits += <usize>network.words << 3;
      states += network.stateBytes();
    }
    let from = rows;
    for (let panel = out + <usize>x * COLUMN; panel < end; panel += stride) {
      for (let n: usize = 0; n < <usize>batch; n++) storeColumn(from + n * rowBytes, 16, panel + n * COLUMN);
      from += 64;
    }
  }
}

/** Panels whose rows are samples and whose columns are parameters. `rows` as above. */
export function samplePanels<T>(network: T, bits: usize, states: usize, count: i32, rows: usize, out: usize): void {
  const columns = network.derivativeCount();
  const rowBytes = <usize>((columns + 3) & ~3) << 4;
  for (let x = 0; x < count; x += 4) {
    for (let n = 0; n < min(4, count - x); n++) {
      network.derivatives(bits, states, rows + <usize>n * rowBytes);
      bits += <usize>network.words << 3;
      states += network.stateBytes();
    }
    for (let k: usize = 0; k < <usize>columns; k++) {
      storeColumn(rows + (k << 4), rowBytes, out);
      out += COLUMN;
    }
  }
}

/** out_k = Σ_x O_k(x)* w_x, complex; w complex, interleaved. */
export function adjoint<T>(network: T, bits: usize, states: usize, count: i32, row: usize, w: usize, out: usize): void {
  const bytes = <usize>network.derivativeCount() << 4;
  memory.fill(out, 0, bytes);
  for (let x = 0; x < count; x++) {
    network.derivatives(bits, states, row);
    // O* w = (or wr + oi wi) + i (or wi - oi wr)
    const w0 = v128.load(w);
    const swapped = v128.shuffle<f64>(w0, w0, 1, 0);
    const w1 = f64x2.mul(swapped, f64x2.replace_lane(f64x2.splat(1), 1, -1));
    for (let k: usize = 0; k < bytes; k += 16) {
      const or = v128.load64_splat(row + k);
      const oi = v128.load64_splat(row + k, 8);
      v128.store(out + k, f64x2.add(v128.load(out + k), f64x2.add(f64x2.mul(or, w0), f64x2.mul(oi, w1))));
    }
    bits += <usize>network.words << 3;
    states += network.stateBytes();
    w += 16;
  }
}
