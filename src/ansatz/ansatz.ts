// The networks a user asks for, as plain data: `rbm`, `mlp`, `jastrow`, `product`, and what a problem settles about them.
import { checkInteger, checkOptionNames, checkPositive } from "../core/check.ts";
import { refuse, refuseUnknown } from "../core/errors.ts";

/** The networks: `rbm`, `mlp`, `jastrow`, `product`, each made by the function of its name. */
export const ansatzNames = ["rbm", "mlp", "jastrow", "product"] as const;
/** The name of a network. */
export type AnsatzName = (typeof ansatzNames)[number];

/** What a layer of an `mlp` may apply to its sums: ln cosh z, tanh z, or a selu of the real and of the imaginary part. */
export const activationNames = ["log-cosh", "tanh", "reim-selu"] as const;
/** `reim-selu` acts on real and imaginary part apart and is not holomorphic. */
export type ActivationName = (typeof activationNames)[number];

/** The projections onto a behaviour under the flip of all spins: f(s) + f(-s), f(s) - f(-s), or none. */
export const parityNames = ["even", "odd", "none"] as const;
/** Behaviour under the flip of all spins onto which the network is projected, f(s) ± f(-s). */
export type Parity = (typeof parityNames)[number];

interface Common {
  /** Invariant under the translations of the lattice: shared weights, or for an MLP the sum of f over all of them (momentum zero). */
  readonly symmetric: boolean | "auto";
  /** Invariant under the rotations and reflections of the lattice: the sum of f over its point group. It joins in the last fifth of a training. */
  readonly pointGroup: boolean | "auto";
  readonly parity: Parity | "auto";
  /** Visible and hidden biases, or the single-site terms of a Jastrow factor. Without them an RBM is even under the flip of all spins. */
  readonly biases: boolean | "auto";
  /** Standard deviation of the initial parameters, real and imaginary part each; for an MLP in units of its variance scaling. */
  readonly deviation: number;
}

/** A complex restricted Boltzmann machine, see {@link rbm}. */
export interface RbmAnsatz extends Common {
  readonly name: "rbm";
  /** α = M/N, hidden units per site. */
  readonly density: number;
  /** Real parameters: a positive f. */
  readonly real: boolean;
  /** Whether training may add hidden units: where nobody chose the density. */
  readonly grows?: boolean;
}

/** A complex multilayer perceptron, see {@link mlp}. */
export interface MlpAnsatz extends Common {
  readonly name: "mlp";
  /** Units of each hidden layer. */
  readonly widths: readonly number[];
  readonly activation: ActivationName;
}

/** A Jastrow factor or a product state, see {@link jastrow} and {@link product}. */
export interface JastrowAnsatz extends Common {
  readonly name: "jastrow" | "product";
}

/** What a user asks for. `"auto"` is settled by the problem: see {@link ResolvedAnsatz}. */
export type Ansatz = RbmAnsatz | MlpAnsatz | JastrowAnsatz;

interface Settled {
  readonly symmetric: boolean;
  readonly pointGroup: boolean;
  readonly parity: Parity;
  readonly biases: boolean;
}
/** {@link RbmAnsatz} with nothing left open. */
export type ResolvedRbm = Omit<RbmAnsatz, "grows"> & Settled;
/** {@link MlpAnsatz} with nothing left open. */
export type ResolvedMlp = MlpAnsatz & Settled;
/** {@link JastrowAnsatz} with nothing left open. */
export type ResolvedJastrow = JastrowAnsatz & Settled;
/** An ansatz with nothing left open: plain data, stored beside the weights. */
export type ResolvedAnsatz = ResolvedRbm | ResolvedMlp | ResolvedJastrow;

/** Options that every ansatz has. */
export type CommonOptions = Partial<Common>;
/** What {@link rbm} may be told; everything has a default. */
export type RbmOptions = Partial<Omit<RbmAnsatz, "name">>;
/** What {@link mlp} may be told; everything has a default. */
export type MlpOptions = Partial<Omit<MlpAnsatz, "name">>;

const commonNames = ["symmetric", "pointGroup", "parity", "biases", "deviation"] as const;

const SMALL_DEVIATION = 0.02;

/** The deviation of the initial parameters that an ansatz has unless told otherwise. */
export function usualDeviation({ name }: Pick<Ansatz, "name">): number {
  return name === "mlp" ? 1 : SMALL_DEVIATION;
}
const MOST_LAYERS = 8;
const MOST_WIDTH = 4096;

/**
 * Complex restricted Boltzmann machine, f = exp(Σ a_i s_i) Π_j 2cosh(b_j + Σ_i W_ij s_i) (Carleo & Troyer 2017, eq. S9); with `symmetric` one
 * set of weights for all translations (eqs. S13, S14).
 */
export function rbm(given: RbmOptions = {}): RbmAnsatz {
  checkOptionNames("rbm", given, ["density", "real", "grows", ...commonNames]);
  const { density, real = false, ...options } = given;
  if (density !== undefined) checkPositive("ansatz.density", density);
  return { name: "rbm", density: density ?? 1, real, ...(density === undefined ? { grows: true } : {}), ...common(options, "rbm") };
}

/** Complex multilayer perceptron, ln f = Σ_k v_k h_k of the last layer, h = σ(b + Wᵀ h'), the spins at the bottom. */
export function mlp(given: MlpOptions = {}): MlpAnsatz {
  checkOptionNames("mlp", given, ["widths", "activation", ...commonNames]);
  const { widths = [32, 16], activation = "log-cosh", ...options } = given;
  if (widths.length < 1 || widths.length > MOST_LAYERS) refuse("ansatz.widths", `1 to ${MOST_LAYERS} layers`, widths.length);
  for (const width of widths) checkInteger("ansatz.widths", width, 1, MOST_WIDTH);
  if (!activationNames.includes(activation)) refuseUnknown("ansatz.activation", activation, activationNames);
  return { name: "mlp", widths: [...widths], activation, ...common(options, "mlp") };
}

/** Complex two-body Jastrow factor, ln f = Σ_{i<k} J_ik s_i s_k, with `biases` + Σ_i a_i s_i (Jastrow 1955). */
export function jastrow(options: CommonOptions = {}): JastrowAnsatz {
  checkOptionNames("jastrow", options, commonNames);
  return { name: "jastrow", ...common(options, "jastrow") };
}

/** Product state (mean field), ln f = Σ_i a_i s_i: one Bloch vector for each site. */
export function product(options: CommonOptions = {}): JastrowAnsatz {
  checkOptionNames("product", options, commonNames);
  return { name: "product", ...common(options, "product") };
}

/** The same network, of the same parameters, not summed over the point group. */
export function unprojected(ansatz: ResolvedAnsatz): ResolvedAnsatz {
  return { ...ansatz, pointGroup: false };
}

function common(
  { symmetric = "auto", pointGroup = "auto", parity = "auto", biases = "auto", deviation: chosen }: CommonOptions,
  name: AnsatzName,
): Common {
  const deviation = chosen ?? usualDeviation({ name });
  checkPositive("ansatz.deviation", deviation);
  if (parity !== "auto" && !parityNames.includes(parity)) refuseUnknown("ansatz.parity", parity, parityNames);
  return { symmetric, pointGroup, parity, biases, deviation };
}
