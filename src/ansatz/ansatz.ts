import { checkPositive } from "../core/check.ts";
import { refuseUnknown } from "../core/errors.ts";

export const ansatzNames = ["rbm"] as const;
export type AnsatzName = (typeof ansatzNames)[number];

/** What a user asks for. `"auto"` is settled by the problem: see {@link ResolvedAnsatz}. */
export interface Ansatz {
  readonly name: AnsatzName;
  /** α = M/N, hidden units per site. */
  readonly density: number;
  /** One set of weights shared by all translations (Carleo & Troyer 2017, eqs. S13, S14). */
  readonly symmetric: boolean | "auto";
  /** Visible and hidden biases. Without them f is even under the flip of all spins. */
  readonly biases: boolean | "auto";
  /** Standard deviation of the initial weights, real and imaginary part each. */
  readonly deviation: number;
}

/** An ansatz with nothing left open: plain data, stored beside the weights. */
export interface ResolvedAnsatz extends Ansatz {
  readonly symmetric: boolean;
  readonly biases: boolean;
}

export interface RbmOptions {
  readonly density?: number;
  readonly symmetric?: boolean | "auto";
  readonly biases?: boolean | "auto";
  readonly deviation?: number;
}

/** Complex restricted Boltzmann machine, f = exp(Σ a_i s_i) Π_j 2cosh(b_j + Σ_i W_ij s_i) (Carleo & Troyer 2017, eq. S9). */
export function rbm(options: RbmOptions = {}): Ansatz {
  const { density = 1, symmetric = "auto", biases = "auto", deviation = 0.02 } = options;
  checkPositive("ansatz.density", density);
  checkPositive("ansatz.deviation", deviation);
  return { name: "rbm", density, symmetric, biases, deviation };
}

/** The name itself if it is an ansatz. @throws InputError otherwise. */
export function ansatzName(name: string): AnsatzName {
  return ansatzNames.find((known) => known === name) ?? refuseUnknown("ansatz", name, ansatzNames);
}
