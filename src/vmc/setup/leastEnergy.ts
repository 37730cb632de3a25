// How low an energy can be at all, from the coefficients alone.
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";

/** c_1 - Σ |c_P| over the Pauli strings P other than the identity: no state lies below, for each string has the eigenvalues ±1. */
export function leastEnergy({ strings }: Pick<Hamiltonian, "strings">): number {
  return strings.reduce((total, { coefficient: [re], factors }) => total + (factors.length === 0 ? re : -Math.abs(re)), 0);
}
