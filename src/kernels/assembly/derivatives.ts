import { overlap, spinIsDown } from "./configuration";
import { BLOCK, Rbm } from "./rbm";

/** Bytes of one column of a complex panel of 4 rows. */
const COLUMN: usize = 64;
const IM: usize = 64;
const HALF: usize = 128;

/**
 * Which parameters an RBM has and how its hidden units share them. Order of the parameters: visible biases, hidden biases, weights.
 * Dense: a_i (N), b_j (M), W_ij (N·M, row-major in i). Symmetric: a (1), b_f (F), w_fk (F·N), with W_ij = w_f[place of i under shift r]
 * for hidden unit j = f·G + r of G translations.
 */
@unmanaged
export class Parameters {
  count: i32;
  /** 1 if there are visible and hidden biases. */
  biases: i32;
  /** Features F, or 0 for a dense network. */
  features: i32;
  /** Translations G. */
  shifts: i32;
  /** Symmetric: G rows of N i32; source[r][k] is the site that weight w_fk of shift r multiplies. */
  source: usize;
  /** Scratch: M complex t_j = tanh θ_j, then N doubles of spins. */
  tanh: usize;
  spins: usize;
  /** Scratch: one row of derivatives, padded with zeros to a multiple of 4. */
  row: usize;
}

/** t_j = tanh θ_j = p_j - m_j of one sample, interleaved. */
function readTanh(rbm: Rbm, state: usize, tanh: usize): void {
  for (let j = 0; j < rbm.hidden; j++) {
    const at = state + (<usize>(j >> 3)) * BLOCK + ((<usize>(j & 7)) << 3);
    store<f64>(tanh + (<usize>j << 4), load<f64>(at) - load<f64>(at, HALF));
    store<f64>(tanh + (<usize>j << 4), load<f64>(at, IM) - load<f64>(at, HALF + IM), 8);
  }
}

/** O_k = ∂_k ln f for one sample into `row`: a: s_i, b: t_j, W: s_i t_j, or sums of them over the translations. */
function derivativesOf(rbm: Rbm, parameters: Parameters, bits: usize, state: usize): void {
  const sites = rbm.sites;
  const tanh = parameters.tanh;
  const spins = parameters.spins;
  readTanh(rbm, state, tanh);
  for (let i = 0; i < sites; i++) store<f64>(spins + (<usize>i << 3), spinIsDown(bits, i) ? -1 : 1);
  if (parameters.features == 0) denseRow(rbm, parameters, tanh, spins, parameters.row);
  else symmetricRow(rbm, parameters, tanh, spins, parameters.row);
}

function denseRow(rbm: Rbm, parameters: Parameters, tanh: usize, spins: usize, row: usize): void {
  const hiddenBytes = <usize>rbm.hidden << 4;
  if (parameters.biases) {
    for (let i = 0; i < rbm.sites; i++) {
      store<f64>(row, load<f64>(spins + (<usize>i << 3)));
      store<f64>(row, 0, 8);
      row += 16;
    }
    memory.copy(row, tanh, hiddenBytes);
    row += hiddenBytes;
  }
  for (let i = 0; i < rbm.sites; i++) {
    const spin = f64x2.splat(load<f64>(spins + (<usize>i << 3)));
    for (let at: usize = 0; at < hiddenBytes; at += 16) v128.store(row + at, f64x2.mul(spin, v128.load(tanh + at)));
    row += hiddenBytes;
  }
}

function symmetricRow(rbm: Rbm, parameters: Parameters, tanh: usize, spins: usize, row: usize): void {
  const sites = rbm.sites;
  const shifts = parameters.shifts;
  if (parameters.biases) {
    let magnetisation: f64 = 0;
    for (let i = 0; i < sites; i++) magnetisation += load<f64>(spins + (<usize>i << 3));
    store<f64>(row, magnetisation);
    store<f64>(row, 0, 8);
    row += 16;
    for (let feature = 0; feature < parameters.features; feature++) {
      let total = f64x2.splat(0);
      for (let r = 0; r < shifts; r++) total = f64x2.add(total, v128.load(tanh + (<usize>(feature * shifts + r) << 4)));
      v128.store(row, total);
      row += 16;
    }
  }
  memory.fill(row, 0, <usize>(parameters.features * sites) << 4);
  for (let r = 0; r < shifts; r++) {
    const source = parameters.source + (<usize>(r * sites) << 2);
    for (let feature = 0; feature < parameters.features; feature++) {
      const t = v128.load(tanh + (<usize>(feature * shifts + r) << 4));
      const target = row + (<usize>(feature * sites) << 4);
      for (let k = 0; k < sites; k++) {
        const spin = v128.load64_splat(spins + (<usize>load<i32>(source + (<usize>k << 2)) << 3));
        const at = target + (<usize>k << 4);
        v128.store(at, f64x2.add(v128.load(at), f64x2.mul(t, spin)));
      }
    }
  }
}

