import { InputError } from "../core/errors.ts";
import { type Hamiltonian, sum } from "./hamiltonian.ts";

/**
 * The Marshall rotation: H conjugated with Π Z over one sublattice, which changes the sign of X and Y there. The spectrum stays; the
 * flip element of an antiparallel Heisenberg bond turns from +2J into -2J, and the ground state becomes positive (Marshall 1955).
 * @throws InputError on a lattice that is not bipartite.
 */
export function rotateMarshall(hamiltonian: Hamiltonian): Hamiltonian {
  const { lattice, name, parameters, strings } = hamiltonian;
  const { sublattices } = lattice;
  if (sublattices === null) {
    throw new InputError(
      `hamiltonian.rotate: the Marshall rotation needs a bipartite lattice, got a ${lattice.name}; use an even length or --boundary open`,
    );
  }
  const turned = strings.map((string) => {
    const flips = string.factors.filter(([site, matrix]) => matrix !== "Z" && sublattices[site] === 1).length;
    const sign = flips % 2 === 0 ? 1 : -1;
    return { ...string, coefficient: [sign * string.coefficient[0], sign * string.coefficient[1]] as const };
  });
  return { ...hamiltonian, ...sum(name, lattice, turned, parameters), rotated: !hamiltonian.rotated };
}

/** The Hamiltonian as it was before any rotation: some symmetries show only there. */
export function unrotated(hamiltonian: Hamiltonian): Hamiltonian {
  return hamiltonian.rotated ? rotateMarshall(hamiltonian) : hamiltonian;
}
