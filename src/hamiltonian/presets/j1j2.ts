// The Heisenberg model with second neighbours, J1-J2.
import { checkOptionNames } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { exchangeOn } from "./heisenberg.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link j1j2}, energies in J1. */
export interface J1J2Options {
  /** J2, over second neighbours. */
  readonly j2: number;
  /** J1, over nearest neighbours; positive is antiferromagnetic. */
  readonly j1?: number;
}

/**
 * Heisenberg model with second neighbours, H = J1 Σ_<ij> σ_i·σ_j + J2 Σ_<<ij>> σ_i·σ_j (Pauli matrices). At J2 = J1/2 the ground state of an
 * even ring is a product of singlets with E = -3/2 J1 N (Majumdar & Ghosh 1969).
 * @throws InputError on a lattice without second neighbours.
 */
export function j1j2(lattice: Lattice, options: J1J2Options): Hamiltonian {
  checkOptionNames("j1j2", options, ["j1", "j2"]);
  const { j1 = 1, j2 } = options;
  if (lattice.nextBonds.length === 0) {
    refuse("hamiltonian.j1j2", "a lattice with second neighbours", lattice.name, "use a larger one, or write the bonds as an expression");
  }
  return sum("j1j2", lattice, [...exchangeOn(lattice, j1, j1, j1), ...exchangeOn({ bonds: lattice.nextBonds }, j2, j2, j2)], { j1, j2 });
}

export const j1j2Preset = preset({
  formula: "J1 Σ (XX + YY + ZZ) + J2 Σ (XX + YY + ZZ) over second neighbours",
  meaning: "Positive is antiferromagnetic. J1 over the bonds, J2 over second neighbours: i, i+2 on a chain, the diagonals on a square.",
  parameters: {
    j1: { default: 1, symbol: "J1", help: "nearest neighbours" },
    j2: { default: 0.5, symbol: "J2", help: "second neighbours" },
  },
  build: j1j2,
});
