import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { GroundObservables } from "./observables.ts";
import { eigenvaluesOf } from "./tridiagonal.ts";

/** The ground state of the transverse-field Ising chain, as far as free fermions give it. */
export interface FreeFermionGround {
  /** Total energy in units of J. */
  readonly energy: number;
  /** For periodic chains, by Hellmann-Feynman; absent where J = h = 0. */
  readonly observables?: GroundObservables;
}

/**
 * The transverse-field Ising chain by free fermions (Lieb, Schultz & Mattis, Ann. Phys. 16, 407 (1961); Pfeuty, Ann. Phys. 57, 79 (1970)).
 *
 * The sign of h is a rotation by Π Z and does not matter. Neither does the sign of J on an open or an even chain (a rotation by Π X
 * over one sublattice); an odd ring with J < 0 is frustrated and not covered.
 * @returns `null` for any other Hamiltonian.
 */
export function freeFermions(hamiltonian: Hamiltonian): FreeFermionGround | null {
  const { name, lattice, parameters } = hamiltonian;
  const coupling = parameters["coupling"];
  const field = parameters["field"];
  if ((parameters["longitudinalField"] ?? 0) !== 0) return null;
  if (name !== "ising" || lattice.kind !== "chain" || lattice.weights || !Number.isFinite(coupling) || !Number.isFinite(field)) return null;
  // A ring of two sites has one bond, and is an open chain.
  if (!lattice.periodic || lattice.size < 3) return { energy: openIsingEnergy(lattice.size, coupling, field) };
  if (lattice.size % 2 === 1 && coupling < 0) return null;
  const energy = periodicIsingEnergy(lattice.size, Math.abs(coupling), Math.abs(field));
  if (coupling === 0 && field === 0) return { energy };
  const { zz, x } = periodicIsingObservables(lattice.size, Math.abs(coupling), Math.abs(field));
  return { energy, observables: { zz: coupling < 0 ? -zz : zz, x: Math.sign(field) * x } };
}

/**
 * E = -Σ_{m=1}^{N} √(J² + h² - 2 J h cos k), k = (2m - 1)π/N, for J, h >= 0 and any N: the vacuum of the even sector, which holds the
 * ground state because the elements of H off the diagonal are negative. On an odd ring k = π stands alone and adds -(J + h).
 */
export function periodicIsingEnergy(size: number, coupling: number, field: number): number {
  return -momenta(size).reduce((total, k) => total + dispersion(k, coupling, field), 0);
}

/**
 * <ZZ> per bond = -(1/N) ∂E/∂J = (1/N) Σ_k (J - h cos k)/ε_k and <X> per site = -(1/N) ∂E/∂h = (1/N) Σ_k (h - J cos k)/ε_k, for J, h >= 0
 * that are not both 0. At h = 0 the two ground states are taken in their even superposition.
 */
export function periodicIsingObservables(size: number, coupling: number, field: number): GroundObservables {
  let zz = 0;
  let x = 0;
  for (const k of momenta(size)) {
    const energy = dispersion(k, coupling, field);
    zz += (coupling - field * Math.cos(k)) / energy;
    x += (field - coupling * Math.cos(k)) / energy;
  }
  return { zz: zz / size, x: x / size };
}

/**
 * E = -Σ of the singular values of the N × N bidiagonal matrix with h on the diagonal and J above. They are the positive eigenvalues of
 * the tridiagonal matrix of twice the size with a zero diagonal and h, J, h, …, h beside it (Golub & Kahan 1965), which keeps the
 * small ones accurate where BᵀB would not.
 */
export function openIsingEnergy(size: number, coupling: number, field: number): number {
  const offDiagonal = Array.from({ length: 2 * size - 1 }, (_, i) => (i % 2 === 0 ? field : coupling));
  const eigenvalues = eigenvaluesOf({ diagonal: new Float64Array(2 * size), offDiagonal });
  return eigenvalues.reduce((total, value) => total - Math.abs(value), 0) / 2;
}

function momenta(size: number): number[] {
  return Array.from({ length: size }, (_, m) => ((2 * m + 1) * Math.PI) / size);
}

function dispersion(k: number, coupling: number, field: number): number {
  // (J - h)² + 4 J h sin²(k/2) instead of J² + h² - 2 J h cos k: nothing cancels near h = J.
  return Math.hypot(coupling - field, 2 * Math.sqrt(coupling * field) * Math.sin(k / 2));
}
