import { InputError } from "../core/errors.ts";
import { randomStream } from "../core/random.ts";
import { conservesMagnetisation, conservesSpinFlip } from "../hamiltonian/conservation.ts";
import type { Frame } from "../hamiltonian/frame.ts";
import { type Hamiltonian, sum } from "../hamiltonian/hamiltonian.ts";
import { type PauliString, pauli } from "../hamiltonian/pauli.ts";
import { inFrame } from "../hamiltonian/rotate.ts";
import { groundSector, type Sector } from "../hamiltonian/sector.ts";
import { isStoquastic } from "../hamiltonian/symmetry.ts";
import { type Basis, basisOf, fitsBasis } from "./basis.ts";
import { type LowestState, lowestState } from "./lanczos.ts";
import type { GroundObservables } from "./observables.ts";
import { type SectorOperator, sectorOperator } from "./operator.ts";

/** The lowest state of a sector, by exact diagonalisation. */
export interface ExactGroundState {
  /** Total energy in units of J. */
  readonly energy: number;
  readonly energyPerSite: number;
  readonly sector: Sector;
  /** The basis of the amplitudes, seen from the one in which the Hamiltonian was written: that of the Hamiltonian. */
  readonly frame: Frame;
  /** Numbers the amplitudes: `real[basis.indexOf(state)]`. */
  readonly basis: Basis;
  /** Real parts of the normalised amplitudes <s|ψ>. The overall phase is arbitrary. */
  readonly real: Float64Array;
  /** Imaginary parts, or `null` for a real Hamiltonian. */
  readonly imaginary: Float64Array | null;
  /** |H ψ - E ψ|. */
  readonly residual: number;
  readonly observables: GroundObservables;
}

/** Whether {@link exactGroundState} can treat the Hamiltonian: at most 20 sites, or 24 where the magnetisation is conserved. */
export function canDiagonalise(hamiltonian: Hamiltonian, sector: Sector = groundSector(hamiltonian)): boolean {
  return fitsBasis(hamiltonian.lattice.size, sector);
}

/**
 * The lowest state of any Hamiltonian by Lanczos iteration, the flip of all spins used where it is a symmetry. Without a sector it looks where the
 * ground state is sought ({@link groundSector}), and through every magnetisation if one is conserved but none is known to hold the ground state.
 * Of degenerate ground states it returns one.
 * @throws InputError for a lattice that is too large.
 */
export function exactGroundState(hamiltonian: Hamiltonian, sector?: Sector): ExactGroundState {
  const where = sector ?? groundSector(hamiltonian);
  if (!canDiagonalise(hamiltonian, where)) {
    throw new InputError(
      `exact.groundState: expected at most 20 sites (24 where the magnetisation is conserved), got a ${hamiltonian.lattice.name}; use a smaller lattice`,
    );
  }
  const everywhere = sector === undefined && where.magnetisation === null && conservesMagnetisation(hamiltonian);
  if (!everywhere) return lowestIn(hamiltonian, where);
  const { size } = hamiltonian.lattice;
  let best: ExactGroundState | null = null;
  for (let magnetisation = conservesSpinFlip(hamiltonian) ? size % 2 : -size; magnetisation <= size; magnetisation += 2) {
    const found = lowestIn(hamiltonian, { magnetisation });
    if (best === null || found.energy < best.energy) best = found;
  }
  return best ?? lowestIn(hamiltonian, where);
}

function lowestIn(hamiltonian: Hamiltonian, sector: Sector): ExactGroundState {
  const { size } = hamiltonian.lattice;
  const folds = conservesSpinFlip(hamiltonian) && (sector.magnetisation === null || sector.magnetisation === 0) && size > 1;
  const basis = basisOf(size, sector);
  const { lowest, operator, parity } = folds ? lowerParity(hamiltonian, sector) : lowestOn(hamiltonian, basis, null);
  const vector = lowest.vector();
  const dimension = operator.complex ? vector.length / 2 : vector.length;
  const unfolded = (part: Float64Array) => (parity === null ? part : unfold(part, basis, parity));
  const real = unfolded(vector.subarray(0, dimension));
  const imaginary = operator.complex ? unfolded(vector.subarray(dimension)) : null;
  const observables = observablesOf(hamiltonian, basis, real, imaginary);
  const energy = lowest.value;
  const { frame } = hamiltonian;
  return { energy, energyPerSite: energy / size, sector, frame, basis, real, imaginary, residual: lowest.residual, observables };
}

