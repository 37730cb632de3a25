// The energy no network can go below where the diagonal of H alone decides it.
import { minimumOfDiagonal } from "../../exact/minimumDiagonal.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { raisesOffDiagonally } from "../../hamiltonian/symmetry.ts";
import { diagonalDecides, type Readout } from "../../readout/index.ts";
import { sampledSector } from "./sampledSector.ts";

/**
 * The energy no network can go below under a reading, where the diagonal of H alone decides it: for a diagonal H, for a reading that sees no ratios, and for
 * one that sees moduli if no off-diagonal element is negative. A run that comes to rest there has converged, however still its chains
 * are. `null` where the off-diagonal elements can lower the energy further, or the minimum is not known.
 */
export function diagonalBound(hamiltonian: Hamiltonian, readout: Readout): number | null {
  const flips = hamiltonian.groups.some((group) => group.flips.length > 0);
  const decides = !flips || diagonalDecides(readout, raisesOffDiagonally(hamiltonian));
  return decides ? minimumOfDiagonal(hamiltonian, sampledSector(hamiltonian, readout)) : null;
}
