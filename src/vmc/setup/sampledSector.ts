// The configurations that a reading samples.
import { minimumOfDiagonal } from "../../exact/minimumDiagonal.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { groundSector, type Sector } from "../../hamiltonian/sector.ts";
import type { Readout } from "../../readout/index.ts";

/**
 * The configurations among which a reading looks for its lowest energy: those of the ground state, unless the reading sees the diagonal alone and that is
 * lower elsewhere (the XXZ chain with J < 0 and Δ = 1/2: polarised, though the ground state has Σ s_i = 0).
 */
export function sampledSector(hamiltonian: Hamiltonian, { ratio }: Readout): Sector {
  const sector = groundSector(hamiltonian);
  if (ratio !== "none" || sector.magnetisation === null || hamiltonian.magnetisation !== undefined) return sector;
  const everywhere: Sector = { magnetisation: null };
  const [inside, lowest] = [sector, everywhere].map((where) => minimumOfDiagonal(hamiltonian, where));
  return inside !== null && lowest !== null && lowest < inside ? everywhere : sector;
}
