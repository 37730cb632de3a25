// The Ising model in a transverse and a longitudinal field.
import { checkOptionNames } from "../../core/check.ts";
import { type Lattice, weightOf } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { pauli } from "../pauli.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link ising}, energies in J. */
export interface IsingOptions {
  /** h, the transverse field in units of J. */
  readonly field: number;
  /** J; positive is ferromagnetic. */
  readonly coupling?: number;
  /** g, the field along Z in units of J. */
  readonly longitudinalField?: number;
}

/**
 * Transverse-field Ising model, H = -J Σ_<ij> Z_i Z_j - h Σ_i X_i - g Σ_i Z_i (Pauli matrices, energies in J; Carleo & Troyer 2017, eq. 4, has
 * g = 0). Its parameters list g only where it is not zero.
 */
export function ising(lattice: Lattice, options: IsingOptions): Hamiltonian {
  checkOptionNames("ising", options, ["field", "coupling", "longitudinalField"]);
  const { field, coupling = 1, longitudinalField = 0 } = options;
  const strings = [
    ...lattice.bonds.map(([i, j], bond) => pauli(-coupling * weightOf(lattice, bond), { [i]: "Z", [j]: "Z" })),
    ...lattice.sites.map((i) => pauli(-field, { [i]: "X" })),
    ...lattice.sites.map((i) => pauli(-longitudinalField, { [i]: "Z" })),
  ];
  return sum("ising", lattice, strings, { field, coupling, ...(longitudinalField !== 0 && { longitudinalField }) });
}

export const isingPreset = preset({
  formula: "-J Σ Z Z - h Σ X - g Σ Z",
  meaning:
    "J > 0 is ferromagnetic, J < 0 antiferromagnetic. ZZ over the bonds, X and Z over the sites. The ring with g = 0 is critical at |h| = |J|.",
  parameters: {
    field: { default: 1, symbol: "h", help: "h, transverse field" },
    coupling: { default: 1, symbol: "J", help: "J" },
    longitudinalField: { default: 0, symbol: "g", help: "g, field along Z" },
  },
  build: ising,
});
