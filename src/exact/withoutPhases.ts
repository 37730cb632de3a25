// How low a reading without phases can go.
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { isStoquastic, realPart } from "../hamiltonian/signs.ts";
import { exactGroundEnergy } from "./exactEnergy.ts";

/** The most sites for which Re H is diagonalised. */
const MOST_SITES = 14;

/**
 * The least <g| H |g> over normalised g >= 0, where it is known: that of Re H, whose ground state can be chosen non-negative if no off-diagonal element
 * of it is positive (Perron-Frobenius). `null` where one is, or where no method reaches.
 * @param hamiltonian in the basis in which g >= 0
 */
export function lowestWithoutPhases(hamiltonian: Hamiltonian): number | null {
  const real = realPart(hamiltonian);
  if (!isStoquastic(real)) return null;
  return exactGroundEnergy(real, { closedFormOnly: hamiltonian.lattice.size > MOST_SITES })?.energy ?? null;
}
