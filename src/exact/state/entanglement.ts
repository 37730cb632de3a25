// How a state is entangled over a cut: Schmidt coefficients, entropies, negativity.
import { checkPositive } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";
import { singularValues } from "../linear/singularValues.ts";
import { marginal, reducedDensityMatrix } from "./reduced.ts";
import { checkCut, complementOf, placesOf } from "./sites.ts";
import { type DensityMatrix, densityMatrix, type PureState, type State } from "./state.ts";

/** No Schmidt coefficient of a normalised state moves farther than the norm of what is dropped. */
const ROUNDING = 1e-14;

/** Sites of a mixture whose partial transpose is diagonalised: a matrix of size 2^N. */
const MOST_SITES_TRANSPOSED = 8;

/**
 * The Schmidt coefficients c_k of |ψ> = Σ_k c_k |a_k>|b_k> over the cut between a block of sites A and the rest, descending, Σ c_k² = 1: the singular
 * values of the matrix ψ(s_A, s_B). There are 2^min(|A|, N - |A|) of them.
 * @throws InputError for anything but a pure state, a site twice or off the state, or a block that is no cut.
 */
export function schmidtCoefficients(state: PureState, block: readonly number[]): Float64Array {
  checkCut("schmidtCoefficients.block", block, state.sites);
  if (state.kind !== "pure") refuse("schmidtCoefficients", "a pure state", (state as State).kind, "a mixture has no Schmidt coefficients");
  const rows = placesOf(block);
  const columns = placesOf(complementOf(block, state.sites));
  const part = (values: Float64Array) => {
    const matrix = new Float64Array(rows.length * columns.length);
    for (let a = 0; a < rows.length; a++) {
      for (let b = 0; b < columns.length; b++) matrix[a * columns.length + b] = values[rows[a] | columns[b]];
    }
    return matrix;
  };
  const { real, imaginary } = withoutPhase(state);
  return singularValues({ rows: rows.length, columns: columns.length, real: part(real), imaginary: imaginary && part(imaginary) });
}

/** Amplitudes turned so that the largest is real. Imaginary parts whose norm is then that of rounding are dropped: a real matrix takes a quarter of the time. */
function withoutPhase({ real, imaginary }: PureState): { real: Float64Array; imaginary: Float64Array | null } {
  if (imaginary.every((im) => im === 0)) return { real, imaginary: null };
  const modulus = (s: number) => Math.hypot(real[s], imaginary[s]);
  const largest = real.reduce((best, _, s) => (modulus(s) > modulus(best) ? s : best), 0);
  const [cos, sin] = [real[largest] / modulus(largest), imaginary[largest] / modulus(largest)];
  const turned = real.map((re, s) => cos * re + sin * imaginary[s]);
  const rest = real.map((re, s) => cos * imaginary[s] - sin * re);
  const norm = Math.sqrt(rest.reduce((total, im) => total + im * im, 0));
  return { real: turned, imaginary: norm > ROUNDING ? rest : null };
}

/**
 * The entropy of a block of sites A, in nats: von Neumann, S = -Tr ρ_A ln ρ_A, or the Rényi entropy of another order n, S_n = ln Tr ρ_A^n / (1 - n);
 * `Infinity` is -ln of the largest eigenvalue. Of a pure state it is the entanglement entropy of the cut (ln 2 for a Bell pair). The entropy of a mixture
 * counts its ignorance too and proves no entanglement.
 * @param order n > 0, default 1: von Neumann
 * @throws InputError for a block that is no cut, for an order <= 0, and of a density matrix for a block of more than 10 sites.
 */
export function blockEntropy(state: State, block: readonly number[], order = 1): number {
  checkCut("blockEntropy.block", block, state.sites);
  return entropyOf(blockSpectrum(state, block), order);
}

/** The eigenvalues of ρ_A. */
function blockSpectrum(state: State, block: readonly number[]): Float64Array {
  switch (state.kind) {
    case "pure":
      return schmidtCoefficients(state, block).map((c) => c * c);
    case "diagonal":
      return marginal(state, block);
    case "density": {
      const { real, imaginary } = reducedDensityMatrix(state, block);
      const size = 1 << block.length;
      // Those of a matrix without negative eigenvalues are its singular values.
      return singularValues({ rows: size, columns: size, real, imaginary });
    }
  }
}

/** The entropy of probabilities, in nats: -Σ p ln p, of another order n ln(Σ p^n) / (1 - n). What rounding left below 0 counts as 0. */
export function entropyOf(probabilities: Float64Array, order = 1): number {
  if (order !== Number.POSITIVE_INFINITY) checkPositive("entropy.order", order);
  const positive = probabilities.filter((p) => p > 0);
  if (order === Number.POSITIVE_INFINITY) return -Math.log(positive.reduce((largest, p) => Math.max(largest, p), 0));
  if (order === 1) return positive.reduce((total, p) => total - p * Math.log(p), 0);
  return Math.log(positive.reduce((total, p) => total + p ** order, 0)) / (1 - order);
}

/**
 * The negativity over the cut between a block A and the rest, N = (‖ρ^{T_A}‖₁ - 1)/2: minus the sum of the negative eigenvalues of the partial transpose
 * (Vidal & Werner, Phys. Rev. A 65, 032314 (2002)). Of a pure state ((Σ c_k)² - 1)/2; 1/2 for a Bell pair. Above 0 it proves entanglement, of a mixture
 * too; a mixture of configurations has none.
 * @throws InputError for a block that is no cut, and for a density matrix of more than 8 sites.
 */
export function negativity(state: State, block: readonly number[]): number {
  checkCut("negativity.block", block, state.sites);
  if (state.kind === "diagonal") return 0;
  if (state.kind === "density") return negativityOfMixture(state, block);
  const sum = schmidtCoefficients(state, block).reduce((total, c) => total + c, 0);
  return (sum * sum - 1) / 2;
}

function negativityOfMixture(state: DensityMatrix, block: readonly number[]): number {
  const { sites } = state;
  if (sites > MOST_SITES_TRANSPOSED) refuse("negativity", `a mixture of at most ${MOST_SITES_TRANSPOSED} sites`, sites);
  const { real, imaginary } = densityMatrix(state);
  const dimension = 1 << sites;
  const mask = block.reduce((bits, site) => bits | (1 << site), 0);
  const transposed = (values: Float64Array) =>
    values.map((_, at) => {
      const row = at >> sites;
      const column = at & (dimension - 1);
      const exchanged = (row ^ column) & mask;
      return values[((row ^ exchanged) << sites) | (column ^ exchanged)];
    });
  const matrix = { rows: dimension, columns: dimension, real: transposed(real), imaginary: transposed(imaginary) };
  // The eigenvalues of a Hermitian matrix are its singular values up to signs, and their sum, the trace, is 1.
  const traceNorm = singularValues(matrix).reduce((total, value) => total + value, 0);
  return Math.max(0, (traceNorm - 1) / 2);
}
