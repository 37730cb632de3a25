// What follows from a reading: its probe chains, whether it allows Gauss-Newton, whether the diagonal decides, whether the basis matters.
import type { Reading, Readout } from "./readout.ts";

/**
 * Chains beside the ordinary ones that look for what those miss: `tempered` ones sample the flatter |f|^(q/2), `seeded` ones begin anew from a structured
 * configuration at every change of the parameters and sample |f|^q.
 */
export type ProbeKind = "tempered" | "seeded";

/**
 * The probes of a training. Without complex ratios a network can come to rest on one configuration, where only chains that sample a flatter |f|^q see that it is
 * not as sharp as it could be.
 */
export function probesOf({ ratio }: Readout): ProbeKind {
  return ratio === "complex" ? "seeded" : "tempered";
}

/** Whether the derivative of the local estimator is that of the Rayleigh-Gauss-Newton method: with moduli, or without ratios, it is another. */
export function allowsGaussNewton({ ratio }: Readout): boolean {
  return ratio === "complex";
}

/**
 * Whether the diagonal of H alone decides the lowest energy under a reading: where ratios add nothing, or where they add moduli and no
 * off-diagonal element can lower the energy with those.
 * @param raises whether no off-diagonal element of H has a negative real part
 */
export function diagonalDecides({ ratio }: Readout, raises: boolean): boolean {
  return ratio === "none" || (ratio === "modulus" && raises);
}

/** Whether the lowest energy under a reading is the ground energy in any basis: amplitudes with their phases. */
export function seeksGroundState(reading: Reading): boolean {
  return reading.sampled === "configurations" && reading.ratio === "complex";
}
