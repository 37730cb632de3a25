import type { Ansatz, ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { hiddenUnits } from "../ansatz/tensors.ts";
import { InputError } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { groundSector, isPolarised } from "../hamiltonian/sector.ts";
import { groundStateSymmetry } from "../hamiltonian/symmetry.ts";

/**
 * Settles what an ansatz leaves to the problem: weights are shared over translations, and biases left out (f even under the flip of all
 * spins), where the ground state is known to have that symmetry. Where its sign structure is unknown the network stays free.
 * @throws InputError if the network does not fit the lattice.
 */
export function resolveAnsatz(ansatz: Ansatz, hamiltonian: Hamiltonian): ResolvedAnsatz {
  const { lattice } = hamiltonian;
  const { density } = ansatz;
  const known = groundStateSymmetry(hamiltonian);
  const shifts = lattice.translations.length;
  const fits = shifts > 1 && Number.isInteger((density * lattice.size) / shifts);
  const resolved: ResolvedAnsatz = {
    ...ansatz,
    symmetric: ansatz.symmetric === "auto" ? fits && known.translations === true : ansatz.symmetric,
    biases: ansatz.biases === "auto" ? known.spinFlip !== true : ansatz.biases,
  };
  hiddenUnits(resolved, lattice);
  return resolved;
}

/**
 * Σ s_i of the configurations to sample, or `null` for all of them.
 * @throws InputError where the ground state is the polarised ferromagnet: it has one configuration, and no exchange reaches it.
 */
export function sampledMagnetisation(hamiltonian: Hamiltonian): number | null {
  if (isPolarised(hamiltonian)) {
    throw new InputError(
      "hamiltonian.anisotropy: expected |coupling| >= -coupling × anisotropy, got the easy-axis ferromagnet, whose ground state is all spins " +
        "up: nothing to train; `nqs exact` gives its energy",
    );
  }
  return groundSector(hamiltonian).magnetisation;
}
