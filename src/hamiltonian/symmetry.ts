import type { Lattice } from "../lattice/lattice.ts";
import {
  conservesMagnetisation,
  conservesSpinFlip,
  evaluate,
  everyAssignment,
  isPointGroupInvariant,
  isTranslationInvariant,
  MOST_ENUMERATED_SITES,
} from "./conservation.ts";
import type { Hamiltonian } from "./hamiltonian.ts";
import { rotateMarshall } from "./rotate.ts";
import { groundSector } from "./sector.ts";

export { conservesMagnetisation, conservesSpinFlip, isPointGroupInvariant, isTranslationInvariant } from "./conservation.ts";

/**
 * Whether every off-diagonal element is real and <= 0. The ground state of such an H can be chosen non-negative (Perron-Frobenius), so
 * it shares every symmetry that permutes configurations: zero momentum, even under the spin flip.
 */
export function isStoquastic(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalElement(hamiltonian, (re, im) => im === 0 && re <= 0);
}

/** Whether no off-diagonal element has a negative real part, so that <|f|| H ||f|> is at least the mean of the diagonal; imaginary parts cancel there. */
export function raisesOffDiagonally(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalElement(hamiltonian, (re) => re >= 0);
}

/**
 * Whether the Marshall rotation brings H closer to a positive ground state: the positive parts of its off-diagonal elements add up to less.
 * Only asked of an H that conserves the magnetisation, where no expectation value of X or Y is there to be turned around.
 */
export function marshallHelps(hamiltonian: Hamiltonian): boolean {
  if (hamiltonian.lattice.sublattices === null || !conservesMagnetisation(hamiltonian)) return false;
  return positiveWeight(rotateMarshall(hamiltonian)) < positiveWeight(hamiltonian);
}

/** Σ_F of the mean of max(0, Re m_F(s)) over s; NaN where an element depends on too many sites. */
function positiveWeight({ groups }: Hamiltonian): number {
  let total = 0;
  for (const { flips, terms } of groups) {
    if (flips.length === 0) continue;
    const sites = [...new Set(terms.flatMap(({ signs }) => signs))];
    if (sites.length > MOST_ENUMERATED_SITES) return Number.NaN;
    let positive = 0;
    everyAssignment(sites, (spins) => {
      positive += Math.max(0, evaluate(terms, spins)[0]);
      return true;
    });
    total += positive / (1 << sites.length);
  }
  return total;
}

function everyOffDiagonalElement({ groups }: Hamiltonian, holds: (re: number, im: number) => boolean): boolean {
  return groups.every(({ flips, terms }) => {
    if (flips.length === 0) return true;
    const sites = [...new Set(terms.flatMap(({ signs }) => signs))];
    return sites.length <= MOST_ENUMERATED_SITES && everyAssignment(sites, (spins) => holds(...evaluate(terms, spins)));
  });
}

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
