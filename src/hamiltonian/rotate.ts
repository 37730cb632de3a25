// An operator in another basis.
import { InputError } from "../core/errors.ts";
import { type Frame, fromFrame, isOwnFrame, ownFrame, sameFrame, toFrame } from "./frame.ts";
import { type Hamiltonian, sum } from "./hamiltonian.ts";
import type { PauliString } from "./pauli.ts";

/** The same operator in another frame, whatever frame it is in. Its expectation values are those of the operator as it was written. */
export function inFrame(hamiltonian: Hamiltonian, frame: Frame): Hamiltonian {
  if (sameFrame(hamiltonian.frame, frame)) return hamiltonian;
  const own = unrotated(hamiltonian);
  return isOwnFrame(frame) ? own : withStrings(own, toFrame(own.strings, frame), frame);
}

/** The Hamiltonian in the basis in which it was written: some symmetries show only there. */
export function unrotated(hamiltonian: Hamiltonian): Hamiltonian {
  const { frame, strings } = hamiltonian;
  return isOwnFrame(frame) ? hamiltonian : withStrings(hamiltonian, fromFrame(strings, frame), ownFrame);
}

function withStrings(hamiltonian: Hamiltonian, strings: readonly PauliString[], frame: Frame): Hamiltonian {
  const { name, lattice, parameters } = hamiltonian;
  return { ...hamiltonian, ...sum(name, lattice, strings, parameters), frame };
}

/**
 * The Marshall rotation: H conjugated with Π Z over one sublattice, which changes the sign of X and Y there. The spectrum stays; the
 * flip element of an antiparallel Heisenberg bond turns from +2J into -2J, and the ground state becomes positive (Marshall 1955). Twice is not at all.
 * @throws InputError on a lattice that is not bipartite.
 */
export function rotateMarshall(hamiltonian: Hamiltonian): Hamiltonian {
  const { lattice, frame } = hamiltonian;
  const { sublattices } = lattice;
  if (sublattices === null) {
    throw new InputError(
      `hamiltonian.rotate: the Marshall rotation needs a bipartite lattice, got a ${lattice.name}; use an even length or --boundary open`,
    );
  }
  const before = new Set(frame.turned);
  return inFrame(hamiltonian, { ...frame, turned: lattice.sites.filter((site) => before.has(site) !== (sublattices[site] === 1)) });
}
