// Correlations of neighbours and magnetisations, as sums of Pauli strings.
import { type Hamiltonian, sum } from "../hamiltonian/hamiltonian.ts";
import { type PauliString, pauli } from "../hamiltonian/pauli.ts";
import type { Lattice } from "../lattice/lattice.ts";

/** Nearest-neighbour correlation, Σ_<ij> Z_i Z_j / bonds. */
export function neighbourCorrelation(lattice: Lattice): Hamiltonian {
  return sum(
    "neighbour correlation",
    lattice,
    lattice.bonds.map(([i, j]) => pauli(1 / lattice.bonds.length, { [i]: "Z", [j]: "Z" })),
  );
}

/** Transverse magnetisation, Σ_i X_i / N. */
export function transverseMagnetisation(lattice: Lattice): Hamiltonian {
  return sum(
    "transverse magnetisation",
    lattice,
    lattice.sites.map((i) => pauli(1 / lattice.size, { [i]: "X" })),
  );
}

/**
 * P O P, P the projector on a sector of fixed Σ Z, for an operator whose strings flip at most two sites each: of two flips what exchanges
 * unlike spins, (1 - Z_i Z_j)/2 of it, so (XX + YY)/2 of XX and (XY - YX)/2 of XY; of one nothing.
 */
export function conservingPart(operator: Hamiltonian): Hamiltonian {
  const { name, lattice, frame } = operator;
  const kept = operator.strings.flatMap(({ coefficient, factors }): PauliString[] => {
    const flipped = factors.filter(([, matrix]) => matrix !== "Z");
    if (flipped.length === 0) return [{ coefficient, factors }];
    if (flipped.length !== 2) return [];
    const unlike = flipped[0][1] !== flipped[1][1];
    const other = factors.map(([site, matrix]) => [site, matrix === "Z" ? matrix : matrix === "X" ? "Y" : "X"] as const);
    const half = coefficient[0] / 2;
    return [
      { coefficient: [half, 0], factors },
      { coefficient: [unlike ? -half : half, 0], factors: other },
    ];
  });
  return { ...sum(name, lattice, kept), frame };
}
