// What an ansatz leaves to the problem: symmetry, parity, biases, density.
import type { Ansatz, Parity, ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { checkSize, hiddenUnits, parameterTensors } from "../../ansatz/tensors.ts";
import { InputError, refuse } from "../../core/errors.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { groundSector } from "../../hamiltonian/sector.ts";
import { type GroundStateSymmetry, groundStateSymmetry, isPointGroupInvariant } from "../../hamiltonian/symmetry.ts";

/**
 * Settles what an ansatz leaves to the problem. Weights are shared over translations, and biases left out (f even under the flip of all
 * spins), where the ground state is known to have that symmetry; where its sign structure is unknown the network stays free. A product
 * state breaks symmetries, so it keeps its fields; an MLP is summed over translations only when asked, because that multiplies its cost; one
 * whose activation is not even is projected on even parity where the ground state is even. An RBM that shares weights is summed over the point
 * group of a square lattice: the last fifth of the updates of the 6 × 6 Heisenberg model then cost five to six times as much, and a third of the error is left.
 * The mirror image of a ring wins a quarter of the variance at twice the cost, a Jastrow factor on 4 × 4 sites a quarter of the error at four times.
 * @throws InputError if the network does not fit the lattice, or is to be invariant under a point group that H is not invariant under.
 */
export function resolveAnsatz(ansatz: Ansatz, hamiltonian: Hamiltonian): ResolvedAnsatz {
  const { lattice } = hamiltonian;
  checkSize(ansatz, lattice.size);
  const known = groundStateSymmetry(hamiltonian);
  const evenWithoutBiases =
    ansatz.name === "rbm" || ansatz.name === "jastrow" || (ansatz.name === "mlp" && ansatz.activation === "log-cosh");
  const sharesWeights = ansatz.name === "jastrow" || (ansatz.name === "rbm" && isWhole(ansatz.density, hamiltonian));
  const symmetric =
    ansatz.symmetric === "auto" ? sharesWeights && lattice.translations.length > 1 && known.translations === true : ansatz.symmetric;
  const { grows: _, ...kept } = { grows: false, ...ansatz };
  const resolved: ResolvedAnsatz = {
    ...kept,
    symmetric,
    pointGroup: ansatz.pointGroup === "auto" ? symmetric && gainsByPointGroup(ansatz, hamiltonian, known) : ansatz.pointGroup,
    biases: ansatz.biases === "auto" ? !(evenWithoutBiases && known.spinFlip === true && ansatz.parity !== "odd") : ansatz.biases,
    parity: ansatz.parity === "auto" ? automaticParity(ansatz, known.spinFlip) : ansatz.parity,
  };
  if (resolved.parity === "odd" && evenWithoutBiases && !resolved.biases) {
    throw new InputError("ansatz.parity: an odd state needs biases, without them this network is even and its odd part zero; use --biases");
  }
  checkOdd(resolved, hamiltonian);
  parameterTensors(resolved, lattice);
  if (resolved.pointGroup && !isPointGroupInvariant(hamiltonian)) {
    const got = `${hamiltonian.name}, ${lattice.name}`;
    refuse("ansatz.pointGroup", "a Hamiltonian that rotations and reflections leave as it is", got, "use --no-point-group");
  }
  // What is rounded to whole units is told as it is.
  return resolved.name === "rbm" ? { ...resolved, density: hiddenUnits(resolved, lattice) / lattice.size } : resolved;
}

/** f(s) - f(-s) = 2 sinh(a Σ s_i) exp(…) of a pair or product network with one field a for all sites: zero wherever Σ s_i = 0. */
function checkOdd({ name, symmetric, parity }: ResolvedAnsatz, hamiltonian: Hamiltonian): void {
  if (parity !== "odd" || !symmetric || (name !== "jastrow" && name !== "product")) return;
  const { lattice } = hamiltonian;
  if (lattice.size % 2 === 1 || (groundSector(hamiltonian).magnetisation ?? 0) !== 0) return;
  const got = `a ${name} with one field for all sites, whose odd part is zero wherever Σ s_i = 0`;
  throw new InputError(`ansatz.parity: expected a network with an odd part, got ${got}; use --no-symmetric`);
}

/** Whether the sum over the point group is worth its cost: on two dimensions, which a grid of one row or column has not. */
function gainsByPointGroup({ name }: Ansatz, { lattice }: Hamiltonian, known: GroundStateSymmetry): boolean {
  return name === "rbm" && lattice.kind === "square" && lattice.pointGroup.length > 2 && known.pointGroup === true;
}

function isWhole(density: number, { lattice }: Hamiltonian): boolean {
  return Number.isInteger((density * lattice.size) / lattice.translations.length);
}

function automaticParity(ansatz: Ansatz, spinFlip: boolean | null): Parity {
  return ansatz.name === "mlp" && ansatz.activation !== "log-cosh" && spinFlip === true ? "even" : "none";
}
