import type { Readout } from "./readout.ts";

/**
 * Whether the diagonal of H alone decides the lowest energy under a reading: where ratios add nothing, or where they add moduli and no
 * off-diagonal element can lower the energy with those.
 * @param raises whether no off-diagonal element of H has a negative real part
 */
export function diagonalDecides({ ratio }: Readout, raises: boolean): boolean {
  return ratio === "none" || (ratio === "modulus" && raises);
}
