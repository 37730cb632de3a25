// The energy of product states, and its derivatives with respect to their Bloch vectors.
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Pauli } from "../hamiltonian/pauli.ts";
import type { Lattice } from "../lattice/lattice.ts";

const axes: Readonly<Record<Pauli, number>> = { X: 0, Y: 1, Z: 2 };

/** A sum of Pauli strings over Bloch vectors: component `axis` of site i is number 3 i + axis. */
export interface ProductOperator {
  readonly sites: number;
  readonly coefficients: Float64Array;
  /** The components of all strings one after another, and where each string begins; one more entry than there are strings. */
  readonly components: Int32Array;
  readonly starts: Int32Array;
}

/** A Hamiltonian, or as much of it. */
interface ProductTerms extends Pick<Hamiltonian, "strings"> {
  readonly lattice: Pick<Lattice, "size">;
}

export function productOperator({ lattice, strings }: ProductTerms): ProductOperator {
  const starts = new Int32Array(strings.length + 1);
  for (const [t, { factors }] of strings.entries()) starts[t + 1] = starts[t] + factors.length;
  return {
    sites: lattice.size,
    coefficients: Float64Array.from(strings, ({ coefficient }) => coefficient[0]),
    components: Int32Array.from(strings.flatMap(({ factors }) => factors.map(([site, matrix]) => 3 * site + axes[matrix]))),
    starts,
  };
}

/** Σ_strings c Π_{(i, a)} r_i^a of each product state. @param bloch rows of 3N components, as `blochVectors` gives them */
export function productValues({ sites, coefficients, components, starts }: ProductOperator, bloch: Float64Array): Float64Array {
  const width = 3 * sites;
  return Float64Array.from({ length: bloch.length / width }, (_, row) => {
    let value = 0;
    for (let t = 0; t < coefficients.length; t++) {
      let part = coefficients[t];
      for (let k = starts[t]; k < starts[t + 1]; k++) part *= bloch[row * width + components[k]];
      value += part;
    }
    return value;
  });
}

/** ∂/∂r_i^a of {@link productValues}, of each product state; shaped like `bloch`. */
export function productGradient({ sites, coefficients, components, starts }: ProductOperator, bloch: Float64Array): Float64Array {
  const width = 3 * sites;
  const gradient = new Float64Array(bloch.length);
  for (let row = 0; row < bloch.length; row += width) {
    for (let t = 0; t < coefficients.length; t++) {
      for (let k = starts[t]; k < starts[t + 1]; k++) {
        let part = coefficients[t];
        for (let l = starts[t]; l < starts[t + 1]; l++) if (l !== k) part *= bloch[row + components[l]];
        gradient[row + components[k]] += part;
      }
    }
  }
  return gradient;
}
