// What a Hamiltonian conserves: magnetisation, parity, total spin, the symmetries of its lattice.
import type { ElementTerm, FlipGroup, Hamiltonian } from "./hamiltonian.ts";
import { operatorText } from "./pauli.ts";
import { unrotated } from "./rotate.ts";

/** Groups whose elements depend on more sites than this are not enumerated; the answer is then the cautious one. */
export const MOST_ENUMERATED_SITES = 16;

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

/** Whether H commutes with Π Z: it flips spins in even numbers. */
export function conservesParity({ groups }: Hamiltonian): boolean {
  return groups.every(({ flips }) => flips.length % 2 === 0);
}

/** What cancels is known to this part of what it was added up from. */
const CANCELLATION = 1e-12;

/**
 * Whether H commutes with the total spin, Σ X and Σ Z and so Σ Y: every level is then a multiplet that has a member at the smallest |Σ s_i|.
 * [H, Σ X_i] is written out: [Y, X] = -2i Z and [Z, X] = 2i Y.
 */
export function conservesTotalSpin(hamiltonian: Hamiltonian): boolean {
  if (!conservesMagnetisation(hamiltonian)) return false;
  const sums = new Map<string, { value: number; weight: number }>();
  for (const { coefficient, factors } of hamiltonian.strings) {
    for (const [place, [site, matrix]] of factors.entries()) {
      if (matrix === "X") continue;
      const turned = factors.with(place, [site, matrix === "Y" ? "Z" : "Y"]);
      const key = operatorText({ coefficient, factors: turned });
      const { value, weight } = sums.get(key) ?? { value: 0, weight: 0 };
      const change = matrix === "Y" ? -coefficient[0] : coefficient[0];
      sums.set(key, { value: value + change, weight: weight + Math.abs(change) });
    }
  }
  return [...sums.values()].every(({ value, weight }) => Math.abs(value) <= CANCELLATION * weight);
}

/** The names of what H is found to conserve, for a report; a Marshall rotation is undone first. */
export function conservedQuantities(given: Hamiltonian): readonly string[] {
  const hamiltonian = unrotated(given);
  const totalSpin = conservesTotalSpin(hamiltonian);
  const found: readonly (readonly [string, boolean])[] = [
    ["total spin", totalSpin],
    ["magnetisation", !totalSpin && conservesMagnetisation(hamiltonian)],
    ["Π X (spin flip)", conservesSpinFlip(hamiltonian)],
    ["Π Z", conservesParity(hamiltonian)],
    ["translations", hamiltonian.lattice.translations.length > 1 && isTranslationInvariant(hamiltonian)],
  ];
  return found.filter(([, conserved]) => conserved).map(([name]) => name);
}

/** Whether every translation of the lattice maps H onto itself. Those to a neighbour are enough: the others are products of them. */
export function isTranslationInvariant(hamiltonian: Hamiltonian): boolean {
  const { lattice } = hamiltonian;
  const neighbours = lattice.bonds.flatMap(([i, j]) => (i === 0 ? [j] : j === 0 ? [i] : []));
  const generators = lattice.translations.filter((translation) => neighbours.includes(translation[0]));
  return isInvariant(hamiltonian, generators);
}

/** Whether every element of the lattice's point group maps H onto itself. */
export function isPointGroupInvariant(hamiltonian: Hamiltonian): boolean {
  return isInvariant(hamiltonian, hamiltonian.lattice.pointGroup);
}

/** Whether permutations of the sites, i to `permutation[i]`, map the strings of H onto each other. */
function isInvariant({ strings }: Hamiltonian, permutations: readonly (readonly number[])[]): boolean {
  const key = ({ coefficient, factors }: Hamiltonian["strings"][number]) => `${coefficient[0]} ${operatorText({ coefficient, factors })}`;
  const keys = new Set(strings.map(key));
  return permutations.every((permutation) =>
    strings.every(({ coefficient, factors }) => {
      const moved = factors.map(([site, matrix]) => [permutation[site], matrix] as const).sort(([a], [b]) => a - b);
      return keys.has(key({ coefficient, factors: moved }));
    }),
  );
}

export type Spins = (site: number) => number;

/** Σ_terms coefficient · Π s_i. */
export function evaluate(terms: readonly ElementTerm[], spins: Spins): [number, number] {
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

/** Whether something holds for all 2^n signs of n sites. */
export function everyAssignment(sites: readonly number[], holds: (spins: Spins) => boolean): boolean {
  for (let pattern = 0; pattern < 1 << sites.length; pattern++) {
    if (!holds((site) => 1 - 2 * ((pattern >> sites.indexOf(site)) & 1))) return false;
  }
  return true;
}
