import type { ResolvedRbm } from "../../src/ansatz/ansatz.ts";
import { parameterCount } from "../../src/ansatz/tensors.ts";
import { randomStream } from "../../src/core/random.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { add, type Complex, conjugate, exponential, multiply, type PlainRbm, scale, spinsOf } from "../judges.ts";

/** An RBM of so many hidden units per site. */
export function machine(density: number, options: Partial<ResolvedRbm> = {}): ResolvedRbm {
  return {
    name: "rbm",
    density,
    real: false,
    symmetric: false,
    pointGroup: false,
    parity: "none",
    biases: true,
    deviation: 0.02,
    ...options,
  };
}

/** Uniform in [-size, size], real and imaginary parts. */
export function randomWeights(ansatz: ResolvedRbm, lattice: Lattice, size: number, seed: number): Float64Array {
  const stream = randomStream(seed, "test/branches");
  return Float64Array.from({ length: 2 * parameterCount(ansatz, lattice) }, () => size * (2 * stream.uniform() - 1));
}

/** Hidden units traced out, of trace 1: ρ(s,s') = e^{a·s + a*·s'} Π_j 2cosh(θ_j(s) + θ_j(s')*), row s, column s'; bit i of a number is set where spin i is down. */
export function tracedDensity({ a, b, w }: PlainRbm): Complex[][] {
  const size = a.length;
  const cosh2 = (z: Complex) => add(exponential(z), exponential(scale(-1, z)));
  const sum = (terms: readonly Complex[]) => terms.reduce(add, [0, 0] as Complex);
  const states = Array.from({ length: 2 ** size }, (_, state) => {
    const spins = spinsOf(state, size);
    const theta = b.map((bias, j) => add(bias, sum(spins.map((s, i) => scale(s, w[i][j])))));
    return { field: sum(spins.map((s, i) => scale(s, a[i]))), theta };
  });
  const rho = states.map((row) =>
    states.map((column) =>
      row.theta.reduce(
        (value, theta, j) => multiply(value, cosh2(add(theta, conjugate(column.theta[j])))),
        exponential(add(row.field, conjugate(column.field))),
      ),
    ),
  );
  const trace = rho.reduce((total, row, k) => total + row[k][0], 0);
  return rho.map((row) => row.map((value) => scale(1 / trace, value)));
}
