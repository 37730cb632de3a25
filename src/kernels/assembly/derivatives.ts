import { COLUMN } from "./panels";

/** Logarithmic derivatives of many samples of any network T, as panels of 4 rows (panels.ts). */

/** Panels whose rows are parameters and whose columns are samples. `row` is scratch, zero beyond the derivatives, padded to 4. */
export function parameterPanels<T>(network: T, bits: usize, states: usize, count: i32, row: usize, out: usize): void {
  const stride = <usize>count * COLUMN;
  const padded = (network.derivativeCount() + 3) & ~3;
  for (let x = 0; x < count; x++) {
    network.derivatives(bits, states, row);
    storeColumn(row, padded, out + <usize>x * COLUMN, stride);
    bits += <usize>network.words << 3;
    states += network.stateBytes();
  }
}

/** Writes a row of complex numbers, interleaved, as a column of panels. */
@inline
export function storeColumn(row: usize, rows: i32, column: usize, stride: usize): void {
  for (let k = 0; k < rows; k++) {
    const at = column + <usize>(k >> 2) * stride + ((<usize>(k & 3)) << 3);
    store<f64>(at, load<f64>(row + (<usize>k << 4)));
    store<f64>(at, load<f64>(row + (<usize>k << 4), 8), 32);
  }
}

/** Panels whose rows are samples and whose columns are parameters. */
export function samplePanels<T>(network: T, bits: usize, states: usize, count: i32, row: usize, out: usize): void {
  const columns = network.derivativeCount();
  const stride = <usize>columns * COLUMN;
  for (let x = 0; x < count; x++) {
    network.derivatives(bits, states, row);
    const target = out + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let k = 0; k < columns; k++) {
      store<f64>(target + <usize>k * COLUMN, load<f64>(row + (<usize>k << 4)));
      store<f64>(target + <usize>k * COLUMN, load<f64>(row + (<usize>k << 4), 8), 32);
    }
    bits += <usize>network.words << 3;
    states += network.stateBytes();
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
