// A unitary network whose spins lose coherence between the layers.
import type { DensityMatrix } from "../../index.ts";
import { type Circuit, compile, rotate } from "./circuit.ts";

/**
 * The state after all layers, each followed by the dephasing of every spin: ρ → (1 - p/2) ρ + (p/2) Z ρ Z on each site, which multiplies ρ_ss' by (1 - p)^d, d the
 * number of spins in which s and s' differ. p = 0 is the pure state, p = 1 leaves the probabilities of configurations alone.
 */
export function dephasedRun({ gates, layer, sites, start }: Circuit, angles: ArrayLike<number>, p: number): DensityMatrix {
  const dimension = 1 << sites;
  const compiled = gates.map(compile);
  const factors = Array.from({ length: sites + 1 }, (_, d) => (1 - p) ** d);
  // Rows of ρ; real and imaginary parts are views of one matrix.
  let real = new Float64Array(dimension * dimension);
  let imaginary = new Float64Array(dimension * dimension);
  for (let at = 0; at < real.length; at++) {
    const [s, t] = [Math.floor(at / dimension), at % dimension];
    real[at] = start.real[s] * start.real[t] + start.imaginary[s] * start.imaginary[t];
    imaginary[at] = start.imaginary[s] * start.real[t] - start.real[s] * start.imaginary[t];
  }
  for (let begin = 0; begin < gates.length; begin += layer) {
    // A pass takes X to (U X)†: columns stand as rows, are turned, and are conjugated. Two of them take ρ to U ρ U†.
    for (let pass = 0; pass < 2; pass++) {
      [real, imaginary] = [transposed(real, dimension), transposed(imaginary, dimension)];
      for (let column = 0; column < dimension; column++) {
        const range = [column * dimension, (column + 1) * dimension] as const;
        const vector = { real: real.subarray(...range), imaginary: imaginary.subarray(...range) };
        for (let k = begin; k < begin + layer; k++) rotate(compiled[k], angles[k], vector);
      }
      imaginary = imaginary.map((value) => -value);
    }
    for (let at = 0; at < real.length; at++) {
      const factor = factors[differences(Math.floor(at / dimension) ^ (at % dimension))];
      real[at] *= factor;
      imaginary[at] *= factor;
    }
  }
  return { kind: "density", sites, real, imaginary };
}

function transposed(values: Float64Array, dimension: number): Float64Array<ArrayBuffer> {
  const all = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) all[(at % dimension) * dimension + Math.floor(at / dimension)] = values[at];
  return all;
}

function differences(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
