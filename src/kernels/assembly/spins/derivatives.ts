import { COLUMN, storeColumn } from "../linalg/panels";

/** Logarithmic derivatives of many samples of any network T, as panels of 4 rows (linalg/panels.ts). */

/** Samples whose derivatives are made before they are written: what each panel gets of them is one stretch of memory. */
export const BATCH: i32 = 8;

/** Bytes of a row of derivatives, padded to the 4 rows of a panel. */
@inline
export function rowBytes(derivatives: i32): usize {
  return (<usize>(derivatives + 3) & ~3) << 4;
}

/** The columns of samples `first` … of panels whose rows are parameters and whose columns are all `total` samples; padding rows are zero. */
export function parameterPanels<T>(network: T, bits: usize, states: usize, first: i32, count: i32, total: i32, out: usize): void {
  const columns = network.derivativeCount();
  for (let x = 0; x < count; x += BATCH) {
    const batch = min(BATCH, count - x);
    for (let n = 0; n < batch; n++) {
      network.derivatives(bits, states, network.derivativeRows + <usize>n * rowBytes(columns));
      bits += <usize>network.words << 3;
      states += network.stateBytes();
    }
    storeColumns(network.derivativeRows, batch, columns, total, out + <usize>(first + x) * COLUMN);
  }
}

/** Writes a batch of rows of derivatives as columns, from `out` on, of panels that have `total`. */
export function storeColumns(rows: usize, batch: i32, derivatives: i32, total: i32, out: usize): void {
  const stride = <usize>total * COLUMN;
  const bytes = rowBytes(derivatives);
  const used = <usize>derivatives << 4;
  for (let n: usize = 0; n < <usize>batch; n++) memory.fill(rows + n * bytes + used, 0, bytes - used);
  for (const end = rows + bytes; rows < end; rows += 64) {
    for (let n: usize = 0; n < <usize>batch; n++) storeColumn(rows + n * bytes, 16, out + n * COLUMN);
    out += stride;
  }
}

/** The rows of samples `first` …, a multiple of 4, of panels whose rows are samples and whose columns are parameters. */
export function samplePanels<T>(network: T, bits: usize, states: usize, first: i32, count: i32, out: usize): void {
  const columns = network.derivativeCount();
  const rows = network.derivativeRows;
  const bytes = rowBytes(columns);
  out += <usize>(first >> 2) * <usize>columns * COLUMN;
  for (let x = 0; x < count; x += 4) {
    for (let n = 0; n < min(4, count - x); n++) {
      network.derivatives(bits, states, rows + <usize>n * bytes);
      bits += <usize>network.words << 3;
      states += network.stateBytes();
    }
    for (let k: usize = 0; k < <usize>columns; k++) {
      storeColumn(rows + (k << 4), bytes, out);
      out += COLUMN;
    }
  }
}

/** out_k = Σ_x O_k(x)* w_x, complex; w complex, interleaved. */
export function adjoint<T>(network: T, bits: usize, states: usize, count: i32, w: usize, out: usize): void {
  const row = network.derivativeRows;
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
