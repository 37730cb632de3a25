import { type Hamiltonian, sum } from "../hamiltonian/hamiltonian.ts";
import { pauli } from "../hamiltonian/pauli.ts";
import type { Lattice } from "../lattice/lattice.ts";

/** Nearest-neighbour correlation, Σ_<ij> Z_i Z_j / bonds. */
export function neighbourCorrelation(lattice: Lattice): Hamiltonian {
  return sum(
    "neighbour correlation",
    lattice,
    lattice.bonds.map(([i, j]) => pauli(1 / lattice.bonds.length, { [i]: "Z", [j]: "Z" })),
  );
}

/** Transverse magnetisation, Σ_i X_i / N. */
export function transverseMagnetisation(lattice: Lattice): Hamiltonian {
  return sum(
    "transverse magnetisation",
    lattice,
    lattice.sites.map((i) => pauli(1 / lattice.size, { [i]: "X" })),
  );
}
