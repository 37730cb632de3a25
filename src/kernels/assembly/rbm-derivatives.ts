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

/** The same, summed over the translations that share a parameter. */
export function symmetricDerivatives(parameters: Parameters, sites: i32, row: usize): void {
  const tanh = parameters.tanh;
  const spins = parameters.spins;
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
