// The XYZ model.
import { checkOptionNames } from "../../core/check.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { exchangeOn } from "./heisenberg.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link xyz}, in any unit of energy. */
export interface XyzOptions {
  readonly jx: number;
  readonly jy: number;
  readonly jz: number;
}

/** XYZ model, H = Σ_<ij> (Jx X_i X_j + Jy Y_i Y_j + Jz Z_i Z_j) (Pauli matrices). */
export function xyz(lattice: Lattice, options: XyzOptions): Hamiltonian {
  checkOptionNames("xyz", options, ["jx", "jy", "jz"]);
  const { jx, jy, jz } = options;
  return sum("xyz", lattice, exchangeOn(lattice, jx, jy, jz), { jx, jy, jz });
}

export const xyzPreset = preset({
  formula: "Σ (Jx XX + Jy YY + Jz ZZ)",
  meaning: "Positive is antiferromagnetic along that axis. Over the bonds.",
  parameters: {
    jx: { default: 1, symbol: "Jx", help: "weight of XX" },
    jy: { default: 1, symbol: "Jy", help: "weight of YY" },
    jz: { default: 1, symbol: "Jz", help: "weight of ZZ" },
  },
  build: xyz,
});
