// The Heisenberg and the XXZ model.
import { checkOptionNames } from "../../core/check.ts";
import { type Lattice, weightOf } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { type PauliString, pauli } from "../pauli.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link heisenberg}, energies in J. */
export interface HeisenbergOptions {
  /** J; positive is antiferromagnetic. */
  readonly coupling?: number;
}

/** Couplings of {@link xxz}, energies in J. */
export interface XxzOptions extends HeisenbergOptions {
  /** Δ, the weight of ZZ against XX + YY. */
  readonly anisotropy: number;
}

/** Heisenberg model, H = J Σ_<ij> (X_i X_j + Y_i Y_j + Z_i Z_j) (Pauli matrices; Carleo & Troyer 2017, eq. 5). */
export function heisenberg(lattice: Lattice, options: HeisenbergOptions = {}): Hamiltonian {
  checkOptionNames("heisenberg", options, ["coupling"]);
  const { coupling = 1 } = options;
  return sum("heisenberg", lattice, exchangeOn(lattice, coupling, coupling, coupling), { coupling });
}

/** XXZ model, H = J Σ_<ij> (X_i X_j + Y_i Y_j + Δ Z_i Z_j) (Pauli matrices). */
export function xxz(lattice: Lattice, options: XxzOptions): Hamiltonian {
  checkOptionNames("xxz", options, ["anisotropy", "coupling"]);
  const { anisotropy, coupling = 1 } = options;
  return sum("xxz", lattice, exchangeOn(lattice, coupling, coupling, coupling * anisotropy), { coupling, anisotropy });
}

/** The strings of Σ w (Jx X_i X_j + Jy Y_i Y_j + Jz Z_i Z_j) over some bonds and their weights w. */
export function exchangeOn(joined: Pick<Lattice, "bonds" | "weights">, jx: number, jy: number, jz: number): PauliString[] {
  return joined.bonds.flatMap(([i, j], bond) => {
    const weight = weightOf(joined, bond);
    return [
      pauli(weight * jx, { [i]: "X", [j]: "X" }),
      pauli(weight * jy, { [i]: "Y", [j]: "Y" }),
      pauli(weight * jz, { [i]: "Z", [j]: "Z" }),
    ];
  });
}

export const heisenbergPreset = preset({
  formula: "J Σ (XX + YY + ZZ)",
  meaning: "J > 0 is antiferromagnetic, J < 0 ferromagnetic. Over the bonds.",
  parameters: { coupling: { default: 1, symbol: "J", help: "J" } },
  build: heisenberg,
});

export const xxzPreset = preset({
  formula: "J Σ (XX + YY + Δ ZZ)",
  meaning: "J > 0 and Δ = 1 is the Heisenberg antiferromagnet; J Δ < -|J| is ferromagnetic along Z. Over the bonds.",
  parameters: {
    coupling: { default: 1, symbol: "J", help: "J" },
    anisotropy: { default: 1, symbol: "Δ", help: "weight of ZZ against XX + YY" },
  },
  build: xxz,
});
