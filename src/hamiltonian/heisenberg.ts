import { checkFinite } from "../core/check.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { type Hamiltonian, sum } from "./hamiltonian.ts";
import { pauli } from "./pauli.ts";

export interface HeisenbergOptions {
  /** J; positive is antiferromagnetic. */
  readonly coupling?: number;
}

export interface XxzOptions extends HeisenbergOptions {
  /** Δ, the weight of ZZ against XX + YY. */
  readonly anisotropy: number;
}

/** Heisenberg model, H = J Σ_<ij> (X_i X_j + Y_i Y_j + Z_i Z_j) (Pauli matrices; Carleo & Troyer 2017, eq. 5). */
export function heisenberg(lattice: Lattice, { coupling = 1 }: HeisenbergOptions = {}): Hamiltonian {
  return exchange("heisenberg", lattice, coupling, 1, { coupling });
}

/** XXZ model, H = J Σ_<ij> (X_i X_j + Y_i Y_j + Δ Z_i Z_j) (Pauli matrices). */
export function xxz(lattice: Lattice, { anisotropy, coupling = 1 }: XxzOptions): Hamiltonian {
  return exchange("xxz", lattice, coupling, anisotropy, { coupling, anisotropy });
}

function exchange(
  name: string,
  lattice: Lattice,
  coupling: number,
  anisotropy: number,
  parameters: Readonly<Record<string, number>>,
): Hamiltonian {
  checkFinite(`${name}.coupling`, coupling);
  checkFinite(`${name}.anisotropy`, anisotropy);
  const strings = lattice.bonds.flatMap(([i, j]) => [
    pauli(coupling, { [i]: "X", [j]: "X" }),
    pauli(coupling, { [i]: "Y", [j]: "Y" }),
    pauli(coupling * anisotropy, { [i]: "Z", [j]: "Z" }),
  ]);
  return sum(name, lattice, strings, parameters);
}
