// The parameters of an RBM as fields, biases and weights of single units, shared ones written out.
import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { hiddenUnits } from "../ansatz/tensors.ts";
import { InputError } from "../core/errors.ts";
import type { Lattice } from "../lattice/lattice.ts";

/** ln f(s, h) = Σ a_i s_i + Σ b_j h_j + Σ s_i W_ij h_j: an RBM before its hidden units are summed, every weight for itself. Complex, interleaved re/im. */
export interface BranchNetwork {
  /** N. */
  readonly sites: number;
  /** M; 0 for a product state. */
  readonly hidden: number;
  /** a_i, length 2N. */
  readonly fields: Float64Array;
  /** b_j, length 2M. */
  readonly biases: Float64Array;
  /** W_ij at i M + j, length 2NM. */
  readonly weights: Float64Array;
}

/** Where the dense parameters a, b, W (in this order, N + M + NM complex numbers) are taken from. */
export interface ParameterMap {
  readonly sites: number;
  readonly hidden: number;
  /** The ansatz's parameter that stands at each dense place; -1 for a bias that it does not have. */
  readonly sources: Int32Array;
}

/**
 * Whether a network is a sum over hidden configurations.
 * @throws InputError beginning with `where` for any network but an RBM or a product state, and for one that is projected.
 */
export function checkBranches(where: string, { name, parity, pointGroup }: Pick<ResolvedAnsatz, "name" | "parity" | "pointGroup">): void {
  const refused = (got: string, mend: string): never => {
    throw new InputError(`${where}: branches reads the hidden units of an rbm, got ${got}; ${mend}`);
  };
  if (name !== "rbm" && name !== "product") refused(name, "use an rbm, or another reading");
  if (pointGroup) refused("one summed over the point group", "train it with --no-point-group, or use another reading");
  if (parity !== "none") refused(`one projected on ${parity} parity`, "train it with --parity none, or use another reading");
}

/** @throws InputError as {@link checkBranches} does. */
export function parameterMap(where: string, ansatz: ResolvedAnsatz, lattice: Lattice): ParameterMap {
  checkBranches(where, ansatz);
  const { size: sites, translations } = lattice;
  const shifts = ansatz.symmetric ? translations.length : 1;
  if (ansatz.name !== "rbm") return { sites, hidden: 0, sources: Int32Array.from({ length: sites }, (_, i) => (shifts > 1 ? 0 : i)) };
  const hidden = hiddenUnits(ansatz, lattice);
  const features = hidden / shifts;
  const sources = new Int32Array(sites + hidden + sites * hidden).fill(-1);
  let at = 0;
  if (ansatz.biases) {
    for (let i = 0; i < sites; i++) sources[i] = ansatz.symmetric ? 0 : i;
    at = ansatz.symmetric ? 1 : sites;
    for (let j = 0; j < hidden; j++) sources[sites + j] = at + Math.floor(j / shifts);
    at += features;
  }
  for (let j = 0; j < hidden; j++) {
    for (let k = 0; k < sites; k++) {
      // Weight k of a feature, moved by translation r, sits on site T_r(k) (Carleo & Troyer 2017, eqs. S13, S14).
      const site = ansatz.symmetric ? translations[j % shifts][k] : k;
      const source = ansatz.symmetric ? Math.floor(j / shifts) * sites + k : k * hidden + j;
      sources[sites + hidden + site * hidden + j] = at + source;
    }
  }
  return { sites, hidden, sources };
}

/** The network with every weight for itself. @param parameters of the ansatz, complex interleaved; not kept */
export function spreadOut({ sites, hidden, sources }: ParameterMap, parameters: Float64Array): BranchNetwork {
  const dense = new Float64Array(2 * sources.length);
  for (let k = 0; k < sources.length; k++) {
    const source = sources[k];
    if (source < 0) continue;
    dense[2 * k] = parameters[2 * source];
    dense[2 * k + 1] = parameters[2 * source + 1];
  }
  const [biases, weights] = [2 * sites, 2 * (sites + hidden)];
  return { sites, hidden, fields: dense.slice(0, biases), biases: dense.slice(biases, weights), weights: dense.slice(weights) };
}

/** The transpose of {@link spreadOut}: a gradient with respect to dense parameters as one with respect to those of the ansatz; `count` complex numbers. */
export function gathered({ sources }: ParameterMap, dense: Float64Array, count: number): Float64Array {
  const own = new Float64Array(2 * count);
  for (let k = 0; k < sources.length; k++) {
    const source = sources[k];
    if (source < 0) continue;
    own[2 * source] += dense[2 * k];
    own[2 * source + 1] += dense[2 * k + 1];
  }
  return own;
}