interface Found {
  readonly lowest: LowestState;
  readonly operator: SectorOperator;
  readonly parity: 1 | -1 | null;
}

function lowerParity(hamiltonian: Hamiltonian, sector: Sector): Found {
  const half = basisOf(hamiltonian.lattice.size, sector, true);
  const even = lowestOn(hamiltonian, half, 1);
  // A non-negative ground state is even under the flip of all spins, so the odd states need no look.
  if (isStoquastic(hamiltonian)) return even;
  const odd = lowestOn(hamiltonian, half, -1);
  return odd.lowest.value < even.lowest.value ? odd : even;
}

function lowestOn(hamiltonian: Hamiltonian, basis: Basis, parity: 1 | -1 | null): Found {
  const operator = sectorOperator(hamiltonian, basis, parity);
  const lowest = operator.flips ? lowestState(operator, startVector(hamiltonian, operator.length)) : lowestDiagonal(operator.diagonal);
  return { lowest, operator, parity };
}

/** A constant vector overlaps any non-negative ground state and shares its symmetries, which saves steps; otherwise a random one. */
function startVector(hamiltonian: Hamiltonian, length: number): Float64Array {
  if (isStoquastic(hamiltonian)) return new Float64Array(length).fill(1);
  const random = randomStream(0, "exact/lanczos");
  return Float64Array.from({ length }, () => random.uniform() - 0.5);
}

function lowestDiagonal(diagonal: Float64Array): LowestState {
  const place = diagonal.reduce((best, value, i) => (value < diagonal[best] ? i : best), 0);
  const vector = () => {
    const unit = new Float64Array(diagonal.length);
    unit[place] = 1;
    return unit;
  };
  return { value: diagonal[place], residual: 0, vector };
}

/** From (|s> ± |-s>)/√2 back to single configurations; the half lists those with the last spin up. */
function unfold(half: Float64Array, { states, size, magnetisation }: Basis, parity: 1 | -1): Float64Array {
  const { indexOf } = basisOf(size, { magnetisation }, true);
  const all = 2 ** size - 1;
  return Float64Array.from(states, (state) => {
    const folded = (state >> (size - 1)) & 1;
    return (folded ? parity : 1) * Math.SQRT1_2 * half[indexOf(folded ? all ^ state : state)];
  });
}

/** <ZZ> over the bonds and <X> over the sites, as the user's basis has them. */
function observablesOf(hamiltonian: Hamiltonian, basis: Basis, real: Float64Array, imaginary: Float64Array | null): GroundObservables {
  const { lattice, frame } = hamiltonian;
  const { bonds, sites } = lattice;
  const mean = (strings: readonly PauliString[]) =>
    strings.length === 0 ? 0 : expectation(inFrame(sum("observable", lattice, strings), frame), basis, real, imaginary) / strings.length;
  return {
    zz: mean(bonds.map(([i, j]) => pauli(1, { [i]: "Z", [j]: "Z" }))),
    x: mean(sites.map((i) => pauli(1, { [i]: "X" }))),
  };
}

/** <ψ|A|ψ>; what A takes out of the basis does not count. */
function expectation(operator: Hamiltonian, basis: Basis, real: Float64Array, imaginary: Float64Array | null): number {
  const { length, complex, apply } = sectorOperator(operator, basis);
  const dimension = basis.states.length;
  const product = (state: Float64Array) => {
    const image = new Float64Array(length);
    apply(state, image);
    return state.reduce((total, value, i) => total + value * image[i], 0);
  };
  if (!complex) return product(real) + (imaginary === null ? 0 : product(imaginary));
  const state = new Float64Array(2 * dimension);
  state.set(real);
  if (imaginary !== null) state.set(imaginary, dimension);
  return product(state);
}
