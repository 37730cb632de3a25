import { checkFinite } from "../core/check.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Hamiltonian, sum } from "./hamiltonian.ts";
import { pauli } from "./pauli.ts";

export interface IsingOptions {
  /** h, the transverse field in units of J. */
  readonly field: number;
  /** J; positive is ferromagnetic. */
  readonly coupling?: number;
}

/** Transverse-field Ising model, H = -J Σ_<ij> Z_i Z_j - h Σ_i X_i (Pauli matrices, energies in J; Carleo & Troyer 2017, eq. 4). */
export function ising(lattice: Lattice, { field, coupling = 1 }: IsingOptions): Hamiltonian {
  checkFinite("ising.field", field);
  checkFinite("ising.coupling", coupling);
  return sum(
    "ising",
    lattice,
    [...lattice.bonds.map(([i, j]) => pauli(-coupling, { [i]: "Z", [j]: "Z" })), ...lattice.sites.map((i) => pauli(-field, { [i]: "X" }))],
    { field, coupling },
  );
}
