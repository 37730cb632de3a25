import type { ElementTerm, FlipGroup, Hamiltonian } from "./hamiltonian.ts";
import { operatorText } from "./pauli.ts";
import { rotateMarshall } from "./rotate.ts";

/** Groups whose elements depend on more sites than this are not enumerated; the answer is then the cautious one. */
const MOST_ENUMERATED_SITES = 16;

/** Whether H conserves the total Z: every connected pair of configurations has the same Σ s_i. */
export function conservesMagnetisation({ groups }: Hamiltonian): boolean {
  return groups.every(({ flips, terms }) => {
    if (flips.length === 0) return true;
    if (flips.length % 2 === 1 || flips.length > MOST_ENUMERATED_SITES) return false;
    // Terms with equal signs outside F form one polynomial in the spins of F; each must vanish wherever Σ_F s_i ≠ 0.
    return polynomialsOnFlips(flips, terms).every((polynomial) =>
      everyAssignment(flips, (spins) => flips.reduce((total, i) => total + spins(i), 0) === 0 || vanishes(polynomial, spins)),
    );
  });
}

/** Whether H commutes with the flip of all spins, Π X: every string holds an even number of Y and Z. */
export function conservesSpinFlip({ strings }: Hamiltonian): boolean {
  return strings.every(({ factors }) => factors.filter(([, matrix]) => matrix !== "X").length % 2 === 0);
}

/** Whether every translation of the lattice maps H onto itself. */
export function isTranslationInvariant({ strings, lattice }: Hamiltonian): boolean {
  const key = ({ coefficient, factors }: Hamiltonian["strings"][number]) => `${coefficient[0]} ${operatorText({ coefficient, factors })}`;
  const keys = new Set(strings.map(key));
  return lattice.translations.every((translation) =>
    strings.every(({ coefficient, factors }) => {
      const moved = factors.map(([site, matrix]) => [translation[site], matrix] as const).sort(([a], [b]) => a - b);
      return keys.has(key({ coefficient, factors: moved }));
    }),
  );
}

/**
 * Whether every off-diagonal element is real and <= 0. The ground state of such an H can be chosen non-negative (Perron-Frobenius), so
 * it shares every symmetry that permutes configurations: zero momentum, even under the spin flip.
 */
export function isStoquastic(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalElement(hamiltonian, (re, im) => im === 0 && re <= 0);
}

/** Whether every off-diagonal element is real and >= 0, so that <|f|| H ||f|> is at least the mean of the diagonal. */
export function raisesOffDiagonally(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalElement(hamiltonian, (re, im) => im === 0 && re >= 0);
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
  /** Whether the flip of all spins leaves it unchanged, sign included. */
  readonly spinFlip: boolean | null;
}

/**
 * The symmetry that the sign structure proves. Stoquastic: ψ > 0, so everything is even. Stoquastic after the Marshall rotation:
 * ψ(s) = (-1)^{n_A(s)} φ(s), φ > 0, n_A the down spins on one sublattice; a translation that exchanges the sublattices turns n_A into
 * n_down - n_A, the spin flip turns it into |A| - n_A. (The plain Heisenberg ring of 4n + 2 sites is odd under both.)
 */
export function groundStateSymmetry(hamiltonian: Hamiltonian): GroundStateSymmetry {
  const { lattice } = hamiltonian;
  const has = { translations: isTranslationInvariant(hamiltonian), spinFlip: conservesSpinFlip(hamiltonian) };
  if (isStoquastic(hamiltonian)) return has;
  const { sublattices } = lattice;
  if (sublattices === null || !conservesMagnetisation(hamiltonian) || !isStoquastic(rotateMarshall(hamiltonian))) {
    return { translations: has.translations ? null : false, spinFlip: has.spinFlip ? null : false };
  }
  const down = Math.floor(lattice.size / 2);
  const exchanging = lattice.translations.some((translation) => sublattices[translation[0]] !== sublattices[0]);
  const onOne = sublattices.reduce((total, colour) => total + colour, 0);
  return { translations: has.translations && (!exchanging || down % 2 === 0), spinFlip: has.spinFlip && onOne % 2 === 0 };
}

type Spins = (site: number) => number;

function evaluate(terms: readonly ElementTerm[], spins: Spins): [number, number] {
  let re = 0;
  let im = 0;
  for (const { coefficient, signs } of terms) {
    const sign = signs.reduce((product, i) => product * spins(i), 1);
    re += sign * coefficient[0];
    im += sign * coefficient[1];
  }
  return [re, im];
}

function vanishes(terms: readonly ElementTerm[], spins: Spins): boolean {
  const [re, im] = evaluate(terms, spins);
  return re === 0 && im === 0;
}

function polynomialsOnFlips(flips: readonly number[], terms: FlipGroup["terms"]): ElementTerm[][] {
  const polynomials = new Map<string, ElementTerm[]>();
  for (const { coefficient, signs } of terms) {
    const outside = signs.filter((i) => !flips.includes(i)).join(",");
    const polynomial = polynomials.get(outside) ?? [];
    polynomial.push({ coefficient, signs: signs.filter((i) => flips.includes(i)) });
    polynomials.set(outside, polynomial);
  }
  return [...polynomials.values()];
}

function everyAssignment(sites: readonly number[], holds: (spins: Spins) => boolean): boolean {
  for (let pattern = 0; pattern < 1 << sites.length; pattern++) {
    if (!holds((site) => 1 - 2 * ((pattern >> sites.indexOf(site)) & 1))) return false;
  }
  return true;
}
