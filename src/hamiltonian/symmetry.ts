// Which symmetries the ground state is known to have.
import type { Lattice } from "../lattice/lattice.ts";
import { conservesMagnetisation, conservesSpinFlip, isPointGroupInvariant, isTranslationInvariant } from "./conservation.ts";
import type { Hamiltonian } from "./hamiltonian.ts";
import { rotateMarshall } from "./rotate.ts";
import { groundSector } from "./sector.ts";
import { isStoquastic } from "./signs.ts";

export { conservesMagnetisation, conservesSpinFlip, isPointGroupInvariant, isTranslationInvariant } from "./conservation.ts";
export { isStoquastic, raisesOffDiagonally } from "./signs.ts";

/** What is known of the ground state's behaviour under the symmetries of H, on its {@link groundSector}. `null`: not known. */
export interface GroundStateSymmetry {
  /** Whether every translation leaves it unchanged, sign included. */
  readonly translations: boolean | null;
  /** Whether every rotation and reflection of the lattice leaves it unchanged, sign included. */
  readonly pointGroup: boolean | null;
  /** Whether the flip of all spins leaves it unchanged, sign included. */
  readonly spinFlip: boolean | null;
}

/**
 * The symmetry that the sign structure proves. Stoquastic: ψ > 0, so everything is even. Stoquastic after the Marshall rotation:
 * ψ(s) = (-1)^{n_A(s)} φ(s), φ > 0, n_A the down spins on one sublattice; a translation or reflection that exchanges the sublattices turns n_A
 * into n_down - n_A, the spin flip turns it into |A| - n_A. (The plain Heisenberg ring of 4n + 2 sites is odd under both.)
 * The spin flip leads out of a sector of another Σ s_i than 0.
 */
export function groundStateSymmetry(hamiltonian: Hamiltonian): GroundStateSymmetry {
  const { lattice } = hamiltonian;
  const { magnetisation } = groundSector(hamiltonian);
  const polarised = magnetisation !== null && Math.abs(magnetisation) > 1;
  const has = {
    translations: isTranslationInvariant(hamiltonian),
    pointGroup: isPointGroupInvariant(hamiltonian),
    spinFlip: !polarised && conservesSpinFlip(hamiltonian),
  };
  if (isStoquastic(hamiltonian)) return has;
  const { sublattices } = lattice;
  const open = (conserved: boolean) => (conserved ? null : false);
  const unknown = { translations: open(has.translations), pointGroup: open(has.pointGroup), spinFlip: open(has.spinFlip) };
  if (sublattices === null || !conservesMagnetisation(hamiltonian) || !isStoquastic(rotateMarshall(hamiltonian))) return unknown;
  const exchanges = (permutations: Lattice["translations"]) => permutations.some(([image]) => sublattices[image] !== sublattices[0]);
  const exchanging = { translations: exchanges(lattice.translations), pointGroup: exchanges(lattice.pointGroup) };
  if ((exchanging.translations || exchanging.pointGroup) && magnetisation === null) return unknown;
  const down = (lattice.size - (magnetisation ?? 0)) / 2;
  const onOne = sublattices.reduce((total, colour) => total + colour, 0);
  return {
    translations: has.translations && (!exchanging.translations || down % 2 === 0),
    pointGroup: has.pointGroup && (!exchanging.pointGroup || down % 2 === 0),
    spinFlip: has.spinFlip && onOne % 2 === 0,
  };
}
