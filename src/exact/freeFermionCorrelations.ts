// Correlations and entropies of the transverse-field Ising chain by free fermions, for long chains too.
import { checkInteger, checkPositive } from "../core/check.ts";
import { refuse } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { determinant, rotationPart, type SquareMatrix } from "./linear/orthogonalPart.ts";
import { singularValues } from "./linear/singularValues.ts";

/** The most sites. */
const MOST_SITES = 200;
/** The most sites of an open chain whose pairs are asked for: each costs a determinant, of all together N^5/60 products. */
const MOST_OPEN_SITES = 100;

/** Correlations in the ground state of an Ising chain. */
export interface FreeFermionCorrelations {
  /** <X_i> of each site. */
  readonly x: readonly number[];
  /** <Z_i Z_j> of each pair, 1 for i = j. */
  readonly zz: readonly (readonly number[])[];
}

/**
 * <X_i> and <Z_i Z_j> in the ground state of H = -J Σ Z_i Z_{i+1} - h Σ X_i on a ring or an open chain, any h, in the ordered phase too (Lieb, Schultz & Mattis,
 * Ann. Phys. 16, 407 (1961); Pfeuty, Ann. Phys. 57, 79 (1970)). The matrix elements between the Majorana fermions of the sites are K_ij, with <X_i> = K_ii,
 * <Z_i Z_{i+1}> = K_{i,i+1}; farther pairs are determinants, <Z_i Z_j> = det K_{ab}, a = i … j - 1, b = i + 1 … j (on a ring Toeplitz). The state is that of
 * the sector even under the flip of all spins, which holds the ground state: at h = 0 the even superposition of the two ordered states.
 * @throws InputError for any other Hamiltonian, an odd ring with J < 0, J = h = 0, and more than 200 sites (100 of an open chain).
 */
export function freeFermionCorrelations(hamiltonian: Hamiltonian): FreeFermionCorrelations {
  const { k, ring, fieldSign, couplingSign } = majoranas("freeFermionCorrelations", hamiltonian);
  const size = k.length;
  if (!ring && size > MOST_OPEN_SITES) refuse("freeFermionCorrelations", `an open chain of at most ${MOST_OPEN_SITES} sites`, size);
  const pair = (i: number, j: number) => couplingSign(j - i) * determinant(k, i, i + 1, j - i);
  const x = Array.from({ length: size }, (_, i) => fieldSign * k[i][i]);
  const zz = x.map(() => new Array<number>(size).fill(1));
  const byDistance = Array.from({ length: ring ? Math.floor(size / 2) : 0 }, (_, r) => pair(0, r + 1));
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      zz[i][j] = ring ? byDistance[Math.min(j - i, size - j + i) - 1] : pair(i, j);
      zz[j][i] = zz[i][j];
    }
  }
  return { x, zz };
}

/**
 * The entropy of the first `length` sites in the same ground state, in nats: of von Neumann, or the Rényi entropy of another order. A block in a row is
 * Gaussian in its fermions: with ν_m the singular values of K on the block, S_n = Σ_m ln(p_m^n + (1 - p_m)^n)/(1 - n), p_m = (1 + ν_m)/2 (Vidal, Latorre, Rico &
 * Kitaev, Phys. Rev. Lett. 90, 227902 (2003)). On a ring every block of so many sites in a row has it.
 * @param order n > 0, default 1: von Neumann, -Σ_m p_m ln p_m + (1 - p_m) ln(1 - p_m)
 * @throws InputError as {@link freeFermionCorrelations}, for a length that no block has, and for an order <= 0.
 */
export function freeFermionEntropy(hamiltonian: Hamiltonian, length: number, order = 1): number {
  const { k } = majoranas("freeFermionEntropy", hamiltonian);
  checkInteger("freeFermionEntropy.length", length, 1, k.length);
  checkPositive("freeFermionEntropy.order", order);
  const real = Float64Array.from({ length: length * length }, (_, at) => k[Math.floor(at / length)][at % length]);
  const values = singularValues({ rows: length, columns: length, real, imaginary: null });
  return values.reduce((total, value) => total + modeEntropy((1 + Math.min(1, value)) / 2, order), 0);
}

function modeEntropy(p: number, order: number): number {
  const q = 1 - p;
  if (order !== 1) return Math.log(p ** order + q ** order) / (1 - order);
  return -p * Math.log(p) - (q > 0 ? q * Math.log(q) : 0);
}

interface Majoranas {
  /** K of |J| and |h|. */
  readonly k: SquareMatrix;
  readonly ring: boolean;
  /** Of <X>: the sign of h is a rotation by Π Z. */
  readonly fieldSign: number;
  /** Of <Z_i Z_{i+r}>: the sign of J is a rotation by Π X over one sublattice. */
  couplingSign(distance: number): number;
}

function majoranas(where: string, { name, lattice, parameters }: Hamiltonian): Majoranas {
  const { size, periodic } = lattice;
  const { coupling = 0, field = 0, longitudinalField = 0 } = parameters as Partial<Record<string, number>>;
  if (name !== "ising" || lattice.kind !== "chain" || lattice.weights || longitudinalField !== 0) {
    refuse(where, "a transverse-field Ising chain, ising(chain(N), { field })", `${name} on a ${lattice.name}`);
  }
  if (size > MOST_SITES) refuse(where, `at most ${MOST_SITES} sites`, size);
  if (coupling === 0 && field === 0) refuse(where, "a coupling or a field", "neither");
  // A ring of two sites has one bond, and is an open chain.
  const ring = periodic && size > 2;
  if (ring && size % 2 === 1 && coupling < 0) refuse(where, "an even number of sites in a ring with J < 0", size);
  const [j, h] = [Math.abs(coupling), Math.abs(field)];
  const couplingSign = (distance: number) => (coupling < 0 && distance % 2 === 1 ? -1 : 1);
  return { k: ring ? ringMatrix(size, j, h) : openMatrix(size, j, h), ring, fieldSign: field < 0 ? -1 : 1, couplingSign };
}

/** K_ij = (-1)^r (1/N) Σ_k [h cos(k r) - J cos(k (r - 1))]/ε_k, r = j - i, k = (2m - 1)π/N: the momenta of the even sector. */
function ringMatrix(size: number, coupling: number, field: number): SquareMatrix {
  const momenta = Array.from({ length: size }, (_, m) => ((2 * m + 1) * Math.PI) / size);
  const energies = momenta.map((k) => Math.hypot(coupling - field, 2 * Math.sqrt(coupling * field) * Math.sin(k / 2)));
  const element = (r: number) => {
    const terms = momenta.map((k, m) => (field * Math.cos(k * r) - coupling * Math.cos(k * (r - 1))) / energies[m]);
    return ((r % 2 === 0 ? 1 : -1) * terms.reduce((total, term) => total + term, 0)) / size;
  };
  const byDistance = Array.from({ length: 2 * size - 1 }, (_, at) => element(at - size + 1));
  return momenta.map((_, i) => Float64Array.from({ length: size }, (_, j) => byDistance[j - i + size - 1]));
}

/**
 * K = U Vᵀ, the orthogonal part of M = U Σ Vᵀ, M with h on the diagonal and J above: of all orthogonal matrices it has the lowest -Σ M_ij K_ij. In the ordered
 * phase one singular value is as good as 0 and its two vectors have any signs; det K = 1 tells them, as det M = h^N >= 0.
 */
function openMatrix(size: number, coupling: number, field: number): SquareMatrix {
  const element = (i: number, j: number) => (j === i ? field : j === i + 1 ? coupling : 0);
  return rotationPart(Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => element(i, j))));
}
