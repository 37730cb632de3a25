// The Heisenberg model with Dzyaloshinskii-Moriya terms.
import { checkOptionNames } from "../../core/check.ts";
import { type Lattice, weightOf } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { pauli } from "../pauli.ts";
import { exchangeOn } from "./heisenberg.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link dm}, energies in J. */
export interface DmOptions {
  /** D, along Z. */
  readonly d: number;
  /** J; positive is antiferromagnetic. */
  readonly coupling?: number;
}

/**
 * Heisenberg model with a Dzyaloshinskii-Moriya term along Z, H = J Σ_<ij> σ_i·σ_j + D Σ_<ij> (X_i Y_j - Y_i X_j) (Pauli matrices; Moriya 1960),
 * each bond taken in the direction the lattice lists it, (i, i+1) on a chain.
 */
export function dm(lattice: Lattice, options: DmOptions): Hamiltonian {
  checkOptionNames("dm", options, ["d", "coupling"]);
  const { d, coupling = 1 } = options;
  const turns = lattice.bonds.flatMap(([i, j], bond) => {
    const weight = weightOf(lattice, bond);
    return [pauli(weight * d, { [i]: "X", [j]: "Y" }), pauli(-weight * d, { [i]: "Y", [j]: "X" })];
  });
  return sum("dm", lattice, [...exchangeOn(lattice, coupling, coupling, coupling), ...turns], { coupling, d });
}

export const dmPreset = preset({
  formula: "J Σ (XX + YY + ZZ) + D Σ (XY - YX)",
  meaning: "J > 0 is antiferromagnetic. D multiplies X_i Y_j - Y_i X_j, i before j as the lattice lists its bonds: i, i+1 on a chain.",
  parameters: {
    coupling: { default: 1, symbol: "J", help: "J" },
    d: { default: 0.5, symbol: "D", help: "D, Dzyaloshinskii-Moriya term" },
  },
  build: dm,
});
