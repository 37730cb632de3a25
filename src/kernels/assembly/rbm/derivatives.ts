// Derivatives of ln f of an RBM, with and without shared weights.
import { allocate } from "../runtime/memory";
import { addSelected, STRIP_TABLE, stripOf, tabulate } from "./sign-products";

/** Samples of a dense network that are summed at a time: the tables of a strip stay in the cache. */
export const CHUNK: i32 = 128;
/** Groups of 4 samples in a chunk. */
export const CHUNK_GROUPS: i32 = 32;

/**
 * Which parameters an RBM has and how its hidden units share them. Order of the parameters: visible biases, hidden biases, weights.
 * Dense: a_i (N), b_j (M), W_ij (N·M, row-major in i). Symmetric: a (1), b_f (F), w_fk (F·N), with W_ij = w_fk, where shift r takes k to i,
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
  /** Symmetric: sites, i32, in an order in which the images of site k under shifts 0 … G-1 are the G steps from starts[k], i32, on. */
  walk: usize;
  starts: usize;
  /** Steps of the walk. */
  steps: i32;
  /** A zero byte: a group of plus signs, that of a bias. */
  allPlus: usize;
  /** Scratch: t_j = tanh θ_j of 4 samples, complex, interleaved, rows padded to blocks of 8; N doubles of spins. */
  tanh: usize;
  spins: usize;
  /** Scratch: groups of 4 signs, of a dense network those of the samples, else those of the walk; the sums that they select (sign-products.ts). */
  signs: usize;
  table: usize;
  /** Scratch, dense: the weighted t_j of some samples (adjoint.ts). */
  weighted: usize;

  /** Scratch of one member of the team. */
  takeScratch(sites: i32, hidden: i32): void {
    const dense = this.features == 0;
    this.signs = allocate(dense ? <usize>(sites * CHUNK_GROUPS) : <usize>(this.steps + 19));
    this.table = allocate(<usize>(dense ? CHUNK_GROUPS : (this.shifts + 3) >> 2) * STRIP_TABLE);
    this.weighted = allocate(dense ? <usize>(CHUNK * (hidden + 1)) << 4 : 0);
    this.tanh = allocate(<usize>(4 * ((hidden + 7) >> 3)) << 7);
    this.spins = allocate(<usize>sites << 3);
  }
}

/** a: s_i, b: t_j, W: s_i t_j. */
export function denseDerivatives(parameters: Parameters, sites: i32, hidden: i32, row: usize): void {
  const tanh = parameters.tanh;
  const spins = parameters.spins;
  const hiddenBytes = <usize>hidden << 4;
  if (parameters.biases) {
    for (let i = 0; i < sites; i++) {
      store<f64>(row, load<f64>(spins + (<usize>i << 3)));
      store<f64>(row, 0, 8);
      row += 16;
    }
    memory.copy(row, tanh, hiddenBytes);
    row += hiddenBytes;
  }
  for (let i = 0; i < sites; i++) {
    const spin = f64x2.splat(load<f64>(spins + (<usize>i << 3)));
    for (let at: usize = 0; at < hiddenBytes; at += 16) v128.store(row + at, f64x2.mul(spin, v128.load(tanh + at)));
    row += hiddenBytes;
  }
}

/**
 * The same, summed over the translations that share a parameter. The weights are a correlation, Σ_r t_fr s at T_r(k): for each k a row of
 * signs times the matrix of the t_fr. As the images of k are neighbours on the walk, its signs are every fourth group of those along the walk.
 */
export function symmetricDerivatives(parameters: Parameters, sites: i32, row: usize): void {
  const shifts = parameters.shifts;
  const features = parameters.features;
  const weightBytes = <usize>sites << 4;
  if (parameters.biases) {
    let magnetisation: f64 = 0;
    for (let i = 0; i < sites; i++) magnetisation += load<f64>(parameters.spins + (<usize>i << 3));
    store<f64>(row, magnetisation);
    store<f64>(row, 0, 8);
    row += 16;
  }
  const biases = row;
  const weights = parameters.biases ? row + (<usize>features << 4) : row;
  memory.fill(biases, 0, weights - biases + <usize>features * weightBytes);
  walkSigns(parameters);
  const groups = (shifts + 3) >> 2;
  const table = parameters.table;
  let taken = 0;
  for (let feature = 0; feature < features; feature += taken) {
    taken = stripOf(features - feature);
    tabulate(parameters.tanh + (<usize>(feature * shifts) << 4), shifts, 16, taken, <usize>shifts << 4, table);
    if (parameters.biases) addSelected(parameters.allPlus, 0, groups, taken, table, biases + (<usize>feature << 4), 16);
    const target = weights + <usize>feature * weightBytes;
    for (let k = 0; k < sites; k++) {
      const signs = parameters.signs + <usize>load<i32>(parameters.starts + (<usize>k << 2));
      addSelected(signs, 4, groups, taken, table, target + (<usize>k << 4), weightBytes);
    }
  }
}

/** For every step of the walk the signs of the 4 sites from there on, as a group of sign-products.ts. */
function walkSigns(parameters: Parameters): void {
  const steps = parameters.steps;
  const signs = parameters.signs;
  for (let p = 0; p < steps; p++) {
    const site = load<i32>(parameters.walk + (<usize>p << 2));
    store<u8>(signs + <usize>p, load<f64>(parameters.spins + (<usize>site << 3)) < 0 ? 1 : 0);
  }
  // In place from front to back: what is read lies behind what was written.
  for (let at = signs; at < signs + <usize>steps; at += 16) {
    let group = v128.load(at, 3);
    group = i8x16.add(i8x16.add(group, group), v128.load(at, 2));
    group = i8x16.add(i8x16.add(group, group), v128.load(at, 1));
    group = i8x16.add(i8x16.add(group, group), v128.load(at));
    v128.store(at, group);
  }
}
