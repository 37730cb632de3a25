// Expectation values in a state: of any operator, and of pairs of Pauli matrices.
import { bitCount } from "../../core/bits.ts";
import { refuse } from "../../core/errors.ts";
import { type FlipGroup, type Hamiltonian, sum } from "../../hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../hamiltonian/pauli.ts";
import { unrotated } from "../../hamiltonian/rotate.ts";
import { edges } from "../../lattice/edges.ts";
import { bitMask } from "../basis.ts";
import type { State } from "./state.ts";

/**
 * <H> = Tr ρ H of any operator, total, in its own units; an operator in another basis, as `rotateMarshall` leaves it, counts as it was written.
 * @throws InputError for an operator on another number of sites.
 */
export function expectation(state: State, operator: Hamiltonian): number {
  const { size } = operator.lattice;
  if (size !== state.sites) refuse("expectation.operator", `${state.sites} sites, as the state has`, size);
  return unrotated(operator).groups.reduce((total, group) => total + groupMean(state, group), 0);
}

/** Σ_s Re m_F(s) ρ(s^F, s), m_F(s) = <s|H|s^F>. */
function groupMean(state: State, { flips, terms }: FlipGroup): number {
  const flip = bitMask(flips);
  if (state.kind === "diagonal" && flip !== 0) return 0;
  const masks = terms.map(({ signs }) => bitMask(signs));
  const dimension = 1 << state.sites;
  let total = 0;
  for (let s = 0; s < dimension; s++) {
    const other = s ^ flip;
    const [re, im] = element(state, other, s);
    for (const [t, { coefficient }] of terms.entries()) {
      const sign = 1 - 2 * (bitCount(s & masks[t]) & 1);
      total += sign * (coefficient[0] * re - coefficient[1] * im);
    }
  }
  return total;
}

/** <row|ρ|column>. */
function element(state: State, row: number, column: number): readonly [number, number] {
  switch (state.kind) {
    case "pure": {
      const { real, imaginary } = state;
      return [real[row] * real[column] + imaginary[row] * imaginary[column], imaginary[row] * real[column] - real[row] * imaginary[column]];
    }
    case "diagonal":
      return [row === column ? state.probabilities[row] : 0, 0];
    case "density": {
      const at = row * (1 << state.sites) + column;
      return [state.real[at], state.imaginary[at]];
    }
  }
}

/**
 * The correlations of one Pauli matrix between all pairs of sites, C_ij = <P_i P_j>, not connected: nothing is subtracted, C_ii = 1.
 * @param matrix `X`, `Y` or `Z`
 */
export function correlations(state: State, matrix: Pauli): readonly (readonly number[])[] {
  const { sites } = state;
  const lattice = edges(sites, []);
  const values = lattice.sites.map(() => new Array<number>(sites).fill(1));
  for (let i = 0; i < sites; i++) {
    for (let j = 0; j < i; j++) {
      values[i][j] = expectation(state, sum("correlation", lattice, [pauli(1, { [i]: matrix, [j]: matrix })]));
      values[j][i] = values[i][j];
    }
  }
  return values;
}
