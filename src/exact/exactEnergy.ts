// The exact ground-state energy by whatever method reaches the problem: free fermions, Bethe ansatz, Lanczos.
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { unrotated } from "../hamiltonian/rotate.ts";
import { MOST_SITES_EVERYTHING } from "./basis.ts";
import { betheAnsatz } from "./betheAnsatz.ts";
import { freeFermions } from "./freeFermions.ts";
import { exactGroundState } from "./groundState.ts";
import type { GroundObservables } from "./observables.ts";

export { type ExactGroundState, exactGroundState } from "./groundState.ts";

/** How an exact energy was got. */
export type ExactMethod = "free fermions" | "Bethe ansatz" | "polarised" | "Lanczos";

/** A ground energy that needs no sampling, and where it comes from. */
export interface ExactEnergy {
  /** Total energy in units of J. */
  readonly energy: number;
  readonly energyPerSite: number;
  readonly method: ExactMethod;
  /** Absent where the method does not give them, or a degenerate ground state leaves them open. */
  readonly observables?: GroundObservables;
}

/** What {@link exactGroundEnergy} may be told. */
export interface ExactEnergyOptions {
  /** Answer only from a formula, at once; a Hamiltonian that needs Lanczos gets `null`. */
  readonly closedFormOnly?: boolean;
}

/**
 * The exact ground energy: free fermions for the Ising chain, the Bethe ansatz for even Heisenberg and XXZ rings, J Δ × bonds for a
 * polarised ferromagnet on any lattice, otherwise Lanczos up to 20 sites, in the sector somebody chose or
 * wherever the ground state may be (see {@link exactGroundState}).
 * @returns `null` where none of them reaches.
 */
export function exactGroundEnergy(given: Hamiltonian, { closedFormOnly = false }: ExactEnergyOptions = {}): ExactEnergy | null {
  const hamiltonian = unrotated(given);
  const { size } = hamiltonian.lattice;
  const answer = (method: ExactMethod, energy: number, observables: GroundObservables | undefined): ExactEnergy => ({
    energy,
    energyPerSite: energy / size,
    method,
    ...(observables && { observables }),
  });
  const { magnetisation } = hamiltonian;
  const fermions = magnetisation === undefined ? freeFermions(hamiltonian) : null;
  if (fermions) return answer("free fermions", fermions.energy, fermions.observables);
  // The Bethe ansatz state of an even ring has Σ s_i = 0.
  const bethe = magnetisation === undefined || magnetisation === 0 ? betheAnsatz(hamiltonian) : null;
  if (bethe) return answer("Bethe ansatz", bethe.energy, bethe.observables);
  const ferromagnet = magnetisation === undefined ? polarised(hamiltonian) : null;
  if (ferromagnet) return answer("polarised", ferromagnet.energy, ferromagnet.observables);
  if (closedFormOnly || size > MOST_SITES_EVERYTHING) return null;
  const { energy, observables } = exactGroundState(hamiltonian);
  return answer("Lanczos", energy, observables);
}

/**
 * E = J Δ × bonds of an XXZ or Heisenberg ferromagnet, J Δ <= -|J|: one bond has the energies J Δ (twice) and -J Δ ± 2J, so the state with
 * all spins alike minimises every bond at once. At equality (Heisenberg) other states are as low, and the observables are left open.
 */
function polarised({ name, lattice, parameters }: Hamiltonian): { energy: number; observables?: GroundObservables } | null {
  if ((name !== "xxz" && name !== "heisenberg") || lattice.weights || lattice.bonds.length === 0) return null;
  const coupling = parameters["coupling"];
  const ising = coupling * (name === "heisenberg" ? 1 : parameters["anisotropy"]);
  if (!(ising <= -Math.abs(coupling))) return null;
  const energy = ising * lattice.bonds.length;
  return ising < -Math.abs(coupling) ? { energy, observables: { zz: 1, x: 0 } } : { energy };
}
