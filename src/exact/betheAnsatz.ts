import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { GroundObservables } from "./observables.ts";

/** The ground state of an even XXZ ring by the Bethe ansatz. */
export interface BetheGround {
  /** Total energy in units of J. */
  readonly energy: number;
  readonly observables: GroundObservables;
}

/**
 * Heisenberg and XXZ rings of even N >= 4 (Bethe 1931; Yang & Yang, Phys. Rev. 150, 321 (1966)) outside the ferromagnetic phase. A ring with
 * J < 0 and Δ is one with |J| and -Δ after a rotation by Π Z over one sublattice.
 * @returns `null` for any other Hamiltonian, and where Newton's method does not converge.
 */
export function betheAnsatz({ name, lattice, parameters }: Hamiltonian): BetheGround | null {
  const coupling = parameters["coupling"];
  const anisotropy = name === "heisenberg" ? 1 : parameters["anisotropy"];
  if ((name !== "heisenberg" && name !== "xxz") || !Number.isFinite(coupling) || !Number.isFinite(anisotropy)) return null;
  if (lattice.kind !== "chain" || lattice.weights || !lattice.periodic || lattice.size % 2 === 1 || lattice.size < 4 || coupling === 0)
    return null;
  const ring = xxzRing(lattice.size, coupling > 0 ? anisotropy : -anisotropy);
  if (ring === null) return null;
  return { energy: Math.abs(coupling) * ring.energy, observables: { zz: ring.slope / lattice.size, x: 0 } };
}

/**
 * E and dE/dΔ = Σ <Z_i Z_j> of H = Σ (XX + YY + Δ ZZ) on a ring of even N, Δ > -1.
 *
 * M = N/2 real momenta p_j (measured from π) with I_j = -(M - 1)/2 + j solve
 *     N p_j - Σ_l Φ(p_j, p_l) = 2π I_j,   Φ(p, q) = 2 atan2(Δ sin((p - q)/2), cos((p + q)/2) + Δ cos((p - q)/2)),
 *     E = NΔ - 4 Σ_j (Δ + cos p_j).
 * Φ is the rapidity form 2 atan(…) for every Δ at once: with tan(p/2) = 2x it is 2 atan(x - y) at Δ = 1, and atan2 stays on the right
 * branch for Δ > 1. The roots come in pairs ±p, so only the positive ones are unknown.
 * @returns `null` for Δ <= -1 and where Newton's method does not converge.
 */
export function xxzRing(size: number, anisotropy: number): { energy: number; slope: number } | null {
  if (!(anisotropy > -1)) return null;
  const roots = solve(size, anisotropy);
  if (roots === null) return null;
  const pairs = roots.length;
  const middle = (size / 2) % 2; // the root p = 0, there for odd M
  let energy = size * anisotropy - 4 * middle * (anisotropy + 1);
  for (const p of roots) energy -= 8 * (anisotropy + Math.cos(p));
  // The roots move with Δ as the equations do: J dp/dΔ = -∂F/∂Δ.
  const moved = equations(size, anisotropy, roots);
  const velocity = eliminate(moved.jacobian, moved.byAnisotropy, pairs);
  let slope = size - 4 * (size / 2);
  for (let j = 0; j < pairs; j++) slope -= 8 * Math.sin(roots[j]) * velocity[j];
  return { energy, slope };
}

const MOST_STEPS = 60;
/** The energy depends on the roots to first order, so they are sought down to rounding; the last correction is at most N times this. */
const ROOT_TOLERANCE = 1e-14;

