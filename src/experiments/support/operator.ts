// A Hamiltonian as what it does to a wave function of few spins.
import type { Hamiltonian, PureState } from "../../index.ts";

/** Amplitudes over all 2^N configurations, of any norm; bit i of a configuration is set where spin i is down. */
export type Amplitudes = Pick<PureState, "real" | "imaginary">;

/** H on wave functions: (Hψ)(s) = Σ_F m_F(s) ψ(s^F), read from the groups of the record. */
export function operatorOf({ groups, lattice }: Hamiltonian): (state: Amplitudes) => Amplitudes {
  const dimension = 1 << lattice.size;
  const bits = (sites: readonly number[]) => sites.reduce((mask, site) => mask | (1 << site), 0);
  const elements = groups.map(({ flips, terms }) => {
    const real = new Float64Array(dimension);
    const imaginary = new Float64Array(dimension);
    for (const { coefficient, signs } of terms) {
      for (let s = 0; s < dimension; s++) {
        const sign = signs.reduce((product, site) => ((s >> site) & 1 ? -product : product), 1);
        real[s] += sign * coefficient[0];
        imaginary[s] += sign * coefficient[1];
      }
    }
    return { flip: bits(flips), real, imaginary };
  });
  return (state) => {
    const image = { real: new Float64Array(dimension), imaginary: new Float64Array(dimension) };
    for (const { flip, real, imaginary } of elements) {
      for (let s = 0; s < dimension; s++) {
        const [re, im] = [state.real[s ^ flip], state.imaginary[s ^ flip]];
        image.real[s] += real[s] * re - imaginary[s] * im;
        image.imaginary[s] += real[s] * im + imaginary[s] * re;
      }
    }
    return image;
  };
}

/** <a|b>. */
export function overlap(a: Amplitudes, b: Amplitudes): readonly [number, number] {
  let re = 0;
  let im = 0;
  for (let s = 0; s < a.real.length; s++) {
    re += a.real[s] * b.real[s] + a.imaginary[s] * b.imaginary[s];
    im += a.real[s] * b.imaginary[s] - a.imaginary[s] * b.real[s];
  }
  return [re, im];
}
