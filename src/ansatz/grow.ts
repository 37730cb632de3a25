// An RBM with more hidden units, or with its shared weights spread out, that has the same amplitudes.
import type { RandomStream } from "../core/random.ts";
import { gaussian } from "../kernels/gaussian.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Lattice } from "../lattice/lattice.ts";
import type { ResolvedRbm } from "./ansatz.ts";
import { hiddenUnits, parameterCount } from "./tensors.ts";

/** Deviation of the weights of new hidden units: 2cosh θ is then 2 but for a few parts in a thousand, and the trained state all but stays. */
const DEVIATION = 0.05;

/** A network and its parameters, complex interleaved. */
export interface Grown {
  readonly ansatz: ResolvedRbm;
  readonly parameters: Float64Array;
}

/** An RBM whose weights no longer are shared over the translations: the same f, each weight for itself. */
export function unshared({ ansatz, parameters }: Grown, { size, translations }: Pick<Lattice, "size" | "translations">): Grown {
  if (!ansatz.symmetric) return { ansatz, parameters };
  const shifts = translations.length;
  const hidden = Math.round(ansatz.density * size);
  const features = hidden / shifts;
  const at = (index: number) => [parameters[2 * index], parameters[2 * index + 1]];
  const biases = ansatz.biases
    ? [...Array.from({ length: size }, () => at(0)), ...Array.from({ length: hidden }, (_, j) => at(1 + Math.floor(j / shifts)))]
    : [];
  const first = ansatz.biases ? 1 + features : 0;
  const weights: number[][] = new Array(size * hidden);
  for (let j = 0; j < hidden; j++) {
    const [feature, r] = [Math.floor(j / shifts), j % shifts];
    for (let k = 0; k < size; k++) weights[translations[r][k] * hidden + j] = at(first + feature * size + k);
  }
  return { ansatz: { ...ansatz, symmetric: false }, parameters: Float64Array.from([...biases, ...weights].flat()) };
}

/** The RBM with more hidden units, small random weights to them, the trained ones as they were. */
export function grown(kernels: Kernels, { ansatz, parameters }: Grown, density: number, lattice: Lattice, stream: RandomStream): Grown {
  const larger: ResolvedRbm = { ...ansatz, density };
  const small = () =>
    ansatz.real
      ? [DEVIATION * gaussian(kernels, stream), 0]
      : [DEVIATION * gaussian(kernels, stream), DEVIATION * gaussian(kernels, stream)];
  const values = Float64Array.from({ length: 2 * parameterCount(larger, lattice) });
  const { size, translations } = lattice;
  const units = (network: ResolvedRbm) => hiddenUnits(network, lattice) / (ansatz.symmetric ? translations.length : 1);
  const [before, after] = [units(ansatz), units(larger)];
  let [from, to] = [0, 0];
  const copy = (count: number) => {
    values.set(parameters.subarray(2 * from, 2 * (from + count)), 2 * to);
    from += count;
    to += count;
  };
  const fill = (count: number) => {
    for (let k = 0; k < count; k++) values.set(small(), 2 * to++);
  };
  if (ansatz.biases) {
    copy(ansatz.symmetric ? 1 : size);
    copy(before);
    fill(after - before);
  }
  if (ansatz.symmetric) {
    copy(before * size);
    fill((after - before) * size);
  } else {
    for (let site = 0; site < size; site++) {
      copy(before);
      fill(after - before);
    }
  }
  return { ansatz: larger, parameters: values };
}