/** Newton's method with halved steps where a full one makes the residual larger or leaves the allowed interval. */
function solve(size: number, anisotropy: number): Float64Array | null {
  const limit = anisotropy < 1 ? Math.acos(-anisotropy) : Math.PI; // |p| < π - γ for Δ = cos γ
  const pairs = Math.floor(size / 4);
  let roots = Float64Array.from(
    { length: pairs },
    (_, j) => ((2 * Math.PI * quantumNumber(size, j)) / size) * Math.min(1, (2 * limit) / Math.PI),
  );
  let current = equations(size, anisotropy, roots);
  for (let step = 0; step < MOST_STEPS; step++) {
    const correction = eliminate(current.jacobian, current.residual, pairs);
    const length = largest(correction);
    if (!Number.isFinite(length)) return null;
    let damping = 1;
    for (; ; damping /= 2) {
      const next = roots.map((p, j) => p - damping * correction[j]);
      const inside = next.every((p) => p > 0 && p < limit);
      if (inside) {
        const trial = equations(size, anisotropy, next);
        // At the floor of rounding a step no longer helps, and is no longer needed.
        if (largest(trial.residual) < largest(current.residual) || length < size * ROOT_TOLERANCE) {
          [roots, current] = [next, trial];
          break;
        }
      }
      if (damping < 1e-6) return null;
    }
    if (damping === 1 && length < size * ROOT_TOLERANCE) return roots;
  }
  return null;
}

/** I_j of the j-th positive root: 1/2, 3/2, … for even M and 1, 2, … for odd M. */
function quantumNumber(size: number, j: number): number {
  return j + ((size / 2) % 2 === 0 ? 0.5 : 1);
}

interface Equations {
  /** F_j = N p_j - Σ_l Φ(p_j, p_l) - 2π I_j. */
  readonly residual: Float64Array;
  /** ∂F_j/∂p_l, row by row. */
  readonly jacobian: Float64Array;
  /** ∂F_j/∂Δ. */
  readonly byAnisotropy: Float64Array;
}

function equations(size: number, anisotropy: number, roots: Float64Array): Equations {
  const pairs = roots.length;
  const residual = new Float64Array(pairs);
  const jacobian = new Float64Array(pairs * pairs);
  const byAnisotropy = new Float64Array(pairs);
  const add = (j: number, q: number, l: number, sign: number) => {
    const { value, byFirst, bySecond, byDelta } = scattering(roots[j], q, anisotropy);
    residual[j] -= value;
    byAnisotropy[j] -= byDelta;
    jacobian[j * pairs + j] -= byFirst;
    if (l >= 0) jacobian[j * pairs + l] -= sign * bySecond;
  };
  for (let j = 0; j < pairs; j++) {
    residual[j] = size * roots[j] - 2 * Math.PI * quantumNumber(size, j);
    jacobian[j * pairs + j] = size;
    if ((size / 2) % 2 === 1) add(j, 0, -1, 0);
    for (let l = 0; l < pairs; l++) {
      if (l !== j) add(j, roots[l], l, 1);
      add(j, -roots[l], l, -1);
    }
  }
  return { residual, jacobian, byAnisotropy };
}

/** Φ(p, q) and its derivatives. */
function scattering(p: number, q: number, anisotropy: number) {
  const sine = Math.sin((p - q) / 2);
  const cosine = Math.cos((p - q) / 2);
  const sineOfSum = Math.sin((p + q) / 2);
  const top = anisotropy * sine;
  const bottom = Math.cos((p + q) / 2) + anisotropy * cosine;
  const weight = 2 / (top * top + bottom * bottom);
  const topSlope = (anisotropy * cosine) / 2;
  return {
    value: 2 * Math.atan2(top, bottom),
    byFirst: weight * (bottom * topSlope + (top * (sineOfSum + top)) / 2),
    bySecond: weight * (-bottom * topSlope + (top * (sineOfSum - top)) / 2),
    byDelta: weight * (bottom * sine - top * cosine),
  };
}

/** Solves A x = b by Gaussian elimination with partial pivoting; A and b are left alone. */
function eliminate(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const a = matrix.slice();
  const x = right.slice();
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(a[row * size + column]) > Math.abs(a[pivot * size + column])) pivot = row;
    for (let k = column; k < size; k++) [a[column * size + k], a[pivot * size + k]] = [a[pivot * size + k], a[column * size + k]];
    [x[column], x[pivot]] = [x[pivot], x[column]];
    for (let row = column + 1; row < size; row++) {
      const factor = a[row * size + column] / a[column * size + column];
      for (let k = column + 1; k < size; k++) a[row * size + k] -= factor * a[column * size + k];
      x[row] -= factor * x[column];
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row] -= a[row * size + k] * x[k];
    x[row] /= a[row * size + row];
  }
  return x;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => (Number.isNaN(value) ? Number.NaN : Math.max(most, Math.abs(value))), 0);
}
