// The scale of a spectrum, from the coefficients alone.
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";

/** √(tr H²/dim/N), constant terms left out: the deviation of the spectrum for each √site. 1 if H has none. */
export function energyScale({ groups, lattice }: Hamiltonian): number {
  const squares = groups.flatMap(({ flips, terms }) =>
    terms.filter(({ signs }) => flips.length + signs.length > 0).map(({ coefficient: [re, im] }) => re * re + im * im),
  );
  const total = squares.reduce((sum, square) => sum + square, 0);
  return total > 0 ? Math.sqrt(total / lattice.size) : 1;
}
