// The largest violation of the CHSH inequality: by two sites, and by the two sides of a cut.

import { bitCount } from "../../core/bits.ts";
import type { Pauli } from "../../hamiltonian/pauli.ts";
import { singularValues } from "../linear/singularValues.ts";
import { schmidtCoefficients } from "./entanglement.ts";
import { reducedDensityMatrix } from "./reduced.ts";
import type { PureState, State } from "./state.ts";

const matrices: readonly Pauli[] = ["X", "Y", "Z"];

/**
 * The largest CHSH value that measurements on two sites can reach, 2 √(t₁² + t₂²): t₁ and t₂ are the two largest singular values of T_ab = <σ_a σ_b>,
 * a, b = X, Y, Z (Horodecki, Horodecki & Horodecki, Phys. Lett. A 200, 340 (1995)). Above 2 no local hidden variables explain the pair; at most 2√2.
 * @throws InputError for a site twice or off the state.
 */
export function pairChsh(state: State, [first, second]: readonly [number, number]): number {
  const { real, imaginary } = reducedDensityMatrix(state, [first, second]);
  const correlation = (a: Pauli, b: Pauli) => {
    let total = 0;
    for (let s = 0; s < 4; s++) {
      const flips = (a === "Z" ? 0 : 1) | (b === "Z" ? 0 : 2);
      const signs = (a === "X" ? 0 : 1) | (b === "X" ? 0 : 2);
      const at = (s ^ flips) * 4 + s;
      // <s|Y|-s> = -i s: none, one or two factors of -i.
      const imaginaries = Number(a === "Y") + Number(b === "Y");
      const value = imaginaries === 1 ? imaginary[at] : imaginaries === 2 ? -real[at] : real[at];
      total += (1 - 2 * (bitCount(s & signs) & 1)) * value;
    }
    return total;
  };
  const values = Float64Array.from(matrices.flatMap((a) => matrices.map((b) => correlation(a, b))));
  return chshOf(values);
}

/** The same from T_ab, row by row. */
export function chshOf(correlations: Float64Array): number {
  const [t1, t2] = singularValues({ rows: 3, columns: 3, real: correlations, imaginary: null });
  return 2 * Math.sqrt(t1 * t1 + t2 * t2);
}

/**
 * A CHSH value that measurements on a block of sites and on the rest reach in a pure state, 2 √(1 + K²), K = 2 Σ_i c_{2i-1} c_{2i} over the Schmidt
 * coefficients in descending order (Gisin & Peres, Phys. Lett. A 162, 15 (1992)). Above 2 for every entangled pure state, 2√2 for a Bell pair.
 * @throws InputError as {@link schmidtCoefficients}.
 */
export function blockChsh(state: PureState, block: readonly number[]): number {
  const c = schmidtCoefficients(state, block);
  let k = 0;
  for (let i = 0; i + 1 < c.length; i += 2) k += 2 * c[i] * c[i + 1];
  return 2 * Math.sqrt(1 + k * k);
}
