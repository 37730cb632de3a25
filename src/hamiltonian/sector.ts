import type { Hamiltonian } from "./hamiltonian.ts";
import { conservesMagnetisation } from "./symmetry.ts";

/**
 * The configurations a calculation is about. `magnetisation` is the total Σ s_i they all share, or `null` for all 2^N configurations.
 */
export interface Sector {
  readonly magnetisation: number | null;
}

/**
 * The sector in which the ground state is sought: the smallest |Σ s_i| if H conserves it, otherwise everything. For an antiferromagnetic
 * or planar exchange it holds the ground state (Lieb & Mattis 1962); an easy-axis ferromagnet is recognised by {@link isPolarised}. An H
 * that flips nothing conserves every spin, and its minimum may be anywhere: there everything is searched.
 */
export function groundSector(hamiltonian: Hamiltonian): Sector {
  const flipsSpins = hamiltonian.groups.some(({ flips }) => flips.length > 0);
  return { magnetisation: flipsSpins && conservesMagnetisation(hamiltonian) ? hamiltonian.lattice.size % 2 : null };
}

/**
 * Whether an XXZ ground state is the fully polarised ferromagnet, with E = J Δ × bonds exactly: each bond alone has its lowest energy
 * J Δ there if J Δ < -|J|, so the polarised state minimises them all.
 */
export function isPolarised({ name, parameters }: Hamiltonian): boolean {
  if (name !== "xxz") return false;
  return parameters["coupling"] * parameters["anisotropy"] < -Math.abs(parameters["coupling"]);
}
