// The configurations a calculation is about: all of them, or those of one magnetisation.
import { checkInteger } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import { conservesMagnetisation, conservesTotalSpin } from "./conservation.ts";
import type { Hamiltonian } from "./hamiltonian.ts";
import { unrotated } from "./rotate.ts";

/**
 * The configurations a calculation is about. `magnetisation` is the total Σ s_i they all share, or `null` for all 2^N configurations.
 */
export interface Sector {
  readonly magnetisation: number | null;
}

/**
 * The same Hamiltonian, asked about the configurations with Σ s_i = `magnetisation` alone: every driver and judge then stays there.
 * @throws InputError if H does not conserve it, or N spins cannot have it.
 */
export function inMagnetisation(hamiltonian: Hamiltonian, magnetisation: number, where = "hamiltonian.magnetisation"): Hamiltonian {
  const { size } = hamiltonian.lattice;
  checkInteger(where, magnetisation, -size, size);
  if ((size - magnetisation) % 2 !== 0) refuse(where, `Σ s_i of ${size} spins: ${-size}, ${2 - size}, …, ${size}`, magnetisation);
  if (!conservesMagnetisation(hamiltonian)) {
    refuse(where, "a Hamiltonian that conserves Σ Z", hamiltonian.name, "leave the magnetisation out: all configurations are needed");
  }
  return { ...hamiltonian, magnetisation };
}

/**
 * The configurations in which the ground state is sought: those somebody chose ({@link inMagnetisation}); else the smallest |Σ s_i| where it
 * is known to hold the ground state; otherwise all. An H that conserves Σ Z may well have its ground state elsewhere, with a field along Z for
 * one, and one that flips nothing conserves every spin: there everything is searched.
 */
export function groundSector(hamiltonian: Hamiltonian): Sector {
  if (hamiltonian.magnetisation !== undefined) return { magnetisation: hamiltonian.magnetisation };
  const flipsSpins = hamiltonian.groups.some(({ flips }) => flips.length > 0);
  return { magnetisation: flipsSpins && smallestIsLowest(hamiltonian) ? hamiltonian.lattice.size % 2 : null };
}

/**
 * Whether the smallest |Σ s_i| is known to hold a ground state: it does
 * - where the total spin is conserved, in every multiplet;
 * - in XXZ models on bipartite lattices between the ferromagnet and the Heisenberg point, and beyond if the sublattices are equal or differ by one site
 *   (Lieb & Mattis 1962; Affleck & Lieb 1986);
 * - with an antiferromagnetic coupling and a Dzyaloshinskii-Moriya term on a chain, which together are a planar XXZ model whose axes turn from bond to bond.
 */
function smallestIsLowest(hamiltonian: Hamiltonian): boolean {
  const { name, lattice, parameters } = hamiltonian;
  if (!conservesMagnetisation(hamiltonian)) return false;
  if (conservesTotalSpin(unrotated(hamiltonian))) return true;
  if (lattice.weights) return false; // what follows is known of equal bonds
  if (name === "dm") return lattice.kind === "chain" && parameters["coupling"] > 0;
  if (name !== "xxz" || lattice.sublattices === null || isPolarised(hamiltonian)) return false;
  const onOne = lattice.sublattices.reduce((total, colour) => total + colour, 0);
  const balanced = Math.abs(lattice.size - 2 * onOne) <= 1;
  return balanced || parameters["coupling"] * parameters["anisotropy"] <= Math.abs(parameters["coupling"]);
}

/**
 * Whether the ground state sought is the fully polarised XXZ ferromagnet, with E = J Δ × bonds exactly: each bond alone has its lowest energy
 * J Δ there if J Δ < -|J|, so the polarised state minimises them all. Not where somebody chose another magnetisation.
 */
export function isPolarised({ name, lattice, parameters, magnetisation }: Hamiltonian): boolean {
  if (name !== "xxz" || lattice.weights || magnetisation !== undefined) return false;
  return parameters["coupling"] * parameters["anisotropy"] < -Math.abs(parameters["coupling"]);
}
