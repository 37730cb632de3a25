import type { Ansatz, Parity, ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { parameterTensors } from "../ansatz/tensors.ts";
import { InputError } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { groundSector, isPolarised } from "../hamiltonian/sector.ts";
import { groundStateSymmetry } from "../hamiltonian/symmetry.ts";

/**
 * Settles what an ansatz leaves to the problem. Weights are shared over translations, and biases left out (f even under the flip of all
 * spins), where the ground state is known to have that symmetry; where its sign structure is unknown the network stays free. A product
 * state breaks symmetries, so it keeps its fields; an MLP is summed over translations only when asked, because that multiplies its cost; one
 * whose activation is not even is projected on even parity where the ground state is even.
 * @throws InputError if the network does not fit the lattice.
 */
export function resolveAnsatz(ansatz: Ansatz, hamiltonian: Hamiltonian): ResolvedAnsatz {
  const { lattice } = hamiltonian;
  const known = groundStateSymmetry(hamiltonian);
  const evenWithoutBiases =
    ansatz.name === "rbm" || ansatz.name === "jastrow" || (ansatz.name === "mlp" && ansatz.activation === "log-cosh");
  const sharesWeights = ansatz.name === "jastrow" || (ansatz.name === "rbm" && isWhole(ansatz.density, hamiltonian));
  const resolved: ResolvedAnsatz = {
    ...ansatz,
    symmetric:
      ansatz.symmetric === "auto" ? sharesWeights && lattice.translations.length > 1 && known.translations === true : ansatz.symmetric,
    biases: ansatz.biases === "auto" ? !(evenWithoutBiases && known.spinFlip === true && ansatz.parity !== "odd") : ansatz.biases,
    parity: ansatz.parity === "auto" ? automaticParity(ansatz, known.spinFlip) : ansatz.parity,
  };
  if (resolved.parity === "odd" && evenWithoutBiases && !resolved.biases) {
    throw new InputError("ansatz.parity: an odd state needs biases, without them this network is even and its odd part zero; use --biases");
  }
  parameterTensors(resolved, lattice);
  return resolved;
}

function isWhole(density: number, { lattice }: Hamiltonian): boolean {
  return Number.isInteger((density * lattice.size) / lattice.translations.length);
}

function automaticParity(ansatz: Ansatz, spinFlip: boolean | null): Parity {
  return ansatz.name === "mlp" && ansatz.activation !== "log-cosh" && spinFlip === true ? "even" : "none";
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