/** Panels whose rows are parameters and whose columns are samples. */
export function rbmParameterPanels(network: usize, layout: usize, bits: usize, states: usize, count: i32, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const parameters = changetype<Parameters>(layout);
  const stride = <usize>count * COLUMN;
  for (let x = 0; x < count; x++) {
    derivativesOf(rbm, parameters, bits, states);
    for (let k = 0; k < (parameters.count + 3 & ~3); k++) {
      const at = out + <usize>(k >> 2) * stride + <usize>x * COLUMN + ((<usize>(k & 3)) << 3);
      store<f64>(at, load<f64>(parameters.row + (<usize>k << 4)));
      store<f64>(at, load<f64>(parameters.row + (<usize>k << 4), 8), 32);
    }
    bits += <usize>rbm.words << 3;
    states += rbm.stateBytes();
  }
}

/** Panels whose rows are samples and whose columns are parameters. */
export function rbmSamplePanels(network: usize, layout: usize, bits: usize, states: usize, count: i32, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const parameters = changetype<Parameters>(layout);
  const stride = <usize>parameters.count * COLUMN;
  for (let x = 0; x < count; x++) {
    derivativesOf(rbm, parameters, bits, states);
    const target = out + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let k = 0; k < parameters.count; k++) {
      store<f64>(target + <usize>k * COLUMN, load<f64>(parameters.row + (<usize>k << 4)));
      store<f64>(target + <usize>k * COLUMN, load<f64>(parameters.row + (<usize>k << 4), 8), 32);
    }
    bits += <usize>rbm.words << 3;
    states += rbm.stateBytes();
  }
}

/** Panels whose rows are samples and whose columns are the t_j: the factor of a dense RBM's Gram matrix. */
export function rbmTanhPanels(network: usize, layout: usize, states: usize, count: i32, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const tanh = changetype<Parameters>(layout).tanh;
  const stride = <usize>rbm.hidden * COLUMN;
  for (let x = 0; x < count; x++) {
    readTanh(rbm, states, tanh);
    const target = out + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let j = 0; j < rbm.hidden; j++) {
      store<f64>(target + <usize>j * COLUMN, load<f64>(tanh + (<usize>j << 4)));
      store<f64>(target + <usize>j * COLUMN, load<f64>(tanh + (<usize>j << 4), 8), 32);
    }
    states += rbm.stateBytes();
  }
}

/**
 * Turns T T† into the Gram matrix of a dense RBM in place: K(x,y) = s_x·s_y (t_x·t_y*), with biases (1 + s_x·s_y) (t_x·t_y*) + s_x·s_y.
 */
export function rbmFinishGram(network: usize, layout: usize, bits: usize, count: i32, c: usize): void {
  const rbm = changetype<Rbm>(network);
  const biases = changetype<Parameters>(layout).biases;
  const words = rbm.words;
  const bitBytes = <usize>words << 3;
  const stride = <usize>(4 * ((count + 3) >> 2)) * COLUMN;
  for (let x = 0; x < count; x++) {
    const row = c + <usize>(x >> 2) * stride + ((<usize>(x & 3)) << 3);
    for (let y = 0; y <= x; y++) {
      const spins = <f64>overlap(bits + <usize>x * bitBytes, bits + <usize>y * bitBytes, words, rbm.sites);
      const at = row + <usize>y * COLUMN;
      const factor = biases ? 1 + spins : spins;
      store<f64>(at, factor * load<f64>(at) + (biases ? spins : 0));
      store<f64>(at, factor * load<f64>(at, 32), 32);
    }
  }
}

/** out_k = Σ_x O_k(x)* w_x, complex; w complex, interleaved. */
export function rbmAdjoint(network: usize, layout: usize, bits: usize, states: usize, count: i32, w: usize, out: usize): void {
  const rbm = changetype<Rbm>(network);
  const parameters = changetype<Parameters>(layout);
  memory.fill(out, 0, <usize>parameters.count << 4);
  for (let x = 0; x < count; x++) {
    derivativesOf(rbm, parameters, bits, states);
    // O* w = (or wr + oi wi) + i (or wi - oi wr)
    const w0 = v128.load(w);
    const swapped = v128.shuffle<f64>(w0, w0, 1, 0);
    const w1 = f64x2.mul(swapped, f64x2.replace_lane(f64x2.splat(1), 1, -1));
    for (let k: usize = 0; k < <usize>parameters.count << 4; k += 16) {
      const or = v128.load64_splat(parameters.row + k);
      const oi = v128.load64_splat(parameters.row + k, 8);
      v128.store(out + k, f64x2.add(v128.load(out + k), f64x2.add(f64x2.mul(or, w0), f64x2.mul(oi, w1))));
    }
    bits += <usize>rbm.words << 3;
    states += rbm.stateBytes();
    w += 16;
  }
}
